/** Format id of what another program found. */
export const SCAN_SCHEMA = 'urn:gatehouse:scan/v1'

/**
 * One answer of another program. `not-checked` is what it leaves to a person, `muted` what somebody told it to pass over,
 * `unknown` what it could not answer, or answered with a word that is not known here. None of the three is a pass.
 */
export type ScanStatus = 'pass' | 'fail' | 'warning' | 'not-checked' | 'muted' | 'unknown'

/** One answer. */
export interface ScanResult {
  /** The scanner's own id of the check. */
  readonly check: string
  readonly title: string
  readonly status: ScanStatus
  /** The scanner's own word. */
  readonly said: string
  readonly severity: string
  /** What was looked at; empty for the whole tenant or account. */
  readonly resource: string
  readonly detail: string
}

/** What another program found in one tenant or account, with where that comes from. */
export interface Scan {
  readonly schema: typeof SCAN_SCHEMA
  readonly tool: { readonly name: 'ScubaGear' | 'Prowler'; readonly version: string }
  /** The tool's own number of the run; empty where it gives none. */
  readonly run: string
  readonly subject: { readonly kind: 'tenant' | 'account'; readonly id: string }
  readonly observedAt: string
  readonly source: { readonly file: string; readonly sha256: string; readonly form: string }
  readonly counts: { readonly [status in ScanStatus]: number }
  /** Sorted by check, then by resource. */
  readonly results: readonly ScanResult[]
}

/** The counts of results. */
export function countStatuses(results: readonly ScanResult[]): Scan['counts'] {
  const count = (status: ScanStatus): number => results.filter((result) => result.status === status).length
  return {
    pass: count('pass'),
    fail: count('fail'),
    warning: count('warning'),
    'not-checked': count('not-checked'),
    muted: count('muted'),
    unknown: count('unknown'),
  }
}
