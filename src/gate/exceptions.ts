import { type Directory, labelOf, scopeIds } from '../access/directory.ts'
import { groupFacts } from '../access/groups.ts'
import { roleGrants } from '../access/roles.ts'
import { applicationIds } from '../access/sign-in/coverage.ts'
import type { Exempt } from '../access/sign-in/requirement.ts'
import { byCodeUnit, canonicalJson } from '../json.ts'
import { BUILT_IN_ROLES } from '../plan/provider-types/directory-roles.ts'
import type { Exception, Person, Register } from '../register/model.ts'
import type { ExceptionDifference } from './decision.ts'
import { endOfDay, startOfDay } from './time.ts'

/** What a change does to the exceptions, compared with where it began. */
export interface ExceptionChanges {
  /** New ones, and those that say something else now. */
  readonly coming: readonly Exception[]
  /** Ids of those that are taken out or changed. */
  readonly leaving: readonly string[]
}

/** An exception as the policies read it: its scope resolved to the ids that facts use, and instants beside its dates. */
export interface ExceptionView {
  readonly id: string
  readonly rule: string
  readonly owner: string
  readonly approvedFrom: number
  readonly expiresAt: number
  readonly expiresOn: string
  /** Why it does not count, each a clause: somebody whom it covers owns or approved it. */
  readonly subjects: readonly string[]
  /** This change takes it out, or says something else in its place. */
  readonly leaving: boolean
  /** Of one that this change brings: whether its author approved it; `open` where that cannot be told. */
  readonly byAuthor: 'yes' | 'no' | 'open'
  /** Who approved it, for a sentence. */
  readonly approver: string
  readonly scope: Omit<Exempt, 'id' | 'rule'> & {
    readonly resources: readonly string[]
    readonly services: readonly string[]
  }
}

/** Somebody who wrote a part of the change, as the forge names them. */
export interface Author {
  readonly login?: string
  readonly emails?: readonly string[]
  readonly bot?: boolean
}

/** What exceptions are judged with. */
export interface ExceptionContext {
  readonly register?: Register | undefined
  readonly exceptionChanges?: ExceptionChanges | undefined
  /** Everybody who wrote a part of the change; absent where nobody says it. */
  readonly authors?: readonly Author[] | undefined
}

/** Compares exceptions by id. */
export function exceptionChanges(before: readonly Exception[], after: readonly Exception[]): ExceptionChanges {
  const texts = (list: readonly Exception[]) => new Map(list.map((one) => [one.id, canonicalJson(one)]))
  const [was, is] = [texts(before), texts(after)]
  return {
    coming: after.filter((one) => was.get(one.id) !== is.get(one.id)),
    leaving: before.filter((one) => is.get(one.id) !== was.get(one.id)).map(({ id }) => id),
  }
}

/** Exceptions as the policies read them. `isComing` for those that the change brings, which count for nothing yet. */
export function exceptionViews(
  context: ExceptionContext,
  directory: Directory,
  exceptions: readonly Exception[],
  isComing = false,
): readonly ExceptionView[] {
  const { register, authors } = context
  const leaving = new Set(context.exceptionChanges?.leaving)
  const people = new Map((register?.people ?? []).map((person) => [person.id, person]))
  return exceptions.map((exception) => {
    const { id, rule, owner, approvedBy, approvedOn, expiresOn } = exception
    const scope = resolvedScope(directory, exception)
    return {
      id,
      rule,
      owner,
      approvedFrom: startOfDay(approvedOn),
      expiresAt: endOfDay(expiresOn),
      expiresOn,
      subjects: subjectsOf(directory, scope, [
        [people.get(owner), 'owns it'],
        [people.get(approvedBy), 'approved it'],
      ]),
      leaving: !isComing && leaving.has(id),
      byAuthor:
        isComing && authors !== undefined
          ? isAuthor(people.get(approvedBy), approvedBy, authors, register?.people ?? [])
          : 'no',
      approver: people.get(approvedBy)?.name ?? approvedBy,
      scope,
    }
  })
}

/** One sentence for each exception that comes or goes with a change, in words. */
export function exceptionSentences(
  changes: ExceptionChanges,
  before: readonly Exception[],
  directory: Directory,
): readonly ExceptionDifference[] {
  const leaving = new Set(changes.leaving)
  const coming = new Set(changes.coming.map(({ id }) => id))
  const gone = before.filter(({ id }) => leaving.has(id) && !coming.has(id))
  const told = [
    ...changes.coming.map((one) => {
      const op = leaving.has(one.id) ? ('changes' as const) : ('adds' as const)
      const start = op === 'adds' ? `The new exception ${one.id} takes` : `The exception ${one.id} now takes`
      return {
        op,
        id: one.id,
        text: `${start} ${scopeInWords(directory, one)} out of ${one.rule} until ${one.expiresOn}; approved by ${one.approvedBy}.`,
      }
    }),
    ...gone.map((one) => ({
      op: 'removes' as const,
      id: one.id,
      text: `The exception ${one.id} from ${one.rule} for ${scopeInWords(directory, one)} ends.`,
    })),
  ]
  return told.sort((a, b) => byCodeUnit(a.id, b.id))
}

