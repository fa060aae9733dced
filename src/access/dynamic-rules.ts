import { type Directory, subjectOf } from './directory.ts'
import { GROUPS } from './holdings/types.ts'
import type { Subject } from './model.ts'
import { asObject, asText } from './shape.ts'

/** A group whose members follow from a rule, and by what the rule chooses them. */
export interface DynamicGroupFact extends Subject {
  /** The rule can be read as a whole. */
  readonly readable: boolean
  /** The user attributes that it compares, lower case, sorted. */
  readonly attributes: readonly string[]
  /** It takes over the members of other groups. */
  readonly memberOf: boolean
  /** Nobody but members of the organisation can be chosen: one of its conditions, all of which must hold, says so. */
  readonly membersOnly: boolean
}

/** Every declared group that has a membership rule, or may have one. */
export function dynamicGroupFacts(directory: Directory): readonly DynamicGroupFact[] {
  return GROUPS.flatMap((type) => directory.ofType(type)).flatMap((group) => {
    const membership = asObject(group.inputs['dynamicMembership'])
    const types = group.inputs['types'] ?? []
    const isDynamic = Array.isArray(types) && types.includes('DynamicMembership')
    if (membership.absent && !isDynamic) return []
    const rule = asText(membership.get('rule'))
    return [{ ...subjectOf(group), ...readRule(rule) }]
  })
}

type Token = { readonly kind: 'word' | 'operator' | 'text' | 'mark'; readonly text: string }

/**
 * Reads a membership rule as far as a rule about it needs: which attributes it looks at, and whether it is a
 * conjunction with `user.userType -eq "Member"` in it. The words are those of the service, in any case.
 */
export function readRule(rule: string | undefined): Omit<DynamicGroupFact, keyof Subject> {
  const tokens = rule === undefined ? undefined : tokensOf(rule)
  if (tokens === undefined || tokens.length === 0) {
    return { readable: false, attributes: [], memberOf: false, membersOnly: false }
  }
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text.toLowerCase())
  const attributes = words.filter((word) => word.startsWith('user.')).map((word) => word.slice('user.'.length))
  const unique = [...new Set(attributes)].sort()
  return {
    readable: true,
    attributes: unique.filter((name) => name !== 'memberof'),
    memberOf: words.some((word) => word === 'user.memberof' || word === 'device.memberof'),
    membersOnly: isConjunction(tokens) && comparesUserType(tokens),
  }
}

/** Undefined for a text with a character that no rule has outside of quotes, or with quotes that do not end. */
function tokensOf(rule: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  const pattern = /\s*(?:("(?:[^"`]|`.)*"|'(?:[^'`]|`.)*')|(-[A-Za-z]+)|([A-Za-z_$][\w.$-]*)|([()[\],]|\d+))/y
  const text = rule.trim()
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (match === null) return undefined
    const [, quoted, operator, word, mark] = match
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1) })
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator.toLowerCase() })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else tokens.push({ kind: 'mark', text: mark ?? '' })
  }
  return tokens
}

/** Without an alternative and without a negation, each comparison must hold. */
function isConjunction(tokens: readonly Token[]): boolean {
  return (
    tokens.every(({ kind, text }) => kind !== 'operator' || (text !== '-or' && text !== '-not' && text !== '-xor')) &&
    !tokens.some(({ kind, text }) => kind === 'word' && ['or', 'not', 'xor', 'any', 'all'].includes(text.toLowerCase()))
  )
}

function comparesUserType(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ text }, index) =>
      text.toLowerCase() === 'user.usertype' &&
      tokens[index + 1]?.text === '-eq' &&
      tokens[index + 2]?.kind === 'text' &&
      tokens[index + 2]?.text.toLowerCase() === 'member',
  )
}
