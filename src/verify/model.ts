/** Something that is wrong: which file, and what about it in one sentence. */
export interface Finding {
  readonly file: string
  readonly message: string
}

/** What every archive is checked for, beside the checks that types of records bring: those stand after `files`. */
export const CHECKS = {
  structure: 'every file outside .git has its place in the format; nothing is hidden, linked or left over',
  keys: 'the copy of the public keys in the archive names exactly the keys that were used',
  form: 'each record has the one byte form of its format, so that all readers see the same',
  statement: 'each signed statement is of a known type and holds nothing that the type does not define',
  signature: 'each record was signed with a known key, says Node and says Sigstore, and was not changed since',
  window: 'each key was used within its period',
  name: 'each record lies under the name that its own statement gives it: none was copied to another stack or day',
  files: 'each stored file has the bytes that its record names; none is missing, none is unnamed',
  entries: 'each log entry has the one byte form of its format, and their times never go back',
  leaves: 'each record is in the log and each log entry has its record, byte for byte',
  duplicates: 'no record is in the log twice',
  tiles: 'the hashes stored in the log are those of its entries',
  root: 'the checkpoint signs the root of exactly these entries in this order',
  inclusion: 'each record leads to the signed root by its own proof',
  checkpoint: 'the checkpoint carries the name and the signature of the log',
  consistency: 'the checkpoint kept elsewhere is a beginning of this log: nothing before it was removed or rewritten',
  reports: 'the stored reports cover the whole log and are those that the records give',
} as const
export type CheckId = keyof typeof CHECKS

/** One check and its outcome. */
export interface Check {
  readonly id: string
  readonly proves: string
  readonly status: 'pass' | 'fail' | 'not-run'
  /** How many things were looked at. */
  readonly examined: number
  readonly findings: readonly Finding[]
  /** Why the check was not run. */
  readonly reason?: string
}

/** What `gatehouse verify` answers: `verification.v1.json`. */
export interface Verification {
  readonly schema: 'urn:gatehouse:verification/v1'
  /** `consistent`: everything holds together, but by keys that come from the archive itself. */
  readonly verdict: 'verified' | 'consistent' | 'failed' | 'empty'
  readonly sentence: string
  readonly trust: 'given' | 'archive'
  readonly origin: string
  readonly size: number
  /** Base64 root hash of the checkpoint. */
  readonly root: string
  readonly records: Readonly<Record<string, number>>
  readonly period?: { readonly from: string; readonly to: string }
  readonly checks: readonly Check[]
  readonly notProven: readonly string[]
}
