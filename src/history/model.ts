import type { Blocking } from '../gate/blocking.ts'

/** Format id of what a change of policies does to the past. */
export const POLICY_DIFF_SCHEMA = 'urn:gatehouse:policy-diff/v1'

/** One archived decision, judged again. */
export interface Rejudged {
  /** Id of the decision's record. */
  readonly record: string
  readonly now: string
  readonly project: string
  readonly stack: string
  readonly was: 'allow' | 'deny'
  readonly outcome: 'same' | 'flips' | 'not-judged'
  /** The answer now; absent where it could not be judged. */
  readonly would?: 'allow' | 'deny'
  /** Why it could not be judged again. */
  readonly because?: string
  /** What the reader has to know about how far the inputs are those of then. */
  readonly notes: readonly string[]
  /** Enforced rules that stand against it now and did not then. */
  readonly blocks: readonly Blocking[]
  /** Ids of rules that stood against it then and do not now. */
  readonly frees: readonly string[]
}

/** Every decision of an archive, judged again by other policies. */
export interface PolicyDiff {
  readonly schema: typeof POLICY_DIFF_SCHEMA
  /** What was read of the archive. Nothing of it was verified. */
  readonly history: { readonly origin: string; readonly size: number; readonly root: string }
  /** Digests of what judged now; exceptions only where they replace those of then. */
  readonly judgedBy: { readonly bundle: string; readonly parameters: string; readonly exceptions?: string }
  readonly counts: { readonly same: number; readonly flips: number; readonly notJudged: number }
  /** Oldest first. */
  readonly decisions: readonly Rejudged[]
}
