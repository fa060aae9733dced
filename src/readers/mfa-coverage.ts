import { byCodeUnit } from '../json.ts'
import type { Exception, Person, RegisterAt } from '../register/model.ts'
import type { RegisteredAccount, Registration } from './registration.ts'

/** The rule whose exceptions leave somebody out of multi-factor authentication. */
const MFA_RULE = 'entra.mfa_all_users'

/** One account of the tenant, known from the export, from the register, or from both. */
interface Counted {
  readonly who: string
  readonly directory: string | undefined
  readonly person: Person | undefined
  readonly isAdmin: boolean
  readonly isGuest: boolean
  /** `unknown`: the register has the account, the export does not. It counts as not registered. */
  readonly registered: boolean | 'unknown'
  readonly isCapable: boolean | undefined
}

/** An account that may do without, and is counted all the same. */
export interface Exclusion {
  readonly who: string
  readonly group: 'users' | 'administrators'
  readonly registered: boolean
  readonly why: string
  readonly exception?: string
}

interface Share {
  readonly total: number
  readonly registered: number
}

/** How many accounts have registered a second factor. */
export interface Coverage {
  /** Everybody: members, guests, administrators, emergency accounts. */
  readonly users: Share
  readonly administrators: Share
  readonly guests: Share
  readonly missing: readonly string[]
  readonly exclusions: readonly Exclusion[]
  /** Accounts of the register that the export does not list: disabled, gone, or exported from another tenant. */
  readonly notInExport: readonly string[]
  /** Registered with a method that the policy does not allow: Entra will not accept it. */
  readonly notCapable: readonly string[]
}

/**
 * Counts who has registered a second factor. Everybody stays in the denominator: emergency accounts, excepted accounts
 * and guests too, and an account of an active person that the export does not list counts as not registered. Who is an
 * administrator is what Graph says, or an `adminAccount` of the register.
 */
export function mfaCoverage(registration: Registration, register: RegisterAt): Coverage {
  const accounts = countedAccounts(registration.accounts, register)
  const share = (counted: readonly Counted[]): Share => ({
    total: counted.length,
    registered: counted.filter(({ registered }) => registered === true).length,
  })
  return {
    users: share(accounts),
    administrators: share(accounts.filter(({ isAdmin }) => isAdmin)),
    guests: share(accounts.filter(({ isGuest }) => isGuest)),
    missing: accounts.filter(({ registered }) => registered !== true).map(({ who }) => who),
    exclusions: accounts.flatMap((account) => exclusionOf(account, register)),
    notInExport: accounts.filter(({ registered }) => registered === 'unknown').map(({ who }) => who),
    notCapable: accounts
      .filter((account) => account.registered === true && account.isCapable === false)
      .map(({ who }) => who),
  }
}

function countedAccounts(exported: readonly RegisteredAccount[], register: RegisterAt): readonly Counted[] {
  const declared = register.people
    .filter((person) => person.active)
    .flatMap((person) => [
      ...(person.account === undefined ? [] : [{ ...person.account, person, isAdminAccount: false }]),
      ...(person.adminAccount === undefined ? [] : [{ ...person.adminAccount, person, isAdminAccount: true }]),
    ])
  const found = new Map<string, (typeof declared)[number]>()
  for (const account of declared) {
    found.set(account.userPrincipalName.toLowerCase(), account)
    found.set(account.directory.toLowerCase(), account)
  }
  const matched = new Set<(typeof declared)[number]>()
  const listed = exported.map((account): Counted => {
    const own = found.get(account.id) ?? found.get(account.userPrincipalName.toLowerCase())
    if (own !== undefined) matched.add(own)
    return {
      who: account.userPrincipalName,
      directory: own?.directory ?? account.id,
      person: own?.person,
      isAdmin: account.isAdmin || own?.isAdminAccount === true,
      isGuest: account.isGuest,
      registered: account.isMfaRegistered,
      isCapable: account.isMfaCapable,
    }
  })
  const unlisted = declared
    .filter((account) => !matched.has(account))
    .map(
      (account): Counted => ({
        who: account.userPrincipalName,
        directory: account.directory,
        person: account.person,
        isAdmin: account.isAdminAccount || account.person.emergency,
        isGuest: false,
        registered: 'unknown',
        isCapable: undefined,
      }),
    )
  return [...listed, ...unlisted].sort((a, b) => byCodeUnit(a.who, b.who))
}

/** Emergency accounts, and accounts that a live exception names one by one. */
function exclusionOf(account: Counted, register: RegisterAt): readonly Exclusion[] {
  const exception = exceptionFor(account, register.exceptions)
  if (exception === undefined && account.person?.emergency !== true) return []
  return [
    {
      who: account.who,
      group: account.isAdmin ? 'administrators' : 'users',
      registered: account.registered === true,
      why: exception?.reason ?? 'an emergency account',
      ...(exception === undefined ? {} : { exception: exception.id }),
    },
  ]
}

function exceptionFor(account: Counted, exceptions: readonly Exception[]): Exception | undefined {
  return exceptions.find(
    ({ rule, scope }) =>
      rule === MFA_RULE && account.directory !== undefined && scope.users?.includes(account.directory) === true,
  )
}
