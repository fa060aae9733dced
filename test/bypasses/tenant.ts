// The sound tenant S that the header of bypasses.yaml describes, as the preview digest of the real engine shows it.
import { readBundle } from '../../src/gate/bundle.ts'
import type { Decision } from '../../src/gate/decision.ts'
import { judge } from '../../src/gate/judge.ts'
import { type Parameters, readParameters, readRequirements } from '../../src/gate/parameters.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { planBytes, planDigest } from '../../src/plan/digest.ts'
import type { Plan } from '../../src/plan/model.ts'
import { readPlan } from '../../src/plan/read.ts'
import { mapValue, type Reference, type Value } from '../../src/plan/value.ts'
import type { Exception } from '../../src/register/model.ts'
import { workplace } from '../workplace.ts'
import { advisoryRules } from './entries.ts'
import { soundRegister } from './register.ts'
import { engineSteps, id, type Loose, providerStep, type Step, step, T1, TYPES } from './steps.ts'

export { ENTRIES } from './entries.ts'
export {
  create,
  engineSteps,
  id,
  type Loose,
  providerStep,
  type Step,
  step,
  T1,
  T2,
  T9,
  TYPES,
  UNKNOWN,
  urn,
} from './steps.ts'

const NOW = '2026-11-23T12:00:00Z'
export const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10'
export const STRENGTH_4 = '/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000004'
/** The eight roles of CISA (controls.md, section 5). */
export const CISA: readonly string[] = [
  GLOBAL_ADMINISTRATOR,
  'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'f28a1f50-f6e7-4571-818b-6a12f2af6b6c',
  '29232cdf-9323-42fd-ade2-1d097af3e4de',
  '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  '158c047a-c907-4556-b7ef-446551a6b5f7',
]

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

const PARAMETERS: Parameters = readParameters(workplace(), `${OWN_POLICIES}/parameters.yaml`, undefined)
const REQUIREMENTS = readRequirements(workplace(), `${OWN_POLICIES}/requirements.yaml`)
const BUNDLE = readBundle(OWN_POLICIES)

/** The plan of a case: its steps as a preview digest, read by the product's own reader. */
export function planOf(tenant: Tenant): Plan {
  const changeSummary: Record<string, number> = {}
  for (const { op } of tenant.steps) changeSummary[op] = (changeSummary[op] ?? 0) + 1
  return readPlan(Buffer.from(JSON.stringify({ changeSummary, ...tenant.digest, steps: tenant.steps })), 'case.json')
}

const REFERENCE = /\{\{([\w-]+)\.(\w+)\}\}/

/** As `planOf`, as the embedded planner would make it: what `ref` stands for is a reference, not an unknown. */
export function embeddedPlanOf(tenant: Tenant): Plan {
  const plan = planOf(tenant)
  const reference = (name: string, property: string): Reference => ({
    $gatehouse: 'ref',
    urn: find(tenant, name).urn,
    property,
  })
  const symbolic = (value: Value): Value => {
    if (typeof value !== 'string' || !REFERENCE.test(value)) return value
    // Every third part is a property; the one before it is the name of its resource.
    const parts = value.split(REFERENCE)
    const kept = parts.flatMap((part, index): (string | Reference)[] => {
      if (index % 3 === 1) return [reference(part, parts[index + 1] ?? '')]
      return index % 3 === 2 || part === '' ? [] : [part]
    })
    const [only, ...further] = kept
    return further.length === 0 && typeof only === 'object' ? only : { $gatehouse: 'text', parts: kept }
  }
  const resources = plan.resources.map((resource) => ({
    ...resource,
    inputs: mapValue(resource.inputs, symbolic) as typeof resource.inputs,
  }))
  return { ...plan, origin: { kind: 'embedded', version: '3.270.0', sandbox: 'network+permissions' }, resources }
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

/** Changes what is deployed: inputs that the resource had before this change and keeps. */
export function rebase(tenant: Tenant, name: string, change: (inputs: Loose) => void): void {
  const { oldState, newState } = find(tenant, name)
  for (const inputs of [oldState.inputs, oldState.outputs, newState.inputs]) change(inputs)
}

/** Turns the step of a resource into its deletion; an earlier deployment had unprotected it. */
export function remove(tenant: Tenant, name: string): void {
  const found = find(tenant, name)
  found.op = 'delete'
  found.oldState.protect = false
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
