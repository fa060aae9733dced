import { ABSENT, literal, type Token, variableDefault, variableName } from './tokens.ts'
import { CONTEXT, or, type Truth, VALUE, YES } from './truth.ts'

/** What is known about the circumstances of a request: condition keys, in lower case, with their values. */
export interface Context {
  /** `null`: the request certainly does not have the key. */
  readonly keys: { readonly [key: string]: readonly string[] | null }
  /** Keys that are not listed are not in the request; otherwise nothing is known about them. */
  readonly complete: boolean
}

/** Nothing is known about the request. */
export const NO_CONTEXT: Context = { keys: {}, complete: false }

/** A context of the given keys, whose case does not matter. */
export function contextOf(
  keys: { readonly [key: string]: string | readonly string[] | null },
  complete: boolean,
): Context {
  const entries = Object.entries(keys).map(([key, value]) => {
    return [key.toLowerCase(), value === null ? null : typeof value === 'string' ? [value] : value] as const
  })
  return { keys: Object.fromEntries(entries), complete }
}

/** The values of a key; `null` where the request does not have it, undefined where that is not known. */
export function valuesOf(context: Context, key: string): readonly string[] | null | undefined {
  const found = Object.hasOwn(context.keys, key) ? context.keys[key] : undefined
  return found === undefined && context.complete ? null : found
}

/**
 * Fills in policy variables; what a variable brings in is literal, without wildcards. A variable that the request does
 * not have becomes its default, or `ABSENT`; one of which nothing is known stays.
 */
export function fillIn(tokens: readonly Token[], context: Context): readonly Token[] {
  if (!tokens.some((token) => variableName(token) !== undefined)) return tokens
  return tokens.flatMap((token) => {
    const name = variableName(token)
    if (name === undefined) return [token]
    const values = valuesOf(context, name)
    if (values === undefined) return [token]
    const preset = variableDefault(token)
    if (values === null || values.length === 0) return preset === undefined ? [ABSENT] : literal(preset)
    return values.length === 1 ? literal(values[0] as string) : [ABSENT]
  })
}

/** True where a pattern holds a variable that the request does not have. */
export function lacksVariable(tokens: readonly Token[]): boolean {
  return tokens.includes(ABSENT)
}

/**
 * What a negated list of patterns depends on besides its matches: a variable that the request does not have "might cause
 * the entire statement to be invalid" (IAM user guide, reference_policies_variables), which only a negation can tell.
 */
export function doubtOfNegation(patterns: readonly (readonly Token[])[]): Truth {
  if (patterns.some(lacksVariable)) return VALUE
  const mayLack = patterns
    .flat()
    .some((token) => variableName(token) !== undefined && variableDefault(token) === undefined)
  return mayLack ? or(CONTEXT, VALUE) : YES
}
