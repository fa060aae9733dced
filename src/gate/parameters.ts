import type { Requirement } from '../access/sign-in/requirement.ts'
import { AppError } from '../errors.ts'
import { shownName, type Workplace } from '../files.ts'
import { isObject } from '../json.ts'
import { validate } from '../schema.ts'
import { readYaml } from '../yaml.ts'
import type { Severity } from './decision.ts'

/** Thresholds and lists of the rules, every key present. */
export interface Parameters {
  /** Template ids, lower case. */
  readonly privilegedRoles: readonly string[]
  /** Roles whose grants are judged like those of `privilegedRoles`, and that no sign-in requirement is about. */
  readonly furtherPrivilegedRoles: readonly string[]
  readonly emergencyAccounts: { readonly minimum: number; readonly maximum: number }
  readonly exemptGroups: { readonly maximum: number }
  readonly globalAdministrators: { readonly minimum: number; readonly maximum: number }
  /** The widest prefixes that a trusted location may have, in bits. */
  readonly trustedLocations: { readonly ipv4Prefix: number; readonly ipv6Prefix: number }
  readonly eligibility: { readonly mustExpire: boolean }
  readonly assignment: { readonly longestDays: number }
  readonly session: { readonly administratorHours: number }
  /** Days for which a secret or a certificate may be valid. */
  readonly credentials: { readonly secretDays: number; readonly certificateDays: number }
  /** What the rules on the register ask for. */
  readonly register: {
    readonly evaluationDays: number
    readonly accessReviewMonths: number
    readonly adminReviewMonths: number
    readonly recoveryTestDays: number
    readonly riskAssessmentDays: number
    readonly acceptableRisk: number
    readonly logRetentionDays: number
    readonly criticalLogRetentionDays: number
    readonly incidentNoticeHours: number
  }
  readonly exceptions: { readonly expiringDays: number; readonly keepExpiredDays: number; readonly mostMembers: number }
  readonly aws: AwsParameters
  readonly licences: { readonly entraP2: boolean }
  readonly deployment: { readonly approvals: number; readonly emergencyReviewDays: number }
  readonly rules: { readonly [id: string]: 'enforced' | 'advisory' }
  /** Sign-in requirements of the organisation's own. */
  readonly ownRequirements: readonly OwnRequirement[]
}

/** Thresholds and lists of the rules about AWS. */
export interface AwsParameters {
  readonly password: {
    readonly minimumLength: number
    readonly reusePrevention: number
    readonly maximumAgeDays: number
  }
  /** The longest session of a permission set of Identity Center. */
  readonly sessionHours: number
  readonly backup: { readonly everyHours: number; readonly keptDays: number }
  /** Services, by the part of their name before `.amazonaws.com`, that say for whom they assume a role. */
  readonly sourceServices: readonly string[]
  /** Patterns of actions of services that have no region. */
  readonly regionlessActions: readonly string[]
}

/** A requirement of an organisation's own, with what a rule would say about itself. */
export interface OwnRequirement extends Requirement {
  readonly title: string
  readonly severity: Severity
  readonly controls: readonly string[]
}

/** Reads the sign-in requirements that the rules state. @throws AppError as `readYaml` and `validate` do; `schema` where no file says which roles are privileged. */
export function readRequirements(place: Workplace, path: string): readonly Requirement[] {
  const document = readYaml(place, path)
  validate('urn:gatehouse:requirements/v1', document.value, document.locate)
  return (document.value as unknown as { readonly requirements: readonly Requirement[] }).requirements
}

/** For policies that say nothing about deployments: one approval, a review within a working week. */
const DEPLOYMENT: Parameters['deployment'] = { approvals: 1, emergencyReviewDays: 5 }

/** What a file of overrides may hold. */
type Overrides = { readonly [key in keyof Parameters]?: Partial<Parameters[key]> }

/**
 * Reads the parameters, and a second file that overrides them key by key: an object's keys one by one, a list whole.
 * @throws AppError as `readYaml` and `validate` do; `schema` where no file says which roles are privileged.
 */
export function readParameters(place: Workplace, path: string, overrides: string | undefined): Parameters {
  const base = readFile(place, path) as Parameters
  const change = overrides === undefined ? {} : readFile(place, overrides)
  const merged = Object.fromEntries(
    Object.entries({ ...base, ...change }).map(([key]) => [
      key,
      merge(base[key as keyof Parameters], change[key as keyof Parameters]),
    ]),
  ) as unknown as Parameters
  for (const key of ['privilegedRoles', 'furtherPrivilegedRoles'] as const) {
    if (merged[key] !== undefined) continue
    throw new AppError('schema', `the key \`${key}\` is missing`, {
      place: { file: shownName(place, path) },
      expected: `a list of role template ids${key === 'privilegedRoles' ? '' : ', which may be empty'}`,
      fix: 'say which roles are privileged: no default is right for everybody',
    })
  }
  return {
    ...merged,
    privilegedRoles: merged.privilegedRoles.map((id) => id.toLowerCase()),
    furtherPrivilegedRoles: merged.furtherPrivilegedRoles.map((id) => id.toLowerCase()),
    rules: merged.rules ?? {},
    ownRequirements: merged.ownRequirements ?? [],
    deployment: { ...DEPLOYMENT, ...merged.deployment },
  }
}

/** The roles of both lists: whoever holds one of them is an administrator to every rule about grants. */
export function grantedPrivileges(
  parameters: Pick<Parameters, 'privilegedRoles' | 'furtherPrivilegedRoles'>,
): readonly string[] {
  return [...new Set([...parameters.privilegedRoles, ...parameters.furtherPrivilegedRoles])]
}

function merge(base: unknown, change: unknown): unknown {
  if (change === undefined) return base
  return isObject(base) && isObject(change) ? { ...base, ...change } : change
}

function readFile(place: Workplace, path: string): Overrides {
  const document = readYaml(place, path)
  validate('urn:gatehouse:parameters/v1', document.value, document.locate)
  return document.value as Overrides
}
