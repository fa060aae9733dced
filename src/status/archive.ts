import { APPLY } from '../evidence/types/apply.ts'
import { isOf } from '../evidence/types/definition.ts'
import { INTENT } from '../evidence/types/intent.ts'
import type { LoggedRecords } from '../report/model.ts'
import type { Announced } from './model.ts'

/** The deployments that the records of a log announce, each with when its outcome was recorded. */
export function announcedDeployments({ records }: Pick<LoggedRecords, 'records'>): readonly Announced[] {
  const ended = new Map(
    records.flatMap(({ record }) =>
      isOf(APPLY, record) ? [[record.field.intent.uri, record.field.time] as const] : [],
    ),
  )
  return records.flatMap(({ record }) => {
    if (!isOf(INTENT, record)) return []
    const endedAt = ended.get(record.path)
    return [{ id: record.id, intent: record.field, ...(endedAt === undefined ? {} : { endedAt }) }]
  })
}
