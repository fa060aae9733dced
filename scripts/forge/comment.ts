import { clip, markdownText } from '../../src/render/escape.ts'
import { renderMarkdown, SMALLEST_LIMIT } from '../../src/render/markdown.ts'
import type { StackAnswer } from './handed-over.ts'

/** GitHub: "body is too long (maximum is 65536 characters)". */
const LIMIT = 65_536
/** By this the comment is found again. Only one of the forge's own bot counts, so nobody can lay a trap with the mark. */
export const MARK = '<!-- gatehouse -->'
const ERROR_LINES = 12
const ERROR_WIDTH = 300
/** What one line about a stack that has no room takes at most. */
const SHORT = 200

/** From where the decisions come; all of it from the event and the forge. */
export interface Run {
  readonly commit: string
  readonly url: string
  /** Prefix of links to the files of the commit. */
  readonly sourceUrl: string
}

/**
 * The comment about a pull request: what blocks first, within GitHub's limit, with a link to the run that has all. Every
 * text of the decisions is written by the renderer, in which it is inert; nothing that the pull request wrote is Markdown.
 */
export function commentOn(answers: readonly StackAnswer[], run: Run): string {
  const order = (answer: StackAnswer): number =>
    answer.decision === undefined ? 0 : answer.decision.decision === 'deny' ? 1 : 2
  const sorted = [...answers].sort((a, b) => order(a) - order(b) || (a.stack < b.stack ? -1 : 1))
  const head = `${MARK}\n`
  const foot = `\n\n---\nJudged commit \`${run.commit}\` in [this run](${run.url}). What binds is the judgement at deployment, by the rules of the base.\n`
  let room = LIMIT - head.length - foot.length
  const parts = sorted.map((answer, index) => {
    const left = sorted.length - index
    const share = Math.floor((room - (left - 1) * SHORT) / Math.min(left, 2)) - 10
    const text = share < SMALLEST_LIMIT ? short(answer, run) : whole(answer, run, share)
    room -= text.length + 10
    return text
  })
  return `${head}${parts.join('\n\n---\n\n')}${foot}`
}

function whole({ stack, decision, error }: StackAnswer, run: Run, limit: number): string {
  if (decision === undefined) return notJudged(stack, error, run)
  const exitCode = decision.decision === 'allow' ? 0 : 1
  return renderMarkdown(decision, { exitCode, limit, rest: run.url, sourceUrl: run.sourceUrl }).trimEnd()
}

function notJudged(stack: string, error: string | undefined, { url }: Run): string {
  const lines = (error ?? '').split('\n').filter((line) => line.trim() !== '')
  // The entity keeps a dash or a number from beginning a list.
  const said = lines
    .slice(-ERROR_LINES)
    .map((line) => `> &#8203;${markdownText(clip(line.trim(), ERROR_WIDTH), ERROR_WIDTH * 4)}  `)
  return [
    `**Not judged: the stack \`${stack}\`.** The change cannot be merged as it is; [the run](${url}) says why.`,
    ...(said.length === 0 ? [] : ['', ...said]),
  ].join('\n')
}

function short({ stack, decision }: StackAnswer, { url }: Run): string {
  const word = decision === undefined ? 'not judged' : decision.decision === 'allow' ? 'allowed' : '**denied**'
  return `The stack \`${stack}\`: ${word}; there is no room for more, see [the run](${url}).`
}
