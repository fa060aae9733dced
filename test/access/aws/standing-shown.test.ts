import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, expect, test } from 'vitest'
import { deriveFacts } from '../../../src/access/facts.ts'
import { accessCommand } from '../../../src/commands/access.ts'
import { accessDifference } from '../../../src/gate/access-difference.ts'
import type { GateInput } from '../../../src/gate/input.ts'
import { prettyJson } from '../../../src/json.ts'
import type { Plan, Resource } from '../../../src/plan/model.ts'
import type { RegisterAt } from '../../../src/register/model.ts'
import { validateValue } from '../../../src/schema.ts'
import { workplace } from '../../workplace.ts'
import { ADMIN, document, planOf, ref, resource, T, trust } from './plans.ts'

const NOW = '2026-11-24T00:00:00Z'
const directory = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const DEPLOY = resource(T.role, 'deploy', {
  name: 'deploy',
  assumeRolePolicy: trust({ AWS: '999999999999' }),
  managedPolicyArns: [ADMIN],
})
const CI: readonly Resource[] = [
  resource(T.role, 'ci', { name: 'ci', assumeRolePolicy: trust({ Service: 'ec2.amazonaws.com' }) }),
  resource('aws:iam/rolePolicy:RolePolicy', 'ci', {
    name: 'boards',
    role: 'ci',
    policy: document('Allow', 'iam:CreatePolicyVersion'),
  }),
]

async function shown(plan: Plan, ...argv: readonly string[]): Promise<readonly [output: string, status: number]> {
  const file = join(directory, 'plan.json')
  writeFileSync(file, prettyJson(plan))
  const out: string[] = []
  let status = -1
  const command = new Command().exitOverride()
  accessCommand(command, { ...workplace(directory), stdout: (text) => out.push(text) }, (code) => {
    status = code
  })
  await command.parseAsync(['access', '--plan', file, '--now', NOW, ...argv], { from: 'user' })
  return [out.join(''), status]
}

