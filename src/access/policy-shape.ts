import type { Resource } from '../plan/model.ts'
import type { Directory } from './directory.ts'
import { readPolicy, type Words } from './sign-in/reading.ts'

/** An answer about a policy as it is written. */
type Answer = 'yes' | 'no' | 'open'

/** What the rules about one policy alone judge. */
export interface PolicyShape {
  /** It asks for a risk of the user and a risk of the sign-in at once. */
  readonly bothRisks: Answer
  /** It is about no application and no action, or about nobody. */
  readonly noTarget: Answer
  /** It asks for an approved client app, a control that Microsoft retires (Microsoft Learn, "Grant controls"). */
  readonly approvedApplication: Answer
  /** It blocks whatever it applies to. */
  readonly blocks: Answer
}

/** Reads the shape of one conditional-access policy. */
export function policyShape(directory: Directory, resource: Resource): PolicyShape {
  const { conditions, workload, grant } = readPolicy(directory, resource)
  const { users, groups, roles, guests } = conditions.included
  const people = [users, groups, roles].map(({ names, open }) =>
    held(
      names.some(({ id }) => id !== 'None'),
      open,
    ),
  )
  const targets = [
    held(
      conditions.targets.included.names.some(({ id }) => id !== 'None'),
      conditions.targets.included.open,
    ),
    held(conditions.targets.actions.words.length > 0, conditions.targets.actions.open),
  ]
  const somebody = any([...people, held(guests.words.length > 0, guests.open), workload])
  return {
    bothRisks: all([risk(conditions.userRisk), risk(conditions.signInRisk)]),
    noTarget: not(all([any(targets), somebody])),
    blocks: blocks(grant),
    approvedApplication: any(
      grant.alternatives.map((alternative) =>
        alternative.kind === 'open'
          ? 'open'
          : held(alternative.kind === 'control' && alternative.name === 'approvedApplication', []),
      ),
    ),
  }
}

/** A block beside other controls is one of two things, unless all are asked for. */
function blocks({ operator, alternatives }: ReturnType<typeof readPolicy>['grant']): Answer {
  const answers = alternatives.map(
    (alternative): Answer =>
      alternative.kind === 'open'
        ? 'open'
        : alternative.kind === 'control' && alternative.name === 'block'
          ? 'yes'
          : 'no',
  )
  if (answers.length === 0) return 'no'
  return operator === 'AND' ? any(answers) : all(answers)
}

function held(found: boolean, open: readonly string[]): Answer {
  return found ? 'yes' : open.length > 0 ? 'open' : 'no'
}

function risk(words: Words | undefined): Answer {
  return words === undefined ? 'no' : held(words.words.length > 0, words.open)
}

function any(answers: readonly Answer[]): Answer {
  return answers.includes('yes') ? 'yes' : answers.includes('open') ? 'open' : 'no'
}

function all(answers: readonly Answer[]): Answer {
  return answers.includes('no') ? 'no' : answers.includes('open') ? 'open' : 'yes'
}

function not(answer: Answer): Answer {
  return answer === 'yes' ? 'no' : answer === 'no' ? 'yes' : 'open'
}
