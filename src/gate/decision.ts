import type { Extent } from '../access/sign-in/extent.ts'
import type { SignIn } from '../access/sign-in/sign-in.ts'
import type { Source } from '../plan/model.ts'
import type { AccessDifference } from './access-difference.ts'

/** Format id of a decision. */
export const DECISION_SCHEMA = 'urn:gatehouse:decision/v1'

export type Status = 'fail' | 'unknown' | 'excepted' | 'pass' | 'not_applicable'
export type Severity = 'critical' | 'high' | 'medium' | 'low'

/** Worst first: the status of a rule is the worst of its results. */
export const STATUS_ORDER: readonly Status[] = ['fail', 'unknown', 'excepted', 'pass', 'not_applicable']

/** One rule judged on one resource, or on the stack where `resource` is empty. */
export interface Result {
  readonly rule: string
  readonly status: Status
  readonly severity: Severity
  /** ISO/IEC 27001:2022 Annex A ids, `A.8.5`. */
  readonly controls: readonly string[]
  /** Key of the resource; empty for a result about the stack as a whole. */
  readonly resource: string
  readonly source?: Source
  readonly related?: readonly Source[]
  readonly message: string
  /** Who is concerned: display names of people and groups as far as the plan and the register know them, sorted. */
  readonly affected: readonly string[]
  /** What comes nearest to meeting the rule, and what it lacks. */
  readonly nearest?: string
  /** For a sign-in requirement: the simplest sign-in that breaks it, and how far the gap reaches. */
  readonly counterexample?: SignIn
  readonly extent?: Extent
  /** How to fix this finding; falls back to the rule's remediation. */
  readonly remediation: string
  /** Ids of the live exceptions that cover it. */
  readonly exceptions: readonly string[]
  /** Stable id of the finding, for baselines and for SARIF: rule, resource and what exactly, without lines or texts. */
  readonly finding: string
  /** The finding is on the baseline list and does not block until then (a date). */
  readonly baselineUntil?: string
}

/** One rule with the worst of its results. */
export interface RuleSummary {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly controls: readonly string[]
  readonly mode: 'enforced' | 'advisory'
  readonly status: Status
  /** How many resources the rule looked at. */
  readonly examined: number
  readonly results: number
}

/** One exception of the file and what became of it. */
export interface ExceptionSummary {
  readonly id: string
  readonly rule: string
  readonly owner: string
  readonly expiresOn: string
  /** `void`: somebody whom it covers owns or approved it, so it counts for nothing. */
  readonly state: 'live' | 'pending' | 'expired' | 'void'
  readonly used: boolean
  /** What should be looked at; absent where nothing should. */
  readonly marks?: readonly ExceptionMark[]
}

/** Ends soon; covers nothing that a rule of this decision finds; covers more than a few. */
export type ExceptionMark = 'expiring' | 'unused' | 'broad'

/** How many exceptions are in each state and have each mark. */
export type ExceptionCounts = Readonly<Record<ExceptionSummary['state'] | ExceptionMark, number>>

/** One exception that a change adds, changes or takes out, in words. */
export interface ExceptionDifference {
  readonly op: 'adds' | 'changes' | 'removes'
  readonly id: string
  readonly text: string
}

/** A file, relative to the register or to the program, with the ids of what is otherwise in it, sorted. */
export interface FileChange {
  readonly file: string
  readonly entries: readonly string[]
}

/** One resource that a change declares differently from its base. */
export interface Difference {
  readonly op: 'adds' | 'changes' | 'removes'
  readonly resource: string
  /** The last part of the type: `Group`, `ConditionalAccessPolicy`. */
  readonly kind: string
  readonly label: string
  /** What changes, property by property, in words. */
  readonly details: readonly string[]
  readonly source?: Source
}

/** What the gate answers. A pure function of its inputs: the same inputs give the same bytes. */
export interface Decision {
  readonly schema: typeof DECISION_SCHEMA
  readonly decision: 'allow' | 'deny'
  /** Why, in one sentence. */
  readonly reason: string
  readonly project: string
  readonly stack: string
  /** RFC 3339 in UTC, whole seconds. */
  readonly now: string
  readonly policySource: { readonly kind: 'base' | 'working-tree'; readonly revision?: string }
  /** Lower-case hexadecimal SHA-256 of what was judged and by what. */
  readonly digests: {
    readonly plan: string
    readonly desired: string
    readonly input: string
    readonly bundle: string
    readonly parameters: string
    readonly exceptions: string
    readonly register?: string
    readonly baseline?: string
    readonly basePlan?: string
  }
  readonly plan: {
    readonly origin: string
    readonly resources: number
    readonly changes: Readonly<Record<string, number>>
  }
  /** What the change declares differently; only where the base's program was planned too. */
  readonly difference?: readonly Difference[]
  /** What the change says otherwise beside resources: in the register, and about the stack's secrets; only with a base. */
  readonly fileChanges?: readonly FileChange[]
  /** What the change does to access; only where the base's program was planned too. */
  readonly access?: AccessDifference
  readonly rules: readonly RuleSummary[]
  /** Titles, in our own words, of the controls that rules and results name; for readers, nothing is decided by them. */
  readonly controlTitles?: { readonly [id: string]: string }
  readonly results: readonly Result[]
  readonly exceptions: readonly ExceptionSummary[]
  readonly exceptionCounts?: ExceptionCounts
  /** What the change does to the exceptions; only with a base. They count from the moment in which they are in it. */
  readonly exceptionDifference?: readonly ExceptionDifference[]
  /** Only with a base: what of the policies the change itself touches, and what the head's own policies would answer. */
  readonly head?: {
    readonly changed: readonly string[]
    readonly decision: 'allow' | 'deny'
    /** Enforced rules that would stand against the change by its own policies only. */
    readonly blocks?: readonly string[]
    /** Enforced rules that stand against it, and would not by its own policies. */
    readonly frees?: readonly string[]
  }
  /** Only with `--baseline`: how many known findings were tolerated, and which entries no longer occur. */
  readonly baseline?: {
    readonly tolerated: number
    readonly obsolete: readonly string[]
    readonly expired: readonly string[]
  }
}
