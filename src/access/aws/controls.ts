import { byCodeUnit } from '../../json.ts'
import type { Resource } from '../../plan/model.ts'
import type { Value } from '../../plan/value.ts'
import { isReference } from '../../plan/value.ts'
import { subjectOf } from '../directory.ts'
import { asText } from '../shape.ts'
import { inAccount } from './account-settings.ts'
import { type Document, openDocument, parseDocument } from './document.ts'
import type { ControlFact } from './model.ts'
import { type AwsIndex, showValue } from './resources.ts'

const POLICY = 'aws:organizations/policy:Policy'
const ATTACHMENT = 'aws:organizations/policyAttachment:PolicyAttachment'
const ORGANIZATION = 'aws:organizations/organization:Organization'
const ACCOUNT = 'aws:organizations/account:Account'
const UNIT = 'aws:organizations/organizationalUnit:OrganizationalUnit'

/** The service control policies of a plan and where they hold. */
export interface Controls {
  readonly facts: readonly ControlFact[]
  /** The policies that are attached to something, and their attachments. */
  readonly attached: readonly Resource[]
  /** Documents of the policies that certainly apply to an account, given as a value (a reference or its number). */
  readonly documentsFor: (account: Value | undefined) => readonly Document[]
  /** What is attached so that it holds for an account, or for the whole organisation. */
  readonly over: (account: string) => Covering
}

/** Service control policies over an account: those that are certainly there, and those that may be. */
export interface Covering {
  readonly sure: readonly { readonly policy: Resource; readonly document: Document }[]
  readonly perhaps: readonly {
    readonly policy: Resource | undefined
    readonly document: Document
    readonly why: string
  }[]
}

/**
 * Reads service control policies and their attachments. One applies to an account if it is attached to it, to an
 * organisational unit above it, or to the root, and the account is a member: they do not limit the management account
 * (Organizations user guide, orgs_manage_policies_scps). Where the way from the account to the target is not declared,
 * the policy does not count as a limit.
 */
export function controls(index: AwsIndex): Controls {
  const policies = index.ofType(POLICY).filter(isServiceControl)
  const documents = new Map(
    policies.map((policy) => [policy.key, parseDocument(policy.inputs['content'], 'control', index.resolve)]),
  )
  const targets = new Map<string, Value[]>()
  const attached = new Set<Resource>()
  for (const attachment of index.ofType(ATTACHMENT)) {
    const named = index.named(POLICY, attachment.inputs['policyId'])
    if (named.kind !== 'resource') continue
    if (documents.has(named.resource.key)) attached.add(named.resource).add(attachment)
    const list = targets.get(named.resource.key) ?? []
    list.push(attachment.inputs['targetId'] ?? null)
    targets.set(named.resource.key, list)
  }
  const facts = policies.map((policy): ControlFact => {
    const shown = (targets.get(policy.key) ?? []).map((target) => placeOf(index, target)).sort(byCodeUnit)
    const problems = documents.get(policy.key)?.problems ?? []
    return { ...subjectOf(policy), id: policy.key, targets: shown, attached: shown.length > 0, problems }
  })
  return {
    facts: facts.sort((a, b) => byCodeUnit(a.id, b.id)),
    attached: [...attached],
    documentsFor: (account) => {
      const above = placesAbove(index, account)
      return policies
        .filter((policy) => (targets.get(policy.key) ?? []).some((target) => above.has(placeOf(index, target))))
        .map((policy) => documents.get(policy.key) as Document)
    },
    over: (account) => covering(index, documents, account),
  }
}

/**
 * A policy holds for an account if it is attached to the root, to the account, or to a unit above it as far as the plan
 * declares that. Whether an account is below another unit cannot be seen.
 */
