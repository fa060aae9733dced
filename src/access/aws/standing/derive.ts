import { byCodeUnit } from '../../../json.ts'
import type { Plan, Resource } from '../../../plan/model.ts'
import type { Value } from '../../../plan/value.ts'
import type { RegisterAt } from '../../../register/model.ts'
import { labelOf, subjectOf } from '../../directory.ts'
import type { Identity } from '../../holdings/model.ts'
import type { Subject } from '../../model.ts'
import { asText } from '../../shape.ts'
import { ownedAccounts } from '../accounts.ts'
import { analysisOf } from '../analysis.ts'
import type { Condition } from '../condition-block.ts'
import type { Link, PrincipalFact } from '../model.ts'
import type { IdentityAnalysis, RoleTrust } from '../principals.ts'
import { type AwsIndex, IAM, literalName, showValue } from '../resources.ts'
import { showTokens } from '../tokens.ts'
import { trustedIn } from '../trust.ts'
import type { AwsAccess, AwsAccount, AwsParty, AwsStanding, AwsTerm, AwsTrust } from './model.ts'

const CENTER = { GROUP: 'aws:identitystore/group:Group', USER: 'aws:identitystore/user:User' } as const
const ACCOUNT = 'aws:organizations/account:Account'
const PERMISSION_SET = 'aws:ssoadmin/permissionSet:PermissionSet'

/** The objects in AWS that facts name, with what makes them known again after a change. */
export interface AwsObject {
  readonly key: string
  readonly identity: Identity
}

/**
 * Who is an administrator in AWS or has a known way to more rights, and whom roles let in from outside, from the facts
 * that the rules judge. Undefined for a plan that has nothing to do with AWS. Pure.
 */
export function awsAccess(plan: Plan, register: RegisterAt | undefined): AwsAccess | undefined {
  const owned = ownedAccounts(plan, register)
  if (!plan.resources.some(({ type }) => type.startsWith('aws:'))) return undefined
  const analysis = analysisOf(plan, owned)
  const { principals } = analysis.facts
  const byId = new Map(principals.map((fact) => [fact.id, fact]))
  const assigned = new Set(principals.flatMap(({ assignment }) => assignment?.permissionSet ?? []))
  return {
    principals: principals.length,
    standings: principals
      .flatMap((fact) => {
        const found = standing(analysis, fact)
        return assigned.has(fact.id) ? found.map((one) => ({ ...one, assigned: true as const })) : found
      })
      .sort(byPower),
    trusts: analysis.roles
      .flatMap((role) => trusts(analysis.index, role, byId.get(role.role.key), new Set(owned.known)))
      .sort(byRole),
  }
}

/** Users, groups and roles, permission sets, and what Identity Center knows. Names of IAM are unique in an account. */
export function awsObjects(plan: Plan, register: RegisterAt | undefined): readonly AwsObject[] {
  const { index } = analysisOf(plan, ownedAccounts(plan, register))
  const types = [...Object.values(IAM), PERMISSION_SET, ...Object.values(CENTER), ACCOUNT]
  return types.flatMap((type) =>
    index.ofType(type).map((resource) => {
      const isIam = type.startsWith('aws:iam/')
      const name = isIam ? literalName(resource)?.toLowerCase() : asText(resource.computed['id'])
      const id = name === undefined ? undefined : [type, isIam ? showTokens(index.accountOf(resource)) : '', name]
      return {
        key: resource.key,
        identity: { aliases: resource.options.aliases, ...(id === undefined ? {} : { objectId: id.join(' ') }) },
      }
    }),
  )
}

function standing({ index, wayOf }: IdentityAnalysis, fact: PrincipalFact): readonly AwsStanding[] {
  const { administrator, escalation, escalations } = fact
  const common = {
    principal: party(index, fact),
    account: accountOf(index, fact),
    unclear: fact.open,
  }
  if (administrator.answer === 'yes' || (administrator.answer === 'unknown' && escalation !== 'yes')) {
    const links = administrator.chain
    return [
      {
        ...common,
        power: 'administrator',
        certain: administrator.answer === 'yes' ? 'yes' : 'open',
        through: links.map(({ kind, label }) => ({ kind, label })),
        conditions: administrator.conditions,
        exceptions: administrator.exceptions,
        ways: [],
        resources: resourcesOf(index, fact, links),
      },
    ]
  }
  if (escalation === 'no') return []
  const links = wayOf(fact)
  return [
    {
      ...common,
      power: 'escalation',
      certain: escalation === 'yes' ? 'yes' : 'open',
      through: links.map(({ kind, label }) => ({ kind, label })),
      conditions: escalations[0]?.conditions ?? [],
      exceptions: [],
      ways: escalations,
      resources: resourcesOf(index, fact, links),
    },
  ]
}

