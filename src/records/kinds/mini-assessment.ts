import { type Action, defineKind, type RecordBody, type RecordKind } from '../kind.ts'

/** The six questions of a mini assessment. */
export type Area = 'owner' | 'users' | 'mfa' | 'logs' | 'backups' | 'contract'

/** Sixty minutes for one service. */
export interface MiniAssessment extends RecordBody {
  readonly record: 'mini-assessment'
  readonly service: string
  readonly assessor: string
  readonly assessedAt: string
  readonly answers: {
    readonly [area in Area]: { readonly answer: 'yes' | 'partly' | 'no' | 'unknown'; readonly note: string }
  }
  readonly actions: readonly Action[]
}

/** To begin with, for every critical service; then once a year. */
export const miniAssessment: RecordKind<'mini-assessment', MiniAssessment> = defineKind({
  kind: 'mini-assessment',
  title: 'Mini assessment',
  cadence: { every: 'year', per: 'critical-service' },
  madeBy: 'the owner of the service together with somebody from information security',
  by: 'assessor',
  at: 'assessedAt',
  moment: 'now',
  about: 'service',
  follows: (body) => {
    const gaps = gapsOf(body)
    if (gaps.length === 0) return []
    return [
      `Missing: ${gaps.join(', ')}.${body.actions.length === 0 ? ' Write down what is done about it first.' : ''}`,
    ]
  },
})

/** The questions that were not answered with yes, in the order of the schema. */
export function gapsOf({ answers }: Pick<MiniAssessment, 'answers'>): readonly Area[] {
  return (Object.keys(answers) as Area[]).filter((area) => answers[area].answer !== 'yes')
}