function scopeInWords(directory: Directory, { scope }: Exception): string {
  const named = (entry: string): string => {
    const [id = entry] = scopeIds(directory.ids, entry)
    const resource = directory.byKey.get(id)
    return directory.personNames.get(id) ?? (resource ? labelOf(resource) : entry)
  }
  const list = (what: string, entries: readonly string[] | undefined): readonly string[] =>
    (entries ?? []).map((entry) => `${what} ${named(entry)}`)
  const parts = [
    ...list('the account', scope.users),
    ...list('the group', scope.groups),
    ...(scope.roles ?? []).map((id) => `the role ${BUILT_IN_ROLES.get(id.toLowerCase()) ?? id}`),
    ...(scope.guestTypes ?? []).map((type) => `guests of the type ${type}`),
    ...list('the service', scope.services),
    ...list('the resource', scope.resources),
  ]
  const applications = list('the application', scope.applications).join(', ')
  if (applications === '') return parts.length === 0 ? 'nothing' : parts.join(', ')
  return parts.length === 0 ? applications : `${parts.join(', ')} at ${applications}`
}

function resolvedScope(directory: Directory, { scope }: Exception): ExceptionView['scope'] {
  const { ids } = directory
  const resolve = (entries: readonly string[] | undefined): readonly string[] =>
    (entries ?? []).flatMap((entry) => scopeIds(ids, entry))
  return {
    users: resolve(scope.users),
    groups: resolve(scope.groups),
    roles: resolve(scope.roles),
    guestTypes: scope.guestTypes ?? [],
    applications: (scope.applications ?? []).flatMap((entry) => applicationIds(ids, entry)),
    services: scope.services ?? [],
    resources: (scope.resources ?? []).flatMap((entry) => (isName(entry) ? scopeIds(ids, entry) : [entry])),
  }
}

/** Whether a resource is written `type::name`, and not by its key, which facts have as it is. */
export function isName(entry: string): boolean {
  return !/^(?:urn|graph):/.test(entry)
}

/**
 * Who of the people that answer for an exception is covered by it, by an account of their own. The custodian of an
 * emergency account is not: it is kept for the organisation, and its exceptions have to be approved by somebody.
 */
function subjectsOf(
  directory: Directory,
  scope: ExceptionView['scope'],
  people: readonly (readonly [Person | undefined, string])[],
): readonly string[] {
  const known = people.filter(([person]) => person !== undefined)
  if (known.length === 0) return []
  const covered = new Set(scope.users)
  if (scope.groups.length + scope.roles.length > 0) {
    const groups = groupFacts(directory)
    for (const group of scope.groups) for (const id of groups[group]?.members ?? []) covered.add(id)
    const grants = scope.roles.length === 0 ? [] : roleGrants(directory, groups)
    for (const { role, holders } of grants) {
      if (scope.roles.includes(role.id)) for (const { id } of holders) covered.add(id)
    }
  }
  return known
    .filter(([person]) => accountIds(directory, person).some((id) => covered.has(id)))
    .map(([person, does]) => `${person?.name ?? ''}, who ${does}`)
}

function accountIds(directory: Directory, person: Person | undefined): readonly string[] {
  return [person?.account, person?.adminAccount].flatMap((account) =>
    account === undefined ? [] : scopeIds(directory.ids, account.directory),
  )
}

/**
 * Whether somebody wrote a part of the change: by an address, or by the account of the forge that the register knows. An
 * author who is known to be another person of the register is not them.
 */
function isAuthor(
  person: Person | undefined,
  name: string,
  authors: readonly Author[],
  people: readonly Person[],
): ExceptionView['byAuthor'] {
  const own = namesOf(person).add(name.toLowerCase())
  const others = new Set(people.filter(({ id }) => id !== person?.id).flatMap((other) => [...namesOf(other)]))
  const answers = authors.map(({ login, emails = [], bot }): ExceptionView['byAuthor'] => {
    const theirs = [...emails, ...(login === undefined ? [] : [login])].map((one) => one.toLowerCase())
    if (theirs.some((one) => own.has(one))) return 'yes'
    const differs = login !== undefined && person?.forge !== undefined
    return bot === true || differs || theirs.some((one) => others.has(one)) ? 'no' : 'open'
  })
  return answers.includes('yes') ? 'yes' : answers.includes('open') ? 'open' : 'no'
}

/** Sign-in names and the account in the forge, lower case. */
function namesOf(person: Person | undefined): Set<string> {
  const names = [person?.account?.userPrincipalName, person?.adminAccount?.userPrincipalName, person?.forge]
  return new Set(names.flatMap((one) => one?.toLowerCase() ?? []))
}
