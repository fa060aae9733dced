import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Lab, makeLab, PULUMI, programFiles, type Ran, smallPolicies } from './lab.ts'

const TIMEOUT = 240_000
const GROUP = `import { existsSync, readFileSync } from 'node:fs'
import * as azuread from '@pulumi/azuread'
const displayName = existsSync('name.txt') ? readFileSync('name.txt', 'utf8') : 'Team'
new azuread.Group('team', { displayName, securityEnabled: true })
`
const WITH_PASSWORD = `import { Config } from '@pulumi/pulumi'
import * as azuread from '@pulumi/azuread'
const config = new Config()
new azuread.Group('team', { displayName: config.require('name'), securityEnabled: true })
new azuread.User('anna', { displayName: 'Anna', userPrincipalName: 'anna@example.com', password: config.requireSecret('password') })
`
const ignoring = { '.gitignore': 'node_modules\nname.txt\n' }
const small = (source: string) => ({ ...programFiles(source), ...smallPolicies(), ...ignoring })

/** Judged by the first commit, deployed for the first time. */
const first = (lab: Lab, ...args: readonly string[]): Promise<Ran> =>
  lab.deploy('--base', lab.first, '--decision', lab.decisionFile, ...args)

const FAILED = ['plan', 'decision', 'attachment', 'intent', 'plan', 'decision', 'apply']

