import type { Place } from '../errors.ts'
import type { RegisterAt } from '../register/model.ts'
import { type CredentialReport, type CredentialUser, ROOT_USER } from './credential-report.ts'

/** What is wrong with a credential. */
export type CredentialKind =
  | 'root-access-key'
  | 'root-without-mfa'
  | 'root-used'
  | 'console-user-without-mfa'
  | 'access-key-old'
  | 'access-key-unused'
  | 'password-unused'
  | 'user-of-leaver'
  | 'user-without-person'
  | 'account-not-in-register'

/** One finding about one user. */
export interface CredentialFinding {
  readonly kind: CredentialKind
  readonly severity: 'critical' | 'high' | 'medium'
  readonly user: string
  readonly message: string
  readonly fix: string
  readonly place: Place
}

/** After how many days a key or a password is a finding. */
export interface CredentialLimits {
  readonly keyAgeDays: number
  readonly unusedDays: number
}

/** The answer: findings, and how many who sign in with a password have a second factor. */
export interface CredentialAnswer {
  readonly findings: readonly CredentialFinding[]
  readonly mfa: { readonly total: number; readonly registered: number }
}

const DAY = 86_400_000
const ORDER = ['critical', 'high', 'medium']

/**
 * Judges a credential report on the day of `now`. Whose IAM user it is is told by its name alone where that is the
 * sign-in name or the id of a person; another name belongs to nobody who is known.
 */
export function credentialFindings(
  report: CredentialReport,
  register: RegisterAt | undefined,
  limits: CredentialLimits,
  now: string,
): CredentialAnswer {
  const root = report.users.filter(({ user }) => user === ROOT_USER)
  const users = report.users.filter(({ user }) => user !== ROOT_USER)
  const findings = [
    ...root.flatMap((user) => rootFindings(user, limits, now)),
    ...users.flatMap((user) => [
      ...userFindings(user, limits, now),
      ...(register === undefined ? [] : ownerFindings(user, register)),
    ]),
    ...(register === undefined ? [] : accountFindings(report, register)),
  ]
  const signIn = report.users.filter(({ hasPassword, user }) => hasPassword === true || user === ROOT_USER)
  return {
    findings: findings.sort(
      (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || (a.place.line ?? 0) - (b.place.line ?? 0),
    ),
    mfa: { total: signIn.length, registered: signIn.filter(({ hasMfa }) => hasMfa).length },
  }
}

function rootFindings(root: CredentialUser, limits: CredentialLimits, now: string): readonly CredentialFinding[] {
  const about = { user: root.user, place: root.place, severity: 'critical' as const }
  const active = root.keys.filter(({ isActive }) => isActive)
  const used = [root.passwordUsedAt, ...root.keys.map(({ usedAt }) => usedAt)].filter(
    (time): time is string => time !== undefined && daysBetween(time, now) <= limits.unusedDays,
  )
  return [
    ...active.map(({ number }) => ({
      ...about,
      kind: 'root-access-key' as const,
      message: `the root user has an active access key (${number})`,
      fix: 'delete the key: nothing needs it that a role cannot do',
    })),
    ...(root.hasMfa
      ? []
      : [
          {
            ...about,
            kind: 'root-without-mfa' as const,
            message: 'the root user has no second factor',
            fix: 'register one, or take the root credentials of member accounts away centrally',
          },
        ]),
    ...used.slice(0, 1).map((time) => ({
      ...about,
      severity: 'high' as const,
      kind: 'root-used' as const,
      message: `the root user was used on ${time.slice(0, 10)}`,
      fix: 'write down why; daily work takes a role of the Identity Center',
    })),
  ]
}

function userFindings(user: CredentialUser, limits: CredentialLimits, now: string): readonly CredentialFinding[] {
  const about = { user: user.user, place: user.place }
  const found: CredentialFinding[] = []
  if (user.hasPassword === true && !user.hasMfa) {
    found.push({
      ...about,
      kind: 'console-user-without-mfa',
      severity: 'critical',
      message: 'signs in with a password alone',
      fix: 'take the password away and let the person sign in through the Identity Center, or register a second factor',
    })
  }
  const password = user.passwordUsedAt ?? user.passwordChangedAt ?? user.createdAt
  if (user.hasPassword === true && isOlder(password, now, limits.unusedDays)) {
    found.push({
      ...about,
      kind: 'password-unused',
      severity: 'medium',
      message: `the password was not used since ${day(password)}`,
      fix: 'take the password away',
    })
  }
  for (const key of user.keys.filter(({ isActive }) => isActive)) {
    if (isOlder(key.rotatedAt ?? user.createdAt, now, limits.keyAgeDays)) {
      found.push({
        ...about,
        kind: 'access-key-old',
        severity: 'high',
        message: `access key ${key.number} is from ${day(key.rotatedAt ?? user.createdAt)}`,
        fix: `replace it, at the latest every ${limits.keyAgeDays} days, or use a role instead`,
      })
    }
    if (isOlder(key.usedAt ?? key.rotatedAt ?? user.createdAt, now, limits.unusedDays)) {
      found.push({
        ...about,
        kind: 'access-key-unused',
        severity: 'medium',
        message: `access key ${key.number} was ${key.usedAt === undefined ? 'never used' : `not used since ${day(key.usedAt)}`}`,
        fix: 'deactivate the key, then delete it',
      })
    }
  }
  return found
}

/** Whoever has left must not have a user, and a user must be somebody's. */
function ownerFindings(user: CredentialUser, register: RegisterAt): readonly CredentialFinding[] {
  const isUsable = user.hasPassword === true || user.keys.some(({ isActive }) => isActive) || user.certificates > 0
  if (!isUsable) return []
  const name = user.user.toLowerCase()
  const owner = register.people.find(
    ({ id, account, adminAccount }) =>
      id === name ||
      account?.userPrincipalName.toLowerCase() === name ||
      adminAccount?.userPrincipalName.toLowerCase() === name,
  )
  const about = { user: user.user, place: user.place, severity: 'high' as const }
  if (owner === undefined) {
    return [
      {
        ...about,
        severity: 'medium',
        kind: 'user-without-person',
        message: 'has credentials, and is nobody of the register',
        fix: 'give the user the id or the sign-in name of its person, or use a role',
      },
    ]
  }
  if (owner.active) return []
  const why = owner.leftOn === undefined ? 'has not started' : `left on ${owner.leftOn}`
  return [
    {
      ...about,
      kind: 'user-of-leaver',
      message: `${owner.name} ${why}, and the user has credentials`,
      fix: 'delete the user and record the offboarding',
    },
  ]
}

function accountFindings(report: CredentialReport, register: RegisterAt): readonly CredentialFinding[] {
  if (Object.values(register.stacks).some(({ accounts }) => accounts.includes(report.account))) return []
  return [
    {
      kind: 'account-not-in-register',
      severity: 'high',
      user: ROOT_USER,
      message: `no stack of the register owns the account ${report.account}`,
      fix: 'add the account to stacks.yaml, or find out whose it is',
      place: { file: report.file },
    },
  ]
}

/** Without a time nobody knows, and that counts as too old. */
function isOlder(time: string | undefined, now: string, days: number): boolean {
  return time === undefined || daysBetween(time, now) > days
}

function daysBetween(time: string, now: string): number {
  return Math.floor((Date.parse(now) - Date.parse(time)) / DAY)
}

function day(time: string | undefined): string {
  return time === undefined ? 'an unknown day' : time.slice(0, 10)
}
