import { markdownCode, markdownText, visible } from '../render/escape.ts'
import { wrap } from '../render/wrap.ts'
import type { PolicyDiff, Rejudged } from './model.ts'

const WIDTH = 100
const LABELS: Readonly<Record<Rejudged['outcome'], string>> = {
  flips: 'FLIPS',
  same: 'same',
  'not-judged': 'not judged again',
}
/** What flips is what is looked for. */
const ORDER: readonly Rejudged['outcome'][] = ['flips', 'not-judged', 'same']

/** `1 of 4 archived decisions flips; 1 cannot be judged again.` */
function summary({ counts, decisions }: PolicyDiff): string {
  const rest = counts.notJudged === 0 ? '' : `; ${counts.notJudged} cannot be judged again`
  return `${counts.flips} of ${decisions.length} archived decisions ${counts.flips === 1 ? 'flips' : 'flip'}${rest}.`
}

function sorted({ decisions }: PolicyDiff): readonly Rejudged[] {
  return ORDER.flatMap((outcome) => decisions.filter((one) => one.outcome === outcome))
}

function answers({ was, would }: Rejudged): string {
  return would === undefined ? was : was === would ? `still ${was}` : `${was} becomes ${would}`
}

function details({ because, blocks, frees, notes, outcome }: Rejudged): readonly string[] {
  return [
    ...(because === undefined ? [] : [`because ${because}`]),
    ...blocks.map(
      ({ rule, status, message }) => `${rule} ${status === 'fail' ? 'fails now' : 'cannot be decided now'}: ${message}`,
    ),
    ...frees.map((rule) => `${rule} stood against it and does not now`),
    ...(outcome === 'not-judged' ? [] : notes),
  ]
}

/** For a terminal: what flips first. Nothing of an archive reaches the terminal unescaped. */
export function renderPolicyDiffText(diff: PolicyDiff): string {
  const lines = [
    summary(diff),
    `Judged by policies ${diff.judgedBy.bundle.slice(0, 12)}, with the clock, plan and register of then. The archive was read, not verified.`,
    ...sorted(diff).flatMap((one) => [
      '',
      `${LABELS[one.outcome]}  ${one.now}  ${visible(`${one.project}/${one.stack}`)}  ${answers(one)}  (${one.record})`,
      ...details(one).flatMap((text) => wrap(visible(text), WIDTH, '  ', '    ')),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

/** For a pull request. Text from an archive is inert. */
export function renderPolicyDiffMarkdown(diff: PolicyDiff): string {
  const rows = sorted(diff).map((one) => {
    const cells = [
      LABELS[one.outcome],
      one.now,
      markdownText(`${one.project}/${one.stack}`),
      answers(one),
      details(one)
        .map((text) => markdownText(text, 500))
        .join('<br>'),
      markdownCode(one.record),
    ]
    return `| ${cells.join(' | ')} |`
  })
  const lines = [
    '### What this change of policies does to past decisions',
    '',
    `**${summary(diff)}** Judged with the clock, plan and register of then; the archive was read, not verified.`,
    ...(rows.length === 0
      ? []
      : ['', '| | judged | stack | answer | why | record |', '|---|---|---|---|---|---|', ...rows]),
  ]
  return `${lines.join('\n')}\n`
}
