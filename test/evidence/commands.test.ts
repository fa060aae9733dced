import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listFiles } from '../../src/report/files.ts'
import { buildChange, denial, newDirectory, ORIGIN } from './builders.ts'

const bin = join(import.meta.dirname, '../../bin/gatehouse.js')
const place = newDirectory()
const run = (...args: readonly string[]): { status: number | null; out: string; err: string } => {
  const { INIT_CWD: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: place, encoding: 'utf8', env })
  return { status, out: stdout, err: stderr }
}
const store = (name: string, n: number, day: string, deny = false): void => {
  const change = buildChange(n, `2026-11-${day}T10:00:00Z`, deny ? denial : undefined)
  writeFileSync(join(place, `${name}.plan.json`), change.plan.bytes)
  writeFileSync(join(place, `${name}.decision.json`), change.decision.bytes)
}
const archive = (name: string, now: string, ...more: readonly string[]): ReturnType<typeof run> =>
  run(
    'archive',
    'archive',
    '--plan',
    `${name}.plan.json`,
    '--decision',
    `${name}.decision.json`,
    '--key',
    'keys/signing.pem',
    '--log-key',
    'keys/log.pem',
    '--origin',
    ORIGIN,
    '--now',
    now,
    ...more,
  )

test('keys, two changes, verify, report, as a user types them', { timeout: 60_000 }, () => {
  const made = run('archive', '--create-keys', 'keys', '--origin', ORIGIN, '--now', '2026-01-01T00:00:00Z')
  expect(made).toMatchObject({ status: 0, err: '' })
  expect([
    statSync(join(place, 'keys/signing.pem')).mode & 0o777,
    statSync(join(place, 'keys/log.pem')).mode & 0o777,
  ]).toEqual([0o600, 0o600])
  const again = run('archive', '--create-keys', 'keys', '--origin', ORIGIN)
  expect([again.status, again.err.split('\n')[0]]).toEqual([
    2,
    'gatehouse: keys/signing.pem: there is a key already, and keys are never replaced',
  ])

  store('good', 1, '10')
  store('bad', 2, '11', true)
  const first = archive('good', '2026-11-10T12:00:00Z')
  expect(first.out.split('\n')[0]).toBe('allow of acme/prod is archived in archive: 2 records added, 2 in the log')
  writeFileSync(join(place, 'kept'), readFileSync(join(place, 'archive/log/checkpoint')))
  writeFileSync(join(place, 'note.md'), 'Reviewed.\n')
  expect(archive('bad', '2026-11-11T12:00:00Z', '--attach', 'note.md').out.split('\n')[0]).toBe(
    'deny of acme/prod is archived in archive: 3 records added, 5 in the log',
  )
  expect(archive('bad', '2026-11-12T12:00:00Z').out).toContain('0 records added, 5 in the log')

  const verified = run('verify', 'archive', '--trust', 'keys/trust.json', '--checkpoint', 'kept')
  expect([verified.status, verified.err, verified.out.split('\n')[0]]).toEqual([
    0,
    '',
    'VERIFIED  All 5 records are signed with trusted keys, unchanged and in the log.',
  ])
  expect(run('verify', 'archive')).toMatchObject({ status: 1, err: '' })
  expect(JSON.parse(run('verify', 'archive', '--trust', 'keys/trust.json', '--json').out)).toMatchObject({
    verdict: 'verified',
    size: 5,
  })
  expect(run('verify', 'archive', '--trust', 'keys/trust.json', '--format', 'markdown').out).toContain('## VERIFIED')
  expect(run('verify', 'archive', '--trust', 'archive/keys.json')).toMatchObject({ status: 2, out: '' })
  expect(run('verify', 'missing', '--trust', 'keys/trust.json')).toMatchObject({ status: 2, out: '' })
  expect(run('verify', 'note.md')).toMatchObject({ status: 2, out: '' })
  expect(run('verify', 'archive', '--format', 'xml')).toMatchObject({ status: 2, out: '' })
  expect(run('verify')).toMatchObject({ status: 2, out: '' })

  expect(run('report', 'archive')).toEqual({
    status: 0,
    out: 'archive/reports/index.html\narchive/reports/README.md\n',
    err: '',
  })
  expect(run('verify', 'archive', '--trust', 'keys/trust.json').out).toMatch(/pass {2}reports/)
  const before = listFiles(join(place, 'archive/reports'))
  expect(run('report', 'archive', '--output', 'elsewhere').status).toBe(0)
  expect(listFiles(join(place, 'elsewhere'))).toEqual(before)
  expect(readFileSync(join(place, 'elsewhere/README.md'), 'utf8')).toContain('](../archive/records/')
  expect(run('report', 'archive', '--output', 'keys')).toMatchObject({ status: 2, out: '' })
  mkdirSync(join(place, 'blocked/index.html'), { recursive: true })
  expect(run('report', 'archive', '--output', 'blocked')).toMatchObject({ status: 2, out: '' })
  expect(listFiles(join(place, 'blocked'))).toEqual([])
  rmdirSync(join(place, 'blocked/index.html'))
  expect(run('report', 'archive', '--output', 'blocked').status).toBe(0)
  expect(listFiles(join(place, 'blocked'))).toEqual(before)
  expect(run('report', 'keys')).toMatchObject({ status: 2, out: '' })
})

test('a refusal is one sentence with a place, and nothing is written', () => {
  store('other', 3, '12')
  const files = listFiles(place)
  const mixed = run(
    'archive',
    'new',
    '--plan',
    'good.plan.json',
    '--decision',
    'other.decision.json',
    '--key',
    'keys/signing.pem',
    '--log-key',
    'keys/log.pem',
    '--origin',
    ORIGIN,
  )
  expect([mixed.status, mixed.out, mixed.err.split('\n')[0]]).toEqual([
    2,
    '',
    'gatehouse: other.decision.json: this decision is about another plan',
  ])
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['archive'], 'gatehouse: DIR is missing'],
    [['archive', 'new', '--now', 'yesterday'], 'gatehouse: --now "yesterday" is not a point in time'],
    [
      [
        'archive',
        'new',
        '--key',
        'keys/log.pem',
        '--log-key',
        'keys/log.pem',
        '--origin',
        ORIGIN,
        '--plan',
        'good.plan.json',
        '--decision',
        'good.decision.json',
      ],
      'gatehouse: keys/log.pem: this key is of the kind ed25519',
    ],
    [
      [
        'archive',
        'new',
        '--key',
        'note.md',
        '--log-key',
        'keys/log.pem',
        '--origin',
        ORIGIN,
        '--plan',
        'good.plan.json',
        '--decision',
        'good.decision.json',
      ],
      'gatehouse: note.md: this is not a private key in PEM form without a password',
    ],
    [
      ['archive', '--create-keys', 'k', '--origin', 'not a name'],
      'gatehouse: --origin is not a name for a log: not a name',
    ],
    [
      ['archive', 'x', '--create-keys', 'k', '--origin', ORIGIN],
      'gatehouse: --create-keys makes keys only; do not name an archive',
    ],
  ]
  for (const [args, sentence] of cases) {
    const { status, out, err } = run(...args)
    expect([status, out, err.split('\n')[0]]).toEqual([2, '', sentence])
  }
  expect(listFiles(place)).toEqual(files)
  expect(existsSync(join(place, 'new'))).toBe(false)
})
