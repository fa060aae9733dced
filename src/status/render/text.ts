import { visible } from '../../render/escape.ts'
import type { Status } from '../model.ts'

/** The status for a terminal: what, until when, whose, why, and what to run. */
export function statusText(status: Status): string {
  const { duties, now, owner, sources } = status
  const overdue = duties.filter(({ state }) => state === 'overdue').length
  const whose = owner === undefined ? '' : ` of ${owner}`
  const lines = [
    `Status at ${now}: ${duties.length} ${duties.length === 1 ? 'duty' : 'duties'}${whose}, ${overdue} overdue`,
    ...sources.map((source) => `  ${source}`),
    ...(duties.length === 0 ? ['', `Nothing is due, overdue or open${whose}.`] : []),
    ...duties.flatMap((duty) => [
      '',
      `${duty.state === 'overdue' ? 'OVERDUE' : duty.state}  ${duty.title}`,
      `  ${duty.dueOn}, ${duty.consequence}, ${duty.ownerName ?? 'nobody is named'}`,
      `  why  ${duty.why}`,
      `  run  ${duty.run}`,
    ]),
  ]
  return `${lines.map(visible).join('\n')}\n`
}
