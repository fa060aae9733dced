import type { Resource } from '../../plan/model.ts'
import { isReference, type Value } from '../../plan/value.ts'
import { asList, asObject, asText } from '../shape.ts'
import type { Condition } from './condition-block.ts'
import { type Document, type PrincipalEntry, parseDocument, type Statement } from './document.ts'
import type { Known } from './power.ts'
import type { AwsIndex } from './resources.ts'
import { literal, showTokens, type Token } from './tokens.ts'
import { kindOf } from './trust.ts'
import { pins, weaknessesOf } from './trust-guards.ts'
import { YES } from './truth.ts'

const BUCKETS = ['aws:s3/bucket:Bucket', 'aws:s3/bucketV2:BucketV2']
const POLICIES = ['aws:s3/bucketPolicy:BucketPolicy']
const ACLS = ['aws:s3/bucketAcl:BucketAcl', 'aws:s3/bucketAclV2:BucketAclV2']

const REPLICATIONS = [
  'aws:s3/bucketReplicationConfig:BucketReplicationConfig',
  'aws:s3/bucketReplicationConfiguration:BucketReplicationConfiguration',
]

/** Canned ACLs that let in people of other accounts (S3 user guide, acl-overview). */
const OPEN_ACLS = ['public-read', 'public-read-write', 'authenticated-read']

/** Somebody who is not a service; what services write into a bucket of logs is what it is for. */
const PEOPLE = ['everyone', 'account', 'user', 'role', 'session']

/**
 * Whether nobody outside of our accounts can reach a bucket: by its declared policies and canned ACLs. A bucket without
 * any is private. Undefined where that cannot be seen. Whether public access is blocked beside it does not count: a
 * named account of somebody else is not public.
 * @param ours numbers of the accounts that the register gives to a stack.
 */
export function keepsOthersOut(
  index: AwsIndex,
  bucket: Value | undefined,
  ours: readonly string[],
): boolean | undefined {
  const its = nameOf(index, bucket)
  const declared = index.ofType
  const answers = [
    ...BUCKETS.flatMap(declared).map((one) => {
      const same = sameness(its, { key: one.key, name: asText(one.inputs['bucket']) })
      return given(same, [
        aclKeepsOut(one.inputs['acl']),
        policyKeepsOut(index, one, ours),
        ...copiesStay(index, one.inputs['replicationConfiguration'], ours),
      ])
    }),
    ...POLICIES.flatMap(declared).map((one) => {
      return given(sameness(its, nameOf(index, one.inputs['bucket'])), [policyKeepsOut(index, one, ours)])
    }),
    ...ACLS.flatMap(declared).map((one) => {
      return given(sameness(its, nameOf(index, one.inputs['bucket'])), [aclKeepsOut(one.inputs['acl'])])
    }),
    ...REPLICATIONS.flatMap(declared).map((one) => {
      return given(sameness(its, nameOf(index, one.inputs['bucket'])), copiesStay(index, one.inputs, ours))
    }),
  ]
  return worst(answers)
}

/** A policy that the plan declares for a bucket, as the bucket's own property or beside it. */
export interface DeclaredPolicy {
  readonly document: Document
  /** Whether it is certainly for this bucket; `unknown` where the plan does not show for which. */
  readonly same: Known
}

/** The policies that are, or may be, those of a bucket. A declared bucket whose name is not known yet is another one. */
export function policiesOf(index: AwsIndex, bucket: Value | undefined): readonly DeclaredPolicy[] {
  const its = nameOf(index, bucket)
  const read = (one: Resource, about: Name, isHidden: boolean): readonly DeclaredPolicy[] => {
    const same = sameness(its, about)
    const policy = one.inputs['policy'] ?? null
    if (policy === null || same === 'no' || (same === 'unknown' && !isHidden)) return []
    return [{ document: parseDocument(policy, 'resource', index.resolve), same }]
  }
  return [
    ...BUCKETS.flatMap(index.ofType).flatMap((one) => {
      return read(one, { key: one.key, name: asText(one.inputs['bucket']) }, false)
    }),
    ...POLICIES.flatMap(index.ofType).flatMap((one) => {
      const about = one.inputs['bucket']
      return read(one, nameOf(index, about), !isReference(about) && asText(about) === undefined)
    }),
  ]
}

/** The declared bucket, and the policies beside it, that a value certainly names. */
export function declaredBucket(
  index: AwsIndex,
  bucket: Value | undefined,
): {
  readonly name: string | undefined
  readonly buckets: readonly Resource[]
  readonly policies: readonly Resource[]
} {
  const its = nameOf(index, bucket)
  const buckets = BUCKETS.flatMap(index.ofType).filter((one) => {
    return sameness(its, { key: one.key, name: asText(one.inputs['bucket']) }) === 'yes'
  })
  const policies = POLICIES.flatMap(index.ofType).filter((one) => {
    return sameness(its, nameOf(index, one.inputs['bucket'])) === 'yes'
  })
  return { name: its.name, buckets, policies }
}

