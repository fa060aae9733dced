// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of IAM policies
// Random policies and requests that hit each other often: few names, all operators, all kinds of policies.
import fc from 'fast-check'
import type { Principal } from '../../../src/access/aws/principal-match.ts'

/** One policy document as JSON. */
export interface Doc {
  readonly Version: string
  readonly Statement: readonly { readonly [name: string]: unknown }[]
}

/** A request with the policies that apply to it, as plain data for other programs. */
export interface Case {
  readonly principal: Extract<Principal, { account: string }>
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string
  readonly context: { readonly [key: string]: string | readonly string[] }
  readonly identity: readonly Doc[]
  readonly boundary?: Doc
  readonly session?: Doc
  readonly resourcePolicy?: Doc
  readonly control: readonly (readonly Doc[])[]
}

const OWN = '111111111111'
const OTHER = '222222222222'

/** Actions of services without rules of their own; every simulator knows them. */
export const ACTIONS: readonly string[] = [
  'sqs:SendMessage',
  'sqs:ReceiveMessage',
  'sqs:GetQueueUrl',
  'sns:Publish',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'lambda:InvokeFunction',
]
const RESOURCES = [
  `arn:aws:sqs:us-east-1:${OWN}:jobs`,
  `arn:aws:sqs:eu-west-1:${OWN}:jobs-dead`,
  `arn:aws:sns:us-east-1:${OWN}:alerts`,
  `arn:aws:dynamodb:us-east-1:${OWN}:table/people`,
  `arn:aws:dynamodb:us-east-1:${OTHER}:table/people`,
  `arn:aws:lambda:us-east-1:${OWN}:function:alice`,
]

/** Actions with a resource that they can have. */
const REQUESTS: readonly (readonly [string, string])[] = ACTIONS.flatMap((action) => {
  const service = action.split(':')[0] as string
  return RESOURCES.filter((resource) => resource.startsWith(`arn:aws:${service}:`)).map(
    (resource) => [action, resource] as const,
  )
})

const actionPattern = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ACTIONS) },
  { weight: 2, arbitrary: fc.constantFrom(...ACTIONS).map((action) => action.toUpperCase()) },
  fc.constantFrom('*', 'sqs:*', 'SQS:*', 'dynamodb:*Item', 'sqs:?e*', 'dynamodb:*t*', 'lambda:Invoke*'),
)
const resourcePattern = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...RESOURCES) },
  { weight: 1, arbitrary: fc.constant('*') },
  fc.constantFrom(
    'arn:aws:sqs:*',
    `arn:aws:*:us-east-1:${OWN}:*`,
    'arn:aws:sqs:us-east-?:*:jobs*',
    'arn:aws:dynamodb:*:*:table/*',
    `arn:aws:lambda:*:${OWN}:function:\${aws:username}`,
    'arn:aws:sqs:*:*:JOBS',
    'arn:aws:s*',
  ),
)

/** Keys with the values that requests have, and what policies compare them with. */
const KEYS: readonly {
  readonly key: string
  readonly many?: boolean
  readonly request: readonly string[]
  readonly operators: readonly string[]
  readonly policy: readonly string[]
}[] = [
  {
    key: 'aws:PrincipalTag/team',
    request: ['blue', 'Blue', 'green', 'b'],
    operators: [
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
    ],
    policy: ['blue', 'BLUE', 'b*', '?lue', '*', 'red', '${aws:username}'],
  },
  {
    key: 'aws:TagKeys',
    many: true,
    request: ['team', 'owner', 'cost'],
    operators: [
      'ForAnyValue:StringEquals',
      'ForAllValues:StringEquals',
      'ForAnyValue:StringLike',
      'ForAllValues:StringNotEquals',
      'ForAnyValue:StringNotLike',
    ],
    policy: ['team', 'owner', 'o*', 'none'],
  },
  {
    key: 'aws:PrincipalArn',
    request: [`arn:aws:iam::${OWN}:user/alice`, `arn:aws:iam::${OWN}:role/ops`],
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    policy: [
      `arn:aws:iam::${OWN}:user/alice`,
      'arn:aws:iam::*:user/*',
      'arn:*:iam::*:role/o?s',
      `arn:aws:iam::${OTHER}:*`,
    ],
  },
  {
    key: 'aws:MultiFactorAuthAge',
    request: ['10', '300', '3600'],
    operators: [
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ],
    policy: ['10', '300', '301', '3600'],
  },
  {
    key: 'aws:CurrentTime',
    request: ['2026-01-01T00:00:00Z', '2026-06-30T12:00:00Z'],
    operators: [
      'DateEquals',
      'DateNotEquals',
      'DateLessThan',
      'DateLessThanEquals',
      'DateGreaterThan',
      'DateGreaterThanEquals',
    ],
    policy: ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  },
  {
    key: 'aws:MultiFactorAuthPresent',
    request: ['true', 'false'],
    operators: ['Bool'],
    policy: ['true', 'false', 'True'],
  },
  {
    key: 'aws:SourceIp',
    request: ['10.0.0.7', '192.0.2.44', '2001:db8::7'],
    operators: ['IpAddress', 'NotIpAddress'],
    policy: ['10.0.0.0/8', '192.0.2.44', '192.0.2.0/31', '2001:db8::/32', '0.0.0.0/0'],
  },
]

