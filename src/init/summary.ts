import { visible } from '../render/escape.ts'
import { gapsOf, type InitAnswers, isCritical, proposedActions } from './model.ts'

/** What was found and what comes next, for a terminal: gaps, then the first three actions. */
export function initSummary(answers: InitAnswers, today: string, register: string): string {
  const { assessment, services } = answers
  const critical = services.filter(isCritical)
  const ownerless = critical.filter(({ owner }) => owner === undefined)
  const gaps = gapsOf(answers)
  const actions = assessment.actions ?? proposedActions(answers, today)
  const lines = [
    `The register of ${answers.organisation} is in ${register}.`,
    '',
    `Critical services: ${critical.length === 0 ? 'none' : critical.map(({ name }) => name).join(', ')}`,
    ...ownerless.map(({ name }) => `  gap  ${name}: nobody answers for it`),
    '',
    `${assessment.service}: ${gaps.length} of 6 are gaps`,
    ...gaps.map((area) => {
      const { answer, note } = assessment.answers[area]
      return `  gap  ${area.padEnd(8)}  ${answer.padEnd(7)}  ${note}`
    }),
    ...(actions.length === 0 ? [] : ['', 'First actions']),
    ...actions
      .slice(0, 3)
      .flatMap(({ what, owner, dueOn }, index) => [`  ${index + 1}. ${what}`, `     ${owner}, until ${dueOn}`]),
    '',
    'Next',
    '  gatehouse gate      what the rules say about the register',
    '  gatehouse status    what is due, and whose it is',
    ...(answers.approvedBy === undefined
      ? ['  gatehouse record service-approval    decide that a service may be used']
      : []),
    '',
  ]
  return lines.map((line) => visible(line)).join('\n')
}
