import type { ArchivedDecision } from '../evidence/documents.ts'
import type { Baseline } from '../gate/baseline.ts'
import type { ExceptionContext } from '../gate/exceptions.ts'
import type { GateInput } from '../gate/input.ts'
import { canonicalJson, isObject, type Json, prettyJson, sha256 } from '../json.ts'
import type { Exception, Register } from '../register/model.ts'
import { validateValue } from '../schema.ts'

/** Format id of the inputs of a decision. */
const INPUTS_SCHEMA = 'urn:gatehouse:gate-inputs/v1'

/** What a decision was made of that new policies do not replace. */
export interface PastInputs extends Pick<ExceptionContext, 'exceptionChanges' | 'authors'> {
  readonly register: Register | undefined
  readonly exceptions: readonly Exception[]
  readonly baseline: Baseline | undefined
  readonly selection: readonly string[] | undefined
}

/** The inputs of a decision as a file to archive beside it; the plan is archived anyway. */
export function inputsDocument({ plan: _, ...input }: GateInput): string {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  return prettyJson({ schema: INPUTS_SCHEMA, ...Object.fromEntries(given) })
}

/** True for a document that says it is one of inputs. */
export function isInputsDocument(value: Json): boolean {
  return isObject(value) && value['schema'] === INPUTS_SCHEMA
}

/**
 * Reads inputs that were archived with a decision. Nobody is believed: each part must have the digest that the decision
 * names, or they are inputs of something else.
 * @returns the inputs, or a sentence that says why they are not this decision's.
 * @throws AppError `schema`.
 */
export function readInputs(value: Json, file: string, decision: ArchivedDecision): PastInputs | string {
  validateValue(INPUTS_SCHEMA, value, file)
  const inputs = value as unknown as GateInput
  if (inputs.now !== decision.now) return 'the archived inputs are of another time than the decision'
  const parts = ['parameters', 'exceptions', 'register', 'baseline'] as const
  const other = parts.find((part) => digestOf(inputs[part]) !== decision.digests[part])
  if (other !== undefined) return `the archived inputs are not those of the decision: ${other} has another digest`
  return {
    // A register that an older program wrote lacks lists that came later: they were empty then.
    register: inputs.register === undefined ? undefined : { ...EMPTY, ...inputs.register },
    exceptions: inputs.exceptions,
    baseline: inputs.baseline,
    selection: inputs.selection,
    exceptionChanges: inputs.exceptionChanges,
    authors: inputs.authors,
  }
}

const EMPTY = { records: [] }

/** SHA-256 of the canonical JSON, as decisions name it; undefined for what is not there. */
export function digestOf(value: unknown): string | undefined {
  return value === undefined ? undefined : sha256(canonicalJson(value))
}
