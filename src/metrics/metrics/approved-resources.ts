import type { MetricDefinition } from '../model.ts'
import { sqlTime } from '../time.ts'

/** Resources that belong to an approved service. */
export const approvedResources: MetricDefinition = {
  id: 'resources-of-approved-services',
  title: 'Resources that belong to an approved service',
  controls: ['A.5.9', 'A.5.23'],
  formula:
    'resources of the last allowed judgement of each stack that the rule register.service_approved places in an approved service, divided by all resources that it looked at. A stack whose judgement did not ask the rule counts as one resource of which nothing is known.',
  target: { kind: 'at-least', percent: 100 },
  tables: ['judgedStacks'],
  needsArchive: true,
  members: ({ judgedStacks }, { asOf }) => {
    const last = new Map<string, (typeof judgedStacks)[number]>()
    for (const one of judgedStacks) {
      const key = `${one.project}/${one.stack}`
      const before = last.get(key)
      if (one.judgedAt === null || one.judgedAt > asOf) continue
      if (before?.judgedAt == null || `${before.judgedAt} ${before.record}` < `${one.judgedAt} ${one.record}`)
        last.set(key, one)
    }
    return [...last].flatMap(([subject, { examined, outside, judgedAt }]) => {
      const of = examined ?? 1
      if (of === 0) return []
      const out = Math.min(of, examined === null ? 1 : (outside ?? of))
      const isUnknown = examined === null
      return [
        {
          subject,
          status: isUnknown ? ('unknown' as const) : out === 0 ? ('met' as const) : ('missed' as const),
          detail: isUnknown ? 'the rule was not asked' : `${of - out} of ${of}, judged ${judgedAt}`,
          missingDays: 0,
          count: { met: of - out, of },
        },
      ]
    })
  },
  sql: ({ asOf }) => `WITH last AS (
  SELECT * FROM 'judgedStacks.parquet' WHERE judgedAt <= ${sqlTime(asOf)}
  QUALIFY row_number() OVER (PARTITION BY project, stack ORDER BY judgedAt DESC, record DESC) = 1
)
SELECT coalesce(sum(CASE WHEN examined IS NULL THEN 0 ELSE greatest(0, examined - coalesce(outside, examined)) END), 0)::BIGINT AS numerator,
  coalesce(sum(coalesce(examined, 1)), 0)::BIGINT AS denominator
FROM last`,
}
