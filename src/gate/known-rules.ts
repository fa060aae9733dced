import { AppError } from '../errors.ts'
import { nearest } from '../schema.ts'
import type { Bundle } from './bundle.ts'
import type { Decision } from './decision.ts'
import { type Answer, evaluate } from './evaluate.ts'
import { type GateInput, inputBuffer } from './input.ts'

/**
 * A mode for a rule that does not exist would leave the meant one as it is, enforced or advisory by mistake.
 * @throws AppError `usage` for a selected rule, `reference` for one in the parameters, that neither the policies nor the
 *   organisation's own requirements have.
 */
export async function refuseUnknownRules(input: GateInput, answer: Answer, bundle: Bundle): Promise<void> {
  const selected = input.selection ?? []
  const named = Object.keys(input.parameters.rules)
  const own = input.parameters.ownRequirements.map(({ rule }) => rule)
  const answered = idsOf(answer)
  if ([...selected, ...named].every((id) => answered.includes(id))) return
  // The answer holds the selected rules only; what could be meant is among all of them.
  const known =
    input.selection === undefined
      ? answered
      : idsOf(await evaluate(bundle, inputBuffer({ ...input, selection: undefined })))
  const missing = selected.find((id) => !known.includes(id))
  if (missing !== undefined) {
    throw new AppError('usage', `there is no rule ${missing}${meant(missing, known)}`, {
      expected: 'the id of a rule, such as entra.mfa_all_users',
      fix: 'list the rules with "gatehouse rules"',
    })
  }
  const odd = named.find((id) => !known.includes(id) && !own.includes(id))
  if (odd === undefined) return
  throw new AppError(
    'reference',
    `the parameters give a mode to ${odd}, and there is no such rule${meant(odd, [...known, ...own])}`,
    {
      expected: 'under "rules", ids of rules and of "ownRequirements"',
      fix: 'correct the id in policies/parameters.yaml or in the file of --parameters; "gatehouse rules" lists the rules',
    },
  )
}

/** A sentence for each exception whose rule does not exist, and which so does nothing; none where rules were selected. */
export function idleExceptions(input: GateInput, decision: Decision): readonly string[] {
  if (input.selection !== undefined) return []
  const known = [...decision.rules.map(({ id }) => id), ...input.parameters.ownRequirements.map(({ rule }) => rule)]
  return input.exceptions
    .filter(({ rule }) => !known.includes(rule))
    .map(({ id, rule }) => `the exception ${id} does nothing: there is no rule ${rule}${meant(rule, known)}`)
}

function idsOf({ rules }: Answer): readonly string[] {
  return rules.map((rule) => String(rule['id']))
}

function meant(id: string, known: readonly string[]): string {
  const near = nearest(id, known)
  return near === undefined ? '' : `; did you mean ${near}?`
}
