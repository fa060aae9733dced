import { isObject, type Json } from '../json.ts'
import { schemaProblem } from './schemas.ts'
import { decodeStrict } from './strict.ts'

type Severity = 'critical' | 'high' | 'medium' | 'low'
type Status = 'fail' | 'unknown' | 'excepted' | 'pass' | 'not_applicable'

/** What records and reports read of a decision: `archived-decision.v1.json`. Verifiers do not import the gate. */
export interface ArchivedDecision {
  readonly decision: 'allow' | 'deny'
  readonly reason: string
  readonly project: string
  readonly stack: string
  readonly now: string
  readonly policySource: { readonly kind: 'base' | 'working-tree'; readonly revision?: string }
  readonly digests: { readonly plan: string; readonly bundle: string } & Readonly<Record<string, string>>
  /** What the change declares differently from its base; absent where the base was not planned. */
  readonly difference?: readonly {
    readonly op: 'adds' | 'changes' | 'removes'
    readonly kind: string
    readonly label: string
    readonly details: readonly string[]
  }[]
  readonly rules: readonly ArchivedRule[]
  /** Titles of controls by id; decisions made by older programs have none. */
  readonly controlTitles?: Readonly<Record<string, string>>
  readonly results: readonly ArchivedResult[]
  readonly exceptions: readonly ArchivedException[]
  readonly baseline?: { readonly tolerated: number }
}

/** One rule of a decision. */
export interface ArchivedRule {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly controls: readonly string[]
  readonly mode: 'enforced' | 'advisory'
  readonly status: Status
  readonly examined: number
  readonly results: number
}

/** One result of a decision. */
export interface ArchivedResult {
  readonly rule: string
  readonly status: Status
  readonly severity: Severity
  readonly controls: readonly string[]
  readonly resource: string
  readonly source?: { readonly file: string; readonly line?: number; readonly column?: number }
  readonly message: string
  readonly affected: readonly string[]
  readonly nearest?: string
  readonly remediation: string
  readonly exceptions: readonly string[]
  readonly baselineUntil?: string
}

/** One exception of a decision. */
interface ArchivedException {
  readonly id: string
  readonly rule: string
  readonly owner: string
  readonly expiresOn: string
  readonly state: 'live' | 'pending' | 'expired' | 'void'
  readonly used: boolean
}

/** What records and reports read of a plan: `archived-plan.v1.json`. */
export interface ArchivedPlan {
  readonly project: string
  readonly stack: string
  readonly origin: { readonly kind: string; readonly version: string; readonly sandbox: string }
  readonly completeness: { readonly status: 'full' | 'partial' | 'unknown' }
  readonly resources: readonly {
    readonly key: string
    readonly type: string
    readonly name: string
    readonly inputs: Readonly<Record<string, unknown>>
    readonly computed: Readonly<Record<string, unknown>>
  }[]
  readonly changes: readonly ArchivedChange[]
}

/** One change of a plan. */
export interface ArchivedChange {
  readonly op: string
  readonly key: string
  readonly type: string
  readonly name: string
  readonly before?: Readonly<Record<string, unknown>>
  readonly diff: readonly { readonly path: string; readonly kind: 'add' | 'delete' | 'update' }[]
}

/** Reads a plan, or says why it is none. The bytes must be canonical: see `decodeStrict`. */
export function readPlan(bytes: Uint8Array): { readonly plan: ArchivedPlan; readonly json: Json } | string {
  const json = readDocument(bytes, 'archived-plan')
  return typeof json === 'string' ? json : { plan: json.value as unknown as ArchivedPlan, json: json.value }
}

/** Reads a decision, or says why it is none. */
export function readDecision(bytes: Uint8Array): { readonly decision: ArchivedDecision; readonly json: Json } | string {
  const json = readDocument(bytes, 'archived-decision')
  return typeof json === 'string' ? json : { decision: json.value as unknown as ArchivedDecision, json: json.value }
}

function readDocument(bytes: Uint8Array, schema: 'archived-plan' | 'archived-decision'): { value: Json } | string {
  const json = decodeStrict(bytes, 'document')
  if (typeof json === 'string') return json
  const problem = schemaProblem(schema, json.value)
  if (problem) return problem
  const twin = caseTwin(json.value)
  return twin === undefined ? json : `the keys of one object differ only in case: "${twin}"`
}

/** A top-level key that another one equals but for case: Go's JSON reader would take the last of the two. */
function caseTwin(value: Json): string | undefined {
  const seen = new Set<string>()
  return isObject(value) ? Object.keys(value).find((key) => seen.size === seen.add(key.toLowerCase()).size) : undefined
}
