import { isObject } from '../../json.ts'
import { isTagged, type Value } from '../../plan/value.ts'
import { type Condition, readConditions } from './condition-block.ts'
import { policyValue, type Reading, type ResolveReference, readTokens, unresolved } from './policy-text.ts'
import { ANY, compact, foldCase, type Token, UNKNOWN_TEXT } from './tokens.ts'
import { and, type Truth, VALUE, YES } from './truth.ts'

/** Where a document is attached; it decides which elements a statement must and must not have. */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'control'

/** A list of patterns, or with `not` everything but them. */
export interface PatternList {
  readonly not: boolean
  readonly patterns: readonly (readonly Token[])[]
}

/** One principal of a `Principal` element. `*` alone has the type `*`. */
export interface PrincipalEntry {
  readonly type: string
  readonly id: readonly Token[]
}

export interface Statement {
  /** `Statement[2]`, for messages. */
  readonly where: string
  readonly effect: 'Allow' | 'Deny'
  /** `YES`, or `VALUE` where it is not known whether the statement is what it seems. */
  readonly certainty: Truth
  readonly actions: PatternList
  /** Absent in trust policies: the resource is the role. */
  readonly resources: PatternList | undefined
  readonly principals: { readonly not: boolean; readonly entries: readonly PrincipalEntry[] } | undefined
  readonly conditions: readonly Condition[]
}

/** A policy document in typed form. `problems` says what is wrong or not known; each made a statement uncertain. */
export interface Document {
  readonly statements: readonly Statement[]
  readonly problems: readonly string[]
  /** Nothing of the document is known: it may allow and deny anything. */
  readonly open: boolean
}

const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement']
const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]
const VERSIONS = ['2012-10-17', '2008-10-17']
const EVERYTHING: PatternList = { not: false, patterns: [[ANY]] }
const UNKNOWN_LIST: PatternList = { not: false, patterns: [[UNKNOWN_TEXT]] }

/**
 * Parses a policy document (IAM user guide, reference_policies_grammar). Never fails: an element that is unknown,
 * repeated, missing or of the wrong form leaves its statement uncertain, and a document that cannot be read may allow
 * and deny anything. Element names and effects are case-sensitive here, actions are not. Variables count from version
 * 2012-10-17 on (reference_policies_variables).
 * @param resolve what references stand for; by default names are opaque and the rest is unknown.
 */
export function parseDocument(
  source: Value | undefined,
  kind: PolicyKind,
  resolve: ResolveReference = unresolved,
): Document {
  const read = policyValue(source)
  if ('problem' in read) return openDocument(read.problem)
  const document = read.value as { readonly [name: string]: Value }
  const problems: string[] = []
  const strange = Object.keys(document).find((name) => !DOCUMENT_ELEMENTS.includes(name))
  if (strange !== undefined) problems.push(`the document has the element "${strange}", which IAM does not know`)
  const version = document['Version'] ?? null
  if (version !== null && !VERSIONS.includes(version as string)) problems.push('the Version is not one that IAM knows')
  const statement = document['Statement'] ?? null
  if (statement === null || isTagged(statement) || typeof statement !== 'object') {
    return openDocument('the document has no Statement that can be read')
  }
  // Without a known version it is not known whether `${…}` is a variable; as a variable it can be anything, too.
  const variables = version !== null && version !== '2008-10-17'
  const base = problems.length > 0 ? VALUE : YES
  const list = Array.isArray(statement) ? (statement as readonly Value[]) : [statement]
  const statements = list.flatMap((item, index) =>
    readStatement(item, `Statement[${index}]`, { kind, variables, resolve, base, problems }),
  )
  return { statements, problems, open: false }
}

/** A document of which nothing is known. */
export function openDocument(problem: string): Document {
  return { statements: openStatements('Statement'), problems: [problem], open: true }
}

interface Options {
  readonly kind: PolicyKind
  readonly variables: boolean
  readonly resolve: ResolveReference
  readonly base: Truth
  readonly problems: string[]
}

function openStatements(where: string): readonly Statement[] {
  return (['Allow', 'Deny'] as const).map((effect) => ({
    where,
    effect,
    certainty: VALUE,
    actions: EVERYTHING,
    resources: EVERYTHING,
    principals: undefined,
    conditions: [],
  }))
}

