import { isDeclared, type Plan, type Resource } from '../../plan/model.ts'
import { isReference, type Reference, type Value } from '../../plan/value.ts'
import { asText } from '../shape.ts'
import { type Document, parseDocument } from './document.ts'
import { type ResolveReference, readTokens, unresolved } from './policy-text.ts'
import { literal, opaque, showTokens, type Token } from './tokens.ts'

/** What is known about the accounts that the plan does not show. */
export interface Accounts {
  /** The account of resources whose provider does not say it with `allowedAccountIds`. */
  readonly account?: string | undefined
  /** The organisation's management account, to which service control policies do not apply. */
  readonly managementAccount?: string | undefined
}

/** The AWS resources of a plan, with what their references stand for. */
export interface AwsIndex {
  readonly accounts: Accounts
  readonly byKey: ReadonlyMap<string, Resource>
  /** What the plan declares of a type; neither components nor what is only read. */
  readonly ofType: (type: string) => readonly Resource[]
  readonly resolve: ResolveReference
  /** A policy of identities; equal texts give the same document, so that what it means is found out once. */
  readonly document: (value: Value | undefined) => Document
  /** The account of a resource, by number or by what stands for it. */
  readonly accountOf: (resource: Resource) => readonly Token[]
  /** The ARN of a declared user, role, group or policy. */
  readonly arnOf: (resource: Resource) => readonly Token[]
  /** Who or what a value names, among resources of a type. */
  readonly named: (type: string, value: Value | undefined) => Named
}

export type Named =
  | { readonly kind: 'resource'; readonly resource: Resource }
  /** A literal name, id or ARN that no declared resource has. */
  | { readonly kind: 'other'; readonly text: string }
  | { readonly kind: 'open'; readonly why: string }

export const IAM = {
  user: 'aws:iam/user:User',
  group: 'aws:iam/group:Group',
  role: 'aws:iam/role:Role',
  policy: 'aws:iam/policy:Policy',
} as const

/** Types whose ARN is `arn:…:iam::<account>:<this>/<path><name>`. */
const IAM_ARNS: ReadonlyMap<string, string> = new Map([
  [IAM.user, 'user'],
  [IAM.group, 'group'],
  [IAM.role, 'role'],
  [IAM.policy, 'policy'],
  ['aws:iam/samlProvider:SamlProvider', 'saml-provider'],
])

/** The service in an ARN, where the provider's module is called otherwise. */
const ARN_SERVICES: { readonly [module: string]: string } = {
  cfg: 'config',
  cognito: 'cognito-identity',
  ec2: 'ec2',
  emr: 'elasticmapreduce',
  emrserverless: 'emr-serverless',
  kinesisanalyticsv2: 'kinesisanalytics',
  ssoadmin: 'sso',
}

/** Indexes a plan. References to names and ARNs of declared resources become those, as far as they are known. */
export function awsIndex(plan: Plan, accounts: Accounts): AwsIndex {
  const byKey = new Map(plan.resources.map((resource) => [resource.key, resource]))
  const types = new Map<string, Resource[]>()
  for (const resource of plan.resources) {
    if (!isDeclared(resource)) continue
    const list = types.get(resource.type)
    if (list) list.push(resource)
    else types.set(resource.type, [resource])
  }
  const ofProvider = new Map<string, readonly Token[]>()
  const accountOf = ({ provider = '' }: Resource): readonly Token[] => {
    const known = ofProvider.get(provider)
    if (known !== undefined) return known
    const number = providerAccount(byKey.get(provider)) ?? accounts.account
    const place = provider === '' ? 'the stack' : provider
    const found = number === undefined ? [opaque(`account of ${place}`)] : literal(number)
    ofProvider.set(provider, found)
    return found
  }
  const place = (resource: Resource): Place => {
    return { partition: partitionOf(byKey.get(resource.provider ?? '')), account: accountOf(resource) }
  }
  const resolve = (reference: Reference): readonly Token[] => resolveReference(byKey, place, reference, 0)
  const names = new Map<string, ReadonlyMap<string, Resource | null>>()
  const documents = new Map<Value | undefined, Document>()
  return {
    accounts,
    byKey,
    ofType: (type) => types.get(type) ?? [],
    resolve,
    document: (value) => {
      const known = documents.get(value) ?? parseDocument(value, 'identity', resolve)
      documents.set(value, known)
      return known
    },
    accountOf,
    arnOf: (resource) => resolve({ $gatehouse: 'ref', urn: resource.key, property: 'arn' }),
    named: (type, value) => {
      const known = names.get(type) ?? namesOf(types.get(type) ?? [])
      names.set(type, known)
      return find(byKey, known, type, value)
    },
  }
}

/**
 * The only account that a provider can work in: the one that it may, or else that of the last role which it assumes.
 * Undefined where it does not say it. Providers hold lists as JSON text.
 */
