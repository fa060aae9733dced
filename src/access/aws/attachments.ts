import { byCodeUnit } from '../../json.ts'
import type { Resource } from '../../plan/model.ts'
import type { Value } from '../../plan/value.ts'
import { labelOf } from '../directory.ts'
import { asList, asObject, asText } from '../shape.ts'
import type { PrincipalKind } from './model.ts'
import { type AttachedPolicy, type PolicySource, policySource } from './policies.ts'
import { type AwsIndex, IAM, type Named } from './resources.ts'

/** Somebody with the policies that are attached to them. */
export interface Holder {
  readonly id: string
  readonly kind: Exclude<PrincipalKind, 'assignment'>
  readonly label: string
  /** Absent where only attachments name it. */
  readonly resource: Resource | undefined
  readonly attached: AttachedPolicy[]
  readonly boundaries: AttachedPolicy[]
  /** Ids of the groups of a user, with the resource that says so. */
  readonly groups: { readonly id: string; readonly by: Resource }[]
  readonly open: string[]
}

const PERMISSION_SET = 'aws:ssoadmin/permissionSet:PermissionSet'
const TYPES: { readonly [kind in Holder['kind']]: string } = {
  user: IAM.user,
  group: IAM.group,
  role: IAM.role,
  'permission-set': PERMISSION_SET,
}

/** How a type attaches policies: the property that names whom, and those that name or hold the policy. */
interface AttachmentType {
  readonly type: string
  readonly kind: Holder['kind']
  readonly whom: string
  readonly document?: string
  readonly arn?: string
  readonly arns?: string
  readonly customer?: string
  readonly customers?: string
  readonly boundary?: string
  /** Names of the inline policies that may exist; one that is not declared has a document that nobody sees. */
  readonly inlineNames?: string
}

/** Property names of @pulumi/aws 7.48. */
const ATTACHMENTS: readonly AttachmentType[] = [
  ...(['user', 'group', 'role'] as const).flatMap((kind): readonly AttachmentType[] => {
    const type = `${kind[0]?.toUpperCase()}${kind.slice(1)}`
    const token = (name: string): string => `aws:iam/${kind}${name}:${type}${name}`
    return [
      { type: token('Policy'), kind, whom: kind, document: 'policy' },
      { type: token('PolicyAttachment'), kind, whom: kind, arn: 'policyArn' },
      { type: token('PolicyAttachmentsExclusive'), kind, whom: `${kind}Name`, arns: 'policyArns' },
      { type: token('PoliciesExclusive'), kind, whom: `${kind}Name`, inlineNames: 'policyNames' },
    ]
  }),
  ...(
    [
      ['managedPolicyAttachment', { arn: 'managedPolicyArn' }],
      ['managedPolicyAttachmentsExclusive', { arns: 'managedPolicyArns' }],
      ['customerManagedPolicyAttachment', { customer: 'customerManagedPolicyReference' }],
      ['customerManagedPolicyAttachmentsExclusive', { customers: 'customerManagedPolicyReferences' }],
      ['permissionSetInlinePolicy', { document: 'inlinePolicy' }],
      ['permissionsBoundaryAttachment', { boundary: 'permissionsBoundary' }],
    ] as const
  ).map(([name, how]): AttachmentType => {
    const type = `aws:ssoadmin/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`
    return { type, kind: 'permission-set', whom: 'permissionSetArn', ...how }
  }),
]

/**
 * Everybody in a plan who has policies, with every policy by every way of attaching it: in the resource itself, by its
 * own attachment resource, by `PolicyAttachment` for several at once, and by the exclusive forms. Who is named but not
 * declared is there, too.
 */
export function holders(index: AwsIndex): readonly Holder[] {
  const found = new Map<string, Holder>()
  const source = policySource(index)
  for (const kind of Object.keys(TYPES) as Holder['kind'][]) {
    for (const resource of index.ofType(TYPES[kind])) {
      const holder = newHolder(resource.key, kind, labelOf(resource), resource)
      found.set(holder.id, holder)
      readOwn(source, holder, resource)
    }
  }
  const whom = (kind: Holder['kind'], value: Value | undefined, by: Resource): Holder => {
    const holder = whoIs(index.named(TYPES[kind], value), kind, by)
    const known = found.get(holder.id) ?? holder
    found.set(known.id, known)
    return known
  }
  const inline = new Map<Holder['kind'], ReadonlyMap<string, ReadonlySet<string>>>()
  const declared = (kind: Holder['kind']): ReadonlyMap<string, ReadonlySet<string>> => {
    const names = inline.get(kind) ?? declaredInline(index, kind)
    inline.set(kind, names)
    return names
  }
  for (const attachment of ATTACHMENTS) {
    for (const resource of index.ofType(attachment.type)) {
      attach(declared, source, attachment, whom(attachment.kind, resource.inputs[attachment.whom], resource), resource)
    }
  }
  for (const resource of index.ofType('aws:iam/policyAttachment:PolicyAttachment')) {
    const policy = source.byArn(resource.inputs['policyArn'], resource)
    for (const [property, kind] of [
      ['users', 'user'],
      ['groups', 'group'],
      ['roles', 'role'],
    ] as const) {
      const list = asList(resource.inputs[property])
      const values = list.open ? [undefined] : list.items
      for (const value of values) whom(kind, value, resource).attached.push(policy)
    }
  }
  readMemberships(index, whom)
  return [...found.values()].sort((a, b) => byCodeUnit(a.id, b.id))
}

