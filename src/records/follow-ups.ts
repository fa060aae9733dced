import type { Action, World } from './kind.ts'
import { kindOf } from './kinds.ts'
import type { OperatingRecord } from './model.ts'
import type { ReviewEntry } from './review.ts'

/** What somebody has to do because of a record: whole sentences, the earliest day first where there is one. */
export function followUps(record: OperatingRecord, world: World): readonly string[] {
  const definition = kindOf(record.kind)
  const body = record.body as unknown as {
    readonly entries?: readonly ReviewEntry[]
    readonly actions?: readonly Action[]
    readonly decisions?: readonly Action[]
  }
  const dated = [
    ...(body.entries ?? []).flatMap((entry) =>
      isOpen(entry) ? [{ day: entry.dueOn ?? '', text: accessText(entry) }] : [],
    ),
    ...[...(body.actions ?? []), ...(body.decisions ?? [])]
      .filter(({ doneOn }) => doneOn === undefined)
      .map(({ what, owner, dueOn }) => ({ day: dueOn, text: `${what.replace(/\.$/, '')} (${owner}).` })),
  ].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  return [
    ...dated.map(({ day, text }) => `Until ${day}: ${text}`),
    ...(definition.follows?.(record.body as never, world) ?? []),
  ]
}

/** Decided, and not done yet. */
function isOpen({ decision, change }: ReviewEntry): boolean {
  return decision !== 'keep' && change === undefined
}

function accessText({ decision, who, what, account, declared, resource }: ReviewEntry): string {
  const whose = account === undefined ? who : `${who} (${account})`
  const where =
    declared === undefined ? 'in the service itself' : `at ${declared}${resource === undefined ? '' : `, ${resource}`}`
  return `${decision} ${what} of ${whose}: ${where}; then write the commit into change.`
}
