// The sound tenant S that the header of bypasses.yaml describes, as the preview digest of the real engine shows it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readBundle } from '../../src/gate/bundle.ts'
import type { Decision } from '../../src/gate/decision.ts'
import { judge } from '../../src/gate/judge.ts'
import { type Parameters, readParameters, readRequirements } from '../../src/gate/parameters.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { planBytes, planDigest } from '../../src/plan/digest.ts'
import type { Plan } from '../../src/plan/model.ts'
import { readPlan } from '../../src/plan/read.ts'
import type { Exception, Register } from '../../src/register/model.ts'
import { parseYaml } from '../../src/yaml.ts'
import { workplace } from '../workplace.ts'

const NOW = '2026-11-23T12:00:00Z'
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
export const T1 = '11111111-1111-4111-8111-111111111111'
export const T2 = '22222222-2222-4222-8222-222222222222'
export const T9 = '99999999-9999-4999-8999-999999999999'
export const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10'
export const STRENGTH_4 = '/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000004'
const CISA = [
  GLOBAL_ADMINISTRATOR,
  'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'f28a1f50-f6e7-4571-818b-6a12f2af6b6c',
  '29232cdf-9323-42fd-ade2-1d097af3e4de',
  '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  '158c047a-c907-4556-b7ef-446551a6b5f7',
]

// biome-ignore lint/suspicious/noExplicitAny: the cases edit raw engine documents at any depth
export type Loose = any

export interface Step {
  op: string
  urn: string
  provider?: string
  oldState?: Loose
  newState?: Loose
  detailedDiff?: Loose
}

/** Everything a case may change before it is judged. */
export interface Tenant {
  stack: string
  steps: Step[]
  exceptions: Exception[]
  parameters: Loose
  register: Loose
  digest: Record<string, unknown>
  selection?: string[]
}

