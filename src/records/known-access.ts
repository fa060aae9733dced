import type { PrincipalFact } from '../access/aws/model.ts'
import { awsFacts } from '../access/aws/principals.ts'
import { directory, scopeIds } from '../access/directory.ts'
import { matches } from '../access/facts.ts'
import { deriveAccess } from '../access/holdings/derive.ts'
import { placeOf } from '../access/holdings/model.ts'
import { howText, scopeText, spanText, throughText } from '../access/holdings/sentences.ts'
import type { Subject } from '../access/model.ts'
import { asText } from '../access/shape.ts'
import { byCodeUnit, canonicalJson } from '../json.ts'
import { desiredDigest } from '../plan/digest.ts'
import type { Plan } from '../plan/model.ts'
import { shortName } from '../plan/urn.ts'
import type { Register, RegisterAt } from '../register/model.ts'

/** One declared access of one person or thing, in the words of a record. */
export interface KnownAccess {
  /** Id of a person in people.yaml; for others what the plan calls them. */
  readonly who: string
  readonly account?: string
  readonly what: string
  readonly through: string
  readonly why?: string
  readonly declared?: string
  readonly resource?: string
  /** Id of the service that it is an access to. */
  readonly service: string
  readonly privileged: boolean
}

/** What one plan gives to whom. */
export interface KnownPlan {
  readonly stack: string
  readonly digest: string
  readonly entries: readonly KnownAccess[]
}

/** Everything that a plan gives to anybody, in the order of what it is. What may be privileged counts as privileged. */
export function knownAccess(
  plan: Plan,
  register: RegisterAt,
  view: { readonly now: string; readonly privilegedRoles: readonly string[] },
): KnownPlan {
  const entries = [...directoryAccess(plan, register, view), ...awsAccess(plan, register)]
  const unique = [...new Map(entries.map((entry) => [canonicalJson(entry), entry])).values()]
  const order = ({ privileged, what, who, through }: KnownAccess): string =>
    [privileged ? '0' : '1', what, who, through].join('\n')
  return {
    stack: plan.stack,
    digest: desiredDigest(plan),
    entries: unique.sort((a, b) => byCodeUnit(order(a), order(b))),
  }
}

function directoryAccess(
  plan: Plan,
  register: RegisterAt,
  view: { readonly now: string; readonly privilegedRoles: readonly string[] },
): readonly KnownAccess[] {
  const access = deriveAccess(plan, { ...view, register })
  const ids = directory(plan, []).ids
  const accounts = new Map(
    register.people.flatMap(({ id, account, adminAccount }) =>
      [account, adminAccount].flatMap((one) =>
        one === undefined ? [] : scopeIds(ids, one.directory).map((key) => [key, { who: id, account: one }] as const),
      ),
    ),
  )
  const reasons = new Map(plan.resources.map(({ key, inputs }) => [key, asText(inputs['justification'])]))
  const party = ({
    id,
    label,
  }: {
    readonly id: string
    readonly label: string
  }): Pick<KnownAccess, 'who' | 'account'> => {
    const known = accounts.get(id)
    if (known !== undefined) return { who: known.who, account: known.account.userPrincipalName }
    return { who: id.startsWith('urn:') ? shortName(id) : unquoted(label) }
  }
  const rest = (
    resources: readonly Subject[],
    fallback: string,
  ): Omit<KnownAccess, 'who' | 'what' | 'through' | 'privileged'> => {
    const place = placeOf(resources)
    const last = resources.at(-1)
    const why = resources.map(({ key }) => reasons.get(key)).find((text) => text !== undefined)
    return {
      ...(why === undefined ? {} : { why }),
      ...(place === undefined ? {} : { declared: `${place.file}:${place.line}` }),
      ...(last === undefined ? {} : { resource: shortName(last.key) }),
      service: serviceOf(register, last?.key, fallback),
    }
  }
  return [
    ...access.holdings.map((holding) => ({
      ...party(holding.principal),
      what: `${unquoted(holding.role.label)}${scopeText(holding.scope)}`,
      through: `${howText(holding)}, ${throughText(holding)}`,
      ...rest(holding.resources, 'azuread:index/user:User'),
      privileged: holding.role.privileged !== 'no',
    })),
    ...access.memberships.map((membership) => ({
      ...party(membership.member),
      what: `${membership.as === 'owner' ? 'Owner' : 'Member'} of the group ${unquoted(membership.group.label)}`,
      through: `${membership.eligible ? 'eligible' : 'active'}, ${spanText(membership.span)}, directly`,
      ...rest(membership.resources, 'azuread:index/group:Group'),
      privileged: false,
    })),
    ...access.permissions.map((permission) => ({
      ...party(permission.principal),
      what: `${permission.permission.label} on ${unquoted(permission.api.label)}`,
      through: `${permission.type} permission, ${permission.state}`,
      ...rest(permission.resources, 'azuread:index/application:Application'),
      privileged: permission.risk !== 'no',
    })),
  ]
}

/** People reach an account by a permission set, a user, or a role that they assume; policies alone are nobody's. */
function awsAccess(plan: Plan, register: RegisterAt): readonly KnownAccess[] {
  const account = register.stacks[plan.stack]?.accounts[0]
  return awsFacts(plan, account === undefined ? {} : { account, managementAccount: account })
    .principals.filter(({ kind }) => kind === 'assignment' || kind === 'user' || kind === 'role')
    .map((fact): KnownAccess => {
      const { source } = fact
      return {
        who: fact.assignment?.holder ?? unquoted(fact.label),
        what: awsWords(fact),
        through: fact.kind === 'assignment' ? 'assigned in IAM Identity Center' : `IAM ${fact.kind}`,
        ...(source === undefined ? {} : { declared: `${source.file}:${source.line}` }),
        resource: shortName(fact.key),
        service: serviceOf(register, fact.key, 'aws:iam/user:User'),
        privileged: fact.administrator.answer !== 'no' || fact.escalation !== 'no',
      }
    })
}

function awsWords({ assignment, administrator, label }: PrincipalFact): string {
  const power = { yes: 'administrator', unknown: 'perhaps an administrator', no: '' }[administrator.answer]
  const what =
    assignment === undefined
      ? `AWS ${unquoted(label)}`
      : `AWS ${shortName(assignment.permissionSet).split('::').at(-1)} in account ${assignment.account}`
  return power === '' ? what : `${what}, ${power}`
}

/** The service whose `manages` names the type of what declares it. */
function serviceOf(register: Pick<Register, 'services'>, key: string | undefined, fallback: string): string {
  const named = key === undefined ? '' : (shortName(key).split('::')[0] ?? '')
  const find = (type: string): string | undefined =>
    register.services.find(
      ({ status, manages }) => status !== 'retired' && manages.types.some((one) => matches(one, type)),
    )?.id
  return find(named) ?? find(fallback) ?? ''
}

/** A label without the quotes that stand around the names of things. */
function unquoted(label: string): string {
  return /^"(.*)"$/s.exec(label)?.[1] ?? label
}
