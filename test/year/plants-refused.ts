import { type Plants, refuse, service } from './bed.ts'
import { YEAR } from './model.ts'
import { workTime } from './random.ts'
import { recoveryTest } from './records.ts'
import { accessReview, adminReview, recordOf } from './reviews.ts'

/** Records that the register must not take. */
export const REFUSED: Plants = {
  'reviewer reviews own access': ({ year, random }) => {
    const record = accessReview(year, random, service(year, 'payroll'), 1)
    const entries = (record.body['entries'] as readonly { readonly decidedBy?: string }[]).map(
      ({ decidedBy: _, ...entry }) => entry,
    )
    return refuse(year, { ...record, slug: 'own', body: { ...record.body, entries } }, 'decides about their own access')
  },
  'reviewer reviews own administrator account': ({ year, random }) => {
    const record = adminReview(year, random, 5)
    const own = year.people.find(({ id }) => id === 'sven-albers')?.adminAccount?.userPrincipalName
    const entries = (record.body['entries'] as readonly { readonly who: string }[]).map((entry) =>
      entry.who === 'sven-albers' ? { ...entry, who: own } : entry,
    )
    const hidden = { ...record, slug: 'hidden', body: { ...record.body, reviewer: 'sven-albers', entries } }
    return refuse(year, hidden, 'decides about their own access')
  },
  'review that leaves entries out': ({ year, random }) => {
    const record = accessReview(year, random, service(year, 'crm'), 2)
    const entries = (record.body['entries'] as readonly unknown[]).slice(1)
    return refuse(year, { ...record, slug: 'short', body: { ...record.body, entries } }, 'but the sources give')
  },
  'request approved by whoever made it': ({ year, random }) => {
    const at = workTime(random, `${YEAR}-02-10`)
    const record = recordOf('service-approval', 'own', at, {
      service: 'crm',
      requestedBy: 'tobias-brandt',
      approver: 'tobias-brandt',
      decidedAt: at,
      decision: 'approved',
      reason: 'Needed.',
      conditions: [],
    })
    return refuse(year, record, 'approves their own request')
  },
  'recovery test passed above its target': ({ year, random }) => {
    const aws = service(year, 'aws')
    const record = recoveryTest(random, aws, `${YEAR}-08-20`, { rtoHours: aws.backup.rtoHours + 3 })
    return refuse(year, { ...record, slug: 'slow' }, 'counts as passed')
  },
}
