import type { Resource } from '../../plan/model.ts'
import { isReference, type Value } from '../../plan/value.ts'
import { asText } from '../shape.ts'
import { type Context, contextOf } from './context.ts'
import type { Document, Statement } from './document.ts'
import { declaredBucket, policiesOf, worst } from './log-bucket.ts'
import { readTokens } from './policy-text.ts'
import { naming } from './principal-match.ts'
import type { AwsIndex } from './resources.ts'
import { applies } from './statement.ts'
import { arnParts, foldCase, isOpaque, literal, opaque, showTokens, type Token } from './tokens.ts'
import { and, answerOf, not, or, type Truth } from './truth.ts'

const CLOUD_TRAIL = { kind: 'service', name: 'cloudtrail.amazonaws.com' } as const
const PUT = foldCase(literal('s3:PutObject'))
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc']

/** What a request of CloudTrail has, whatever the trail; it comes from nobody who has an account, and from no network of ours. */
const USUAL = {
  's3:x-amz-acl': 'bucket-owner-full-control',
  's3:tlsversion': '1.3',
  'aws:securetransport': 'true',
  'aws:principalisawsservice': 'true',
  'aws:principalservicename': CLOUD_TRAIL.name,
  'aws:principalaccount': null,
  'aws:principalarn': null,
  'aws:principalorgid': null,
  'aws:principalorgpaths': null,
  'aws:userid': null,
  'aws:username': null,
  'aws:sourcevpc': null,
  'aws:sourcevpce': null,
}

/**
 * Whether the policy of a trail's bucket lets CloudTrail write there, as its user guide describes the request
 * (create-s3-bucket-policy-for-cloudtrail): allowed by a statement for the service, and denied by none. True where the
 * plan declares no policy of the bucket, which may be declared elsewhere; undefined where that cannot be seen.
 * @param region the region of the trail, where it is known.
 * @param ofOrganization whether the files of all member accounts go there.
 */
export function letsTrailWrite(
  index: AwsIndex,
  trail: Resource,
  region: string | undefined,
  ofOrganization: boolean,
): boolean | undefined {
  const bucket = trail.inputs['s3BucketName']
  return worst(
    policiesOf(index, bucket).map(({ document, same }) => {
      const answer = answerOf(mayPut(index, trail, document, region, ofOrganization))
      if (answer === 'yes') return true
      return answer === 'no' && same === 'yes' ? false : undefined
    }),
  )
}

function mayPut(
  index: AwsIndex,
  trail: Resource,
  document: Document,
  region: string | undefined,
  ofOrganization: boolean,
): Truth {
  const account = index.accountOf(trail)
  const context = contextFor(trail, document, region, account)
  const objects = objectsOf(index, trail, document, account, ofOrganization)
  const covers = (effect: Statement['effect']): Truth => {
    const each = document.statements
      .filter((one) => one.effect === effect)
      .flatMap((one) =>
        objects.map((object) => and(naming(one, CLOUD_TRAIL).direct, applies(one, PUT, object, context))),
      )
    return or(...each)
  }
  return and(covers('Allow'), not(covers('Deny')))
}

/** A file of the trail, by each of the ARNs that its bucket may have in the policy. */
function objectsOf(
  index: AwsIndex,
  trail: Resource,
  document: Document,
  account: readonly Token[],
  ofOrganization: boolean,
): readonly (readonly Token[])[] {
  const { name, buckets } = declaredBucket(index, trail.inputs['s3BucketName'])
  const names = new Set(
    [name, ...buckets.map(({ inputs }) => asText(inputs['bucket']))].filter((one) => one !== undefined),
  )
  const written = [...names].flatMap((one) => PARTITIONS.map((partition) => literal(`arn:${partition}:s3:::${one}`)))
  // Beside its name a bucket is what a reference to its ARN stands for; without one that would only raise doubts.
  const patterns = document.statements.flatMap(({ resources }) => resources?.patterns ?? [])
  const byReference = patterns.flat().some(isOpaque) ? buckets.map(index.arnOf) : []
  const arns = [...written, ...byReference]
  const owners = ofOrganization
    ? organizationsIn(document).map((one) => [...literal(`${one}/`), ...account])
    : [account]
  const prefix = prefixOf(trail.inputs['s3KeyPrefix'], index)
  return arns.flatMap((arn) =>
    owners.map((owner) => [
      ...arn,
      '/',
      ...prefix,
      ...literal('AWSLogs/'),
      ...owner,
      ...literal('/CloudTrail/eu-central-1/2026/01/01/file.json.gz'),
    ]),
  )
}

