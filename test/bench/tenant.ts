// The example organisation, grown: its own two stacks in one, and many more of the resources that it declares.
import type { Options, Plan, Resource } from '../../src/plan/model.ts'
import { NO_OPTIONS } from '../../src/plan/model.ts'
import { normalizePlan } from '../../src/plan/normalize.ts'
import type { Value } from '../../src/plan/value.ts'

const TYPES = {
  user: 'azuread:index/user:User',
  group: 'azuread:index/group:Group',
  member: 'azuread:index/groupMember:GroupMember',
  eligible: 'azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest',
  assignment: 'azuread:index/directoryRoleAssignment:DirectoryRoleAssignment',
  policy: 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy',
  location: 'azuread:index/namedLocation:NamedLocation',
  role: 'aws:iam/role:Role',
  permissionSet: 'aws:ssoadmin/permissionSet:PermissionSet',
  account: 'aws:ssoadmin/accountAssignment:AccountAssignment',
  bucket: 'aws:s3/bucket:Bucket',
} as const
type Kind = keyof typeof TYPES

/** Of a thousand grown resources; conditional-access policies are two in a hundred, 200 of 10,000. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['user', 480],
  ['group', 100],
  ['member', 160],
  ['eligible', 30],
  ['assignment', 10],
  ['policy', 20],
  ['location', 10],
  ['role', 50],
  ['permissionSet', 20],
  ['account', 90],
  ['bucket', 30],
]
const DIRECTORY_READERS = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b'
const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1'
const DEPARTMENTS = ['Sales', 'Service', 'Warehouse', 'Engineering', 'Finance', 'Administration']

/** Every type that a grown plan contains, for the register's `stacks.yaml`. */
export const GROWN_TYPES: readonly string[] = Object.values(TYPES)

/**
 * A plan of exactly `count` resources: those of the example's stacks as they are created, all others deployed and
 * unchanged, as in the plan of a pull request. The same arguments give the same plan.
 */
export function grow(identity: Plan, aws: Plan, count: number): Plan {
  const own = [...identity.resources, ...aws.resources.filter((one) => one.type !== 'pulumi:pulumi:Stack')].map(
    (resource) => inIdentity(resource),
  )
  const grown = new Grown(identity, own)
  const more = count - own.length
  for (let at = 0; grown.resources.length < more; at++) {
    const place = (at * 617) % 1000
    grown.add(kindAt(place), at)
  }
  return normalizePlan({
    ...identity,
    config: { ...aws.config, ...identity.config },
    resources: [...own, ...grown.resources],
    changes: [...identity.changes, ...aws.changes.filter((one) => one.type !== 'pulumi:pulumi:Stack')].map(inIdentity),
  })
}

/** The kinds in turn, spread evenly: 617 is coprime to 1000, so that every thousand has the shares above. */
function kindAt(place: number): Kind {
  let left = place
  for (const [kind, share] of SHARES) {
    if (left < share) return kind
    left -= share
  }
  return 'user'
}

/** Moves something of the stack `aws` to the stack `identity`: every URN in it. */
function inIdentity<T>(value: T): T {
  const text = JSON.stringify(value)
    .replaceAll('urn:pulumi:aws::', 'urn:pulumi:identity::')
    .replaceAll('::gatehouse-example-aws"', '::gatehouse-example-identity"')
  return JSON.parse(text) as T
}

class Grown {
  readonly resources: Resource[] = []
  private readonly project: string
  private readonly parent: string
  private readonly providers: ReadonlyMap<string, string>
  private readonly emergency: Value
  private readonly users: string[] = []
  private readonly groups: string[] = []
  private seed = 20_261_123

  constructor(identity: Plan, own: readonly Resource[]) {
    this.project = identity.project
    this.parent = own.find(({ type }) => type === 'pulumi:pulumi:Stack')?.key ?? ''
    this.providers = new Map(
      own
        .filter(({ type }) => type.startsWith('pulumi:providers:'))
        .map(({ type, key }) => [type.slice('pulumi:providers:'.length), key]),
    )
    const group = own.find(({ type, name }) => type === TYPES.group && name === 'emergency-access')
    if (group === undefined) throw new Error('the example declares no group "emergency-access"')
    this.emergency = { $gatehouse: 'ref', urn: group.key, property: 'objectId' }
  }

