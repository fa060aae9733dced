// The life of exceptions: when they count, who may approve them, how broad they may be, and what a change does to them.
import { describe, expect, test } from 'vitest'
import { directory } from '../../src/access/directory.ts'
import { readBundle } from '../../src/gate/bundle.ts'
import type { Decision } from '../../src/gate/decision.ts'
import { type Author, type ExceptionChanges, exceptionChanges, exceptionSentences } from '../../src/gate/exceptions.ts'
import { judge } from '../../src/gate/judge.ts'
import { readRequirements } from '../../src/gate/parameters.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import type { Exception } from '../../src/register/model.ts'
import { validateValue } from '../../src/schema.ts'
import {
  embeddedPlanOf,
  exception,
  id,
  type Loose,
  planOf,
  soundTenant,
  step,
  type Tenant,
  TYPES,
  update,
} from '../bypasses/tenant.ts'
import { workplace } from '../workplace.ts'

const BUNDLE = readBundle(OWN_POLICIES)
const REQUIREMENTS = readRequirements(workplace(), `${OWN_POLICIES}/requirements.yaml`)
const RULE = 'change.exceptions_current'

interface Given {
  readonly changes?: ExceptionChanges
  readonly authors?: readonly Author[]
  readonly before?: readonly Exception[]
}

async function decided(tenant: Tenant, { changes, authors, before }: Given = {}): Promise<Decision> {
  const { register, parameters, exceptions } = tenant
  const input = {
    plan: planOf(tenant),
    now: '2026-11-23T12:00:00Z',
    register,
    parameters,
    exceptions,
    requirements: REQUIREMENTS,
  }
  return judge(
    { ...input, exceptionChanges: changes, authors },
    { bundle: BUNDLE, planDigest: '0'.repeat(64), policySource: { kind: 'base' }, exceptionsBefore: before },
  )
}

/** What the rule says, and what became of the exceptions that are none of S. */
async function said(tenant: Tenant, given?: Given): Promise<unknown> {
  const decision = await decided(tenant, given)
  const known = new Set(soundTenant().exceptions.map((one) => one.id))
  return {
    decision: decision.decision,
    rule: decision.results.filter((one) => one.rule === RULE).map(({ status, message }) => `${status}: ${message}`),
    exceptions: decision.exceptions
      .filter((one) => !known.has(one.id))
      .map(({ id: name, state, marks = [] }) => [name, state, ...marks].join(' ')),
  }
}

/** S, of which CA001 excludes a group of scanners, with the two exceptions that this needs. */
function withScanners(members: readonly string[], change: Partial<Exception> = {}, inputs: Loose = {}): Tenant {
  const tenant = soundTenant()
  const group = { displayName: 'scanners', securityEnabled: true, assignableToRole: true, ...inputs }
  tenant.steps.push(step(TYPES.group, 'scanners', { ...group, members: members.map(id) }))
  update(tenant, 'CA001', (policy) => policy.conditions.users.excludedGroups.push(id('scanners')))
  for (const rule of ['entra.mfa_all_users', 'entra.mfa_azure_management']) {
    tenant.exceptions.push(exception(`EX-scanners-${rule}`, rule, { groups: [id('scanners')] }, change))
  }
  tenant.parameters.rules['entra.exempt_group_controlled'] = 'advisory'
  return tenant
}

const PASS = 'pass: All 8 exceptions are narrow and approved by somebody else.'
const both = (text: string): readonly string[] => [
  `EX-scanners-entra.mfa_all_users ${text}`,
  `EX-scanners-entra.mfa_azure_management ${text}`,
]

