import { byCodeUnit, isObject, type JsonObject } from '../../json.ts'
import type { World } from '../kind.ts'
import { type OperatingRecord, recordsOf } from '../model.ts'
import type { Review, ReviewBasis, ReviewEntry } from '../review.ts'
import { type Drafter, type GivenList, type Known, TODO } from './draft.ts'

type Entry = GivenList['entries'][number]

/** Every access to one service: what plans declare, what lists say, and what only the last review knew. */
export const accessReviewDraft: Drafter = (known) => {
  const last = recordsOf(known.register.records, 'access-review')
    .filter(({ body, at }) => body.service === known.about && at < known.at)
    .sort((a, b) => byCodeUnit(a.at, b.at))
    .at(-1)
  const declared = known.plans.map(({ stack, digest, entries }) =>
    planList(stack, digest, entries.filter(({ service }) => service === known.about).map(withoutService)),
  )
  const owner = known.register.services.find(({ id }) => id === known.about)?.owner
  return {
    fields: reviewFields([...declared, ...known.lists], last, `${known.at.slice(0, 4)}-Q${quarter(known.at)}`, known),
    ...(owner === undefined ? {} : { suggested: { '/reviewer': owner } }),
  }
}

/** Everybody who is an administrator by a plan, a list, or the last review of what no plan declares. */
export const adminReviewDraft: Drafter = (known) => {
  const last = recordsOf(known.register.records, 'admin-review')
    .filter(({ at }) => at < known.at)
    .sort((a, b) => byCodeUnit(a.at, b.at))
    .at(-1)
  const declared = known.plans.map(({ stack, digest, entries }) =>
    planList(
      stack,
      digest,
      entries
        .filter(({ privileged }) => privileged)
        .map(({ privileged: _privileged, ...entry }) => ({ ...entry, why: entry.why ?? TODO })),
    ),
  )
  const lists = known.lists.map(({ basis, entries }) => ({
    basis,
    entries: entries.map((entry) => ({ ...entry, service: entry.service ?? TODO, why: entry.why ?? TODO })),
  }))
  return {
    fields: reviewFields([...declared, ...lists], last, known.at.slice(0, 7), known),
    ...(last === undefined ? {} : { suggested: { '/reviewer': last.by } }),
  }
}

function planList(stack: string, digest: string, entries: readonly Entry[]): GivenList {
  return { basis: { source: `plan of the stack ${stack}`, digest, entries: entries.length }, entries }
}

function withoutService({
  service: _service,
  privileged: _privileged,
  ...entry
}: Known['plans'][number]['entries'][number]): Entry {
  return entry
}

/** What no plan declares is carried over from the last review, unless a list was given or it was to go. */
function reviewFields(
  given: readonly GivenList[],
  last: (OperatingRecord & { readonly body: Review }) | undefined,
  period: string,
  known: Known,
): JsonObject {
  const before = last?.body.entries ?? []
  const carried: readonly Entry[] =
    known.lists.length > 0
      ? []
      : before.filter((entry) => entry.declared === undefined && !isGone(entry)).map(undecided)
  const sources: readonly GivenList[] = [
    ...given.filter(({ entries }) => entries.length > 0),
    ...(carried.length === 0 || last === undefined
      ? []
      : [
          {
            basis: {
              source: `the review of ${last.at.slice(0, 10)}, for what no plan declares`,
              entries: carried.length,
            },
            entries: carried,
          },
        ]),
  ]
  const entries = sources.flatMap((source) => source.entries)
  const basis: readonly ReviewBasis[] = sources.map((source) => source.basis)
  return {
    period,
    reviewedAt: known.at,
    basis: basis.length === 0 ? TODO : basis,
    entries:
      entries.length === 0
        ? TODO
        : entries.map((entry) => ({ ...entry, ...knownBefore(entry, before, last?.at), decision: TODO })),
  } as unknown as JsonObject
}

/** It was removed, as far as the review says. */
function isGone({ decision, change }: ReviewEntry): boolean {
  return decision === 'remove' && change !== undefined
}

function undecided({
  decision: _decision,
  decidedBy: _by,
  dueOn: _due,
  change: _change,
  ...entry
}: ReviewEntry): Entry {
  return entry
}

/** What the last review that lists it says of it: known at least since then, and for what. */
function knownBefore(
  entry: Entry,
  before: readonly ReviewEntry[],
  reviewedAt: string | undefined,
): { readonly since?: string; readonly why?: string } {
  const seen = before.find(
    (other) =>
      other.who === entry.who &&
      other.what === entry.what &&
      other.through === entry.through &&
      other.account === entry.account,
  )
  if (seen === undefined) return {}
  const since = entry.since ?? seen.since ?? reviewedAt?.slice(0, 10)
  const why = entry.why === undefined || entry.why === TODO ? seen.why : entry.why
  return { ...(since === undefined ? {} : { since }), ...(why === undefined ? {} : { why }) }
}

function quarter(at: string): number {
  return Math.ceil(Number(at.slice(5, 7)) / 3)
}

/** Where the reviewer would decide about their own access, or as the custodian of an account, somebody else is asked for. */
export function withDeciders(body: JsonObject, { people }: World): JsonObject {
  const { reviewer, entries } = body
  if (typeof reviewer !== 'string' || reviewer === TODO || !Array.isArray(entries)) return body
  const own = (entry: unknown): entry is JsonObject => {
    if (!isObject(entry) || entry['decidedBy'] !== undefined) return false
    const who = String(entry['who'])
    return who === reviewer || people.get(who)?.custodian === reviewer
  }
  return { ...body, entries: entries.map((entry) => (own(entry) ? { ...entry, decidedBy: TODO } : entry)) }
}