const condition = fc.constantFrom(...KEYS).chain(({ key, operators, policy }) => {
  const values = fc.uniqueArray(fc.constantFrom(...policy), { minLength: 1, maxLength: 2 })
  const operator = fc
    .tuple(fc.constantFrom(...operators), fc.boolean())
    // `ForAnyValue:…IfExists` is documented both ways.
    .map(([name, ifExists]) => (ifExists && !name.startsWith('For') ? `${name}IfExists` : name))
  const spelled = fc.constantFrom(key, key.toLowerCase(), key.toUpperCase())
  return fc.oneof(
    { weight: 9, arbitrary: fc.record({ operator, key: spelled, values }) },
    {
      weight: 1,
      arbitrary: fc.record({
        operator: fc.constant('Null'),
        key: spelled,
        values: fc.constantFrom(['true'], ['false']),
      }),
    },
  )
})

/** A `Condition` element, or none. */
const conditions = fc
  .oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(condition, { minLength: 1, maxLength: 2 }))
  .map((list) => {
    const block: { [operator: string]: { [key: string]: readonly string[] | string } } = {}
    for (const { operator, key, values } of list) {
      const [only] = values
      block[operator] = { ...block[operator], [key]: values.length === 1 ? (only as string) : values }
    }
    return Object.keys(block).length === 0 ? {} : { Condition: block }
  })

const either = (name: string, values: fc.Arbitrary<readonly string[]>): fc.Arbitrary<{ [name: string]: unknown }> =>
  fc.tuple(fc.nat(7), values).map(([n, list]) => {
    const [only] = list
    return { [n === 0 ? `Not${name}` : name]: list.length === 1 && n % 2 === 0 ? only : list }
  })

const someOf = (item: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(item, { minLength: 1, maxLength: 3 })

const principalElement = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ Principal: '*' }) },
  {
    weight: 4,
    arbitrary: someOf(
      fc.constantFrom(
        OWN,
        `arn:aws:iam::${OWN}:root`,
        `arn:aws:iam::${OWN}:user/alice`,
        `arn:aws:iam::${OWN}:role/ops`,
        `arn:aws:sts::${OWN}:assumed-role/ops/today`,
        OTHER,
      ),
    ).map((list) => ({ Principal: { AWS: list } })),
  },
)

const statement = (more: fc.Arbitrary<object>, withConditions: boolean): fc.Arbitrary<{ [name: string]: unknown }> =>
  fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: fc.constant('Allow') }, fc.constant('Deny')),
      more,
      either('Action', someOf(actionPattern)),
      either('Resource', someOf(resourcePattern)),
      withConditions ? conditions : fc.constant({}),
    )
    .map(([Effect, ...parts]) => Object.assign({ Effect }, ...parts))

/** A random policy document; with `principals`, one of a resource. */
export const doc = (options: { principals?: boolean; conditions?: boolean } = {}): fc.Arbitrary<Doc> =>
  fc.record({
    Version: fc.constant('2012-10-17'),
    Statement: fc.array(
      statement(options.principals === true ? principalElement : fc.constant({}), options.conditions !== false),
      { minLength: 1, maxLength: 3 },
    ),
  })

const context = fc
  .tuple(
    ...KEYS.map(({ request, many }) =>
      fc.option<string | string[], undefined>(
        many === true ? fc.uniqueArray(fc.constantFrom(...request), { minLength: 1 }) : fc.constantFrom(...request),
        { nil: undefined },
      ),
    ),
  )
  .map((values) => {
    const entries = KEYS.flatMap(({ key }, index) =>
      values[index] === undefined ? [] : [[key, values[index]] as const],
    )
    return Object.fromEntries(entries)
  })

const ALLOW_ALL: Doc = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

const principal: fc.Arbitrary<{ principal: Case['principal']; keys: { [key: string]: string } }> = fc.constantFrom(
  {
    principal: { kind: 'user', arn: `arn:aws:iam::${OWN}:user/alice`, account: OWN },
    keys: { 'aws:username': 'alice' },
  },
  {
    principal: {
      kind: 'session',
      arn: `arn:aws:sts::${OWN}:assumed-role/ops/today`,
      base: `arn:aws:iam::${OWN}:role/ops`,
      account: OWN,
    },
    keys: {},
  },
)

/** A random request with its policies. */
export const request: fc.Arbitrary<Case> = fc
  .record({
    who: principal,
    what: fc.constantFrom(...REQUESTS),
    context,
    identity: fc.array(doc(), { minLength: 1, maxLength: 2 }),
    boundary: fc.option(doc(), { nil: undefined, freq: 3 }),
    session: fc.option(doc(), { nil: undefined, freq: 5 }),
    resourcePolicy: fc.option(doc({ principals: true }), { nil: undefined, freq: 3 }),
    control: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      fc.array(fc.tuple(fc.constant(ALLOW_ALL), doc()), { minLength: 1, maxLength: 2 }),
      fc.array(fc.tuple(doc()), { minLength: 1, maxLength: 2 }),
    ),
  })
  .map(({ who, what: [action, resource], boundary, session, resourcePolicy, ...rest }) => ({
    ...rest,
    action,
    resource,
    principal: who.principal,
    resourceAccount: resource.split(':')[4] as string,
    context: { ...rest.context, ...who.keys },
    ...(boundary === undefined ? {} : { boundary }),
    // Only sessions have session policies.
    ...(session === undefined || who.principal.kind !== 'session' ? {} : { session }),
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
  }))
