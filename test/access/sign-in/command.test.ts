import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, describe, expect, test } from 'vitest'
import { POLICY_TYPE } from '../../../src/access/policies.ts'
import { accessCommand } from '../../../src/commands/access.ts'
import { AppError, formatError } from '../../../src/errors.ts'
import { prettyJson } from '../../../src/json.ts'
import { NO_PLAN, type Resource } from '../../../src/plan/model.ts'
import { UNKNOWN } from '../../../src/plan/value.ts'
import { workplace } from '../../workplace.ts'
import { APP, DECLARED, type Inputs, ref, resource, STAFF } from './tenant.ts'

const directory = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function policy(name: string, inputs: Inputs): Resource {
  return resource(POLICY_TYPE, name, {
    displayName: name,
    state: 'enabled',
    grantControls: { operator: 'OR', builtInControls: ['mfa'] },
    ...inputs,
  })
}

const ALL = { includedApplications: ['All'] }
const POLICIES = [
  policy('Everyone', {
    conditions: { users: { includedUsers: ['All'], excludedGroups: [ref(STAFF)] }, applications: ALL },
  }),
  policy('Staff in the app', {
    conditions: { users: { includedGroups: [ref(STAFF)] }, applications: { includedApplications: [APP] } },
    grantControls: { operator: 'AND', builtInControls: ['mfa', 'compliantDevice'] },
  }),
  policy('Later', {
    state: UNKNOWN,
    conditions: { users: { includedUsers: ['All'] }, applications: ALL, platforms: { includedPlatforms: ['linux'] } },
  }),
]
const TWIN = resource('azuread:index/user:User', 'ann-2', { displayName: 'ann' })

async function access(
  resources: readonly Resource[],
  ...more: readonly string[]
): Promise<{ code: number; out: string }> {
  writeFileSync(join(directory, 'plan.json'), prettyJson({ ...NO_PLAN, project: 't', stack: 't', resources }))
  const place = workplace(directory)
  let code = -1
  const program = new Command().exitOverride()
  accessCommand(program, place, (status) => {
    code = status
  })
  try {
    await program.parseAsync(['access', '--plan', 'plan.json', ...more], { from: 'user' })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { code: 2, out: formatError(error) }
  }
  return { code, out: place.written.out }
}

const ask = (question: unknown, ...more: readonly string[]): Promise<{ code: number; out: string }> =>
  access(
    [...DECLARED, ...POLICIES],
    '--sign-in',
    typeof question === 'string' ? question : JSON.stringify(question),
    ...more,
  )