function readStatement(item: Value, where: string, options: Options): readonly Statement[] {
  const { kind, problems } = options
  if (!isObject(item) || isTagged(item)) {
    problems.push(`${where} is not an object that can be read`)
    return openStatements(where)
  }
  const statement = item as { readonly [name: string]: Value }
  const faults: string[] = []
  for (const name of Object.keys(statement)) {
    if (!STATEMENT_ELEMENTS.includes(name)) faults.push(`has the element "${name}", which IAM does not know`)
  }
  const actions = patternList(statement, 'Action', options, faults)
  const resources = patternList(statement, 'Resource', options, faults)
  const principals = readPrincipals(statement, options, faults)
  const conditions = readConditions(statement['Condition'], options, faults)
  if (actions === undefined) faults.push('has neither Action nor NotAction')
  if (resources === undefined && (kind === 'identity' || kind === 'control')) {
    faults.push('has neither Resource nor NotResource')
  }
  if (principals !== undefined && (kind === 'identity' || kind === 'control')) {
    faults.push('names a principal, which a policy of this kind must not')
  }
  if (principals === undefined && (kind === 'resource' || kind === 'trust')) faults.push('names no principal')
  const effect = statement['Effect']
  const effects = effect === 'Allow' || effect === 'Deny' ? ([effect] as const) : (['Allow', 'Deny'] as const)
  if (effects.length > 1) faults.push('has an Effect that is neither "Allow" nor "Deny"')
  problems.push(...faults.map((fault) => `${where} ${fault}`))
  return effects.map((one) => ({
    where,
    effect: one,
    certainty: and(options.base, faults.length > 0 ? VALUE : YES),
    actions: actions ?? EVERYTHING,
    resources: resources ?? (kind === 'trust' ? undefined : EVERYTHING),
    principals: kind === 'identity' || kind === 'control' ? undefined : principals,
    conditions,
  }))
}

/** `Action` or `NotAction` (the same for resources); undefined where neither is there. */
function patternList(
  statement: { readonly [name: string]: Value },
  name: 'Action' | 'Resource',
  options: Options,
  faults: string[],
): PatternList | undefined {
  const [plain, negated] = [statement[name] ?? null, statement[`Not${name}`] ?? null]
  if (plain === null && negated === null) return undefined
  if (plain !== null && negated !== null) {
    faults.push(`has both ${name} and Not${name}`)
    return UNKNOWN_LIST
  }
  const value = plain ?? negated
  const reading: Reading = {
    wildcards: true,
    variables: name === 'Resource' && options.variables,
    resolve: options.resolve,
  }
  const items = Array.isArray(value) ? (value as readonly Value[]) : [value as Value]
  const patterns = items.map((item) => readTokens(item, reading))
  if (items.length === 0 || patterns.includes(undefined)) {
    faults.push(`has ${plain === null ? 'Not' : ''}${name} values that are no texts`)
    return UNKNOWN_LIST
  }
  const known = patterns.map((pattern) => compact(pattern as readonly Token[]))
  return { not: plain === null, patterns: name === 'Action' ? known.map(foldCase) : known }
}

function readPrincipals(
  statement: { readonly [name: string]: Value },
  options: Options,
  faults: string[],
): Statement['principals'] {
  const [plain, negated] = [statement['Principal'] ?? null, statement['NotPrincipal'] ?? null]
  if (plain === null && negated === null) return undefined
  const unknown = { not: false, entries: [{ type: '?', id: [UNKNOWN_TEXT] }] }
  if (plain !== null && negated !== null) {
    faults.push('has both Principal and NotPrincipal')
    return unknown
  }
  const value = plain ?? negated
  const not = plain === null
  if (value === '*') return { not, entries: [{ type: '*', id: [ANY] }] }
  if (!isObject(value) || isTagged(value)) {
    faults.push('has a principal that cannot be read')
    return unknown
  }
  const reading: Reading = { wildcards: true, variables: false, resolve: options.resolve }
  const entries: PrincipalEntry[] = []
  for (const [type, ids] of Object.entries(value as { readonly [name: string]: Value })) {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(type))
      faults.push(`has principals of the type "${type}"`)
    for (const item of Array.isArray(ids) ? (ids as readonly Value[]) : [ids]) {
      const id = readTokens(item, reading)
      if (id === undefined) faults.push(`has a principal of the type ${type} that is no text`)
      const isAnyone = type === 'AWS' && id?.length === 1 && id[0] === ANY
      entries.push({ type: isAnyone ? '*' : type, id: id ?? [UNKNOWN_TEXT] })
    }
  }
  if (entries.length === 0) faults.push('names no principal')
  return { not, entries }
}
