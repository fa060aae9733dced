import { defineKind, inSequence, type RecordBody, type RecordKind } from '../kind.ts'

/** Whether logs arrive. */
export interface LogCoverage extends RecordBody {
  readonly record: 'log-coverage'
  readonly takenAt: string
  readonly takenBy: string
  readonly services: readonly {
    readonly service: string
    readonly collected: boolean
    readonly lastEventAt?: string
    readonly note?: string
  }[]
}

/** Once a week. */
export const logCoverage: RecordKind<'log-coverage', LogCoverage> = defineKind({
  kind: 'log-coverage',
  title: 'Log coverage',
  cadence: { every: 'week', per: 'organisation' },
  madeBy: 'system administration',
  by: 'takenBy',
  at: 'takenAt',
  moment: 'now',
  check: ({ takenAt, services }) =>
    services.flatMap(({ service, lastEventAt }, index) => [
      ...inSequence(lastEventAt, takenAt, `/services/${index}/lastEventAt`, 'it was looked at before this event'),
      ...(services.findIndex((other) => other.service === service) < index
        ? [
            {
              pointer: `/services/${index}/service`,
              message: `${service} is there twice`,
              fix: 'remove one of the two',
            },
          ]
        : []),
    ]),
})
