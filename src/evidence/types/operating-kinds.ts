import accessReview from '../../schemas/records/access-review.v1.json' with { type: 'json' }
import adminReview from '../../schemas/records/admin-review.v1.json' with { type: 'json' }
import emergencyReview from '../../schemas/records/emergency-review.v1.json' with { type: 'json' }
import incident from '../../schemas/records/incident.v1.json' with { type: 'json' }
import logCoverage from '../../schemas/records/log-coverage.v1.json' with { type: 'json' }
import managementReview from '../../schemas/records/management-review.v1.json' with { type: 'json' }
import mfaCoverage from '../../schemas/records/mfa-coverage.v1.json' with { type: 'json' }
import miniAssessment from '../../schemas/records/mini-assessment.v1.json' with { type: 'json' }
import offboarding from '../../schemas/records/offboarding.v1.json' with { type: 'json' }
import recoveryTest from '../../schemas/records/recovery-test.v1.json' with { type: 'json' }
import riskAssessment from '../../schemas/records/risk-assessment.v1.json' with { type: 'json' }
import serviceApproval from '../../schemas/records/service-approval.v1.json' with { type: 'json' }
import vendorEvaluation from '../../schemas/records/vendor-evaluation.v1.json' with { type: 'json' }

/** What a reader of evidence has to know of a kind of record: its schema, and which of its fields are facts of every record. */
export interface OperatingKind {
  readonly schema: { readonly $id: string }
  readonly at: string
  readonly by: string
  readonly about?: string
  readonly period?: string
}

/** The kinds that this version can read; the same as in src/records/kinds.ts, which writes them. */
export const OPERATING_KINDS: { readonly [kind: string]: OperatingKind } = {
  'access-review': { schema: accessReview, at: 'reviewedAt', by: 'reviewer', about: 'service', period: 'period' },
  'admin-review': { schema: adminReview, at: 'reviewedAt', by: 'reviewer', period: 'period' },
  'emergency-review': { schema: emergencyReview, at: 'reviewedAt', by: 'reviewer' },
  incident: { schema: incident, at: 'detectedAt', by: 'handledBy', about: 'service' },
  'log-coverage': { schema: logCoverage, at: 'takenAt', by: 'takenBy' },
  'management-review': { schema: managementReview, at: 'heldAt', by: 'chair' },
  'mfa-coverage': { schema: mfaCoverage, at: 'takenAt', by: 'takenBy' },
  'mini-assessment': { schema: miniAssessment, at: 'assessedAt', by: 'assessor', about: 'service' },
  offboarding: { schema: offboarding, at: 'leftAt', by: 'by', about: 'person' },
  'recovery-test': { schema: recoveryTest, at: 'testedAt', by: 'tester', about: 'service' },
  'risk-assessment': { schema: riskAssessment, at: 'assessedAt', by: 'assessor', about: 'service' },
  'service-approval': { schema: serviceApproval, at: 'decidedAt', by: 'approver', about: 'service' },
  'vendor-evaluation': { schema: vendorEvaluation, at: 'evaluatedAt', by: 'evaluator', about: 'vendor' },
}
