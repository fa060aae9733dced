import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import { allRules, sortFindings } from '../../src/render/findings.ts'
import { ROOT } from '../workplace.ts'

const DECLARED = ['Pulumi.yaml', 'Pulumi.identity.yaml', 'package.json', 'tsconfig.json', 'stacks', 'policies']
const MFA = 'Multi-factor authentication is required for all users'

/** Below the checkout, so that the program finds its packages. */
let place = ''
let shown = ''
let decision: Decision
const output = (name: string) => readFileSync(join(place, name), 'utf8')

beforeAll(() => {
  mkdirSync(join(ROOT, '.work'), { recursive: true })
  place = mkdtempSync(join(ROOT, '.work/pull-request-'))
  for (const entry of DECLARED) cpSync(join(ROOT, entry), join(place, entry), { recursive: true })
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: join(ROOT, '.work') }
  const patch = join(ROOT, 'test/fixtures/pull-requests/sales-without-mfa.patch')
  execFileSync('git', ['apply', patch], { cwd: place, env })
  const { INIT_CWD: _, ...rest } = process.env
  const files = ['d.json', 'd.xml', 'd.md', 'd.sarif'].flatMap((file) => ['--output', file])
  const base = ['--stack', 'identity', '--base-dir', ROOT, '--format', 'github', '--comment-limit', '20000']
  const run = spawnSync(process.execPath, [join(ROOT, 'bin/gatehouse.js'), 'gate', ...base, ...files], {
    cwd: place,
    encoding: 'utf8',
    env: rest,
  })
  expect([run.stderr.includes('gatehouse:') ? run.stderr : '', run.status]).toEqual(['', 1])
  shown = run.stdout
  decision = JSON.parse(output('d.json')) as Decision
}, 120_000)

afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('the pull request that excludes Sales from multi-factor authentication', () => {
  test('gets annotations, the worst first, at the lines that it changes', () => {
    const lines = shown.trimEnd().split('\n')
    const { blocking, advisory, excepted, tolerated } = sortFindings(decision)
    expect(lines.length).toBe(1 + blocking.length + advisory.length + excepted.length + tolerated.length)
    expect(lines[0]).toMatch(
      /^::notice title=Gatehouse%3A change denied::gatehouse-example\/identity: \d+ findings to fix/,
    )
    expect(lines.filter((line) => line.startsWith('::error ')).length).toBe(blocking.length)
    expect(lines[1]).toMatch(
      new RegExp(
        `^::error file=stacks/identity/sign-in.ts,line=28,.*title=critical%2C fails%3A ${MFA} .*::.*Sales.*%0AFix: `,
      ),
    )
  })

  test('gets a red case for each rule that it breaks', () => {
    const xml = output('d.xml')
    const { blocking } = sortFindings(decision)
    const broken = new Set(blocking.map(({ rule }) => rule))
    expect(xml).toMatch(
      new RegExp(`<testcase classname="entra.mfa_all_users" name="${MFA}" file="stacks/identity/sign-in.ts"`),
    )
    const red = [...xml.matchAll(/<testcase classname="([^"]*)"[^>]*>\s*<(?:failure|error) /g)].map(([, id]) => id)
    expect(new Set(red)).toEqual(broken)
    expect(xml.match(/<testcase /g)?.length).toBe(allRules(decision).length)
    expect(xml).toContain('<testsuite name="gatehouse-example/identity" ')
  })

  test('gets a comment of the size that was asked for, with the decision and the first finding', () => {
    const comment = output('d.md')
    expect(comment.length).toBeLessThanOrEqual(20_000)
    expect(comment).toMatch(/^### Gatehouse: change denied\n/)
    expect(comment).toContain(`**1. critical: ${MFA}** fails`)
    if (comment.includes('Left out')) expect(comment).toContain('Everything is in d.json.')
  })
})