/** The principal first, what makes it so last: the attachment, then the document where the plan declares it. */
function resourcesOf(index: AwsIndex, fact: PrincipalFact, links: readonly Link[]): readonly Subject[] {
  const keys = [fact.key, ...links.flatMap(({ key, document }) => (document === undefined ? [key] : [key, document]))]
  return [...new Set(keys)].flatMap((key) => {
    const resource = index.byKey.get(key)
    return resource === undefined ? [] : [subjectOf(resource)]
  })
}

function party(index: AwsIndex, { id, key, kind, label, assignment }: PrincipalFact): AwsParty {
  if (kind !== 'assignment') return { id, kind, label }
  const value = index.byKey.get(key)?.inputs['principalId']
  const type = assignment?.principalType
  if (type !== 'GROUP' && type !== 'USER') return { id, kind: 'unknown', label: 'somebody who is not known' }
  const named = index.named(CENTER[type], value)
  const center = type === 'GROUP' ? 'center-group' : 'center-user'
  if (named.kind === 'resource') return { id: named.resource.key, kind: center, label: labelOf(named.resource) }
  if (named.kind === 'other') return { id: `${center} ${named.text}`, kind: center, label: named.text }
  return { id, kind: center, label: 'that is not known' }
}

function accountOf(index: AwsIndex, { key, kind }: PrincipalFact): AwsAccount {
  const resource = index.byKey.get(key)
  // A permission set is of an account only where it is assigned.
  if (resource === undefined || kind === 'permission-set') return { id: '', label: '' }
  return kind === 'assignment' ? accountNamed(index, resource.inputs['targetId']) : ownAccount(index, resource)
}

function accountNamed(index: AwsIndex, value: Value | undefined): AwsAccount {
  const named = index.named(ACCOUNT, value)
  if (named.kind === 'resource') return { id: named.resource.key, label: labelOf(named.resource) }
  const text = named.kind === 'other' ? showValue(index, value) : ''
  return { id: text, label: text }
}

function ownAccount(index: AwsIndex, resource: Resource): AwsAccount {
  const number = showTokens(index.accountOf(resource))
  const text = /^\d{12}$/.test(number) ? number : ''
  return { id: text, label: text }
}

function trusts(
  index: AwsIndex,
  { role, account, document }: RoleTrust,
  fact: PrincipalFact | undefined,
  known: ReadonlySet<string>,
): readonly AwsTrust[] {
  const found = trustedIn(document, account).flatMap(({ fact: trusted, conditions }): readonly AwsTrust[] => {
    const { kind, name, foreign, answer } = trusted
    const isProvider = kind === 'oidc' || kind === 'saml' || kind === 'federated'
    if (kind === 'service' || (foreign === 'no' && !isProvider)) return []
    const ours = trusted.account !== undefined && !isProvider && known.has(trusted.account)
    return [
      {
        role: { id: role.key, kind: 'role', label: labelOf(role) },
        account: ownAccount(index, role),
        kind,
        name,
        ...(trusted.account === undefined ? {} : { from: trusted.account }),
        ours,
        certain: answer === 'yes' ? 'yes' : 'open',
        conditions: conditions.map(term).sort((a, b) => byCodeUnit(JSON.stringify(a), JSON.stringify(b))),
        weaknesses: ours ? [] : trusted.weaknesses,
        gives: givenBy(fact),
        resources: [subjectOf(role)],
      },
    ]
  })
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

function term({ written, key, values }: Condition): AwsTerm {
  return { key, operator: written, values: values.map(showTokens) }
}

function givenBy(fact: PrincipalFact | undefined): AwsTrust['gives'] {
  if (fact?.administrator.answer === 'yes') return 'administrator'
  if (fact?.escalation === 'yes') return 'escalation'
  return fact === undefined || fact.administrator.answer === 'unknown' || fact.escalation === 'unknown'
    ? 'open'
    : 'rights'
}

function byPower(a: AwsStanding, b: AwsStanding): number {
  return (
    byCodeUnit(a.power, b.power) ||
    Number(a.certain === 'open') - Number(b.certain === 'open') ||
    byCodeUnit(a.principal.kind, b.principal.kind) ||
    byCodeUnit(a.principal.label, b.principal.label) ||
    byCodeUnit(a.account.id, b.account.id) ||
    byCodeUnit(JSON.stringify(a), JSON.stringify(b))
  )
}

const GIVES: readonly AwsTrust['gives'][] = ['administrator', 'escalation', 'open', 'rights']

function byRole(a: AwsTrust, b: AwsTrust): number {
  return (
    GIVES.indexOf(a.gives) - GIVES.indexOf(b.gives) ||
    Number(a.ours) - Number(b.ours) ||
    byCodeUnit(a.role.label, b.role.label) ||
    byCodeUnit(JSON.stringify(a), JSON.stringify(b))
  )
}