function prefixOf(value: Value | undefined, index: AwsIndex): readonly Token[] {
  if ((value ?? null) === null || value === '') return []
  const tokens = readTokens(value, { wildcards: false, variables: false, resolve: index.resolve })
  return [...(tokens ?? [opaque('prefix')]), '/']
}

/** The plan does not show the id of our organisation: one that the policy names, or any other. */
function organizationsIn(document: Document): readonly string[] {
  const patterns = document.statements.flatMap(({ resources }) => resources?.patterns ?? [])
  const found = patterns.flatMap((pattern) => /AWSLogs\/(o-[a-z0-9]+)\//.exec(showTokens(pattern))?.[1] ?? [])
  return found.length === 0 ? ['o-0000000000'] : [...new Set(found)]
}

function contextFor(
  trail: Resource,
  document: Document,
  region: string | undefined,
  account: readonly Token[],
): Context {
  const number = /^\d{12}$/.test(account.join('')) ? account.join('') : undefined
  const isEncrypted = (trail.inputs['kmsKeyId'] ?? null) !== null
  return contextOf(
    {
      ...USUAL,
      'aws:sourcearn': sourceArn(document, region, number, asText(trail.inputs['name'])),
      ...(number === undefined ? {} : { 'aws:sourceaccount': number }),
      ...(isEncrypted ? { 's3:x-amz-server-side-encryption': 'aws:kms' } : {}),
    },
    false,
  )
}

/** The ARN of the trail; what is not known of it is taken from the policy, so that only what differs for certain counts. */
function sourceArn(
  document: Document,
  region: string | undefined,
  account: string | undefined,
  name: string | undefined,
): string {
  const values = document.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ conditions }) => conditions.filter(({ key }) => key === 'aws:sourcearn').flatMap((one) => one.values))
  const [first] = values.map((value) => showTokens(value).replace(/[*?]/g, 'x').split(':'))
  const [, partition = 'aws', , itsRegion = 'x', itsAccount = 'x', itsTrail = 'trail/x'] = first ?? []
  const resource = name === undefined ? itsTrail : `trail/${name}`
  return `arn:${partition}:cloudtrail:${region ?? itsRegion}:${account ?? itsAccount}:${resource}`
}

/**
 * Whether the key that encrypts a trail's files is in an account of ours: whoever owns it decides whether they can be
 * written and read. A key that is named without its account is in the trail's own.
 * @param ours numbers of the accounts that the register gives to a stack.
 */
export function hasOwnKey(index: AwsIndex, trail: Resource, ours: readonly string[]): boolean | undefined {
  const key = trail.inputs['kmsKeyId'] ?? null
  if (key === null || key === '') return true
  if (isReference(key) && index.byKey.get(key.urn)?.type.startsWith('aws:kms/') === true) {
    return isOurs(index.accountOf(index.byKey.get(key.urn) as Resource), index.accountOf(trail), ours)
  }
  const tokens = readTokens(key, { wildcards: false, variables: false, resolve: index.resolve })
  const account = tokens && arnParts(tokens)?.[4]
  if (account !== undefined) return isOurs(account, index.accountOf(trail), ours)
  return tokens?.every((token) => token.length === 1) === true ? true : undefined
}

function isOurs(account: readonly Token[], own: readonly Token[], ours: readonly string[]): boolean | undefined {
  const text = account.join('')
  if (text === own.join('') || ours.includes(text)) return true
  return /^\d{12}$/.test(text) ? false : undefined
}
