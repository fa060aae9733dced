import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { archiveChange } from '../../src/evidence/archive.ts'
import { type Disk, openDisk } from '../../src/evidence/disk.ts'
import { lockArchive } from '../../src/evidence/lock.ts'
import type { Change } from '../../src/evidence/prepare.ts'
import { prettyJson } from '../../src/json.ts'
import { listFiles } from '../../src/report/files.ts'
import type { Verification } from '../../src/verify/model.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import {
  archive,
  buildArchive,
  buildChange,
  buildDecision,
  buildKeys,
  buildPlan,
  newDirectory,
  OPTIONS,
  target,
} from './builders.ts'

const keys = buildKeys()
const verify = (root: string): Verification => verifyArchive(root, keys.trust, undefined)
const findings = (result: Verification): readonly string[] =>
  result.checks.flatMap((check) => check.findings.map((one) => `${check.id} ${one.file}: ${one.message}`))

describe('archive', () => {
  test('a change becomes a plan and a decision record that verify', async () => {
    const root = newDirectory()
    const { appended, prepared } = await archive(root, keys, buildChange())
    expect(appended).toMatchObject({ size: 2, known: [], recovered: [] })
    expect(appended.added.map((leaf) => leaf.type)).toEqual(['plan', 'decision'])
    const result = verify(root)
    expect(findings(result)).toEqual([])
    expect(result).toMatchObject({ verdict: 'verified', size: 2, records: { plan: 1, decision: 1, attachment: 0 } })
    expect(listFiles(root)).toEqual(
      [
        'keys.json',
        'log/checkpoint',
        'log/tile/0/000.p/2',
        'log/tile/entries/000.p/2',
        ...prepared.objects.keys(),
        ...prepared.drafts.map((draft) => draft.path),
      ].sort(),
    )
  })

  test('archiving the same change again adds nothing and changes no byte', async () => {
    const root = newDirectory()
    await archive(root, keys, buildChange())
    const before = listFiles(root).map((path) => [path, readFileSync(join(root, path), 'hex')])
    const { appended } = await archive(root, keys, buildChange(), '2026-11-24T12:00:00Z')
    expect(appended.added).toEqual([])
    expect(appended.known).toHaveLength(2)
    expect(listFiles(root).map((path) => [path, readFileSync(join(root, path), 'hex')])).toEqual(before)
  })

  test('a log that grows past a tile keeps verifying', { timeout: 60_000 }, async () => {
    const root = newDirectory()
    for (let n = 1; n <= 131; n++) await archive(root, keys, buildChange(n, '2026-11-23T10:00:00Z'))
    const result = verify(root)
    expect(findings(result)).toEqual([])
    expect(result.size).toBe(262)
    expect(listFiles(root).filter((path) => path.startsWith('log/tile/'))).toEqual([
      'log/tile/0/000',
      'log/tile/0/001.p/6',
      'log/tile/1/000.p/1',
      'log/tile/entries/000',
      'log/tile/entries/001.p/6',
    ])
  })

  test('attachments are recorded', async () => {
    const root = newDirectory()
    const change: Change = {
      ...buildChange(),
      attachments: [{ path: '/tmp/x/review.md', bytes: Buffer.from('# Review\nfine\n') }],
    }
    const { appended } = await archive(root, keys, change)
    expect(appended.added.map((leaf) => leaf.type)).toEqual(['plan', 'decision', 'attachment'])
    expect(findings(verify(root))).toEqual([])
  })

  test('a plan without and with redaction', async () => {
    const root = newDirectory()
    const plan = buildPlan()
    const [first, ...rest] = plan.resources
    if (!first) throw new Error('no resource')
    const open = buildChange(1, undefined, undefined, {
      resources: [
        first,
        ...rest,
        {
          ...first,
          key: `${first.key}-x`,
          type: 'azuread:index/user:User',
          inputs: { displayName: 'Anna', mobilePhone: '+358 1', password: { $gatehouse: 'secret' } },
        },
        { ...first, key: `${first.key}-y`, type: 'custom:thing:Thing', inputs: { size: 4 } },
      ],
      config: { 'acme:apiToken': 'abc', 'acme:domain': 'acme.example' },
    })
    const { prepared } = await archive(root, keys, open)
    expect(prepared.redactions).toEqual([
      { pointer: '/config/acme:apiToken', rule: 'secret-name' },
      { pointer: '/resources/3/inputs/mobilePhone', rule: 'property-not-listed' },
      { pointer: '/resources/4/inputs/size', rule: 'type-not-listed' },
    ])
    expect(findings(verify(root))).toEqual([])
    const text = [...prepared.objects.values()].map(String).join('\n')
    expect(text).not.toContain('+358 1')
    expect(text).toContain('"$gatehouse": "secret"')
  })
})