export function providerAccount(provider: Resource | undefined): string | undefined {
  const listed = provider?.inputs['allowedAccountIds'] ?? null
  const text = typeof listed === 'string' ? listed : JSON.stringify(listed)
  if (text !== 'null' && text !== '[]') return /^\["(\d{12})"\]$/.exec(text)?.[1]
  const assumed = provider?.inputs['assumeRoles'] ?? null
  const roles = typeof assumed === 'string' ? assumed : JSON.stringify(assumed)
  return [...roles.matchAll(/"roleArn":"arn:[a-z-]+:iam::(\d{12}):role\/[^"]+"/g)].at(-1)?.[1]
}

/** Where a resource lives, as far as its provider says it. */
interface Place {
  readonly partition: readonly Token[]
  readonly account: readonly Token[]
}
type PlaceOf = (resource: Resource) => Place

/** The partition of a provider's region (AWS general reference, "AWS partitions"). */
function partitionOf(provider: Resource | undefined): readonly Token[] {
  const region = asText(provider?.inputs['region']) ?? ''
  const [, special] = /^(cn|us-gov|eusc)-/.exec(region) ?? []
  if (special !== undefined) return literal(`aws-${special}`)
  return /^(?:af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d+$/.test(region) ? literal('aws') : [opaque('partition')]
}

function resolveReference(
  byKey: ReadonlyMap<string, Resource>,
  placeOf: PlaceOf,
  reference: Reference,
  depth: number,
): readonly Token[] {
  const resource = byKey.get(reference.urn)
  if (resource === undefined) return unresolved(reference)
  const { property } = reference
  const known = resource.computed[property] ?? resource.inputs[property]
  if (typeof known === 'string') return literal(known)
  // The id of a policy is its ARN, that of other IAM objects their name (terraform-provider-aws, internal/service/iam).
  const isArn = property === 'arn' || (property === 'id' && resource.type === IAM.policy)
  if (isArn && resource.type.startsWith('aws:')) return arn(byKey, placeOf, resource, depth)
  const isName = property === 'name' || (property === 'id' && IAM_ARNS.has(resource.type))
  return isName ? nameOf(resource) : unresolved(reference)
}

/** An ARN with what is known of it: at least its service, so that it is not taken for one of another service. */
function arn(
  byKey: ReadonlyMap<string, Resource>,
  placeOf: PlaceOf,
  resource: Resource,
  depth: number,
): readonly Token[] {
  const { partition, account } = placeOf(resource)
  const head = [...literal('arn:'), ...partition, ':']
  const global = [...head, ...literal('iam::'), ...account, ':']
  if (resource.type === 'aws:iam/openIdConnectProvider:OpenIdConnectProvider') {
    const url = asText(resource.inputs['url'])?.replace(/^https:\/\//, '')
    const host = url === undefined ? [opaque(`${resource.key} url`)] : literal(url)
    return [...global, ...literal('oidc-provider/'), ...host]
  }
  const kind = IAM_ARNS.get(resource.type)
  if (kind === undefined) {
    const module = /^aws:([^/]+)\//.exec(resource.type)?.[1] ?? ''
    if (module === 'iam') return [...global, opaque(`${resource.key} arn`)]
    const service = ARN_SERVICES[module] ?? module
    const where = service === 's3' ? [':', ':'] : [opaque('region'), ':', ...account, ':']
    return [...head, ...literal(`${service}:`), ...where, opaque(`${resource.key} arn`)]
  }
  const path = resource.inputs['path'] ?? '/'
  const resolve: ResolveReference = (reference) =>
    depth < 3 ? resolveReference(byKey, placeOf, reference, depth + 1) : unresolved(reference)
  const tokens = readTokens(path, { wildcards: false, variables: false, resolve }) ?? [opaque(`${resource.key} path`)]
  return [...global, ...literal(kind), ...tokens, ...nameOf(resource)]
}

function nameOf(resource: Resource): readonly Token[] {
  const name = literalName(resource)
  return name === undefined ? [opaque(`${resource.key} name`)] : literal(name)
}

/** The name of a resource where it is known: for most types of IAM the id is the name. */
export function literalName(resource: Resource): string | undefined {
  const id = asText(resource.computed['id'])
  // The id of a permission set is two ARNs.
  if (id?.includes(',') === true) return asText(resource.inputs['name'])
  return asText(resource.inputs['name']) ?? (id?.startsWith('arn:') ? /[^/]+$/.exec(id)?.[0] : id)
}

/** Names, ids and ARNs of resources, without case, because IAM tells names apart without it; `null` for two of one name. */
function namesOf(resources: readonly Resource[]): ReadonlyMap<string, Resource | null> {
  const names = new Map<string, Resource | null>()
  for (const resource of resources) {
    const texts = [literalName(resource), asText(resource.computed['id']), asText(resource.computed['arn'])]
    for (const text of new Set(texts.filter((one) => one !== undefined).map((one) => one.toLowerCase()))) {
      names.set(text, names.has(text) ? null : resource)
    }
  }
  return names
}

/** Properties that name the resource itself. */
const OWN = ['id', 'arn', 'name', 'groupId', 'userId', 'accountId']

function find(
  byKey: ReadonlyMap<string, Resource>,
  names: ReadonlyMap<string, Resource | null>,
  type: string,
  value: Value | undefined,
): Named {
  if (isReference(value)) {
    const resource = byKey.get(value.urn)
    if (resource === undefined)
      return { kind: 'open', why: `it refers to ${value.urn}, which the plan does not contain` }
    if (resource.type === type && OWN.includes(value.property)) return { kind: 'resource', resource }
    const known = resource.computed[value.property] ?? resource.inputs[value.property]
    return typeof known === 'string' ? find(byKey, names, type, known) : { kind: 'open', why: 'it is not known yet' }
  }
  if (typeof value === 'string' && value !== '') {
    const found = names.get(value.toLowerCase())
    if (found === null) return { kind: 'open', why: `two declared resources are called ${value}` }
    return found === undefined ? { kind: 'other', text: value } : { kind: 'resource', resource: found }
  }
  return { kind: 'open', why: 'it is not known yet' }
}

/** A value as a person would write it, with references in angle brackets. */
export function showValue(index: AwsIndex, value: Value | undefined): string {
  const tokens = readTokens(value, { wildcards: false, variables: false, resolve: index.resolve })
  return tokens === undefined ? 'a value that is not known' : showTokens(tokens)
}
