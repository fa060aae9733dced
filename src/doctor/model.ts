/** Format id of what `doctor` answers. */
export const DOCTOR_SCHEMA = 'urn:gatehouse:doctor/v1'

/** ok: as it must be; warn: something will not work; fail: an answer could be wrong; skipped: nothing was given to look at. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skipped'

/** One thing that was looked at. */
export interface Check {
  readonly id: string
  readonly status: CheckStatus
  /** What was found, in one sentence. */
  readonly found: string
  /** What to do; missing where nothing is to be done. */
  readonly fix?: string
}

/** Everything that was looked at. */
export interface Diagnosis {
  readonly schema: typeof DOCTOR_SCHEMA
  readonly checks: readonly Check[]
}

/** A check that found what it must find. */
export function ok(id: string, found: string): Check {
  return { id, status: 'ok', found }
}

/** A check that found something else. */
export function bad(id: string, status: 'warn' | 'fail' | 'skipped', found: string, fix: string): Check {
  return { id, status, found, fix }
}
