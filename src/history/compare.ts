import type { ArchivedDecision } from '../evidence/documents.ts'
import { blockingRules } from '../gate/blocking.ts'
import type { Decision } from '../gate/decision.ts'
import type { Rejudged } from './model.ts'

type Judged = Pick<Rejudged, 'outcome' | 'would' | 'because' | 'blocks' | 'frees'>

/**
 * What another judgement of the same change comes to.
 * @param hidden values of the plan that were taken out before it was archived. They are unknown now and were known then: a
 *   rule that cannot decide without them says nothing about the change.
 */
export function compare(then: ArchivedDecision, now: Decision, hidden: number): Judged {
  const [before, after] = [blockingRules(then), blockingRules(now)]
  const blocks = [...after].filter(([rule]) => !before.has(rule)).map(([, found]) => found)
  const frees = [...before.keys()].filter((rule) => !after.has(rule))
  const undecided = blocks.filter(({ status }) => status === 'unknown')
  const isOpen = hidden > 0 && undecided.length > 0 && undecided.length === blocks.length
  if (isOpen && then.decision === 'allow') {
    const rules = undecided.map(({ rule }) => rule).join(', ')
    const values = hidden === 1 ? 'a value of its plan was' : `${hidden} values of its plan were`
    return {
      outcome: 'not-judged',
      because: `${values} not archived, and without ${hidden === 1 ? 'it' : 'them'} ${rules} cannot be decided`,
      blocks: [],
      frees: [],
    }
  }
  return { outcome: now.decision === then.decision ? 'same' : 'flips', would: now.decision, blocks, frees }
}