function covering(index: AwsIndex, documents: ReadonlyMap<string, Document>, account: string): Covering {
  const above = ancestors(index, account)
  const sure: Covering['sure'][number][] = []
  const perhaps: Covering['perhaps'][number][] = []
  for (const attachment of index.ofType(ATTACHMENT)) {
    const { policyId, targetId } = attachment.inputs
    const named = index.named(POLICY, policyId)
    const policy = named.kind === 'resource' ? named.resource : undefined
    // A policy that is not declared here may be `FullAWSAccess` or anything else; what it denies cannot be seen.
    if (named.kind === 'other') continue
    const document = policy === undefined ? openDocument('the policy is not known') : documents.get(policy.key)
    // Not a service control policy.
    if (document === undefined) continue
    const place = placeOf(index, targetId)
    const isWhole = isRoot(index, targetId)
    if (isWhole || above.has(place)) {
      const { account: from } = inAccount(index, attachment)
      if (!isWhole && (from === account || from === '')) perhaps.push({ policy, document, why: whyOwn(account) })
      else if (policy === undefined) perhaps.push({ policy, document, why: 'which policy is attached is not known' })
      else sure.push({ policy, document })
    } else if (/^\d{12}$/.test(place)) continue
    else perhaps.push({ policy, document, why: whyOpen(account, targetId, place) })
  }
  return { sure, perhaps }
}

/** Policies are attached from the management account, and those that are not at the root do nothing there. */
function whyOwn(account: string): string {
  return `${account} may be the management account, which no policy limits: attach it to the root`
}

function whyOpen(account: string, target: Value | undefined, place: string): string {
  return asText(target) === undefined && !isReference(target)
    ? 'a target is not known: write the id of the root as a literal, or take it from the configuration'
    : `whether ${account} is below ${place} cannot be seen`
}

/** The root by its id, or as the first root of a declared organisation. */
function isRoot(index: AwsIndex, target: Value | undefined): boolean {
  if (isReference(target)) return index.byKey.get(target.urn)?.type === ORGANIZATION && target.property === 'roots'
  return asText(target)?.startsWith('r-') === true
}

/** An account and the declared units above it. */
function ancestors(index: AwsIndex, account: string): ReadonlySet<string> {
  const places = new Set([account, placeOf(index, account)])
  const named = index.named(ACCOUNT, account)
  let parent = named.kind === 'resource' ? named.resource.inputs['parentId'] : undefined
  for (let depth = 0; parent !== undefined && depth < 10; depth++) {
    places.add(placeOf(index, parent))
    const unit = index.named(UNIT, parent)
    parent = unit.kind === 'resource' ? unit.resource.inputs['parentId'] : undefined
  }
  return places
}

/** `SERVICE_CONTROL_POLICY` is the provider's default type. */
function isServiceControl(policy: Resource): boolean {
  return (policy.inputs['type'] ?? 'SERVICE_CONTROL_POLICY') === 'SERVICE_CONTROL_POLICY'
}

/** One name for an account, unit or root, however it is referred to. */
function placeOf(index: AwsIndex, value: Value | undefined): string {
  for (const type of [ACCOUNT, UNIT]) {
    const named = index.named(type, value)
    if (named.kind === 'resource') return named.resource.key
  }
  return showValue(index, value)
}

/** An account that is known to be a member, the units above it and the root; nothing for any other value. */
function placesAbove(index: AwsIndex, account: Value | undefined): ReadonlySet<string> {
  const named = index.named(ACCOUNT, account)
  const { managementAccount } = index.accounts
  const number = asText(account)
  const isMember =
    named.kind === 'resource' ||
    (number !== undefined && managementAccount !== undefined && number !== managementAccount)
  if (!isMember) return new Set()
  const places = new Set([placeOf(index, account)])
  let parent = named.kind === 'resource' ? named.resource.inputs['parentId'] : undefined
  for (let depth = 0; parent !== undefined && depth < 10; depth++) {
    places.add(placeOf(index, parent))
    const unit = index.named(UNIT, parent)
    parent = unit.kind === 'resource' ? unit.resource.inputs['parentId'] : undefined
  }
  // An organisation has one root, and every account is below it.
  for (const attachment of index.ofType(ATTACHMENT)) {
    const target = asText(attachment.inputs['targetId'])
    if (target?.startsWith('r-')) places.add(target)
  }
  return places
}