  add(kind: Kind, at: number): void {
    const id = this.uuid()
    const name = `${kind}-${at}`
    if (kind === 'user') this.users.push(id)
    if (kind === 'group') this.groups.push(id)
    const type = TYPES[kind]
    const inputs = this.inputs(kind, at)
    const isAws = type.startsWith('aws:')
    const provider = this.providers.get(isAws ? 'aws' : 'azuread')
    const options: Options = kind === 'policy' ? { ...NO_OPTIONS, protect: true } : NO_OPTIONS
    this.resources.push({
      key: `urn:pulumi:identity::${this.project}::${type}::${name}`,
      type,
      name,
      custom: true,
      op: 'same',
      inputs,
      computed: isAws ? { arn: `arn:aws:iam::111122223333:${kind}/${name}`, id } : { id, objectId: id },
      ...(provider === undefined ? {} : { provider }),
      parent: this.parent,
      dependencies: [],
      propertyDependencies: Object.fromEntries(Object.keys(inputs).map((input) => [input, []])),
      options,
      source: { file: `stacks/identity/${kind}s.ts`, line: 10 + (at % 900), column: 3 },
    })
  }

  private inputs(kind: Kind, at: number): Resource['inputs'] {
    const department = DEPARTMENTS[at % DEPARTMENTS.length] ?? ''
    switch (kind) {
      case 'user':
        return {
          accountEnabled: true,
          department,
          displayName: `Person ${at} of ${department}`,
          jobTitle: 'Specialist',
          showInAddressList: true,
          usageLocation: 'DE',
          userPrincipalName: `person.${at}@nordlicht.example.com`,
        }
      case 'group':
        return {
          description: `Everybody who works in ${department}, unit ${at}`,
          displayName: `${department} ${at}`,
          securityEnabled: true,
          assignableToRole: false,
          members: this.some(this.users, 5 + (at % 36)),
        }
      case 'member':
        return { groupObjectId: this.one(this.groups), memberObjectId: this.one(this.users) }
      case 'eligible':
        return {
          directoryScopeId: '/',
          justification: `Duty of unit ${at}`,
          principalId: this.one(this.users),
          roleDefinitionId: USER_ADMINISTRATOR,
        }
      case 'assignment':
        return { roleId: DIRECTORY_READERS, principalObjectId: this.one(this.users) }
      case 'policy':
        return {
          displayName: `CA${String(100 + at)} ${department}`,
          state: 'enabled',
          conditions: {
            applications: { includedApplications: ['All'] },
            clientAppTypes: ['all'],
            users: { includedGroups: this.some(this.groups, 4), excludedGroups: [this.emergency] },
            platforms: { includedPlatforms: ['android', 'iOS', 'windows'], excludedPlatforms: ['macOS'] },
          },
          grantControls: { operator: 'OR', builtInControls: ['compliantDevice', 'domainJoinedDevice'] },
        }
      case 'location':
        return {
          displayName: `Office ${at}`,
          ip: { ipRanges: [`198.51.100.${at % 256}/32`], trusted: true },
        }
      case 'role':
        return {
          name: `service-${at}`,
          maxSessionDuration: 3600,
          assumeRolePolicy: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
            ],
          }),
        }
      case 'permissionSet':
        return {
          name: `Set${at}`,
          description: `What unit ${at} may do`,
          instanceArn: 'arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6',
          sessionDuration: 'PT8H',
        }
      case 'account':
        return {
          instanceArn: 'arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6',
          permissionSetArn: `arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-${at}`,
          principalId: this.uuid(),
          principalType: 'GROUP',
          targetId: '444455556666',
          targetType: 'AWS_ACCOUNT',
        }
      case 'bucket':
        return { bucket: `nordlicht-data-${at}`, forceDestroy: false, tags: { owner: department, unit: String(at) } }
    }
  }

  private one(list: readonly string[]): string {
    return list[this.next() % Math.max(1, list.length)] ?? this.uuid()
  }

  private some(list: readonly string[], count: number): readonly string[] {
    return [...new Set(Array.from({ length: count }, () => this.one(list)))]
  }

  private uuid(): string {
    const hex = Array.from({ length: 4 }, () => this.next().toString(16).padStart(8, '0')).join('')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
  }

  /** xorshift32 (Marsaglia, "Xorshift RNGs", 2003). */
  private next(): number {
    let x = this.seed
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.seed = x >>> 0
    return this.seed
  }
}