/** Whether each copy that replication makes stays with us: the account of its destination is ours, or it is declared here. */
function copiesStay(
  index: AwsIndex,
  configuration: Value | undefined,
  ours: readonly string[],
): readonly (boolean | undefined)[] {
  const rules = asObject(configuration).get('rules')
  const list = asList(rules)
  if (list.open) return [undefined]
  return list.items.map((rule) => {
    const to = asObject(asObject(rule).get('destination'))
    const account = (to.get('account') ?? null) === null ? to.get('accountId') : to.get('account')
    const number = asText(account)
    if (number !== undefined) return ours.includes(number) || isOwn(index, number)
    const where = to.get('bucket')
    const isDeclared = isReference(where)
      ? BUCKETS.includes(index.byKey.get(where.urn)?.type ?? '')
      : BUCKETS.flatMap(index.ofType).some(({ inputs }) => {
          return asText(inputs['bucket']) !== undefined && asText(where)?.endsWith(`:::${asText(inputs['bucket'])}`)
        })
    return isDeclared ? true : undefined
  })
}

function isOwn({ accounts }: AwsIndex, number: string): boolean {
  return accounts.account === number
}

/** The worst of several answers: no, not known, yes. */
export function worst(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true
}

/** What a declaration says about the bucket, if it is about this one. */
function given(same: Known, answers: readonly (boolean | undefined)[]): boolean | undefined {
  const answer = worst(answers)
  return same === 'no' ? true : same === 'unknown' && answer === false ? undefined : answer
}

function aclKeepsOut(acl: Value | undefined): boolean | undefined {
  if ((acl ?? null) === null) return true
  const text = asText(acl)
  return text === undefined ? undefined : !OPEN_ACLS.includes(text)
}

interface Name {
  readonly name: string | undefined
  /** Of the declared bucket that is named. */
  readonly key: string | undefined
}

function nameOf(index: AwsIndex, value: Value | undefined): Name {
  if (!isReference(value)) return { name: asText(value), key: undefined }
  const resource = index.byKey.get(value.urn)
  return { name: asText(resource?.inputs['bucket']), key: value.urn }
}

function sameness(a: Name, b: Name): Known {
  if (a.name !== undefined && b.name !== undefined) return a.name === b.name ? 'yes' : 'no'
  if (a.key === undefined || b.key === undefined) return 'unknown'
  return a.key === b.key ? 'yes' : 'no'
}

function policyKeepsOut(index: AwsIndex, resource: Resource, ours: readonly string[]): boolean | undefined {
  const policy = resource.inputs['policy'] ?? null
  if (policy === null) return true
  return documentKeepsOut(parseDocument(policy, 'resource', index.resolve), index.accountOf(resource), ours)
}

function documentKeepsOut(document: Document, own: readonly Token[], ours: readonly string[]): boolean | undefined {
  const answers = document.statements
    .filter((statement) => statement.effect === 'Allow')
    .flatMap((statement) => entriesOf(statement).map((entry) => entryKeepsOut(entry, statement, own, ours)))
  return worst(answers)
}

function entriesOf({ principals }: Statement): readonly (PrincipalEntry | undefined)[] {
  if (principals === undefined) return [undefined]
  return principals.not ? [{ type: '*', id: literal('*') }] : principals.entries
}

function entryKeepsOut(
  entry: PrincipalEntry | undefined,
  { conditions, certainty }: Statement,
  own: readonly Token[],
  ours: readonly string[],
): boolean | undefined {
  if (entry === undefined) return undefined
  const kind = kindOf(entry)
  if (kind === 'service') return true
  const { weaknesses, foreign, number } = weaknessesOf(kind, entry, conditions, own)
  const isOurs = number !== undefined && ours.includes(number)
  if (PEOPLE.includes(kind) && (foreign === 'no' || isOurs)) return true
  if (conditions.some((condition) => isFromOurs(condition, ours))) return true
  // Tied to somebody of whom it cannot be seen that they are ours, such as an organisation.
  if (weaknesses.length === 0) return undefined
  return PEOPLE.includes(kind) && foreign === 'yes' && certainty === YES ? false : undefined
}

function isFromOurs(condition: Condition, ours: readonly string[]): boolean {
  return (
    condition.key === 'aws:principalaccount' &&
    pins(condition) &&
    condition.values.every((value) => ours.includes(showTokens(value)))
  )
}