describe('an exception', () => {
  test('counts where others than those whom it covers answer for it', async () => {
    expect(await said(withScanners(['carl', 'dora']))).toEqual({
      decision: 'allow',
      rule: [PASS],
      exceptions: both('live'),
    })
  })

  test.each<readonly [string, Partial<Exception>]>([
    ['bert, who approved it', { owner: 'anna' }],
    ['dora, who owns it', { owner: 'dora', approvedBy: 'anna' }],
  ])('counts for nothing where it covers %s', async (who, change) => {
    const found = (await said(withScanners(['bert', 'dora'], change))) as Loose
    expect(found).toMatchObject({ decision: 'deny', exceptions: both('void') })
    expect(found.rule.toSorted()).toEqual([
      `fail: The exception EX-scanners-entra.mfa_all_users from entra.mfa_all_users does not count: it covers ${who}.`,
      `fail: The exception EX-scanners-entra.mfa_azure_management from entra.mfa_azure_management does not count: it covers ${who}.`,
    ])
    const tenant = withScanners(['bert', 'dora'], change)
    const { rules } = await decided(tenant)
    expect(rules.find(({ id: rule }) => rule === 'entra.mfa_all_users')?.status).toBe('fail')
  })

  test('counts for nothing where somebody holds the role that it names', async () => {
    const tenant = soundTenant()
    tenant.steps.push(
      step(TYPES.assignment, 'bert-reads', {
        roleId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
        principalObjectId: id('bert'),
      }),
    )
    tenant.exceptions.push(
      exception('EX-role', 'entra.mfa_all_users', { roles: ['f2ef992c-3afb-46b9-b7cf-a126ee74c451'] }),
    )
    expect(await said(tenant)).toMatchObject({ decision: 'deny', exceptions: ['EX-role void'] })
  })

  test('is too broad by its members, by a rule that chooses them, by guests of every type and by whole suites', async () => {
    const many = soundTenant()
    many.exceptions.push(exception('EX-many', 'entra.mfa_guests', { users: [...'abcdefghijk'].map(id) }))
    many.exceptions.push(exception('EX-suite', 'entra.mfa_guests', { applications: ['Office365'] }))
    const types = [
      'b2bCollaborationGuest',
      'b2bCollaborationMember',
      'b2bDirectConnectUser',
      'internalGuest',
      'otherExternalUser',
      'serviceProvider',
    ]
    many.exceptions.push(exception('EX-types', 'entra.mfa_guests', { guestTypes: types }))
    const found = (await said(many)) as Loose
    expect(found.rule.toSorted()).toEqual([
      'fail: The exception EX-many from entra.mfa_guests covers 11 people; at most 10 are allowed.',
      'fail: The exception EX-suite from entra.mfa_guests covers everybody at Office365.',
      'fail: The exception EX-types from entra.mfa_guests covers guests of every type.',
    ])
    expect(found).toMatchObject({
      decision: 'deny',
      exceptions: ['EX-many', 'EX-suite', 'EX-types'].map((name) => `${name} live unused broad`),
    })
    const dynamic = {
      types: ['DynamicMembership'],
      dynamicMembership: { enabled: true, rule: 'user.accountEnabled -eq true' },
      members: undefined,
    }
    const open = withScanners([], {}, dynamic)
    expect(((await said(open)) as Loose).rule).toContain(
      'fail: The exception EX-scanners-entra.mfa_all_users from entra.mfa_all_users covers whoever the rule of the dynamic group "scanners" matches.',
    )
  })

  test('ends soon, is not used, has expired, or is not in force yet: each is counted', async () => {
    const tenant = soundTenant()
    const of = (name: string, change: Partial<Exception>): Exception =>
      exception(name, 'entra.mfa_guests', { users: [id('carl')] }, change)
    tenant.exceptions.push(
      of('EX-1', { expiresOn: '2026-12-22' }),
      of('EX-2', { expiresOn: '2026-12-24' }),
      of('EX-3', { expiresOn: '2026-11-22' }),
      of('EX-4', { approvedOn: '2026-11-24' }),
    )
    const decision = await decided(tenant)
    expect(() => validateValue('urn:gatehouse:decision/v1', decision, 'decision')).not.toThrow()
    expect(decision.decision).toBe('allow')
    expect(decision.exceptionCounts).toEqual({
      live: 8,
      pending: 1,
      expired: 1,
      void: 0,
      expiring: 1,
      unused: 2,
      broad: 0,
    })
    expect(decision.results.find(({ rule }) => rule === RULE)?.message).toBe(
      'All 10 exceptions are narrow and approved by somebody else. Ends soon: EX-1 on 2026-12-22.',
    )
    tenant.exceptions.push(of('EX-5', { expiresOn: '2026-10-23' }))
    expect(await said(tenant)).toMatchObject({
      decision: 'deny',
      rule: [
        'fail: The exception EX-5 from entra.mfa_guests expired on 2026-10-23 and is still listed; it has to be taken out within 30 days.',
      ],
    })
  })
})

