import { defineKind, type Flaw, hoursLater, type RecordBody, type RecordKind } from '../kind.ts'

/** Somebody has left. */
export interface Offboarding extends RecordBody {
  readonly record: 'offboarding'
  readonly person: string
  readonly leftAt: string
  readonly by: string
  readonly accounts: readonly {
    /** Id of a service, or the name of a system outside the register. */
    readonly system: string
    readonly account: string
    readonly what?: string
    readonly declared?: string
    /** Absent while the account is open. */
    readonly disabledAt?: string
  }[]
  readonly checklist: readonly {
    readonly what: string
    readonly state: 'done' | 'not-needed'
    readonly doneAt?: string
    readonly note?: string
  }[]
}

/** Whenever somebody leaves; every account closed within 24 hours. */
export const offboarding: RecordKind<'offboarding', Offboarding> = defineKind({
  kind: 'offboarding',
  title: 'Offboarding',
  cadence: { every: 'event' },
  madeBy: 'system administration; not the person who leaves',
  by: 'by',
  at: 'leftAt',
  moment: 'asked',
  about: 'person',
  follows: ({ leftAt, accounts }) =>
    accounts
      .filter(({ disabledAt }) => disabledAt === undefined)
      .map(({ system, account, declared }) => {
        const where = declared === undefined ? `in ${system} itself` : `at ${declared}`
        return `Close ${account} at ${system} until ${hoursLater(leftAt, 24)}: ${where}, then write disabledAt.`
      }),
  check: ({ person, by, leftAt, accounts }, { people }) => [
    ...(person === by
      ? [{ pointer: '/by', message: `${by} closes their own accounts`, fix: 'name somebody else' }]
      : []),
    ...leftFlaws(leftAt, people.get(person)?.leftOn),
    ...accounts.flatMap(({ system, account }, index) =>
      accounts.findIndex((other) => other.system === system && other.account === account) < index
        ? [{ pointer: `/accounts/${index}`, message: 'this account is listed twice', fix: 'remove one of the two' }]
        : [],
    ),
  ],
})

/** The register and the record speak of one day; nobody is gone in one of them only. */
function leftFlaws(leftAt: string, leftOn: string | undefined): readonly Flaw[] {
  if (leftOn === leftAt.slice(0, 10)) return []
  if (leftOn !== undefined) {
    return [
      {
        pointer: '/leftAt',
        message: `the register says that the person left on ${leftOn}`,
        expected: `a time on ${leftOn} (UTC)`,
        fix: 'correct leftAt here or leftOn in people.yaml',
      },
    ]
  }
  return [
    {
      pointer: '/person',
      message: 'the register does not say that this person has left',
      fix: `write leftOn: ${leftAt.slice(0, 10)} at the person in people.yaml`,
    },
  ]
}