/** A fixed id for a name. */
export function id(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const TYPES = {
  policy: 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy',
  group: 'azuread:index/group:Group',
  user: 'azuread:index/user:User',
  assignment: 'azuread:index/directoryRoleAssignment:DirectoryRoleAssignment',
  eligible: 'azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest',
} as const

export function urn(type: string, name: string, stack = 'identity'): string {
  return `urn:pulumi:${stack}::acme::${type}::${name}`
}

const STACK_TYPE = 'pulumi:pulumi:Stack'
const PROVIDER_TYPE = 'pulumi:providers:azuread'

/** A step that keeps a resource as it is, deployed under `id(name)`. */
export function step(type: string, name: string, inputs: Loose, options: Loose = {}): Step {
  const provider = `${urn(PROVIDER_TYPE, 'entra')}::${id('provider entra')}`
  const state = {
    urn: urn(type, name),
    custom: true,
    type,
    inputs,
    parent: urn(STACK_TYPE, 'acme-identity'),
    provider,
    ...options,
  }
  const old = {
    ...structuredClone(state),
    id: id(name),
    outputs: { ...structuredClone(inputs), objectId: id(name), id: id(name) },
  }
  return { op: 'same', urn: state.urn, provider, oldState: old, newState: state, detailedDiff: null }
}

/** A step that creates a resource. */
export function create(type: string, name: string, inputs: Loose, options: Loose = {}): Step {
  const { oldState: _old, ...rest } = step(type, name, inputs, options)
  return { ...rest, op: 'create' }
}

function engineSteps(stack: string): Step[] {
  const root = { urn: urn(STACK_TYPE, `acme-${stack}`, stack), custom: false, type: STACK_TYPE }
  return [{ op: 'same', urn: root.urn, oldState: { ...root }, newState: { ...root }, detailedDiff: null }]
}

/** A step for an explicit provider of azuread. */
export function providerStep(name: string, tenantId: unknown): Step {
  const inputs = { tenantId, version: '6.9.1' }
  const state = {
    urn: urn(PROVIDER_TYPE, name),
    custom: true,
    type: PROVIDER_TYPE,
    inputs,
    parent: urn(STACK_TYPE, 'acme-identity'),
  }
  return {
    op: 'same',
    urn: state.urn,
    oldState: { ...structuredClone(state), id: id(`provider ${name}`) },
    newState: state,
    detailedDiff: null,
  }
}

function policyInputs(displayName: string, change: Loose): Loose {
  return {
    displayName,
    state: 'enabled',
    conditions: {
      users: { includedUsers: ['All'], excludedGroups: [id('breakglass')] },
      applications: { includedApplications: ['All'] },
      clientAppTypes: ['all'],
      ...change.conditions,
    },
    grantControls: change.grantControls ?? { operator: 'OR', builtInControls: ['mfa'] },
  }
}

const person = (name: string): Loose => ({
  displayName: name,
  userPrincipalName: `${name}@acme.example`,
  accountEnabled: true,
})
const block = { operator: 'OR', builtInControls: ['block'] }

/** S, made anew for every case. */
export function soundTenant(): Tenant {
  const kept = { protect: true }
  const users = ['anna', 'bert', 'carl', 'dora', 'adm-anna', 'adm-bert']
  const eligible = (name: string, role: string): Step =>
    step(TYPES.eligible, `${name}-eligible`, {
      roleDefinitionId: role,
      principalId: id(name),
      directoryScopeId: '/',
      justification: 'duty',
    })
  return {
    stack: 'identity',
    steps: [
      ...engineSteps('identity'),
      providerStep('entra', T1),
      step(TYPES.policy, 'CA001', policyInputs('Require MFA for all users', {}), kept),
      step(
        TYPES.policy,
        'CA002',
        policyInputs('Block legacy authentication', {
          conditions: { clientAppTypes: ['exchangeActiveSync', 'other'] },
          grantControls: block,
        }),
        kept,
      ),
      step(
        TYPES.policy,
        'CA003',
        policyInputs('Block device code flow', {
          conditions: { authenticationFlowTransferMethods: ['deviceCodeFlow'] },
          grantControls: block,
        }),
        kept,
      ),
      step(
        TYPES.policy,
        'CA004',
        policyInputs('Phishing-resistant for administrators', {
          conditions: { users: { includedRoles: CISA, excludedGroups: [id('breakglass')] } },
          grantControls: { operator: 'OR', builtInControls: [], authenticationStrengthPolicyId: STRENGTH_4 },
        }),
        kept,
      ),
      step(
        TYPES.group,
        'breakglass',
        {
          displayName: 'breakglass',
          securityEnabled: true,
          assignableToRole: true,
          members: [id('breakglass1'), id('breakglass2')],
        },
        kept,
      ),
      ...['breakglass1', 'breakglass2'].map((name) => step(TYPES.user, name, person(name), kept)),
      ...['breakglass1', 'breakglass2'].map((name) =>
        step(TYPES.assignment, `${name}-global-administrator`, {
          roleId: GLOBAL_ADMINISTRATOR,
          principalObjectId: id(name),
        }),
      ),
      ...users.map((name) => step(TYPES.user, name, person(name))),
      eligible('adm-anna', 'fe930be7-5e62-47db-91af-98c3a49a38b1'),
      eligible('adm-bert', '29232cdf-9323-42fd-ade2-1d097af3e4de'),
      step(TYPES.group, 'sales', {
        displayName: 'sales',
        securityEnabled: true,
        assignableToRole: false,
        members: [id('carl')],
      }),
      step(TYPES.group, 'all-staff', {
        displayName: 'all-staff',
        securityEnabled: true,
        assignableToRole: false,
        members: users.map(id),
      }),
    ],
    exceptions: [
      ...[
        'entra.mfa_all_users',
        'entra.mfa_azure_management',
        'entra.phishing_resistant_mfa_admins',
        'entra.legacy_authentication_blocked',
        'entra.device_code_flow_blocked',
      ].map((rule) => exception(`EX-${rule}`, rule, { groups: [id('breakglass')] })),
      exception('EX-emergency-role', 'entra.no_permanent_privileged_role', {
        users: [id('breakglass1'), id('breakglass2')],
      }),
    ],
    parameters: { ...structuredClone(PARAMETERS), rules: advisoryRules() },
    register: soundRegister(),
    digest: { config: {} },
  }
}

/** Enforced is every rule that the file names; all others are advisory. */
function advisoryRules(): Parameters['rules'] {
  const named = new Set(ENTRIES.flatMap((entry) => Object.keys(entry.rules)))
  return Object.fromEntries(REQUIREMENTS.filter(({ rule }) => !named.has(rule)).map(({ rule }) => [rule, 'advisory']))
}

/** A live exception. */
export function exception(
  name: string,
  rule: string,
  scope: Exception['scope'],
  change: Partial<Exception> = {},
): Exception {
  return {
    id: name,
    rule,
    scope,
    reason: 'emergency access',
    risk: 'low',
    compensating: 'monitored',
    owner: 'anna',
    approvedBy: 'bert',
    approvedOn: '2026-01-10',
    expiresOn: '2027-01-10',
    ...change,
  }
}

function soundRegister(): Register {
  const people = ['anna', 'bert', 'carl', 'dora'].map((name) => ({
    id: name,
    name,
    kind: 'employee' as const,
    startedOn: '2020-01-01',
    emergency: false,
    account: { userPrincipalName: `${name}@acme.example`, directory: id(name) },
  }))
  const emergency = ['breakglass1', 'breakglass2'].map((name) => ({
    id: name,
    name,
    startedOn: '2020-01-01',
    emergency: true,
    account: { userPrincipalName: `${name}@acme.example`, directory: id(name) },
  }))
  const types = [...Object.values(TYPES), 'gatehouse:components:MfaPolicy']
  const service = (name: string, managed: string[]): Loose => ({
    id: name,
    name,
    purpose: 'work',
    owner: 'anna',
    status: 'approved',
    approvedOn: '2025-01-01',
    approvedBy: 'bert',
    criticality: { stopsBusinessInOneDay: true, breachDoesSignificantHarm: true },
    critical: true,
    manages: { types: managed, awsServices: [], applications: [] },
  })
  return {
    schema: 'urn:gatehouse:register/v1',
    services: [service('aws', ['aws:*']), service('microsoft-365', ['azuread:index/*'])],
    stacks: {
      identity: { tenants: [T1], accounts: [], types: [...types, 'aws:s3/bucket:Bucket'] },
      aws: { tenants: [], accounts: ['111111111111'], types: ['aws:s3/bucket:Bucket'] },
    },
    people: [...people, ...emergency],
    vendors: [],
    classification: { classes: [], categories: [] },
    controls: [],
    exceptions: [],
  }
}

const PARAMETERS: Parameters = readParameters(workplace(), `${OWN_POLICIES}/parameters.yaml`, undefined)
const REQUIREMENTS = readRequirements(workplace(), `${OWN_POLICIES}/requirements.yaml`)
const BUNDLE = readBundle(OWN_POLICIES)

/** The plan of a case: its steps as a preview digest, read by the product's own reader. */
export function planOf(tenant: Tenant): Plan {
  const changeSummary: Record<string, number> = {}
  for (const { op } of tenant.steps) changeSummary[op] = (changeSummary[op] ?? 0) + 1
  return readPlan(Buffer.from(JSON.stringify({ changeSummary, ...tenant.digest, steps: tenant.steps })), 'case.json')
}

/** Judges a case through the compiled policies. */
export async function judgeTenant(tenant: Tenant, plan: Plan = planOf(tenant)): Promise<Decision> {
  return judge(
    {
      plan,
      now: NOW,
      register: tenant.register,
      parameters: tenant.parameters,
      requirements: REQUIREMENTS,
      exceptions: tenant.exceptions,
      selection: tenant.selection,
    },
    { bundle: BUNDLE, planDigest: planDigest(planBytes(plan)), policySource: { kind: 'working-tree' } },
  )
}

/** The step of a resource by its logical name. */
export function find(tenant: Tenant, name: string): Step {
  const found = tenant.steps.find((candidate) => candidate.urn.endsWith(`::${name}`))
  if (!found) throw new Error(`no step ${name}`)
  return found
}

/** Changes the new inputs of a resource and marks the step as an update. */
export function update(tenant: Tenant, name: string, change: (inputs: Loose) => void): void {
  const found = find(tenant, name)
  change(found.newState.inputs)
  if (found.op === 'same') found.op = 'update'
}

/** Turns the step of a resource into its deletion. */
export function remove(tenant: Tenant, name: string): void {
  const found = find(tenant, name)
  found.op = 'delete'
  delete found.newState
}

/** Takes a resource out of program and state. */
export function forget(tenant: Tenant, name: string): void {
  tenant.steps = tenant.steps.filter((candidate) => candidate !== find(tenant, name))
}

/** The new inputs of a policy like CA001. */
export function policyLike(change: Loose): Loose {
  return policyInputs('Another policy', change)
}

export { engineSteps }

/** One entry of bypasses.yaml. */
export interface Entry {
  readonly row: string
  readonly title: string
  readonly rules: { readonly [rule: string]: string }
  readonly decision: 'allow' | 'deny'
  readonly issue: string
}

const FILE = fileURLToPath(new URL('../fixtures/bypasses/bypasses.yaml', import.meta.url))
export const ENTRIES: readonly Entry[] = parseYaml(readFileSync(FILE, 'utf8'), 'bypasses.yaml')
  .value as unknown as Entry[]
