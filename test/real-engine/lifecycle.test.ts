import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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
    ...below('policies/controls'),
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

/** The directory's audit log and its groups, as Microsoft Graph answers them. */
function auditLog(lab: Lab): string {
  const file = join(lab.home, 'audit.json')
  writeFileSync(file, JSON.stringify({ value: lab.directory().audits() }))
  return file
}
function graphExport(lab: Lab): string {
  const folder = join(lab.home, 'graph')
  mkdirSync(folder, { recursive: true })
  for (const [id, { type, state }] of Object.entries(lab.directory().objects())) {
    if (!type.endsWith(':Group')) continue
    const group = { id: id.split('/').at(-1), displayName: state['displayName'], description: null }
    const rest = { groupTypes: [], mailEnabled: false, mailNickname: 'x', securityEnabled: true, visibility: null }
    writeFileSync(join(folder, `${group.id}.json`), JSON.stringify({ ...group, ...rest }))
  }
  return folder
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
        1 create-replacement, 1 delete-replaced, 1 replace, 1 update
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
    portal.create('/groups/0badc0de-0000-4000-8000-000000000002', {
      type: 'azuread:index/group:Group',
      label: 'shadow',
      urn: '',
      inputs: {},
      state: { displayName: 'Shadow administrators' },
    })
    const drift = await lab.gatehouse('drift', [
      ...['--stack', 'identity', '--archive', lab.archive, ...lab.keyOptions, '--env', 'DIRECTORY'],
      ...[
        '--pulumi',
        PULUMI ?? '',
        '--audit',
        auditLog(lab),
        '--graph',
        graphExport(lab),
        '--now',
        '2026-11-23T12:30:00Z',
      ],
    ])
    expect(say(drift)).toMatchInlineSnapshot(`
      [
        1,
        "DRIFT  2 objects  gatehouse-example/identity
        deleted: Delete Entra conditional access policy “CA002 Legacy authentication is blocked”
          by mallory@nordlicht.example.com, 2026-11-23T08:01:35.000Z: Delete ConditionalAccessPolicy
        changed: Change Entra conditional access policy “CA001 Multi-factor authentication for everybody”
          state: enabled → disabled
          by mallory@nordlicht.example.com, 2026-11-23T08:01:34.000Z: Update ConditionalAccessPolicy
      Not declared by this stack: 1
        Group “Shadow administrators” (0badc0de-0000-4000-8000-000000000002)
          by mallory@nordlicht.example.com, 2026-11-23T08:01:36.000Z: Add Group
      As it is: deny. 4 findings break an enforced rule.
        entra.legacy_authentication_blocked: Sign-in with a legacy client is possible: Ali Haddad can sign in to an application of Office 365 with a password only, over Exchange ActiveSync, on Windows, from DE. This change deletes "CA002 Legacy authentication is blocked".
        entra.mfa_all_users: Sign-in without multi-factor authentication is possible: Ali Haddad can sign in to an application of Office 365 with a password only, in a browser, on Windows, from DE. This change deletes "CA002 Legacy authentication is blocked".
        entra.mfa_azure_management: Azure can be managed without multi-factor authentication: Ali Haddad can sign in to Azure management with a password only, in a browser, on Windows, from DE. This change deletes "CA002 Legacy authentication is blocked".
        entra.mfa_guests: A guest can sign in without multi-factor authentication: Any guest of the type b2bCollaborationGuest can sign in to an application of Office 365 with a password only, in a browser, on Windows, from DE. This change deletes "CA002 Legacy authentication is blocked".
      ",
        "",
      ]
    `)
    lab.setClock('2026-11-23T12:40:00Z')
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
        1 create, 98 refresh, 1 update
      ",
        "",
      ]
    `)
    expect(portal.read(portal.find('mfa-for-everybody'))?.state['state']).toBe('enabled')
    expect(await lab.gatehouse('report', [lab.archive])).toMatchObject({ status: 0 })
    expect(lab.evidence()).toMatchObject({ verdict: 'verified', findings: [] })
    const deployments = readFileSync(join(lab.archive, 'reports/deployments.csv'), 'utf8').trim().split('\n').slice(1)
    expect(deployments.map((line) => line.split(',')[6])).toEqual(Array(6).fill('"deployed'))
  })

  test('aws: create, and destroy, which needs somebody who answers for it', async () => {
    const lab = makeLab('aws', example())
    await lab.judge(lab.first)
    expect((await lab.deploy('--base', lab.first, '--decision', lab.decisionFile)).status).toBe(0)
    const unprotected = Object.fromEntries(
      readdirSync(join(lab.root, 'stacks/aws')).map((name) => {
        const text = readFileSync(join(lab.root, 'stacks/aws', name), 'utf8')
        return [`stacks/aws/${name}`, text.replaceAll('protect: true', 'protect: false')]
      }),
    )
    const open = await release(lab, lab.first, unprotected)
    const nothing = await release(lab, lab.first, { 'stacks/aws/index.ts': 'export {}\n' })
    expect(
      [open, nothing].map(({ status, out }) => [status, out.replaceAll(/\b[0-9a-f]{12}\b/g, '<commit>')]),
    ).toMatchInlineSnapshot(`
      [
        [
          1,
          "REFUSED  Nothing was deployed.
        decision: the decision denies the change
          fix: fix what it names, and judge again
      ",
        ],
        [
          1,
          "REFUSED  Nothing was deployed.
        decision: the decision denies the change
          fix: fix what it names, and judge again
        approvals: no change that was given became <commit>, and it was not deployed before
          fix: give the file of each change since the last deployment with --change FILE; a commit that was pushed without one needs a change, or --emergency
      ",
        ],
      ]
    `)
    lab.git('checkout', '-q', open.commit)
    const emergency = ['--emergency', 'The account is closed', '--by', 'Katrin Aldenhoff']
    const first = await lab.deploy(...emergency)
    expect(first.out.replaceAll(/\(.*\)/g, '(<record>)')).toMatchInlineSnapshot(`
      "DEPLOYED  gatehouse-example/aws has the state that was judged.
        nothing had to change
      EMERGENCY  Katrin Aldenhoff answers for it: The account is closed
        The gate denies it: 6 findings break an enforced rule.
        change.required_resources_protected: "organization" is not protected: one edit can delete it.
        change.required_resources_protected: aws:iam/accountPasswordPolicy:AccountPasswordPolicy::password-policy is not protected: one edit can delete it.
        change.required_resources_protected: "approved-services-and-regions" is not protected: one edit can delete it.
        change.required_resources_protected: aws:organizations/policyAttachment:PolicyAttachment::guardrails-on-organization is not protected: one edit can delete it.
        change.required_resources_protected: aws:s3/bucket:Bucket::audit is not protected: one edit can delete it.
        change.required_resources_protected: aws:s3/bucketPolicy:BucketPolicy::audit is not protected: one edit can delete it.
        Its review is due by 2026-11-28; until then what it brought decides nothing (<record>).
      "
    `)
    lab.git('checkout', '-q', nothing.commit)
    const second = await lab.deploy(...emergency)
    expect(second.out.replaceAll(/\(.*\)/g, '(<record>)')).toMatchInlineSnapshot(`
      "DEPLOYED  gatehouse-example/aws has the state that was judged.
        16 delete
      EMERGENCY  Katrin Aldenhoff answers for it: The account is closed
        The gate denies it: 4 findings break an enforced rule.
        aws.trail_on: The account 111122223333 has no trail that records everything.
        aws.approved_regions_only: No service control policy is attached over the account 111122223333, so nothing denies every action in other regions.
        aws.approved_services_only: No service control policy is attached over the account 111122223333, so nothing denies every service that is not approved.
        aws.password_policy: The account 111122223333 has no strong password policy.
        Its review is due by 2026-11-28; until then what it brought decides nothing (<record>).
      Earlier emergency, of 2026-11-23T12:00:21Z, for which Katrin Aldenhoff answers: its review is due by 2026-11-28, and until then what it brought decides nothing (<record>).
      "
    `)
    expect(lab.directory().objects()).toEqual({})
    expect(lab.evidence()).toMatchObject({ verdict: 'verified', findings: [] })
  })
})
