import type { JsonObject } from '../../json.ts'
import { type KindName, kindOf } from '../kinds.ts'
import { type Drafter, inOrder, type Known, type Prepared, skeleton } from './draft.ts'
import { offboardingDraft } from './offboarding.ts'
import {
  incidentDraft,
  logCoverageDraft,
  managementReviewDraft,
  mfaCoverageDraft,
  miniAssessmentDraft,
  riskAssessmentDraft,
  vendorEvaluationDraft,
} from './others.ts'
import { accessReviewDraft, adminReviewDraft } from './reviews.ts'

/** Kinds of which more is known than the schema says. The others are made from their schema alone. */
const DRAFTERS: { readonly [Name in KindName]?: Drafter } = {
  'access-review': accessReviewDraft,
  'admin-review': adminReviewDraft,
  incident: incidentDraft,
  'log-coverage': logCoverageDraft,
  'management-review': managementReviewDraft,
  'mfa-coverage': mfaCoverageDraft,
  'mini-assessment': miniAssessmentDraft,
  offboarding: offboardingDraft,
  'risk-assessment': riskAssessmentDraft,
  'vendor-evaluation': vendorEvaluationDraft,
}

/** A record with everything that is known; `TODO` stands for the rest. @param given fields that the user has said. */
export function draftRecord(kind: KindName, known: Known, given: JsonObject): Prepared {
  const definition = kindOf(kind)
  const { fields, suggested = {} } = DRAFTERS[kind]?.(known) ?? { fields: {} }
  const about = definition.about === undefined ? {} : { [definition.about]: known.about }
  const body = { ...skeleton(kind), ...fields, ...about, [definition.at]: known.at, recordedAt: known.now, ...given }
  return { fields: inOrder(kind, body as JsonObject), suggested }
}
