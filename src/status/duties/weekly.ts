import { later } from '../../metrics/time.ts'
import { recordsOf } from '../../records/model.ts'
import type { Dated, StatusData } from '../model.ts'
import { firstActive, servicesInUse, standIns } from '../people.ts'

/** Figures of a week, with a week of grace: then they are too old to say anything. */
const FRESH_DAYS = 14

/** Coverage of second factors and of logs, and logs that do not arrive. */
export function coverageDuties({ now, register }: StatusData): readonly Dated[] {
  const used = servicesInUse(register)
  if (used.length === 0) return []
  const mfa = recordsOf(register.records, 'mfa-coverage')
    .filter(({ recordedAt }) => recordedAt <= now)
    .at(-1)
  const logs = recordsOf(register.records, 'log-coverage')
    .filter(({ recordedAt }) => recordedAt <= now)
    .at(-1)
  const missing = logs?.body.services.filter(({ collected }) => !collected) ?? []
  return [
    {
      kind: 'task',
      id: 'mfa-coverage',
      title: 'Count who has registered a second factor',
      consequence: 'medium',
      dueOn: mfa === undefined ? now.slice(0, 10) : later(mfa.at, FRESH_DAYS).slice(0, 10),
      ...firstActive(register, [mfa?.by]),
      why: mfa === undefined ? 'It was never counted.' : `The last figures are of ${mfa.at.slice(0, 10)}.`,
      run: 'gatehouse import registration userRegistrationDetails.json --by PERSON',
      controls: ['A.8.5'],
    },
    {
      kind: 'task',
      id: 'log-coverage',
      title: 'Look whether the logs of the services arrive',
      consequence: 'medium',
      dueOn: logs === undefined ? now.slice(0, 10) : later(logs.at, FRESH_DAYS).slice(0, 10),
      ...firstActive(register, [logs?.by]),
      why: logs === undefined ? 'Nobody ever looked.' : `The last look was on ${logs.at.slice(0, 10)}.`,
      run: 'gatehouse record log-coverage',
      controls: ['A.8.15'],
    },
    ...missing.flatMap(({ service: id, note }): Dated[] => {
      const service = used.find((one) => one.id === id)
      if (service === undefined || logs === undefined) return []
      return [
        {
          kind: 'task',
          id: `logs-missing:${id}`,
          title: `Bring the logs of ${service.name} back`,
          consequence: service.critical ? 'high' : 'medium',
          dueOn: logs.at.slice(0, 10),
          ...firstActive(register, standIns(service)),
          why: note ?? 'An attack would not be seen.',
          run: 'gatehouse record log-coverage',
          controls: ['A.8.15', 'A.8.16'],
        },
      ]
    }),
  ]
}