describe.skipIf(PULUMI === undefined)('what changes after it was judged', { timeout: TIMEOUT }, () => {
  test('a file that the program reads: before the preview, and between preview and update', async () => {
    const lab = makeLab('dev', small(GROUP))
    await lab.judge(lab.first)
    writeFileSync(join(lab.root, 'name.txt'), 'Owners')
    const changed = await first(lab)
    expect([changed.status, changed.out.replace(lab.first.slice(0, 12), '<commit>')]).toMatchInlineSnapshot(`
      [
        1,
        "REFUSED  Nothing was deployed.
        plan: the program of <commit> wants another state than the one that was judged
          fix: judge the change again with "gatehouse gate --base", and have it approved as it is
      ",
      ]
    `)
    execFileSync('rm', [join(lab.root, 'name.txt')])
    const inBetween = await first(
      lab,
      '--pulumi',
      lab.pulumiThat('up', `printf Owners > ${join(lab.root, 'name.txt')}`),
    )
    expect([inBetween.status, inBetween.out]).toMatchInlineSnapshot(`
      [
        2,
        "FAILED  The deployment ended with an error: azuread:index/group:Group::team would not become what was judged, so the engine left it
        1 create
        otherwise: azuread:index/group:Group::team: was judged and is not there
      ",
      ]
    `)
    expect(lab.directory().objects()).toEqual({})
    expect(lab.evidence()).toEqual({ records: FAILED, verdict: 'verified', findings: [] })
  })

  test('a variable that only the engine has, and the clock', async () => {
    const lab = makeLab('dev', small(GROUP.replace("'Team'", "(process.env.PULUMI_HOME ? 'Owners' : 'Team')")))
    await lab.judge(lab.first)
    const variable = await first(lab)
    expect([variable.status, variable.out]).toMatchInlineSnapshot(`
      [
        1,
        "REFUSED  Nothing was deployed.
        plan: the engine would deploy something else than what was judged: azuread:index/group:Group::team: displayName has another value
          fix: a program must not read the clock, the environment or files that change; judge again what it wants now
      ",
      ]
    `)
    const clock = lab.commit({ 'index.ts': GROUP.replace("'Team'", "'Team ' + Date.now()") })
    await lab.judge(lab.first)
    const time = await first(lab, '--change', lab.change(clock))
    expect([time.status, time.out.replaceAll(clock.slice(0, 12), '<commit>')]).toMatchInlineSnapshot(`
      [
        1,
        "REFUSED  Nothing was deployed.
        plan: the program of <commit> wants another state than the one that was judged
          fix: judge the change again with "gatehouse gate --base", and have it approved as it is
      ",
      ]
    `)
    expect([lab.directory().objects(), lab.evidence().records]).toEqual([{}, []])
  })

  test('configuration and secrets: in the working tree, and between preview and update', async () => {
    const lab = makeLab('dev', small(WITH_PASSWORD))
    lab.pulumi('config', 'set', 'name', 'Team')
    lab.pulumi('config', 'set', '--secret', 'password', 'correct horse battery staple')
    const configured = lab.commit({})
    const change = ['--change', lab.change(configured)]
    await lab.judge(lab.first)
    const stack = readFileSync(join(lab.root, 'Pulumi.dev.yaml'), 'utf8')
    lab.pulumi('config', 'set', '--secret', 'password', 'another password')
    const dirty = await first(lab, ...change)
    expect([dirty.status, dirty.err.replaceAll(lab.home, '<lab>')]).toMatchInlineSnapshot(`
      [
        2,
        "gatehouse: planning what the program wants
      gatehouse: <lab>/repository: the working tree is not the commit: M Pulumi.dev.yaml
        expected: a clean checkout
        fix: check out the commit in an empty directory
      ",
      ]
    `)
    const put = (key: string, value: string): string =>
      lab.pulumiThat('up', `"${PULUMI}" config set ${key} '${value}' --non-interactive`)
    for (const hook of [put('--secret lab:password', 'another password'), put('lab:name', 'Owners')]) {
      writeFileSync(join(lab.root, 'Pulumi.dev.yaml'), stack)
      const ran = await first(lab, ...change, '--pulumi', hook)
      expect([ran.status, ran.out]).toEqual([2, expect.stringContaining('would not become what was judged')])
      expect(`${ran.out}${ran.err}`).not.toMatch(/correct horse|another password|Owners/)
      expect(
        Object.values(lab.directory().objects()).map(({ state }) => [state['displayName'], state['password']]),
      ).not.toContainEqual(expect.arrayContaining([expect.stringMatching(/Owners|another password/)]))
    }
    writeFileSync(join(lab.root, 'Pulumi.dev.yaml'), stack)
    expect((await first(lab, ...change)).status).toBe(0)
    expect(lab.evidence()).toMatchObject({ verdict: 'verified', findings: [] })
    const stored = execFileSync(
      'cat',
      execFileSync('find', [lab.archive, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n'),
    ).toString()
    for (const secret of ['correct horse', 'another password']) {
      for (const encoding of ['utf8', 'base64', 'hex'] as const) {
        expect(stored).not.toContain(Buffer.from(secret).toString(encoding).replace(/=+$/, ''))
      }
    }
  })
})

describe.skipIf(PULUMI === undefined)('what is replayed or brought along', { timeout: TIMEOUT }, () => {
  test('decisions of another commit and stack, forged ones, and policies of the change itself', async () => {
    const lab = makeLab('dev', {
      ...small(GROUP),
      ...smallPolicies(['change.full_preview', 'entra.no_permanent_privileged_role']),
    })
    await lab.judge(lab.first)
    const old = readFileSync(lab.decisionFile, 'utf8')
    const bad = lab.commit({
      'index.ts': `${GROUP.replace('new ', 'const team = new ')}new azuread.DirectoryRoleAssignment('admin', {
  roleId: '62e90394-69f5-4237-9190-012177145e10', principalObjectId: team.objectId })\n`,
      ...smallPolicies(),
    })
    const change = ['--change', lab.change(bad)]
    const say = ({ status, out }: Ran): string =>
      `${status} ${out.replaceAll(bad.slice(0, 12), '<head>').replaceAll(lab.first.slice(0, 12), '<base>')}`
    const replayed = await first(lab, ...change)
    expect(say(replayed)).toMatchInlineSnapshot(`
      "1 REFUSED  Nothing was deployed.
        plan: the program of <head> wants another state than the one that was judged
          fix: judge the change again with "gatehouse gate --base", and have it approved as it is
      "
    `)
    expect((await lab.judge(lab.first)).status).toBe(1)
    expect(say(await first(lab, ...change))).toMatchInlineSnapshot(`
      "1 REFUSED  Nothing was deployed.
        decision: the decision denies the change
          fix: fix what it names, and judge again
      "
    `)
    const denied = JSON.parse(readFileSync(lab.decisionFile, 'utf8'))
    await lab.gatehouse('gate', ['--stack', 'dev', '--output', lab.decisionFile])
    const own = JSON.parse(readFileSync(lab.decisionFile, 'utf8'))
    expect(own.decision).toBe('allow')
    expect(say(await first(lab, ...change))).toMatchInlineSnapshot(`
      "1 REFUSED  Nothing was deployed.
        decision: the change was judged by its own copy of the policies, not by those of the base
          fix: judge the change again with "gatehouse gate --base", and have it approved as it is
        policies: the parameters that bind now, of <base>, are not those by which the change was judged
          fix: judge the change again with "gatehouse gate --base", and have it approved as it is
      "
    `)
    writeFileSync(
      lab.decisionFile,
      JSON.stringify({ ...own, policySource: denied.policySource, digests: denied.digests }),
    )
    expect(say(await first(lab, ...change))).toMatchInlineSnapshot(`
      "1 DENIED  Nothing was deployed: 1 cannot be decided, which blocks as well.
        entra.no_permanent_privileged_role: whoever is in the group "Team" holds the role Global Administrator permanently (it declares no members, so somebody may be in it).
      "
    `)
    writeFileSync(lab.decisionFile, JSON.stringify({ ...JSON.parse(old), stack: 'prod' }))
    expect(say(await first(lab, ...change))).toMatchInlineSnapshot(`
      "1 REFUSED  Nothing was deployed.
        decision: the decision is about lab/prod, this is lab/dev
          fix: give the decision about this stack
      "
    `)
    expect(lab.directory().objects()).toEqual({})
    expect(lab.evidence()).toEqual({ records: ['plan', 'decision', 'attachment'], verdict: 'verified', findings: [] })
  })

  test('approvals that do not count, and another tool', async () => {
    const lab = makeLab('dev', small(GROUP))
    const next = lab.commit({ 'index.ts': GROUP.replace('Team', 'Team of two') })
    await lab.judge(lab.first)
    const review = (more: object): object => ({
      reviews: [
        {
          by: { login: 'ben' },
          state: 'approved',
          commit: 'd'.repeat(40),
          submittedAt: '2026-11-23T11:00:00Z',
          mayApprove: true,
          ...more,
        },
      ],
    })
    const say = async (more: object): Promise<string> => {
      const { status, out } = await first(lab, '--change', lab.change(next, more))
      return `${status} ${out.split('\n')[1]?.replaceAll(next.slice(0, 8), '<change>')}`
    }
    expect([
      await say(review({ by: { login: 'anna' } })),
      await say({ coAuthors: [{ login: 'ben' }] }),
      await say(review({ commit: 'e'.repeat(40) })),
    ]).toMatchInlineSnapshot(`
      [
        "1   approvals: https://forge.example/acme/access/pull/<change> has 0 of 1 approvals; the approval of anna does not count: the same person wrote a part of the change",
        "1   approvals: https://forge.example/acme/access/pull/<change> has 0 of 1 approvals; the approval of ben does not count: the same person wrote a part of the change",
        "1   approvals: https://forge.example/acme/access/pull/<change> has 0 of 1 approvals; the approval of ben does not count: it is for the commit eeeeeeeeeeee, and the change ends with dddddddddddd",
      ]
    `)
    const tool = makeLab('dev', {
      ...small(GROUP),
      'src/cli.ts': '// another tool\n',
      'package.json': '{"name":"gatehouse","type":"module","main":"index.ts"}\n',
    })
    await tool.judge(tool.first)
    const other = await first(tool)
    expect(`${other.status} ${other.out.replaceAll(tool.first.slice(0, 12), '<base>')}`).toMatchInlineSnapshot(`
      "1 REFUSED  Nothing was deployed.
        tool: this program is not the one of the base <base>: its sources are others
          fix: run the program of what was deployed last (its checkout, with its packages), and give this commit with --program DIR
      "
    `)
  })
})

describe.skipIf(PULUMI === undefined)('what fails on the way', { timeout: TIMEOUT }, () => {
  test('the directory cannot be reached, and can again', async () => {
    const lab = makeLab('dev', small(GROUP))
    await lab.judge(lab.first)
    lab.directory().set({ down: true })
    const down = await first(lab)
    expect([down.status, down.out]).toMatchInlineSnapshot(`
      [
        2,
        "FAILED  The deployment ended with an error: 503 Service Unavailable: the directory cannot be reached
        1 create
        otherwise: azuread:index/group:Group::team: was judged and is not there
      ",
      ]
    `)
    lab.directory().set({ down: false })
    expect((await first(lab)).out).toContain('DEPLOYED  lab/dev has the state that was judged.')
    expect(lab.evidence()).toMatchObject({ verdict: 'verified', findings: [] })
  })

  test('the command line dies: in the preview, before and in the update, in the export', async () => {
    const lab = makeLab('dev', small(GROUP))
    await lab.judge(lab.first)
    const die = 'kill -9 $$'
    const preview = await first(lab, '--pulumi', lab.pulumiThat('preview', die))
    expect([preview.status, preview.err.split('\n').at(-3), lab.evidence().records]).toMatchInlineSnapshot(`
      [
        2,
        "gatehouse: "pulumi preview" ended with status 137",
        [],
      ]
    `)
    const update = await first(lab, '--pulumi', lab.pulumiThat('up', die))
    expect([update.status, update.out]).toMatchInlineSnapshot(`
      [
        2,
        "FAILED  The deployment ended with an error: it ended with status 137
        no step came to its end
      ",
      ]
    `)
    const state = await first(lab, '--pulumi', lab.pulumiThat('stack export', die))
    expect([state.status, state.out, state.err.split('\n').at(-2)]).toMatchInlineSnapshot(`
      [
        2,
        "FAILED  The deployment ended with an error: the state after it could not be recorded
        2 create
      ",
        "gatehouse: the state after the deployment is not recorded: "pulumi stack export" ended with status 137",
      ]
    `)
    expect((await first(lab)).status).toBe(0)
    expect(lab.evidence()).toMatchObject({ verdict: 'verified', findings: [] })
  })

  test('the deployment itself dies: the next one finds it', async () => {
    const lab = makeLab('dev', small(GROUP))
    await lab.judge(lab.first)
    const args = (pulumi: string): string[] => [
      ...[
        join(import.meta.dirname, '../../bin/gatehouse.js'),
        'deploy',
        lab.archive,
        '--stack',
        'dev',
        '--base',
        lab.first,
      ],
      ...[
        '--decision',
        lab.decisionFile,
        ...lab.keyOptions,
        '--env',
        'DIRECTORY',
        '--now',
        '2026-11-23T12:10:00Z',
        '--pulumi',
        pulumi,
      ],
    ]
    const kill = (pulumi: string): void => {
      try {
        execFileSync(process.execPath, args(pulumi), { cwd: lab.root, env: lab.env, stdio: 'ignore' })
      } catch (error) {
        expect((error as { signal?: string }).signal).toBe('SIGKILL')
      }
    }
    kill(lab.pulumiThat('preview', 'kill -9 $PPID; exit 1'))
    expect(lab.evidence().records).toEqual([])
    kill(lab.pulumiThat('up', 'kill -9 $PPID; exit 1'))
    expect(lab.evidence()).toMatchObject({ records: FAILED.slice(0, 4), verdict: 'failed' })
    expect(lab.evidence().findings.filter((one) => one.startsWith('intent'))).toHaveLength(1)
    const later = { clock: () => new Date('2026-11-23T12:20:00Z') }
    const next = await lab.gatehouse(
      'deploy',
      [
        ...args(PULUMI ?? '')
          .slice(2)
          .filter((one, index, all) => one !== '--now' && all[index - 1] !== '--now'),
      ],
      later,
    )
    expect([next.status, next.out.replace(/\(.*\)/, '(<record>)')]).toMatchInlineSnapshot(`
      [
        0,
        "DEPLOYED  lab/dev has the state that was judged.
        2 create
      The deployment of 2026-11-23T12:10:00Z had no outcome; it is recorded as interrupted (<record>).
      ",
      ]
    `)
    expect(lab.evidence()).toMatchObject({ verdict: 'verified', findings: [] })
  })

  test.skipIf(process.getuid?.() !== 0)('the disk of the archive is full: nothing is deployed', async () => {
    const lab = makeLab('dev', small(GROUP))
    await lab.judge(lab.first)
    mkdirSync(lab.archive)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', lab.archive], { stdio: 'pipe' })
    } catch {
      return
    }
    try {
      const full = await first(lab)
      expect(full.status).toBe(2)
      expect(full.err).toMatch(/archive\/objects\/.*: the file cannot be written: no space is left\n/)
      expect(lab.directory().objects()).toEqual({})
    } finally {
      execFileSync('umount', [lab.archive])
    }
  })

  test('two at once: one deploys, the other finds that it was done', async () => {
    const lab = makeLab('dev', small(GROUP))
    const next = lab.commit({ 'index.ts': GROUP.replace('Team', 'Team of two') })
    await lab.judge(lab.first)
    const change = ['--change', lab.change(next)]
    const both = await Promise.all([first(lab, ...change), first(lab, ...change)])
    expect(both.map(({ status }) => status).sort()).toEqual([0, 2])
    expect(both.map(({ err }) => err.split('\n').find((line) => line.includes('--base')) ?? '').join('')).toContain(
      'is not what was deployed last',
    )
    expect(lab.evidence()).toMatchObject({ records: FAILED, verdict: 'verified', findings: [] })
  })
})
