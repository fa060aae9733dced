import type { KindName } from '../../src/records/kinds.ts'

/** The year that is simulated: after its first second, up to the first second of the next. */
export const YEAR = 2026
export const START: string = `${YEAR}-01-01T00:00:00Z`
export const END: string = `${YEAR + 1}-01-01T00:00:00Z`

/** An entry of a file of the register, as YAML holds it. */
export type Entry = { readonly id: string; readonly [field: string]: unknown }

/** A person of the register as far as the year changes it. */
export interface YearPerson extends Entry {
  readonly name: string
  readonly startedOn: string
  leftOn?: string
  account?: { readonly userPrincipalName: string; readonly directory: string }
  adminAccount?: { readonly userPrincipalName: string; readonly directory: string }
  readonly emergency?: boolean
}

/** A service of the register as far as the year changes it. */
export interface YearService extends Entry {
  readonly name: string
  owner?: string
  readonly vendor: string
  readonly approvedOn: string
  readonly firstUsedOn: string
  readonly critical: boolean
  readonly backup: { readonly method: string; readonly rpoHours: number; readonly rtoHours: number }
}

/** A record: the file is `records/<kind>/<day of at>-<slug>.yaml`. */
export interface YearRecord {
  readonly kind: KindName
  readonly slug: string
  readonly at: string
  /** When its file came into the repository, which is when it says that it was written down unless it lies. */
  readonly committedAt: string
  readonly body: { readonly [field: string]: unknown }
}

/** An exception of the register. */
export interface YearException extends Entry {
  readonly rule: string
  readonly approvedOn: string
  readonly expiresOn: string
  /** On which day it is taken out of the register; for the ones that are used up. */
  removedOn?: string
}

/** What happened to one change of a stack. */
export interface Deployment {
  readonly stack: 'identity' | 'aws'
  /** When it was judged; announced five minutes later, ended eight minutes later. */
  readonly judgedAt: string
  readonly authors: readonly string[]
  readonly approvals: readonly string[]
  readonly decision: 'allow' | 'deny'
  readonly emergency?: boolean
  /** No judgement of the pull request before the one at the deployment. */
  readonly unjudged?: boolean
  readonly outcome: 'deployed' | 'failed' | 'none'
  readonly drifted?: boolean
  /** Resources that an exception lets be outside every approved service. */
  readonly outside?: number
  /** What the judgement says about an advisory rule and the exception from it. */
  readonly exceptions: readonly {
    readonly id: string
    readonly rule: string
    readonly state: 'live' | 'expired' /** What it excepts is there. */
    readonly used: boolean
  }[]
}

/** Everything that is in the year. Only plants change it after it was made. */
export interface Year {
  readonly seed: number
  readonly people: YearPerson[]
  readonly services: YearService[]
  readonly vendors: Entry[]
  readonly exceptions: YearException[]
  readonly records: YearRecord[]
  /** Pull requests with a record that the register must refuse; none of them is merged. */
  readonly refused: YearRecord[]
  readonly deployments: Deployment[]
  /** The other files of the register, as they are. */
  readonly files: ReadonlyMap<string, string>
}
