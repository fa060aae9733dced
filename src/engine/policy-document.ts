import { byCodeUnit, isObject, type Json } from '../json.ts'

/**
 * The JSON of an AWS policy document, as the data source `aws_iam_policy_document` writes it; undefined where the
 * arguments merge other documents or hold an unknown, which is not evaluated here.
 * Source: internal/service/iam/policy_document_data_source.go and policy_model.go of
 * github.com/hashicorp/terraform-provider-aws v6: lists of one become a text, longer lists of actions, resources and
 * identifiers are sorted backwards, condition values keep their order, `&{` stands for `${`.
 */
export function policyDocument(args: {
  readonly [name: string]: Json
}): { json: string; minifiedJson: string } | undefined {
  if (hasItems(args['sourcePolicyDocuments']) || hasItems(args['overridePolicyDocuments'])) return undefined
  if (args['sourceJson'] !== undefined || args['overrideJson'] !== undefined) return undefined
  const version = typeof args['version'] === 'string' ? args['version'] : '2012-10-17'
  if (version !== '2012-10-17' && version !== '2008-10-17') return undefined
  const statements = list(args['statements']).map(statement)
  if (statements.some((item) => item === undefined)) return undefined
  const document = {
    Version: version,
    ...(typeof args['policyId'] === 'string' ? { Id: args['policyId'] } : {}),
    ...(statements.length > 0 ? { Statement: statements as Json[] } : {}),
  }
  return { json: escapeHtml(JSON.stringify(document, null, 2)), minifiedJson: escapeHtml(JSON.stringify(document)) }
}

/** Arguments that an `aws:iam/getPolicyDocument` statement may have. */
const STATEMENT_KEYS: ReadonlySet<string> = new Set([
  'sid',
  'effect',
  'actions',
  'notActions',
  'resources',
  'notResources',
  'principals',
  'notPrincipals',
  'conditions',
])

function statement(input: Json): Json | undefined {
  if (!isObject(input) || Object.keys(input).some((key) => !STATEMENT_KEYS.has(key))) return undefined
  const texts = (key: string): readonly string[] => [...new Set(list(input[key] as Json).map(String))]
  const field = (name: string, values: readonly string[]): { [name: string]: Json } =>
    values.length === 0 ? {} : { [name]: oneOrMany([...values].sort(byCodeUnit).reverse()) }
  const principals = (name: string, key: string): { [name: string]: Json } => {
    const items = list(input[key] as Json)
    return items.length === 0 ? {} : { [name]: principalsOf(items) }
  }
  const conditions = list(input['conditions'] as Json)
  return {
    ...(typeof input['sid'] === 'string' && input['sid'] !== '' ? { Sid: input['sid'] } : {}),
    Effect: typeof input['effect'] === 'string' && input['effect'] !== '' ? input['effect'] : 'Allow',
    ...field('Action', texts('actions')),
    ...field('NotAction', texts('notActions')),
    ...field('Resource', texts('resources').map(variables)),
    ...field('NotResource', texts('notResources').map(variables)),
    ...principals('Principal', 'principals'),
    ...principals('NotPrincipal', 'notPrincipals'),
    ...(conditions.length === 0 ? {} : { Condition: conditionsOf(conditions) }),
  }
}

/** `{"*": ["*"]}` is written `"*"`; other principals are a map from type to identifiers. */
function principalsOf(items: readonly Json[]): Json {
  const found = new Map<string, string[]>()
  for (const item of items) {
    if (!isObject(item)) continue
    const type = String(item['type'])
    const identifiers = [...new Set(list(item['identifiers'] as Json).map((value) => variables(String(value))))]
    found.set(type, [...(found.get(type) ?? []), ...identifiers.sort(byCodeUnit).reverse()])
  }
  const all = found.get('*')
  if (found.size === 1 && all?.length === 1 && all[0] === '*') return '*'
  return sortedObject([...found].map(([type, identifiers]) => [type, oneOrMany(identifiers)]))
}

function conditionsOf(items: readonly Json[]): Json {
  const found = new Map<string, Map<string, string[]>>()
  for (const item of items) {
    if (!isObject(item)) continue
    const test = found.get(String(item['test'])) ?? new Map<string, string[]>()
    const variable = String(item['variable'])
    test.set(variable, [
      ...(test.get(variable) ?? []),
      ...list(item['values'] as Json).map((value) => variables(String(value))),
    ])
    found.set(String(item['test']), test)
  }
  return sortedObject(
    [...found].map(([test, values]) => [
      test,
      sortedObject([...values].map(([name, texts]) => [name, oneOrMany(texts)])),
    ]),
  )
}

function sortedObject(entries: readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries([...entries].sort(([a], [b]) => byCodeUnit(a, b)))
}

function oneOrMany(values: readonly string[]): Json {
  return values.length === 1 ? (values[0] as string) : values
}

/** Policy variables are written `&{…}` in the arguments, because `${…}` belongs to Terraform. */
function variables(text: string): string {
  return text.replaceAll('&{', '$' + '{')
}

function list(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function hasItems(value: Json | undefined): boolean {
  return list(value).length > 0
}

/** Go's encoder writes these five characters as escapes. */
function escapeHtml(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
