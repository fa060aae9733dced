/**
 * A text of a policy as a list of tokens. A token of one UTF-16 unit is that character; longer tokens have a meaning of
 * their own: `*` and `?` as wildcards, values that are not known, and names that are known only by reference.
 */
export type Token = string

/** Any number of characters. */
export const ANY: Token = '**'
/** Any number of characters other than a colon. */
export const SEGMENT: Token = '*:'
/** Exactly one character. */
export const ONE: Token = '??'
/** Any one character that no pattern at hand names. */
export const ANY_OTHER: Token = '#…'
/** Any text, wildcards included: a value that the plan does not show. */
export const UNKNOWN_TEXT: Token = '!unknown'
/** A variable that the request does not have: nothing matches it. */
export const ABSENT: Token = '!absent'

const OPAQUE = '#'
const VARIABLE = '$$'

/** One definite text without wildcards that nobody knows yet, such as the name of an object that is to be created. */
export function opaque(id: string): Token {
  return `${OPAQUE}${id}`
}

/**
 * A policy variable, the text between `${` and `}`, that is filled in from the request. It can have a default:
 * `aws:username, 'nobody'` (IAM user guide, reference_policies_variables, "Specifying default values").
 */
export function variable(inner: string): Token {
  const [, name = inner, preset] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inner) ?? []
  return `${VARIABLE}${name.toLowerCase()}${preset === undefined ? '' : `,${preset}`}`
}

export function isOpaque(token: Token): boolean {
  return token.length > 1 && token.startsWith(OPAQUE)
}

/** The name of a policy variable in lower case, or undefined for any other token. */
export function variableName(token: Token): string | undefined {
  return token.length > 2 && token.startsWith(VARIABLE) ? token.slice(VARIABLE.length).split(',', 1)[0] : undefined
}

/** What a policy variable stands for where the request does not have it, or undefined. */
export function variableDefault(token: Token): string | undefined {
  const comma = token.indexOf(',')
  return variableName(token) === undefined || comma < 0 ? undefined : token.slice(comma + 1)
}

/** The characters of a literal text. */
export function literal(text: string): readonly Token[] {
  return text.split('')
}

/** A literal text with `*` and `?` as wildcards. */
export function wildcards(text: string): readonly Token[] {
  return compact(text.split('').map((character) => (character === '*' ? ANY : character === '?' ? ONE : character)))
}

/** The same tokens with letters in lower case, for texts that compare without case. */
export function foldCase(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token) => (token.length === 1 ? token.toLowerCase() : token))
}

/**
 * The narrow reading of a resource pattern: a `*` crosses the colons of an ARN only as the last character of its
 * segment (IAM user guide, reference_policies_elements_resource, "Using wildcards in resource ARNs"). Undefined where it
 * is the same as the wide one. The sixth segment is the resource and may hold colons itself.
 */
export function segmented(pattern: readonly Token[]): readonly Token[] | undefined {
  let colons = 0
  let isNarrower = false
  const tokens = pattern.map((token, index) => {
    if (token === ':') colons++
    const next = pattern[index + 1]
    const isInner = token === ANY && colons < 5 && next !== undefined && next !== ':'
    isNarrower ||= isInner
    return isInner ? SEGMENT : token
  })
  return isNarrower ? tokens : undefined
}

/** The six parts of an ARN, of which the last may hold colons; undefined for a text with fewer. */
export function arnParts(tokens: readonly Token[]): readonly (readonly Token[])[] | undefined {
  const parts: Token[][] = [[]]
  for (const token of tokens) {
    if (token === ':' && parts.length < 6) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts.length === 6 ? parts : undefined
}

/** Several `*` in a row are one. */
export function compact(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter((token, index) => token !== ANY || tokens[index - 1] !== ANY)
}

/** The text as a person would write it; what is not known stands in angle brackets. */
export function showTokens(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token === ANY || token === SEGMENT) return '*'
      if (token === ONE) return '?'
      if (token === UNKNOWN_TEXT || token === ABSENT) return `<${token.slice(1)}>`
      if (token === ANY_OTHER) return '…'
      const name = variableName(token)
      if (name !== undefined) return `\${${name}}`
      return isOpaque(token) ? '<…>' : token
    })
    .join('')
}
