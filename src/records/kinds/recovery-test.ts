import { type Action, defineKind, type RecordBody, type RecordKind } from '../kind.ts'

/** A service that was brought back. */
export interface RecoveryTest extends RecordBody {
  readonly record: 'recovery-test'
  readonly service: string
  readonly tester: string
  readonly testedAt: string
  readonly scenario: string
  readonly rpoHours: number
  readonly rtoHours: number
  readonly passed: boolean
  readonly evidence: readonly { readonly what: string; readonly file: string; readonly sha256: string }[]
  readonly actions: readonly Action[]
}

/** Once a year for every critical service. */
export const recoveryTest: RecordKind<'recovery-test', RecoveryTest> = defineKind({
  kind: 'recovery-test',
  title: 'Recovery test',
  cadence: { every: 'year', per: 'critical-service' },
  madeBy: 'whoever would have to recover the service',
  by: 'tester',
  at: 'testedAt',
  moment: 'asked',
  about: 'service',
  follows: ({ passed, service }) => (passed ? [] : [`Repeat the test of ${service}: this one was not passed.`]),
  check: ({ passed, service, actions, ...reached }, { services }) => {
    const backup = services.get(service)?.backup
    // Targets may have become stricter since, so only what fails on its own terms is refused.
    if (!passed && actions.length === 0) {
      return [
        {
          pointer: '/actions',
          message: 'the test was not passed, and nothing follows',
          expected: 'an action with an owner and a day',
          fix: 'write down what is done before the test is repeated',
        },
      ]
    }
    const missed = (['rpoHours', 'rtoHours'] as const).find((key) => backup !== undefined && reached[key] > backup[key])
    if (!passed || missed === undefined || backup === undefined) return []
    return [
      {
        pointer: '/passed',
        message: `the test counts as passed, but ${missed} ${reached[missed]} is above the ${backup[missed]} of the service`,
        expected: 'passed: false, or a target of the service that was reached',
        fix: 'correct the figures, or write passed: false and what follows',
      },
    ]
  },
})
