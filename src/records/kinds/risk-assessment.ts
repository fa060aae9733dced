import { type Action, defineKind, inSequence, type RecordBody, type RecordKind } from '../kind.ts'

interface Score {
  readonly impact: number
  readonly likelihood: number
}

/** The risk of a service in three dimensions. */
export interface RiskAssessment extends RecordBody {
  readonly record: 'risk-assessment'
  readonly service: string
  readonly assessor: string
  readonly assessedAt: string
  readonly confidentiality: Score
  readonly integrity: Score
  readonly availability: Score
  readonly treatment: 'accept' | 'reduce' | 'share' | 'avoid'
  readonly measures: string
  readonly residual: number
  readonly acceptedBy: string
  readonly validUntil: string
  readonly actions: readonly Action[]
}

/** Once a year for every service, and when it changes. */
export const riskAssessment: RecordKind<'risk-assessment', RiskAssessment> = defineKind({
  kind: 'risk-assessment',
  title: 'Risk assessment',
  cadence: { every: 'year', per: 'service' },
  madeBy: 'the information security manager together with the owner of the service',
  by: 'assessor',
  at: 'assessedAt',
  moment: 'now',
  about: 'service',
  follows: (body, { services }) => {
    const risk = services.get(body.service)?.risk
    const same =
      risk !== undefined &&
      (['confidentiality', 'integrity', 'availability'] as const).every(
        (one) => risk[one].impact === body[one].impact && risk[one].likelihood === body[one].likelihood,
      ) &&
      risk.residual === body.residual &&
      risk.treatment === body.treatment
    if (same && risk.assessedOn >= body.assessedAt.slice(0, 10)) return []
    return [`Bring the risk of ${body.service} in services.yaml up to this assessment, in the same pull request.`]
  },
  check: ({ assessedAt, validUntil, residual, ...risk }) => {
    const highest = Math.max(
      ...(['confidentiality', 'integrity', 'availability'] as const).map(
        (dimension) => risk[dimension].impact * risk[dimension].likelihood,
      ),
    )
    return [
      ...inSequence(assessedAt.slice(0, 10), validUntil, '/validUntil', 'it ends before it begins'),
      ...(residual <= highest
        ? []
        : [
            {
              pointer: '/residual',
              message: `${residual} is left, more than the ${highest} before anything is done`,
              expected: `at most ${highest}`,
              fix: 'correct the figures',
            },
          ]),
    ]
  },
})