describe('a change', () => {
  const fresh = exception('EX-new', 'entra.mfa_guests', { users: [id('carl')] })
  const added = (tenant: Tenant, one: Exception = fresh): Given => ({
    changes: exceptionChanges(tenant.exceptions, [...tenant.exceptions, one]),
    before: tenant.exceptions,
  })

  test('says in words what it does to exceptions', async () => {
    const tenant = soundTenant()
    const [first, second, ...rest] = tenant.exceptions as [Exception, Exception, ...Exception[]]
    const after = [{ ...first, expiresOn: '2027-06-30' }, ...rest, fresh]
    const changes = exceptionChanges(tenant.exceptions, after)
    expect(changes).toEqual({ coming: [after[0], fresh], leaving: [first.id, second.id] })
    const decision = await decided(tenant, { changes, before: tenant.exceptions })
    expect(decision.exceptionDifference).toEqual([
      {
        op: 'changes',
        id: first.id,
        text: `The exception ${first.id} now takes the group "breakglass" out of entra.mfa_all_users until 2027-06-30; approved by bert.`,
      },
      {
        op: 'removes',
        id: second.id,
        text: `The exception ${second.id} from entra.mfa_azure_management for the group "breakglass" ends.`,
      },
      {
        op: 'adds',
        id: 'EX-new',
        text: 'The new exception EX-new takes the account carl out of entra.mfa_guests until 2027-01-10; approved by bert.',
      },
    ])
  })

  test('names every kind of scope', () => {
    const index = directory(embeddedPlanOf(soundTenant()), [])
    const text = (scope: Exception['scope']): string =>
      exceptionSentences({ coming: [exception('EX', 'x.y', scope)], leaving: [] }, [], index)[0]?.text ?? ''
    expect(text({ guestTypes: ['serviceProvider'], roles: ['62e90394-69f5-4237-9190-012177145e10'] })).toContain(
      'takes the role Global Administrator, guests of the type serviceProvider out of x.y',
    )
    expect(text({ applications: ['Office365'] })).toContain('takes the application Office365 out of')
    expect(text({ users: ['x'], applications: ['Office365'] })).toContain(
      'takes the account x at the application Office365 out',
    )
    expect(text({ services: ['crm'], resources: ['urn:x'] })).toContain(
      'takes the service crm, the resource urn:x out of',
    )
    expect(text({ users: [] })).toContain('takes nothing out of')
  })

  test('is judged by what it brings, which counts for nothing yet', async () => {
    const tenant = withScanners(['carl', 'dora'])
    const coming = tenant.exceptions.splice(-2)
    const changes = exceptionChanges(tenant.exceptions, [...tenant.exceptions, ...coming])
    expect(await said(tenant, { changes })).toEqual({ decision: 'deny', rule: [PASS], exceptions: [] })
    const wide = exception('EX-wide', 'entra.mfa_guests', { users: [...'abcdefghijk'].map(id) })
    expect(await said(soundTenant(), added(soundTenant(), wide))).toMatchObject({
      rule: ['fail: The exception EX-wide from entra.mfa_guests covers 11 people; at most 10 are allowed.'],
    })
  })

  test('may take out what is wrong', async () => {
    const tenant = soundTenant()
    const wide = exception('EX-wide', 'entra.mfa_guests', { users: [...'abcdefghijk'].map(id) })
    tenant.exceptions.push(wide)
    const changes = exceptionChanges(tenant.exceptions, tenant.exceptions.slice(0, -1))
    expect(await said(tenant, { changes })).toMatchObject({
      decision: 'allow',
      rule: ['pass: All 6 exceptions are narrow and approved by somebody else.'],
    })
  })

  test.each<readonly [string, Author, string]>([
    ['by address', { login: 'b', emails: ['BERT@acme.example'] }, 'fail'],
    ['by account', { login: 'Bert-Forge' }, 'fail'],
    ['by another account', { login: 'someone' }, 'pass'],
    ['by the address of somebody else in the register', { login: 'b', emails: ['carl@acme.example'] }, 'pass'],
    ['by an application', { login: 'robot', bot: true }, 'pass'],
    ['by an address of nobody known', { emails: ['someone@example.com'] }, 'unknown'],
  ])('of somebody who approved it is known %s', async (_how, author, status) => {
    const tenant = soundTenant()
    for (const person of tenant.register.people) if (person.id === 'bert') person.forge = 'bert-forge'
    const [result] = (
      await decided(tenant, { ...added(tenant), authors: [{ login: 'other' }, author] })
    ).results.filter(({ rule }) => rule === RULE)
    expect(result?.status).toBe(status)
    if (status === 'fail') {
      expect(result?.message).toBe(
        'The exception EX-new from entra.mfa_guests is approved by bert, who wrote a part of this change.',
      )
    }
  })

  test('by people whose accounts in the forge nobody knows leaves the approval open', async () => {
    const tenant = soundTenant()
    expect(await said(tenant, { ...added(tenant), authors: [{ login: 'someone' }] })).toMatchObject({
      decision: 'deny',
      rule: [
        'unknown: The exception EX-new from entra.mfa_guests is approved by bert, of whom it cannot be told whether they wrote a part of this change.',
      ],
    })
  })
})
