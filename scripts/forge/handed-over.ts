import { AppError } from '../../src/errors.ts'
import { DECISION_SCHEMA, type Decision } from '../../src/gate/decision.ts'
import { byCodeUnit, isTooDeep, parseUniqueJson } from '../../src/json.ts'
import { validateValue } from '../../src/schema.ts'
import { readZip } from './zip.ts'

/**
 * What the run of a pull request hands over to the workflow that comments: for each stack, its decision or why there is
 * none. Names and sizes are fixed here for both sides.
 */

/** Name of the artefact. */
export const ARTEFACT = 'gatehouse'

export const MAX_STACKS = 50
export const MAX_ARTEFACT_BYTES: number = 16 * 1024 * 1024
const MAX_DECISION_BYTES: number = 64 * 1024 * 1024
export const MAX_ERROR_BYTES: number = 16 * 1024

const STACK = '[A-Za-z0-9][A-Za-z0-9_-]{0,49}'
const FILE = new RegExp(`^(${STACK})\\.(?:decision\\.json|error\\.txt)$`)

/** Whether a text can be the name of a stack here: nothing that means something in a path or in Markdown. */
export function isStackName(name: string): boolean {
  return new RegExp(`^${STACK}$`).test(name)
}

/** The file with the decision about a stack. */
export function decisionFile(stack: string): string {
  return `${stack}.decision.json`
}

/** The file that says why there is no decision about a stack. */
export function errorFile(stack: string): string {
  return `${stack}.error.txt`
}

/** The stack that a file is about; undefined for every file that is not handed over. */
function stackOfFile(name: string): string | undefined {
  return FILE.exec(name)?.[1]
}

/** What is known of one stack. */
export interface StackAnswer {
  readonly stack: string
  /** Undefined where the stack was not judged. */
  readonly decision: Decision | undefined
  /** Why it was not judged, from the pull request's run. */
  readonly error: string | undefined
}

/**
 * What a pull request's run left, as far as it has the right form. Anybody may have made it.
 * @throws AppError `malformed`, `schema`, `refused`, `too-large`; then nothing of it counts.
 */
export function readHandedOver(archive: Buffer): readonly StackAnswer[] {
  const files = readZip(archive, {
    isExpected: (name) => stackOfFile(name) !== undefined,
    maxFiles: 2 * MAX_STACKS,
    maxFileBytes: MAX_DECISION_BYTES,
  })
  const stacks = new Set([...files.keys()].map((name) => stackOfFile(name) ?? ''))
  return [...stacks].sort(byCodeUnit).map((stack) => ({
    stack,
    decision: decisionOf(files.get(decisionFile(stack)), stack),
    error: files.get(errorFile(stack))?.subarray(0, MAX_ERROR_BYTES).toString('utf8'),
  }))
}

const FIX = 'look at the run that made it: the workflow of the pull request may have been changed'

/** A decision by the rules of a base, about this stack. */
function decisionOf(bytes: Buffer | undefined, stack: string): Decision | undefined {
  if (bytes === undefined) return undefined
  const file = decisionFile(stack)
  const value = parseUniqueJson(bytes.toString('utf8'), file)
  if (isTooDeep(value)) throw new AppError('malformed', 'it nests too deep', { place: { file }, fix: FIX })
  validateValue(DECISION_SCHEMA, value, file)
  const decision = value as unknown as Decision
  if (decision.stack === stack && decision.policySource.kind === 'base') return decision
  throw new AppError('refused', 'the decision is about another stack, or by the rules of the change itself', {
    place: { file },
    fix: FIX,
  })
}