function newHolder(id: string, kind: Holder['kind'], label: string, resource?: Resource): Holder {
  return { id, kind, label, resource, attached: [], boundaries: [], groups: [], open: [] }
}

/** The holder that a value names; two attachments that name something unknown may name different ones. */
function whoIs(named: Named, kind: Holder['kind'], by: Resource): Holder {
  const noun = kind === 'permission-set' ? 'permission set' : kind
  switch (named.kind) {
    case 'resource':
      return newHolder(named.resource.key, kind, labelOf(named.resource), named.resource)
    case 'other':
      return newHolder(`${kind} ${named.text}`, kind, `the ${noun} ${named.text}`)
    case 'open':
      return newHolder(`${kind} of ${by.key}`, kind, `a ${noun} that is not known (${named.why})`)
    default:
      return named satisfies never
  }
}

/** The id of a policy that is written inside the resource of a role. */
export function inlineId(role: Resource, name: string): string {
  return `${role.key} inline policy ${name}`
}

/** Policies inside the resource of a user or role. */
function readOwn(source: PolicySource, holder: Holder, resource: Resource): void {
  const inline = asList(resource.inputs['inlinePolicies'])
  if (inline.open) holder.open.push('its inline policies are not known')
  for (const [number, item] of inline.items.entries()) {
    const policy = asObject(item)
    // An empty block removes every inline policy (terraform-provider-aws, aws_iam_role).
    if (!policy.open && policy.get('policy') === undefined) continue
    const name = asText(policy.get('name'))
    const id = inlineId(resource, name ?? String(number))
    holder.attached.push(source.inline(policy.get('policy'), resource, `inline policy ${name ?? 'without a name'}`, id))
  }
  const managed = asList(resource.inputs['managedPolicyArns'])
  if (managed.open) holder.open.push('its managed policies are not known')
  for (const arn of managed.items) holder.attached.push(source.byArn(arn, resource))
  const boundary = resource.inputs['permissionsBoundary'] ?? null
  if (boundary !== null && boundary !== '') holder.boundaries.push(source.byArn(boundary, resource))
}

function attach(
  declared: (kind: Holder['kind']) => ReadonlyMap<string, ReadonlySet<string>>,
  source: PolicySource,
  how: AttachmentType,
  holder: Holder,
  resource: Resource,
): void {
  const value = (property: string): Value | undefined => resource.inputs[property]
  if (how.document !== undefined) {
    const label = `inline policy ${labelOf(resource)}`
    holder.attached.push(source.inline(value(how.document), resource, label, resource.key))
  }
  if (how.arn !== undefined) holder.attached.push(source.byArn(value(how.arn), resource))
  if (how.customer !== undefined) holder.attached.push(source.customer(value(how.customer), resource))
  for (const [property, read] of [
    [how.arns, source.byArn],
    [how.customers, source.customer],
  ] as const) {
    if (property === undefined) continue
    const list = asList(value(property))
    if (list.open) holder.open.push(`the policies that ${labelOf(resource)} attaches are not known`)
    for (const item of list.items) holder.attached.push(read(item, resource))
  }
  if (how.boundary !== undefined) holder.boundaries.push(source.boundary(value(how.boundary), resource))
  if (how.inlineNames !== undefined) {
    const list = asList(value(how.inlineNames))
    const known = declared(how.kind).get(holder.id)
    const hidden = list.items.map(asText).filter((name) => name === undefined || known?.has(name) !== true)
    if (list.open || hidden.length > 0) {
      const names = hidden.map((name) => name ?? 'a name that is not known').join(', ')
      holder.open.push(`it may have inline policies that the plan does not show${names === '' ? '' : `: ${names}`}`)
    }
  }
}

/** Names of the inline policies that the plan declares, by holder. */
function declaredInline(index: AwsIndex, kind: Holder['kind']): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>()
  const add = (id: string, name: string | undefined): void => {
    if (name !== undefined) names.set(id, (names.get(id) ?? new Set()).add(name))
  }
  for (const resource of index.ofType(TYPES[kind])) {
    for (const item of asList(resource.inputs['inlinePolicies']).items) {
      add(resource.key, asText(asObject(item).get('name')))
    }
  }
  const attachment = ATTACHMENTS.find((one) => one.kind === kind && one.document !== undefined)
  for (const resource of index.ofType(attachment?.type ?? '')) {
    const { id } = whoIs(index.named(TYPES[kind], resource.inputs[attachment?.whom ?? '']), kind, resource)
    // The id of an inline policy is `<holder>:<policy>`.
    add(id, asText(resource.inputs['name']) ?? asText(resource.computed['id'])?.split(':').at(-1))
  }
  return names
}

function readMemberships(
  index: AwsIndex,
  whom: (kind: Holder['kind'], value: Value | undefined, by: Resource) => Holder,
): void {
  const join = (user: Value | undefined, group: Value | undefined, by: Resource): void => {
    const member = whom('user', user, by)
    member.groups.push({ id: whom('group', group, by).id, by })
  }
  for (const resource of index.ofType('aws:iam/userGroupMembership:UserGroupMembership')) {
    const groups = asList(resource.inputs['groups'])
    for (const group of groups.open ? [undefined] : groups.items) join(resource.inputs['user'], group, resource)
  }
  for (const resource of index.ofType('aws:iam/groupMembership:GroupMembership')) {
    const users = asList(resource.inputs['users'])
    for (const user of users.open ? [undefined] : users.items) join(user, resource.inputs['group'], resource)
  }
}