test('each format shows administrators, ways to become one, and trust', async () => {
  const plan = planOf(DEPLOY, ...CI)
  expect(await shown(plan)).toMatchInlineSnapshot(`
    [
      "/dev  2026-11-24

    Who is an administrator of AWS or can become one
      role "deploy"  AWS  is an administrator                                                             by the attached policy "AdministratorAccess"  index.ts:1
      role "ci"      AWS  can gain more rights: it can give itself more rights (iam:CreatePolicyVersion)  by its inline policy "boards"                 index.ts:1

    Who can come into AWS from outside
      account 999999999999, which is not in the register  can assume the role "deploy", which is an administrator  without any condition  it may be in another account, and neither sts:ExternalId nor aws:PrincipalOrgID is checked  index.ts:1
    ",
      0,
    ]
  `)
  expect(await shown(plan, '--format', 'markdown')).toMatchInlineSnapshot(`
    [
      "## Access in /dev, 2026-11-24

    ### Who is an administrator of AWS or can become one

    | Who | Account | What | How | Where |
    |---|---|---|---|---|
    | role "deploy" | AWS | is an administrator | by the attached policy "AdministratorAccess" | index.ts:1 |
    | role "ci" | AWS | can gain more rights: it can give itself more rights \\(iam:CreatePolicyVersion\\) | by its inline policy "boards" | index.ts:1 |

    ### Who can come into AWS from outside

    | Who | Role | Terms | Weakness | Where |
    |---|---|---|---|---|
    | account 999999999999, which is not in the register | can assume the role "deploy", which is an administrator | without any condition | it may be in another account, and neither sts:ExternalId nor aws:PrincipalOrgID is checked | index.ts:1 |
    ",
      0,
    ]
  `)
  expect(await shown(plan, '--format', 'csv')).toMatchInlineSnapshot(`
    [
      ""what","principal","principal kind","principal id","right","right id","privileged","kind","ends","from","until","scope","through","approval","file","line"
    "aws","""deploy""","role","urn:pulumi:dev::demo::aws:iam/role:Role::deploy","administrator","","yes","administrator","permanent","","","AWS","by the attached policy ""AdministratorAccess""","","index.ts","1"
    "aws","""ci""","role","urn:pulumi:dev::demo::aws:iam/role:Role::ci","it can give itself more rights (iam:CreatePolicyVersion)","iam-001","yes","escalation","permanent","","","AWS","by its inline policy ""boards""","","index.ts","1"
    "aws trust","account 999999999999, which is not in the register","account","999999999999","the role ""deploy"", which is an administrator","urn:pulumi:dev::demo::aws:iam/role:Role::deploy","yes","may assume","permanent","","","AWS","without any condition","","index.ts","1"
    ",
      0,
    ]
  `)
  const [json] = await shown(plan, '--json')
  const access = JSON.parse(json) as { readonly aws: unknown }
  validateValue('urn:gatehouse:access/v1', access, '-')
  expect(access.aws).toMatchInlineSnapshot(`
    {
      "principals": 2,
      "standings": [
        {
          "account": {
            "id": "",
            "label": "",
          },
          "certain": "yes",
          "conditions": [],
          "exceptions": [],
          "power": "administrator",
          "principal": {
            "id": "urn:pulumi:dev::demo::aws:iam/role:Role::deploy",
            "kind": "role",
            "label": ""deploy"",
          },
          "resources": [
            {
              "key": "urn:pulumi:dev::demo::aws:iam/role:Role::deploy",
              "label": ""deploy"",
              "source": {
                "file": "index.ts",
                "line": 1,
              },
            },
          ],
          "through": [
            {
              "kind": "policy",
              "label": ""AdministratorAccess"",
            },
          ],
          "unclear": [],
          "ways": [],
        },
        {
          "account": {
            "id": "",
            "label": "",
          },
          "certain": "yes",
          "conditions": [],
          "exceptions": [],
          "power": "escalation",
          "principal": {
            "id": "urn:pulumi:dev::demo::aws:iam/role:Role::ci",
            "kind": "role",
            "label": ""ci"",
          },
          "resources": [
            {
              "key": "urn:pulumi:dev::demo::aws:iam/role:Role::ci",
              "label": ""ci"",
              "source": {
                "file": "index.ts",
                "line": 1,
              },
            },
            {
              "key": "urn:pulumi:dev::demo::aws:iam/rolePolicy:RolePolicy::ci",
              "label": ""boards"",
              "source": {
                "file": "index.ts",
                "line": 1,
              },
            },
          ],
          "through": [
            {
              "kind": "policy",
              "label": "inline policy "boards"",
            },
          ],
          "unclear": [],
          "ways": [
            {
              "actions": [
                "iam:CreatePolicyVersion",
              ],
              "answer": "yes",
              "conditions": [],
              "extent": "any",
              "id": "iam-001",
              "source": "https://pathfinding.cloud/paths/iam-001",
              "way": "own-permissions",
            },
          ],
        },
      ],
      "trusts": [
        {
          "account": {
            "id": "",
            "label": "",
          },
          "certain": "yes",
          "conditions": [],
          "from": "999999999999",
          "gives": "administrator",
          "kind": "account",
          "name": "999999999999",
          "ours": false,
          "resources": [
            {
              "key": "urn:pulumi:dev::demo::aws:iam/role:Role::deploy",
              "label": ""deploy"",
              "source": {
                "file": "index.ts",
                "line": 1,
              },
            },
          ],
          "role": {
            "id": "urn:pulumi:dev::demo::aws:iam/role:Role::deploy",
            "kind": "role",
            "label": ""deploy"",
          },
          "weaknesses": [
            "may be in another account, and neither sts:ExternalId nor aws:PrincipalOrgID is checked",
          ],
        },
      ],
    }
  `)
})

test('somebody by name; a stack that gives nobody power', async () => {
  const [text] = await shown(planOf(DEPLOY, ...CI), '--principal', 'ci')
  expect([text.includes('"ci"'), text.includes('deploy')]).toEqual([true, false])
  const trail = resource('aws:cloudtrail/trail:Trail', 'trail', { name: 'all' })
  expect(await shown(planOf(trail, ...CI.slice(0, 1)))).toEqual([
    '/dev  2026-11-24\n\nNobody is an administrator of AWS, has a known way to become one, or can come in from outside.\n',
    0,
  ])
})

