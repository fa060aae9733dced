/** What a renderer may be told besides the decision; none of it changes what is said, only how. */
export interface RenderOptions {
  /** Terminal colours. The caller decides (NO_COLOR, FORCE_COLOR, a terminal or not). */
  readonly color: boolean
  /** What the process will answer: 0 allow, 1 deny, 3 nothing evaluated. */
  readonly exitCode: 0 | 1 | 3
  /** Version of this program, for SARIF. */
  readonly version: string
  /** Columns at which text is wrapped, 100 unless given. */
  readonly width?: number
  /** The most characters of a Markdown comment, 65,536 unless given: GitHub refuses more. At least 4,000. */
  readonly limit?: number
  /** Where the whole decision is, for a comment that leaves something out: an https URL, or a path that a reader knows. */
  readonly rest?: string
  /** Prefix of links to files, ending in `/`, e.g. `https://github.com/o/r/blob/<commit>/`; without it they are relative. */
  readonly sourceUrl?: string
}
