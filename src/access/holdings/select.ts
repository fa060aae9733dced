import { AppError } from '../../errors.ts'
import { shortName } from '../../plan/urn.ts'
import { nearest } from '../../schema.ts'
import type { AwsAccess } from '../aws/standing/model.ts'
import type { Access, PartyRef } from './model.ts'
import { rolesOf } from './role-holdings.ts'

/** What the user wants to see of the facts. */
export interface Selection {
  /** A name, a sign-in name, an object id, a key or `type::name`. */
  readonly principal?: string | undefined
  /** The name or the id of a role. */
  readonly role?: string | undefined
  /** Only privileged roles and permissions of high risk, and what may be one. */
  readonly privileged?: boolean | undefined
}

/**
 * The facts about one principal, one role, or what is privileged.
 * @throws AppError `usage` for a principal or a role that the plan does not know.
 */
export function selectAccess(access: Access, { principal, role, privileged }: Selection): Access {
  let selected = access
  if (principal !== undefined) selected = ofPrincipal(selected, principal)
  if (role !== undefined) selected = ofRole(selected, role)
  if (privileged === true) {
    selected = {
      ...selected,
      holdings: selected.holdings.filter((holding) => holding.role.privileged !== 'no'),
      permissions: selected.permissions.filter((permission) => permission.risk !== 'no'),
    }
  }
  return selected
}

function ofPrincipal(access: Access, wanted: string): Access {
  const ids = principalIds(access, wanted)
  const isWanted = (party: PartyRef): boolean => ids.has(party.id)
  return {
    ...access,
    principals: access.principals.filter(({ key }) => ids.has(key)),
    memberships: access.memberships.filter(({ member, group }) => isWanted(member) || isWanted(group)),
    holdings: access.holdings.filter((holding) => isWanted(holding.principal)),
    permissions: access.permissions.filter(
      ({ principal, as }) => isWanted(principal) || (as?.kind === 'person' && isWanted(as.principal)),
    ),
    ...(access.aws === undefined ? {} : { aws: awsOf(access.aws, ids) }),
  }
}

/** Administrators of AWS by name, and roles with those whom they let in. */
function awsOf(aws: AwsAccess, ids: ReadonlySet<string>): AwsAccess {
  return {
    ...aws,
    standings: aws.standings.filter(({ principal }) => ids.has(principal.id)),
    trusts: aws.trusts.filter(({ role }) => ids.has(role.id)),
  }
}

function principalIds(access: Access, wanted: string): ReadonlySet<string> {
  const text = plain(wanted)
  const ids = new Set<string>()
  const names = new Set<string>()
  const offer = (id: string, known: readonly (string | undefined)[]): void => {
    for (const name of known) {
      if (name === undefined) continue
      names.add(name)
      if (plain(name) === text) ids.add(id)
    }
  }
  for (const { key, label, identity } of access.principals) {
    offer(key, [unquoted(label), identity.userPrincipalName, identity.objectId, key, shortName(key)])
  }
  const parties = [
    ...access.holdings.map((holding) => holding.principal),
    ...access.permissions.map((permission) => permission.principal),
    ...access.memberships.map((membership) => membership.member),
    ...(access.aws?.standings ?? []).map(({ principal: one }) => one),
    ...(access.aws?.trusts ?? []).map(({ role }) => role),
  ]
  for (const { id, label } of parties) offer(id, [unquoted(label), id])
  if (ids.size > 0) return ids
  const near = nearest(wanted, [...names])
  throw new AppError('usage', `the plan knows nobody and nothing called ${JSON.stringify(wanted)}`, {
    expected: 'a name, a sign-in name, an object id, or type::name of a declared resource',
    fix: near === undefined ? 'run the command without --principal to see who there is' : `did you mean ${near}?`,
  })
}

function ofRole(access: Access, wanted: string): Access {
  const text = plain(wanted)
  const roles = rolesOf(access.holdings)
  const ids = new Set(
    roles.filter(({ id, label }) => plain(id) === text || plain(unquoted(label)) === text).map(({ id }) => id),
  )
  if (ids.size === 0) {
    const names = roles.map(({ label }) => unquoted(label))
    const near = nearest(wanted, names)
    throw new AppError('usage', `nobody holds a role called ${JSON.stringify(wanted)}`, {
      expected: names.length === 0 ? 'a plan that gives a role to somebody' : `one of ${names.join(', ')}`,
      fix: near === undefined ? 'run the command without --role to see who holds what' : `did you mean ${near}?`,
    })
  }
  const { aws: _aws, ...others } = access
  return { ...others, holdings: access.holdings.filter((holding) => ids.has(holding.role.id)), permissions: [] }
}

function plain(text: string): string {
  return text.trim().toLowerCase()
}

/** A label without the quotes that stand around the names of things. */
function unquoted(label: string): string {
  return /^"(.*)"$/s.exec(label)?.[1] ?? label
}
