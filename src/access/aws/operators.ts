import { BlockList, isIP } from 'node:net'
import { matchTokens } from './match.ts'
import { ANY, arnParts, foldCase, isOpaque, literal, type Token, UNKNOWN_TEXT, variableName } from './tokens.ts'
import { and, CONTEXT, NO, not, or, type Truth, truthOf, VALUE, YES } from './truth.ts'

/** Compares one value of the policy with one value of the request. */
type Compare = (policy: readonly Token[], request: string) => Truth

interface Operator {
  readonly name: OperatorName
  readonly wildcards: boolean
  /** Variables are filled in; IAM does so for strings, ARNs and booleans only. */
  readonly variables: boolean
  /** The condition holds where no value matches. */
  readonly negated: boolean
  readonly compare: Compare
}

/** The condition operators with a defined meaning (IAM user guide, reference_policies_elements_condition_operators). */
export type OperatorName =
  | `String${'' | 'Not'}Equals${'' | 'IgnoreCase'}`
  | `String${'' | 'Not'}Like`
  | `Arn${'' | 'Not'}${'Equals' | 'Like'}`
  | `${'Numeric' | 'Date'}${'Equals' | 'NotEquals' | 'LessThan' | 'LessThanEquals' | 'GreaterThan' | 'GreaterThanEquals'}`
  | `${'' | 'Not'}IpAddress`
  | 'Bool'
  | 'Null'

const string: Compare = (policy, request) => matchTokens(policy, literal(request))
const ignoreCase: Compare = (policy, request) => matchTokens(foldCase(policy), literal(request.toLowerCase()))

/** How the value is read, how it is compared, and whether the operator is negated. */
const TABLE: { readonly [name in OperatorName]: readonly ['text' | 'pattern' | 'plain', Compare, boolean] } = {
  StringEquals: ['text', string, false],
  StringNotEquals: ['text', string, true],
  StringEqualsIgnoreCase: ['text', ignoreCase, false],
  StringNotEqualsIgnoreCase: ['text', ignoreCase, true],
  StringLike: ['pattern', string, false],
  StringNotLike: ['pattern', string, true],
  // The Equals and Like forms of ARN operators are the same.
  ArnEquals: ['pattern', arn, false],
  ArnLike: ['pattern', arn, false],
  ArnNotEquals: ['pattern', arn, true],
  ArnNotLike: ['pattern', arn, true],
  NumericEquals: ['plain', numeric((a, b) => a === b), false],
  NumericNotEquals: ['plain', numeric((a, b) => a === b), true],
  NumericLessThan: ['plain', numeric((a, b) => a < b), false],
  NumericLessThanEquals: ['plain', numeric((a, b) => a <= b), false],
  NumericGreaterThan: ['plain', numeric((a, b) => a > b), false],
  NumericGreaterThanEquals: ['plain', numeric((a, b) => a >= b), false],
  DateEquals: ['plain', date((a, b) => a === b), false],
  DateNotEquals: ['plain', date((a, b) => a === b), true],
  DateLessThan: ['plain', date((a, b) => a < b), false],
  DateLessThanEquals: ['plain', date((a, b) => a <= b), false],
  DateGreaterThan: ['plain', date((a, b) => a > b), false],
  DateGreaterThanEquals: ['plain', date((a, b) => a >= b), false],
  Bool: ['text', bool, false],
  IpAddress: ['plain', ipAddress, false],
  NotIpAddress: ['plain', ipAddress, true],
  Null: ['plain', () => NO, false],
}

/** The operator of a name, in its exact case; undefined for any other text. */
export function operatorNamed(name: string): Operator | undefined {
  if (!Object.hasOwn(TABLE, name)) return undefined
  const known = name as OperatorName
  const [form, compare, negated] = TABLE[known]
  return { name: known, wildcards: form === 'pattern', variables: form !== 'plain', negated, compare }
}

/** Whether one value of the request satisfies an operator with its list of values: any of them, or with `Not…` none. */
export function satisfies(name: OperatorName, values: readonly (readonly Token[])[], request: string): Truth {
  const operator = operatorNamed(name)
  if (operator === undefined) return VALUE
  const matched = or(...values.map((value) => operator.compare(value, request)))
  return operator.negated ? not(matched) : matched
}

/** Each of the six parts of an ARN by itself; wildcards do not cross a colon before the last part. */
function arn(policy: readonly Token[], request: string): Truth {
  if (policy.length === 1 && policy[0] === ANY) return YES
  const subject = arnParts(literal(request))
  const pattern = arnParts(policy)
  if (subject === undefined) return NO
  if (pattern !== undefined) return and(...pattern.map((part, index) => matchTokens(part, subject[index] ?? [])))
  // A whole ARN by reference, or a text that is no ARN, whose effect is not documented.
  const isKnown = policy.every((token) => token.length === 1 || token === ANY)
  return isKnown ? VALUE : matchTokens(policy, literal(request))
}

/** The plain text of a value, or the truth that follows from not knowing it. */
function plain(policy: readonly Token[]): string | Truth {
  if (policy.every((token) => token.length === 1)) return policy.join('')
  const hidden = policy.some((token) => token === UNKNOWN_TEXT || isOpaque(token))
  const open = policy.some((token) => variableName(token) !== undefined)
  return hidden && open ? and(VALUE, CONTEXT) : hidden ? VALUE : open ? CONTEXT : VALUE
}

function compared(
  parse: (text: string) => number | undefined,
  holds: (request: number, policy: number) => boolean,
): Compare {
  return (policy, request) => {
    const text = plain(policy)
    if (typeof text !== 'string') return text
    const [left, right] = [parse(request), parse(text)]
    // What AWS does with a value that is no number or date is not documented.
    return left === undefined || right === undefined ? VALUE : truthOf(holds(left, right))
  }
}

function numeric(holds: (request: number, policy: number) => boolean): Compare {
  return compared((text) => (/^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined), holds)
}

/** ISO 8601 as W3C profiles it, with a time zone where there is a time, or seconds since 1970. */
function date(holds: (request: number, policy: number) => boolean): Compare {
  const iso = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/
  return compared((text) => {
    // Four digits could be a year or a second of 1970.
    if (/^\d{5,}$/.test(text)) return Number(text) * 1000
    if (!iso.test(text) || /^\d{4}$/.test(text)) return undefined
    const time = Date.parse(text)
    return Number.isNaN(time) ? undefined : time
  }, holds)
}

function bool(policy: readonly Token[], request: string): Truth {
  const text = plain(policy)
  if (typeof text !== 'string') return text
  const [left, right] = [request.toLowerCase(), text.toLowerCase()]
  const isBoolean = (one: string): boolean => one === 'true' || one === 'false'
  return isBoolean(left) && isBoolean(right) ? truthOf(left === right) : VALUE
}

/** An address in a CIDR range; without a prefix length the address alone. */
function ipAddress(policy: readonly Token[], request: string): Truth {
  const text = plain(policy)
  if (typeof text !== 'string') return text
  const [address = '', length, ...rest] = text.split('/')
  const [family, own] = [isIP(address), isIP(request)]
  const bits = family === 6 ? 128 : 32
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  if (family === 0 || own === 0 || rest.length > 0 || Number.isNaN(prefix) || prefix > bits) return VALUE
  if (family !== own) return NO
  const range = new BlockList()
  range.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
  return truthOf(range.check(request, own === 6 ? 'ipv6' : 'ipv4'))
}