describe('archive refuses', () => {
  const refusal = async (change: Change, options: Partial<typeof OPTIONS> = {}): Promise<string> => {
    const root = newDirectory()
    try {
      await archiveChange(target(root, keys), change, { ...OPTIONS, ...options })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      expect(listFiles(root)).toEqual([])
      return `${error.code}: ${error.message}`
    }
    return 'accepted'
  }
  const given = (path: string, value: unknown): { path: string; bytes: Buffer } => ({
    path,
    bytes: Buffer.from(typeof value === 'string' ? value : prettyJson(value)),
  })

  test('what does not belong together', async () => {
    const change = buildChange(1)
    expect(await refusal({ ...change, decision: buildChange(2).decision })).toBe(
      'refused: this decision is about another plan',
    )
    const plan = buildPlan()
    const bytes = Buffer.from(prettyJson(plan))
    const other = buildDecision(plan, bytes, '2026-11-23T10:00:00Z', { stack: 'test' })
    expect(await refusal({ ...change, plan: { path: 'p', bytes }, decision: given('d', other) })).toBe(
      'refused: the plan is of acme/prod, the decision of another stack',
    )
    const late = buildDecision(plan, bytes, '2026-11-23T12:10:01Z')
    expect(await refusal({ ...change, plan: { path: 'p', bytes }, decision: given('d', late) })).toBe(
      'refused: the decision is of 2026-11-23T12:10:01Z, after 2026-11-23T12:00:00Z',
    )
  })

  test('documents of another form, and every way to write JSON twice', async () => {
    const change = buildChange(1)
    const plan = change.plan.bytes.toString()
    const cases: readonly (readonly [string, string])[] = [
      ['{}', 'schema: /: must have required property'],
      [`\ufeff${plan}`, 'schema: the text begins with a byte order mark'],
      [
        plan.replace('"project": "acme"', '"project": "acme",\n  "project": "acme"'),
        'malformed: the key "project" stands twice in one object',
      ],
      [plan.replace('"project"', '"Project": "x",\n  "project"'), 'schema: the JSON is not in canonical form'],
      [plan.replace('"resources": [', '"n": 1.0,\n  "resources": ['), 'schema: the JSON is not in canonical form'],
      [plan.replace('"project"', '"__proto__": {},\n  "project"'), 'malformed: the key "__proto__" is not allowed'],
      [plan.replace('acme.example', '\\ud800'), 'malformed: a text contains half of a surrogate pair'],
      [plan.replace('acme.example', 'acme\\u002eexample'), 'schema: the JSON is not in canonical form'],
      [plan.slice(0, 200), 'malformed: this is not valid JSON'],
      [
        plan.replace('urn:gatehouse:plan/v1', 'urn:gatehouse:plan/v2'),
        'schema: this is a document of the format "urn:gatehouse:plan/v2"',
      ],
    ]
    for (const [text, message] of cases) expect(await refusal({ ...change, plan: given('p', text) })).toContain(message)
  })

  test('keys that differ only in case', async () => {
    const plan = JSON.parse(buildChange(1).plan.bytes.toString()) as object
    expect(await refusal({ ...buildChange(1), plan: given('p', { ...plan, Resources: [] }) })).toContain(
      'differ only in case',
    )
  })

  test('an unsandboxed plan and a decision by own policies, unless told otherwise', async () => {
    const open = buildChange(1, undefined, undefined, { origin: { kind: 'embedded', version: '1', sandbox: 'none' } })
    expect(await refusal(open)).toContain('without a sandbox')
    const half = { origin: { kind: 'embedded', version: '1', sandbox: 'permissions' } } as const
    expect(await refusal(buildChange(1, undefined, undefined, half))).toContain('without a sandbox')
    const own = buildChange(1, undefined, () => ({ policySource: { kind: 'working-tree' } }))
    expect(await refusal(own)).toContain('own copy of the policies')
    await archiveChange(target(newDirectory(), keys), open, { ...OPTIONS, allowUnsandboxed: true })
    await archiveChange(target(newDirectory(), keys), own, { ...OPTIONS, allowWorkingTree: true })
    const imported = buildChange(1, undefined, undefined, {
      origin: { kind: 'import', version: '', sandbox: 'not-run' },
    })
    await archive(newDirectory(), keys, imported)
  })

  test('an attachment that cannot be scanned', async () => {
    expect(
      await refusal({ ...buildChange(1), attachments: [{ path: 'a.pdf', bytes: Buffer.from([0xff, 0xfe, 0]) }] }),
    ).toContain('must be text')
  })

  test('a broken, foreign or future archive', async () => {
    const root = await buildArchive(keys, 1)
    const change = buildChange(9, '2026-11-01T11:00:00Z')
    const attempt = (now: string, over = {}): Promise<unknown> =>
      archiveChange(target(root, keys, now, over), change, OPTIONS)
    await expect(attempt('2026-11-01T11:30:00Z')).rejects.toThrow('the last log entry is of 2026-11-01T12:00:00Z')
    await expect(attempt('2026-12-01T00:00:00Z', { origin: 'example.invalid/other' })).rejects.toThrow('the checkpoint')
    await expect(attempt('2026-12-01T00:00:00Z', { signer: buildKeys().signer })).rejects.toThrow(
      'the checkpoint is not signed',
    )
    const tile = join(root, 'log/tile/0/000.p/2')
    writeFileSync(tile, Buffer.alloc(64))
    await expect(attempt('2026-12-01T00:00:00Z')).rejects.toThrow('this tile is not the one of the log')
  })
})

