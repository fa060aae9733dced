import { NO_OPTIONS, NO_PLAN, type Plan, type Resource } from '../../../src/plan/model.ts'
import type { Value } from '../../../src/plan/value.ts'

type Inputs = { readonly [name: string]: Value }

const PROVIDER = 'urn:pulumi:dev::demo::pulumi:providers:aws::default'

/** The key of a resource of the test stack. */
export function key(type: string, name: string): string {
  return `urn:pulumi:dev::demo::${type}::${name}`
}

/** A reference to a property of a resource that is declared, or not. */
export function ref(type: string, name: string, property: string): Value {
  return { $gatehouse: 'ref', urn: key(type, name), property }
}

/** One resource of the test stack. */
export function resource(type: string, name: string, inputs: Inputs = {}, computed: Inputs = {}): Resource {
  return {
    key: key(type, name),
    type,
    name,
    custom: true,
    op: 'create',
    inputs,
    computed,
    provider: PROVIDER,
    dependencies: [],
    propertyDependencies: {},
    options: NO_OPTIONS,
    source: { file: 'index.ts', line: 1 },
  }
}

/** A plan of resources, sorted as plans are. */
export function planOf(...resources: readonly Resource[]): Plan {
  return { ...NO_PLAN, stack: 'dev', resources: [...resources].sort((a, b) => (a.key < b.key ? -1 : 1)) }
}

export const T = {
  user: 'aws:iam/user:User',
  group: 'aws:iam/group:Group',
  role: 'aws:iam/role:Role',
  policy: 'aws:iam/policy:Policy',
  set: 'aws:ssoadmin/permissionSet:PermissionSet',
  assignment: 'aws:ssoadmin/accountAssignment:AccountAssignment',
  account: 'aws:organizations/account:Account',
  unit: 'aws:organizations/organizationalUnit:OrganizationalUnit',
  control: 'aws:organizations/policy:Policy',
  controlAttachment: 'aws:organizations/policyAttachment:PolicyAttachment',
} as const

/** JSON of a policy with one statement. */
export function document(Effect: 'Allow' | 'Deny', Action: string | readonly string[], Resource = '*'): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] })
}

/** A trust policy of one statement. */
export function trust(Principal: object | string, Condition?: object, Action = 'sts:AssumeRole'): string {
  const statement = { Effect: 'Allow', Principal, Action, ...(Condition ? { Condition } : {}) }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

export const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
export const READ = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
