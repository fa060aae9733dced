import type { Plan } from '../../plan/model.ts'
import { providerPackage } from '../../plan/urn.ts'
import type { RegisterAt } from '../../register/model.ts'
import { subjectOf } from '../directory.ts'
import type { Subject } from '../model.ts'
import { asText } from '../shape.ts'
import { type AccountSettings, accountSettings, type InAccount, inAccount } from './account-settings.ts'
import { type OwnedAccounts, ownedAccounts } from './accounts.ts'
import { analysisOf } from './analysis.ts'
import { type BackupFact, backupFacts, type CriticalFact, criticalServices } from './backups.ts'
import { durationSeconds } from './duration.ts'
import { type Approved, type GuardFact, guards } from './guardrails.ts'
import type { AwsFacts } from './model.ts'

/** Everything that rules may know about AWS. Every fact names the resource that it follows from. */
export interface AwsView extends OwnedAccounts, AccountSettings, Omit<AwsFacts, 'controls'> {
  /** Regions in which the stack may have resources, by the register; empty where it sets none. */
  readonly regions: readonly string[]
  /** For each account of the stack, whether service control policies deny what the register does not approve. */
  readonly services: readonly GuardFact[]
  readonly requestedRegions: readonly GuardFact[]
  /** Credentials that do not end by themselves: access keys, passwords of services, signing certificates. */
  readonly keys: readonly InAccount[]
  readonly sessions: readonly SessionFact[]
  /** Regions that providers and resources name. */
  readonly places: readonly PlaceFact[]
  readonly backups: readonly BackupFact[]
  readonly critical: readonly CriticalFact[]
}

/** A permission set and how long its sessions last; absent where that is not known. */
export interface SessionFact extends InAccount {
  readonly seconds?: number
}

/** A region that a provider or a resource names; absent where that is not known. */
export interface PlaceFact extends Subject {
  readonly region?: string
}

/** An hour is what Identity Center takes without a duration (IAM Identity Center API, CreatePermissionSet). */
const USUAL_SESSION = 'PT1H'

const KEYS: readonly string[] = [
  'aws:iam/accessKey:AccessKey',
  'aws:iam/serviceSpecificCredential:ServiceSpecificCredential',
  'aws:iam/signingCertificate:SigningCertificate',
]

/**
 * Derives what rules may know about AWS from a plan. Pure; which accounts count comes from the register, never from what
 * the plan contains.
 * @param regionless patterns of actions of services that have no region.
 */
export function awsView(plan: Plan, register: RegisterAt | undefined, regionless: readonly string[]): AwsView {
  const owned = ownedAccounts(plan, register)
  const analysis = analysisOf(plan, owned)
  const { index } = analysis
  const { controls: _controls, ...identity } = analysis.facts
  const limits = guards(analysis.controls, approvedBy(register, regionless))
  return {
    ...owned,
    ...identity,
    ...accountSettings(index, owned.known),
    regions: [...(register?.stacks[plan.stack]?.regions ?? [])].sort(),
    services: owned.accounts.map(limits.services),
    requestedRegions: owned.accounts.map(limits.regions),
    keys: KEYS.flatMap((type) => index.ofType(type)).map((resource) => inAccount(index, resource)),
    sessions: index.ofType('aws:ssoadmin/permissionSet:PermissionSet').map((set): SessionFact => {
      const seconds = durationSeconds(asText(set.inputs['sessionDuration'] ?? USUAL_SESSION) ?? '')
      return { ...inAccount(index, set), ...(seconds === undefined ? {} : { seconds }) }
    }),
    places: placeFacts(plan),
    backups: backupFacts(index),
    critical: criticalServices(register),
  }
}

/** The services and regions of those cloud services in use that run on AWS. */
function approvedBy(register: RegisterAt | undefined, regionless: readonly string[]): Approved {
  const used = (register?.services ?? []).filter(({ status, manages }) => {
    return (status === 'approved' || status === 'retiring') && manages.awsServices.length > 0
  })
  return {
    services: [...new Set(used.flatMap(({ manages }) => manages.awsServices))].sort(),
    regions: [
      ...new Set(used.flatMap(({ location, approvedRegions }) => approvedRegions ?? location?.regions ?? [])),
    ].sort(),
    regionless,
  }
}

function placeFacts(plan: Plan): readonly PlaceFact[] {
  return plan.resources
    .filter(({ type, custom }) => custom && (type.startsWith('aws:') || providerPackage(type) === 'aws'))
    .filter(({ inputs }) => (inputs['region'] ?? null) !== null)
    .map((resource): PlaceFact => {
      const region = asText(resource.inputs['region'])
      return { ...subjectOf(resource), ...(region === undefined ? {} : { region }) }
    })
}