describe('crash safety', () => {
  class Crash extends Error {}
  const failing = (root: string, allowed: number): Disk => {
    const disk = openDisk(root)
    let left = allowed
    const step = (run: () => void): void => {
      if (left-- <= 0) throw new Crash()
      run()
    }
    return {
      write: (path, bytes) => step(() => disk.write(path, bytes)),
      remove: (path) => step(() => disk.remove(path)),
    }
  }

  test.each(['the same change', 'another change'])(
    'stopped at every write, then %s is archived',
    { timeout: 60_000 },
    async (next) => {
      let crashes = 0
      for (let allowed = 0; ; allowed++) {
        const root = await buildArchive(keys, 2)
        const change = {
          ...buildChange(7, '2026-11-20T10:00:00Z'),
          attachments: [{ path: 'note.md', bytes: Buffer.from('note\n') }],
        }
        const now = '2026-11-20T12:00:00Z'
        let done = false
        try {
          await archiveChange(target(root, keys, now, { disk: failing(root, allowed) }), change, OPTIONS)
          done = true
        } catch (error) {
          if (!(error instanceof Crash)) throw error
          crashes += 1
        }
        const between = verify(root)
        if (between.verdict !== 'verified') expect(findings(between).join('\n')).toContain('interrupted')
        if (done) break
        const after = next === 'the same change' ? change : buildChange(8, '2026-11-21T10:00:00Z')
        await archiveChange(target(root, keys, '2026-11-21T12:00:00Z'), after, OPTIONS)
        const result = verify(root)
        expect(findings(result)).toEqual([])
        if (next === 'the same change') expect(result.size).toBe(7)
        expect(listFiles(root).filter((path) => path.startsWith('.'))).toEqual([])
      }
      expect(crashes).toBeGreaterThanOrEqual(12)
    },
  )

  test('a temporary file of a killed write is named, then removed', async () => {
    const root = await buildArchive(keys, 1)
    writeFileSync(join(root, 'log/.0123456789ab.tmp'), 'half')
    expect(findings(verify(root))).toEqual([
      'structure log/.0123456789ab.tmp: an archive run was interrupted here; run "gatehouse archive" again to complete it',
    ])
    await archive(root, keys, buildChange(5, '2026-11-05T10:00:00Z'), '2026-11-05T12:00:00Z')
    expect(findings(verify(root))).toEqual([])
  })

  test('twelve archivers at once lose nothing and fork nothing', { timeout: 60_000 }, async () => {
    const root = newDirectory()
    await Promise.all(Array.from({ length: 12 }, (_, n) => archive(root, keys, buildChange(n + 1))))
    expect(findings(verify(root))).toEqual([])
    expect(verify(root).size).toBe(24)
  })

  test('a lock of a living process is respected, one of a dead process is taken over', async () => {
    const root = newDirectory()
    const unlock = await lockArchive(root, 0)
    await expect(lockArchive(root, 100)).rejects.toThrow('another archive run is writing here')
    unlock()
    writeFileSync(join(root, '.lock'), JSON.stringify({ host: hostname(), pid: 2 ** 30 }))
    const again = await lockArchive(root, 0)
    again()
    expect(existsSync(join(root, '.lock'))).toBe(false)
    writeFileSync(join(root, '.lock'), JSON.stringify({ host: 'elsewhere', pid: 1 }))
    await expect(lockArchive(root, 0)).rejects.toThrow('another archive run')
  })
})