describe('gatehouse access --sign-in', () => {
  test('of anybody: refused with a password, allowed with a second factor', async () => {
    expect(await ask({})).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "REFUSED  Any other user tries to sign in to an application of Office 365 with a password only, in a browser, on Windows.
        * "Everyone" applies and asks for multi-factor authentication, which is not fulfilled
        - "Later" has a state that is not known and applies only on the platforms linux
        - "Staff in the app" is only for the group "staff" and targets only 11111111-1111-4111-8111-111111111111
      ",
      }
    `)
    expect(await ask({ methods: ['password', 'sms'] })).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "ALLOWED  Any other user tries to sign in to an application of Office 365 with a password and a text message, in a browser, on Windows.
        * "Everyone" applies and asks for multi-factor authentication, which is fulfilled
        - "Later" has a state that is not known and applies only on the platforms linux
        - "Staff in the app" is only for the group "staff" and targets only 11111111-1111-4111-8111-111111111111
      ",
      }
    `)
  })

  test('of a declared person, by name in any case, in the groups it is declared in', async () => {
    expect(await ask({ user: 'ANN' })).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "ALLOWED  ann, in the group "staff", tries to sign in to an application of Office 365 with a password only, in a browser, on Windows.
        - "Everyone" excludes the group "staff"
        - "Later" has a state that is not known and applies only on the platforms linux
        - "Staff in the app" targets only 11111111-1111-4111-8111-111111111111
      ",
      }
    `)
    expect(await ask({ user: 'ann', application: APP, methods: ['fido2'] })).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "REFUSED  ann, in the group "staff", tries to sign in to 11111111-1111-4111-8111-111111111111 with a security key only, in a browser, on Windows.
        * "Staff in the app" applies and asks for multi-factor authentication and a compliant device, which is not fulfilled
        - "Everyone" excludes the group "staff"
        - "Later" has a state that is not known and applies only on the platforms linux
      ",
      }
    `)
  })

  test('of somebody who is invited is that of a guest', async () => {
    expect(await ask({ user: 'gil', country: 'DE' })).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "REFUSED  azuread:index/invitation:Invitation::gil, a guest of the type b2bCollaborationGuest, tries to sign in to an application of Office 365 with a password only, in a browser, on Windows, from DE.
        * "Everyone" applies and asks for multi-factor authentication, which is not fulfilled
        - "Later" has a state that is not known and applies only on the platforms linux
        - "Staff in the app" is only for the group "staff" and targets only 11111111-1111-4111-8111-111111111111
      ",
      }
    `)
  })

  test('is not known where a value is not', async () => {
    expect(await ask({ user: 'ann', platform: 'linux' })).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "NOT KNOWN  ann, in the group "staff", tries to sign in to an application of Office 365 with a password only, in a browser, on Linux.
        ? "Later" has a state that is not known
        - "Everyone" excludes the group "staff"
        - "Staff in the app" targets only 11111111-1111-4111-8111-111111111111
      ",
      }
    `)
  })

  test('of somebody whom nothing declares is that of an unknown user', async () => {
    expect((await ask({ user: 'Nobody@acme.example' })).out.split('\n')[0]).toBe(
      'REFUSED  Nobody@acme.example tries to sign in to an application of Office 365 with a password only, in a browser, on Windows.',
    )
  })

  test('of a guest, from somewhere, with everything else given', async () => {
    const question = {
      guestType: 'internalGuest',
      tenant: 'ABC',
      groups: ['STAFF'],
      roles: ['global administrator'],
      action: 'urn:user:registerdevice',
      client: 'other',
      flow: 'none',
      address: '2001:db8::7',
      country: 'fi',
      compliant: true,
      filters: ['device.x -eq 1'],
      signInRisk: 'low',
      userRisk: 'high',
      insiderRisk: 'minor',
    }
    const { out } = await ask(question, '--json')
    await expect(out).toMatchFileSnapshot('snapshots/guest.txt')
  })

  test('as JSON, policy by policy', async () => {
    const { code, out } = await ask({ user: 'ann' }, '--json')
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot('snapshots/person.txt')
  })

  test.each([
    ['an ambiguous name', { user: 'ann' }, [TWIN], 'gatehouse: --sign-in: more than one user is called "ann"'],
    [
      'an ambiguous group',
      { groups: ['staff'] },
      [resource('azuread:index/group:Group', 's', { displayName: 'staff' })],
      'gatehouse: --sign-in: more than one group is called "staff"',
    ],
    [
      'text that is no JSON',
      '{',
      [],
      "gatehouse: --sign-in:1:2: this is not valid JSON: Expected property name or '}'",
    ],
    [
      'a key that stands twice',
      '{"user":"a","user":"b"}',
      [],
      'gatehouse: --sign-in:1:13: the key "user" stands twice in one object',
    ],
    [
      'a property that there is not',
      { usr: 'ann' },
      [],
      'gatehouse: --sign-in: at /usr: unknown key `usr`; did you mean `user`?',
    ],
    [
      'a word that there is not',
      { client: 'Browser' },
      [],
      'gatehouse: --sign-in: at /client: client: "Browser" is not a value of this field; did you mean "browser"?',
    ],
    ['an address that is none', { address: '300.1.1.1' }, [], 'gatehouse: --sign-in: "300.1.1.1" is not an IP address'],
    [
      'a range for an address',
      { address: '10.0.0.0/8' },
      [],
      'gatehouse: --sign-in: "10.0.0.0/8" is not an IP address',
    ],
  ])('refuses %s', async (_, question, more, sentence) => {
    const text = typeof question === 'string' ? question : JSON.stringify(question)
    const { code, out } = await access([...DECLARED, ...POLICIES, ...more], '--sign-in', text)
    const [first, expected, fix] = out.split('\n')
    expect([code, first, expected?.slice(0, 12), fix?.slice(0, 7)]).toEqual([2, sentence, '  expected: ', '  fix: '])
  })
})

describe('gatehouse access --open', () => {
  const open = (resources: readonly Resource[], ...more: readonly string[]) => access(resources, '--open', ...more)

  test('lists the whole gap of a requirement, by whom it touches', async () => {
    expect(await open([...DECLARED, ...POLICIES], 'entra.mfa_all_users')).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "entra.mfa_all_users: fail
        ann, bob
          applications: Azure management, an application of Office 365, an application that no policy names, the Microsoft admin portals
          platforms: windows, macOS, iOS, android, windowsPhone, unknown
          for example: ann, in the group "staff", can sign in to an application of Office 365 with a password only, in a browser, on Windows.
      ",
      }
    `)
  })

  test('of a requirement that holds is nothing', async () => {
    const all = policy('All', { conditions: { users: { includedUsers: ['All'] }, applications: ALL } })
    expect(await open([...DECLARED, all], 'entra.mfa_all_users')).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "entra.mfa_all_users: pass
      ",
      }
    `)
  })

  test('as JSON', async () => {
    const { code, out } = await open([...DECLARED, ...POLICIES], 'entra.mfa_all_users', '--json')
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot('snapshots/gap.txt')
  })

  test('refuses a rule that is no sign-in requirement', async () => {
    const { code, out } = await open([...DECLARED, ...POLICIES], 'entra.nothing')
    expect({ code, out: out.replace(/one of .*/, 'one of …') }).toMatchInlineSnapshot(`
      {
        "code": 2,
        "out": "gatehouse: entra.nothing is not a sign-in requirement
        expected: one of …
        fix: choose one of them
      ",
      }
    `)
  })

  test('of a plan without a tenant says so', async () => {
    expect(await open([], 'entra.mfa_all_users')).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "The plan declares nothing in a tenant.
      ",
      }
    `)
  })
})
