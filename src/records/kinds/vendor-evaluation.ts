import { defineKind, type RecordBody, type RecordKind } from '../kind.ts'

/** What was found out about a vendor. */
export interface VendorEvaluation extends RecordBody {
  readonly record: 'vendor-evaluation'
  readonly vendor: string
  readonly occasion: 'before-procurement' | 'yearly' | 'change' | 'incident'
  readonly evaluator: string
  readonly evaluatedAt: string
  readonly questionnaire: readonly {
    readonly id: string
    readonly question: string
    readonly answer: string
    readonly points: number
  }[]
  readonly certificates: readonly {
    readonly standard: string
    readonly scope: string
    readonly coversOurUse: boolean
    readonly issuer: string
    readonly expiresOn: string
  }[]
  readonly subprocessors: readonly { readonly name: string; readonly country: string; readonly purpose: string }[]
  readonly verdict: 'accepted' | 'accepted-with-conditions' | 'rejected'
  readonly conditions?: readonly string[]
  readonly notes?: string
}

/** Before a service of the vendor is bought, and once a year. */
export const vendorEvaluation: RecordKind<'vendor-evaluation', VendorEvaluation> = defineKind({
  kind: 'vendor-evaluation',
  title: 'Vendor evaluation',
  cadence: { every: 'year', per: 'vendor' },
  madeBy: 'the information security manager, or the owner of the service',
  by: 'evaluator',
  at: 'evaluatedAt',
  moment: 'now',
  about: 'vendor',
  follows: ({ vendor, verdict, conditions = [] }, { services }) => {
    const used = [...services.values()].filter((one) => one.vendor === vendor && one.status !== 'retired')
    if (verdict === 'rejected') {
      return used.map(({ name, id }) => `${name} (${id}) is of this vendor: retire it, or evaluate another vendor.`)
    }
    return verdict === 'accepted' ? [] : conditions.map((condition) => `See to the condition: ${condition}`)
  },
  check: ({ questionnaire }) =>
    questionnaire.flatMap(({ id }, index) =>
      questionnaire.findIndex((other) => other.id === id) < index
        ? [
            {
              pointer: `/questionnaire/${index}/id`,
              message: `the question ${id} is there twice`,
              fix: 'remove one of the two',
            },
          ]
        : [],
    ),
})

/** Points of a questionnaire as a whole number from 0 to 100. */
export function scoreOf({ questionnaire }: Pick<VendorEvaluation, 'questionnaire'>): number {
  const points = questionnaire.reduce((sum, question) => sum + question.points, 0)
  return Math.round((100 * points) / (4 * Math.max(1, questionnaire.length)))
}
