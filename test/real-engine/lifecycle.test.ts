import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../workplace.ts'
import { type Files, type Lab, makeLab, PULUMI, type Ran } from './lab.ts'

/** The example organisation: its program, its register, its policies. */
function example(): Files {
  const below = (folder: string): readonly string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
  const paths = [
    ...below('stacks'),
    ...below('policies/bundle'),
    ...[
      'policies/parameters.yaml',
      'policies/requirements.yaml',
      'Pulumi.yaml',
      'Pulumi.aws.yaml',
      'Pulumi.identity.yaml',
    ],
  ]
  return {
    ...Object.fromEntries(paths.map((path) => [path, readFileSync(join(ROOT, path))])),
    'package.json': '{"name":"example","private":true,"type":"module"}\n',
  }
}

/** A commit that became of an approved change, judged by what was deployed last and deployed. */
async function release(
  lab: Lab,
  base: string,
  changes: Files,
  ...args: readonly string[]
): Promise<Ran & { readonly commit: string }> {
  const commit = lab.commit(changes)
  await lab.judge(base)
  return { ...(await lab.deploy('--decision', lab.decisionFile, '--change', lab.change(commit), ...args)), commit }
}

const edited = (lab: Lab, path: string, from: string | RegExp, to: string): Files => {
  const text = readFileSync(join(lab.root, path), 'utf8')
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`${path} has no ${from}`)
  return { [path]: changed }
}

const ONE = ['plan', 'decision', 'attachment', 'intent', 'plan', 'decision', 'apply']

describe.skipIf(PULUMI === undefined)('the example organisation', { timeout: 600_000 }, () => {
  test('identity: create, same, change, replace, drift, repair', async () => {
    const lab = makeLab('identity', example())
    const say = ({ status, out, err }: Ran): readonly unknown[] => [status, out, status === 2 ? err : '']
    await lab.judge(lab.first)
    const create = await lab.deploy('--base', lab.first, '--decision', lab.decisionFile)
    expect(say(create)).toMatchInlineSnapshot(`
      [
        0,
        "DEPLOYED  gatehouse-example/identity has the state that was judged.
        98 create
      ",
        "",
      ]
    `)
    await lab.judge(lab.first)
    expect(say(await lab.deploy('--decision', lab.decisionFile))).toMatchInlineSnapshot(`
      [
        0,
        "DEPLOYED  gatehouse-example/identity has the state that was judged.
        nothing had to change
      ",
        "",
      ]
    `)
    const change = await release(
      lab,
      lab.first,
      edited(lab, 'stacks/identity/teams.ts', "'Sales'", "'Sales and service'"),
    )
    expect(say(change)).toMatchInlineSnapshot(`
      [
        0,
        "DEPLOYED  gatehouse-example/identity has the state that was judged.
        1 update
      ",
        "",
      ]
    `)
    const replace = await release(
      lab,
      change.commit,
      edited(lab, 'stacks/identity/sign-in.ts', '198.51.100.64/29', '198.51.100.72/29'),
    )
    expect(say(replace)).toMatchInlineSnapshot(`
      [
        0,
        "DEPLOYED  gatehouse-example/identity has the state that was judged.
        1 create-replacement, 1 replace, 1 update, 1 delete-replaced
      ",
        "",
      ]
    `)
    expect(lab.evidence()).toEqual({ records: [...ONE, ...ONE, ...ONE, ...ONE], verdict: 'verified', findings: [] })
    const portal = lab.directory({
      user: { id: 'c0ffee00-0000-4000-8000-000000000001', userPrincipalName: 'mallory@nordlicht.example.com' },
    })
    portal.patch(portal.find('mfa-for-everybody'), { state: 'disabled' })
    portal.remove(portal.find('legacy-authentication-blocked'))
    await lab.judge(replace.commit)
    const blind = await lab.deploy('--decision', lab.decisionFile)
    expect(say(blind)).toMatchInlineSnapshot(`
      [
        0,
        "DEPLOYED  gatehouse-example/identity has the state that was judged.
        nothing had to change
      ",
        "",
      ]
    `)
    const repair = await lab.deploy('--decision', lab.decisionFile, '--refresh')
    expect(say(repair)).toMatchInlineSnapshot(`
      [
        0,
        "DEPLOYED  gatehouse-example/identity has the state that was judged.
        98 refresh, 1 update, 1 create
      ",
        "",
      ]
    `)
    expect(portal.read(portal.find('mfa-for-everybody'))?.state['state']).toBe('enabled')
    expect(lab.evidence()).toMatchObject({ verdict: 'verified', findings: [] })
  })
})
