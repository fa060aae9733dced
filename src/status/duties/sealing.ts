import { ARCHIVE_DAYS } from '../../metrics/facts.ts'
import { later } from '../../metrics/time.ts'
import type { Dated, StatusData } from '../model.ts'

/** Records that are in the register and not in the archive: after a week they count from when they are sealed. */
export function sealingDuties({ now, register, sealed, folder }: StatusData): readonly Dated[] {
  if (sealed === undefined) return []
  const open = register.records
    .filter(({ id, recordedAt }) => recordedAt <= now && !sealed.has(id))
    .toSorted((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))
  const [first] = open
  if (first === undefined) return []
  const more = open.length > 1 ? ` and ${open.length - 1} more` : ''
  return [
    {
      kind: 'task',
      id: 'unsealed-records',
      title: `Seal ${open.length} ${open.length === 1 ? 'record' : 'records'} in the archive`,
      consequence: 'high',
      dueOn: later(first.recordedAt, ARCHIVE_DAYS).slice(0, 10),
      why: `${first.id}${more}: until they are sealed, nobody can show when they were written.`,
      run: `gatehouse archive ARCHIVE --record ${folder}/records/${first.id}.yaml --change CHANGE.json`,
      controls: ['A.5.28', 'A.5.33'],
    },
  ]
}