test('the gate says what a change does, with the line of what makes it so', () => {
  const parameters = {
    privilegedRoles: [],
    furtherPrivilegedRoles: [],
    ownRequirements: [],
  } as unknown as GateInput['parameters']
  const differs = (base: Plan, plan: Plan): unknown =>
    accessDifference(base, { plan, now: NOW, parameters, requirements: [], exceptions: [] } as unknown as GateInput).aws
  expect(differs(planOf(...CI), planOf(DEPLOY, ...CI.slice(0, 1)))).toMatchInlineSnapshot(`
    [
      {
        "change": "gained",
        "privileged": true,
        "sentence": "Account 999999999999, which is not in the register, becomes able to assume the role "deploy", which is an administrator, without any condition; it may be in another account, and neither sts:ExternalId nor aws:PrincipalOrgID is checked.",
        "source": {
          "file": "index.ts",
          "line": 1,
        },
      },
      {
        "change": "gained",
        "privileged": true,
        "sentence": "The role "deploy" becomes an administrator of AWS, by the attached policy "AdministratorAccess".",
        "source": {
          "file": "index.ts",
          "line": 1,
        },
      },
      {
        "change": "lost",
        "privileged": true,
        "sentence": "The role "ci" no longer has a way to more rights in AWS; before, it could give itself more rights (iam:CreatePolicyVersion), by its inline policy "boards".",
        "source": {
          "file": "index.ts",
          "line": 1,
        },
      },
    ]
  `)
  expect(differs(planOf(DEPLOY), planOf(DEPLOY))).toEqual([])
  expect(differs(planOf(), planOf())).toBeUndefined()
})

test('what requirements on AWS rest on, in the accounts that the register gives to the stack', () => {
  const control = (name: string, type?: string): Resource =>
    resource(T.control, name, { content: document('Deny', 's3:*'), ...(type === undefined ? {} : { type }) })
  const attach = (name: string): Resource =>
    resource(T.controlAttachment, name, { policyId: `p-${name}`, targetId: 'r-a1b2' })
  const named = (one: Resource): Resource => ({ ...one, computed: { id: `p-${one.name}` } })
  const plan = planOf(
    resource('aws:cloudtrail/trail:Trail', 'all', { name: 'all', s3BucketName: 'audit' }),
    resource('aws:s3/bucket:Bucket', 'audit', { bucket: 'audit' }),
    resource('aws:s3/bucketPolicy:BucketPolicy', 'audit', { bucket: ref('aws:s3/bucket:Bucket', 'audit', 'id') }),
    resource('aws:s3/bucket:Bucket', 'site', { bucket: 'site' }),
    resource('aws:s3/bucketPolicy:BucketPolicy', 'site', { bucket: 'site' }),
    resource('aws:cloudtrail/trail:Trail', 'off', { name: 'off', enableLogging: false }),
    resource('aws:cloudtrail/trail:Trail', 'data', {
      name: 'data',
      eventSelectors: [{ includeManagementEvents: false }],
    }),
    resource('aws:iam/accountPasswordPolicy:AccountPasswordPolicy', 'passwords', {}),
    named(control('holds')),
    attach('holds'),
    named(control('loose')),
    named(control('backup', 'BACKUP_POLICY')),
    attach('backup'),
    ...CI,
  )
  const required = (accounts: readonly string[] | undefined): readonly unknown[] => {
    const stacks = { dev: { tenants: [], accounts, types: [], regions: [] } }
    const register = { stacks, services: [], people: [] } as unknown as RegisterAt
    const view = { now: NOW, privilegedRoles: [] } as unknown as Parameters<typeof deriveFacts>[3]
    const { facts } = deriveFacts(plan, accounts === undefined ? undefined : register, [], view)
    const bearing = facts.resources.filter((one) => one.bearing && one.type.startsWith('aws:s3/'))
    expect(bearing.map(({ label }) => label)).toEqual(
      accounts?.length === 1 ? ['aws:s3/bucket:Bucket::audit', 'aws:s3/bucketPolicy:BucketPolicy::audit'] : [],
    )
    return facts.required.map(({ label, place, protect }) => [label, place, protect])
  }
  expect(required(['111111111111'])).toMatchInlineSnapshot(`
    [
      [
        ""all"",
        "account",
        false,
      ],
      [
        "aws:iam/accountPasswordPolicy:AccountPasswordPolicy::passwords",
        "account",
        false,
      ],
      [
        "aws:organizations/policy:Policy::holds",
        "account",
        false,
      ],
      [
        "aws:organizations/policyAttachment:PolicyAttachment::holds",
        "account",
        false,
      ],
      [
        "aws:s3/bucket:Bucket::audit",
        "account",
        false,
      ],
      [
        "aws:s3/bucketPolicy:BucketPolicy::audit",
        "account",
        false,
      ],
    ]
  `)
  expect(required([])).toEqual([])
  expect(required(undefined)).toEqual([])
})
