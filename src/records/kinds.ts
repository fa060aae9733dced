import type { AnyKind, RecordKind } from './kind.ts'
import { accessReview } from './kinds/access-review.ts'
import { adminReview } from './kinds/admin-review.ts'
import { emergencyReview } from './kinds/emergency-review.ts'
import { incident } from './kinds/incident.ts'
import { logCoverage } from './kinds/log-coverage.ts'
import { managementReview } from './kinds/management-review.ts'
import { mfaCoverage } from './kinds/mfa-coverage.ts'
import { miniAssessment } from './kinds/mini-assessment.ts'
import { offboarding } from './kinds/offboarding.ts'
import { recoveryTest } from './kinds/recovery-test.ts'
import { riskAssessment } from './kinds/risk-assessment.ts'
import { serviceApproval } from './kinds/service-approval.ts'
import { vendorEvaluation } from './kinds/vendor-evaluation.ts'

/** Every kind of record; a new one is an import, a line here and a line below. */
interface Kinds {
  readonly 'access-review': typeof accessReview
  readonly 'admin-review': typeof adminReview
  readonly 'emergency-review': typeof emergencyReview
  readonly incident: typeof incident
  readonly 'log-coverage': typeof logCoverage
  readonly 'management-review': typeof managementReview
  readonly 'mfa-coverage': typeof mfaCoverage
  readonly 'mini-assessment': typeof miniAssessment
  readonly offboarding: typeof offboarding
  readonly 'recovery-test': typeof recoveryTest
  readonly 'risk-assessment': typeof riskAssessment
  readonly 'service-approval': typeof serviceApproval
  readonly 'vendor-evaluation': typeof vendorEvaluation
}

/** The kinds by name, in alphabetical order. */
export const KINDS: Kinds = {
  'access-review': accessReview,
  'admin-review': adminReview,
  'emergency-review': emergencyReview,
  incident,
  'log-coverage': logCoverage,
  'management-review': managementReview,
  'mfa-coverage': mfaCoverage,
  'mini-assessment': miniAssessment,
  offboarding,
  'recovery-test': recoveryTest,
  'risk-assessment': riskAssessment,
  'service-approval': serviceApproval,
  'vendor-evaluation': vendorEvaluation,
}

/** The name of a kind of record. */
export type KindName = keyof Kinds

/** What a record of a kind says. */
export type BodyOf<Name extends KindName> = Kinds[Name] extends RecordKind<Name, infer Body> ? Body : never

/** The names of all kinds, in alphabetical order. */
export const KIND_NAMES: readonly KindName[] = Object.keys(KINDS) as KindName[]

/** A kind by a name that is only known when the program runs. */
export function kindOf(name: KindName): AnyKind {
  return KINDS[name] as unknown as AnyKind
}
