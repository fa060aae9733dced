import type { IntentField } from '../evidence/types/intent.ts'
import type { RegisterAt } from '../register/model.ts'

/** Format id of a status. */
export const STATUS_SCHEMA = 'urn:gatehouse:status/v1'

/**
 * `overdue`: its day has passed. `due`: its day comes soon. `expiring`: something ends soon by itself. `open`: it has
 * begun and has no end yet.
 */
export type DutyState = 'overdue' | 'due' | 'expiring' | 'open'

/** How bad it is if nobody does it, worst first. */
export const CONSEQUENCES = ['critical', 'high', 'medium', 'low'] as const
export type Consequence = (typeof CONSEQUENCES)[number]

/** Something that somebody has to do. */
export interface Duty {
  /** Stable: the same duty has the same id in every run, so that calendars and forges find it again. */
  readonly id: string
  readonly title: string
  readonly state: DutyState
  readonly consequence: Consequence
  /** The day until which it is done, `YYYY-MM-DD`. */
  readonly dueOn: string
  /** Id of the person who does it; absent where nobody is named or who was named has left. */
  readonly owner?: string
  /** What happened, or what follows if nobody does it. */
  readonly why: string
  /** What to run or to edit. */
  readonly run: string
  /** Controls of ISO/IEC 27001:2022, Annex A. */
  readonly controls: readonly string[]
}

/** A duty before its state is known: that follows from its day, or it is overdue at this moment (`now`). */
export type Dated = Omit<Duty, 'state'> & { readonly kind: 'task' | 'expiry' | 'open' | 'now' }

/** A deployment that was announced in an archive. */
export interface Announced {
  readonly id: string
  readonly intent: IntentField
  /** When its outcome was recorded. */
  readonly endedAt?: string
}

/** What duties follow from. */
export interface StatusData {
  /** RFC 3339 in UTC. */
  readonly now: string
  readonly register: RegisterAt
  /** Directory of the register, as it was named. */
  readonly folder: string
  /** Deployments of the archive; undefined where none was given. */
  readonly deployments: readonly Announced[] | undefined
  /** Ids of the records that are sealed in the archive; undefined where it seals none. */
  readonly sealed?: ReadonlySet<string>
}

/** All duties of an organisation, worst first. */
export interface Status {
  readonly schema: typeof STATUS_SCHEMA
  readonly now: string
  /** Only the duties of this person, where one was asked for. */
  readonly owner?: string
  readonly sources: readonly string[]
  readonly duties: readonly (Duty & { readonly ownerName?: string })[]
}
