// What each entry of bypasses.yaml changes in S, by row. The expected answers stand in the YAML alone.
import type { Plan } from '../../src/plan/model.ts'
import { isTagged, mapValue, type Value } from '../../src/plan/value.ts'
import { soundStack } from './amazon.ts'
import { both, type Case, type Cases, excepted } from './changes.ts'
import {
  create,
  engineSteps,
  exception,
  find,
  forget,
  GLOBAL_ADMINISTRATOR,
  id,
  type Loose,
  planOf,
  policyLike,
  providerStep,
  remove,
  STRENGTH_4,
  step,
  T1,
  T2,
  T9,
  type Tenant,
  TYPES,
  UNKNOWN,
  update,
  urn,
} from './tenant.ts'

const POLICIES = ['CA001', 'CA002', 'CA003', 'CA004']
const ca001 =
  (change: (inputs: Loose) => void): Case =>
  (tenant) =>
    update(tenant, 'CA001', change)
const conditions = (change: (conditions: Loose) => void): Case => ca001((inputs) => change(inputs.conditions))
const users = (change: (users: Loose) => void): Case => conditions((found) => change(found.users))
const grant = (value: Loose): Case =>
  ca001((inputs) => {
    inputs.grantControls = value
  })
const further =
  (change: Loose, state = 'enabled'): Case =>
  (tenant) => {
    const inputs = { ...policyLike(change), state }
    if (change.noExclusions) delete inputs.conditions.users.excludedGroups
    tenant.steps.push(create(TYPES.policy, 'CA005', inputs, { protect: true }))
  }
const sentinelProvider = (tenant: Tenant, tenantId: string): void => {
  tenant.steps.push(providerStep('other', tenantId))
  const found = find(tenant, 'CA001')
  const provider = `${urn('pulumi:providers:azuread', 'other')}::${id('provider other')}`
  found.provider = provider
  found.newState.provider = provider
}
const scanners =
  (rule1: string, rule2: string, change: Loose): Case =>
  (tenant) => {
    for (const name of ['scanner1', 'scanner2']) tenant.steps.push(step(TYPES.user, name, { displayName: name }))
    tenant.steps.push(
      step(TYPES.group, 'scanners', {
        displayName: 'scanners',
        securityEnabled: true,
        assignableToRole: true,
        members: [id('scanner1'), id('scanner2')],
      }),
    )
    update(tenant, 'CA001', (inputs) => inputs.conditions.users.excludedGroups.push(id('scanners')))
    for (const rule of [rule1, rule2])
      tenant.exceptions.push(
        exception(`EX-scanners-${rule}-${tenant.exceptions.length}`, rule, { groups: [id('scanners')] }, change),
      )
  }
const MFA = 'entra.mfa_all_users'
const AZURE = 'entra.mfa_azure_management'
const GUESTS = 'entra.mfa_guests'
const serviceProviders = users((found) => {
  found.excludedGuestsOrExternalUsers = [{ guestOrExternalUserTypes: ['serviceProvider'] }]
})
const APP = id('an application')
const assign =
  (roleId: unknown): Case =>
  (tenant) => {
    tenant.steps.push(create(TYPES.assignment, 'adm-anna-role', { roleId, principalObjectId: id('adm-anna') }))
  }
const mustExpire: Case = (tenant) => {
  tenant.parameters.eligibility.mustExpire = true
}
const permanentlyEligible: Case = (tenant) => {
  tenant.steps.push(
    create(TYPES.eligible, 'adm-anna-cloud', {
      roleDefinitionId: '158c047a-c907-4556-b7ef-446551a6b5f7',
      principalId: id('adm-anna'),
      directoryScopeId: '/',
      justification: 'duty',
    }),
  )
}
const importPolicy =
  (change: Loose): Case =>
  (tenant) => {
    const made = create(TYPES.policy, 'imported', policyLike(change), { protect: true })
    if (change.noExclusions) delete made.newState.inputs.conditions.users.excludedGroups
    tenant.steps.push({ ...made, op: 'import' })
  }
const foreign =
  (type: string, inputs: Loose): Case =>
  (tenant) => {
    const made = create(type, 'foreign', inputs)
    delete made.provider
    delete made.newState.provider
    tenant.steps.push(made)
  }
const onlyBucket =
  (stack: string): Case =>
  (tenant) => {
    const bucket = { ...create('aws:s3/bucket:Bucket', 'logs', { bucket: 'logs' }) }
    const rename = (text: string): string => text.replace(/^urn:pulumi:[^:]+::/, `urn:pulumi:${stack}::`)
    bucket.urn = rename(bucket.urn)
    bucket.newState = { ...bucket.newState, urn: bucket.urn, parent: engineSteps(stack)[0]?.urn }
    delete bucket.provider
    delete bucket.newState.provider
    tenant.stack = stack
    tenant.steps = [
      ...engineSteps(stack),
      { ...bucket, op: 'same', oldState: { ...bucket.newState, id: 'logs', outputs: {} } },
    ]
    tenant.exceptions = []
  }
const unchangedExceptSales: Case = (tenant) =>
  update(tenant, 'sales', (inputs) => {
    inputs.description = 'All of sales'
  })

/** The first deployment with the embedded planner: nothing exists, ids are references. */
function firstDeployment(tenant: Tenant): Plan {
  for (const found of tenant.steps) {
    found.op = 'create'
    delete found.oldState
  }
  tenant.exceptions = tenant.exceptions.map((entry) => ({
    ...entry,
    scope: {
      ...(entry.scope.groups ? { groups: [`${TYPES.group}::breakglass`] } : {}),
      ...(entry.scope.users ? { users: [`${TYPES.user}::breakglass1`, `${TYPES.user}::breakglass2`] } : {}),
    },
  }))
  for (const person of tenant.register.people) {
    if (person.account) person.account = { ...person.account, directory: `${TYPES.user}::${person.id}` }
  }
  const plan = planOf(tenant)
  const keys = new Map(plan.resources.map((resource) => [id(resource.name), resource.key]))
  const symbolic = (value: Value): Value => {
    const key = typeof value === 'string' && !isTagged(value) ? keys.get(value) : undefined
    return key === undefined ? value : { $gatehouse: 'ref', urn: key, property: 'objectId' }
  }
  const resources = plan.resources.map((resource) => ({
    ...resource,
    inputs: mapValue(resource.inputs, symbolic) as typeof resource.inputs,
  }))
  return { ...plan, origin: { kind: 'embedded', version: '3.270.0', sandbox: 'network+permissions' }, resources }
}

export const CASES: Cases = {
  '0-ok': () => undefined,
  '1a': ca001((inputs) => {
    inputs.state = 'enabledForReportingButNotEnforced'
  }),
  '1b': (tenant) =>
    update(tenant, 'CA003', (inputs) => {
      inputs.state = 'enabledForReportingButNotEnforced'
    }),
  '1c': (tenant) => {
    update(tenant, 'CA002', (inputs) => {
      inputs.state = 'disabled'
    })
    update(tenant, 'CA001', (inputs) => {
      inputs.conditions.clientAppTypes = ['browser', 'mobileAppsAndDesktopClients']
    })
  },
  '1-ok': further(
    { grantControls: { operator: 'AND', builtInControls: ['mfa', 'compliantDevice'] }, noExclusions: true },
    'enabledForReportingButNotEnforced',
  ),
  '2a': ca001((inputs) => {
    inputs.state = '[secret]'
  }),
  '2b': ca001((inputs) => {
    inputs.grantControls = '[secret]'
  }),
  '2-ok': ca001((inputs) => {
    inputs.displayName = '[secret]'
  }),
  '3a': ca001((inputs) => {
    inputs.state = UNKNOWN
  }),
  '3b': users((found) => {
    found.includedUsers = [UNKNOWN]
  }),
  '3c': ca001((inputs) => {
    inputs.conditions = UNKNOWN
  }),
  '3d': ca001((inputs) => {
    inputs.grantControls = UNKNOWN
  }),
  '3e': users((found) => {
    found.excludedGroups = [id('breakglass'), UNKNOWN]
  }),
  '3-ok': ca001((inputs) => {
    inputs.displayName = UNKNOWN
  }),
  '3-ok2': firstDeployment,
  '4a': (tenant) => remove(tenant, 'CA001'),
  '4b': (tenant) => {
    for (const found of tenant.steps) {
      if (!found.urn.includes('::azuread:')) continue
      found.op = 'delete'
      delete found.newState
    }
  },
  '4c': onlyBucket('identity'),
  '4-ok': (tenant) => {
    tenant.steps.push(step(TYPES.policy, 'CA001b', structuredClone(find(tenant, 'CA001').newState.inputs)))
    remove(tenant, 'CA001b')
  },
  '4-ok2': (tenant) => {
    Object.assign(tenant, soundStack())
  },
  '5a': both((tenant) => forget(tenant, 'CA001'), unchangedExceptSales),
  '5b': both(unchangedExceptSales, (tenant) => {
    tenant.digest['changeSummary'] = { same: tenant.steps.length - 1, update: 1 }
    tenant.steps = tenant.steps.filter((found) => found.op === 'update')
  }),
  '5-ok': unchangedExceptSales,
  '6': (tenant) => {
    tenant.steps.push(
      create(TYPES.policy, 'other-name', structuredClone(find(tenant, 'CA001').newState.inputs), { protect: true }),
    )
    remove(tenant, 'CA001')
  },
  '7': (tenant) => {
    const found = find(tenant, 'CA001')
    const renamed = found.urn.replace('::CA001', '::require-mfa')
    found.newState.aliases = [found.urn]
    found.urn = renamed
    found.newState.urn = renamed
  },
  '7b': grant({ operator: 'OR', builtInControls: ['compliantDevice'] }),
  '8c': [
    (tenant) => forget(tenant, 'CA001'),
    (tenant) => {
      find(tenant, 'CA001').oldState.retainOnDelete = true
      remove(tenant, 'CA001')
    },
  ],
  '9a': (tenant) => {
    update(tenant, 'CA001', (inputs) => {
      inputs.state = 'disabled'
    })
    find(tenant, 'CA001').newState.ignoreChanges = ['state']
  },
  '9b': (tenant) => {
    find(tenant, 'CA001').newState.ignoreChanges = ['conditions']
  },
  '9-ok': (tenant) => {
    find(tenant, 'sales').newState.ignoreChanges = ['description']
  },
  '10': grant({ operator: 'OR', builtInControls: ['mfa', 'compliantDevice'] }),
  '10-ok': grant({ operator: 'AND', builtInControls: ['mfa', 'compliantDevice'] }),
  '10-ok2': grant({ operator: 'AND', builtInControls: ['mfa'] }),
  '11a': grant({ operator: 'OR', builtInControls: ['mfa'], termsOfUses: [id('terms')] }),
  '11b': grant({ operator: 'OR', builtInControls: ['mfa'], customAuthenticationFactors: ['ExternalMfa'] }),
  '11-ok': grant({ operator: 'AND', builtInControls: ['mfa'], termsOfUses: [id('terms')] }),
  '12b': grant({ operator: 'OR', builtInControls: ['compliantDevice'], authenticationStrengthPolicyId: STRENGTH_4 }),
  '13': ca001((inputs) => {
    delete inputs.grantControls
    inputs.sessionControls = { signInFrequency: 4, signInFrequencyPeriod: 'hours' }
  }),
  '13-ok': ca001((inputs) => {
    inputs.sessionControls = { signInFrequency: 4, signInFrequencyPeriod: 'hours' }
  }),
  '14': both(
    grant({ operator: 'OR', builtInControls: ['block'] }),
    users((found) => {
      delete found.excludedGroups
    }),
  ),
  '14-ok': further({
    conditions: { applications: { includedApplications: [APP] } },
    grantControls: { operator: 'OR', builtInControls: ['block'] },
  }),
  '15a': users((found) => found.excludedGroups.push(id('all-staff'))),
  '15b': scanners(MFA, AZURE, { expiresOn: '2026-11-22' }),
  '15c': users((found) => found.excludedGroups.push(id('a group that nothing declares'))),
  '15d': scanners('entra.managed_device_required', 'entra.managed_device_required', {}),
  '15-ok': scanners(MFA, AZURE, {}),
  '15-ok2': scanners(MFA, AZURE, { expiresOn: '2026-11-23' }),
  '16a': users((found) => {
    found.excludedUsers = ['All']
  }),
  '16b': users((found) => {
    found.excludedUsers = ['GuestsOrExternalUsers']
  }),
  '16-ok': (tenant) => {
    for (const name of POLICIES) {
      update(tenant, name, (inputs) => {
        delete inputs.conditions.users.excludedGroups
        inputs.conditions.users.excludedUsers = [id('breakglass1'), id('breakglass2')]
      })
    }
    tenant.exceptions = tenant.exceptions.map((entry) => ({
      ...entry,
      scope: { users: [id('breakglass1'), id('breakglass2')] },
    }))
  },
  '17a': (tenant) => {
    for (const name of ['CA001', 'CA004'])
      update(tenant, name, (inputs) => {
        inputs.conditions.users.excludedRoles = [GLOBAL_ADMINISTRATOR]
      })
  },
  '17-ok': both(
    users((found) => {
      found.excludedRoles = ['d29b2b05-8046-44ba-8758-1e26182fcf32']
    }),
    excepted([MFA, GUESTS, AZURE], { roles: ['d29b2b05-8046-44ba-8758-1e26182fcf32'] }),
  ),
  '18': serviceProviders,
  '18-ok': both(serviceProviders, excepted([MFA, GUESTS, AZURE], { guestTypes: ['serviceProvider'] })),
  '20': (tenant) =>
    update(tenant, 'breakglass', (inputs) => {
      delete inputs.members
      Object.assign(inputs, {
        assignableToRole: false,
        types: ['DynamicMembership'],
        dynamicMembership: { enabled: true, rule: 'user.accountEnabled -eq true' },
      })
    }),
  '20-ok': (tenant) => {
    tenant.steps.push(
      create(TYPES.group, 'active-people', {
        displayName: 'active-people',
        types: ['DynamicMembership'],
        dynamicMembership: { enabled: true, rule: 'user.accountEnabled -eq true' },
      }),
    )
  },
  '21a': (tenant) =>
    update(tenant, 'breakglass', (inputs) => {
      inputs.owners = [id('carl')]
    }),
  '21b': (tenant) => {
    update(tenant, 'breakglass', (inputs) => {
      inputs.assignableToRole = false
    })
    find(tenant, 'breakglass').op = 'replace'
  },
  '21-ok': (tenant) =>
    update(tenant, 'breakglass', (inputs) => {
      inputs.description = 'Emergency access'
    }),
  '23a': conditions((found) => {
    found.applications.excludedApplications = [APP]
  }),
  '23b': conditions((found) => {
    found.applications.excludedApplications = ['Office365']
  }),
  '23c': conditions((found) => {
    found.applications.excludedApplications = ['797f4846-ba00-4fd7-ba43-dac1f8f63013']
  }),
  '23-ok': both(
    conditions((found) => {
      found.applications.excludedApplications = [APP]
    }),
    excepted([MFA, GUESTS], { applications: [APP] }),
  ),
  '24': conditions((found) => {
    found.applications.filter = { mode: 'exclude', rule: 'CustomSecurityAttribute.Gate_Tier -eq "low"' }
  }),
  '24-ok': further({
    conditions: {
      applications: {
        includedApplications: ['All'],
        filter: { mode: 'include', rule: 'CustomSecurityAttribute.Gate_Tier -eq "low"' },
      },
    },
    grantControls: { operator: 'OR', builtInControls: ['block'] },
  }),
  '25a': both(
    further({}, 'disabled'),
    conditions((found) => {
      found.applications.includedApplications = ['Office365']
    }),
  ),
  '25b': both(
    further({}, 'disabled'),
    conditions((found) => {
      found.applications.includedApplications = ['None']
    }),
  ),
  '25-ok2': both(
    conditions((found) => {
      found.applications.includedApplications = ['Office365']
    }),
    further({ grantControls: { operator: 'AND', builtInControls: ['mfa', 'compliantDevice'] } }),
  ),
  '26a': conditions((found) => {
    found.platforms = { includedPlatforms: ['windows'] }
  }),
  '26b': conditions((found) => {
    found.platforms = { includedPlatforms: ['all'], excludedPlatforms: ['linux'] }
  }),
  '26-ok': further({
    conditions: { platforms: { includedPlatforms: ['android', 'iOS'] } },
    grantControls: { operator: 'OR', builtInControls: ['compliantDevice'] },
  }),
  '27': conditions((found) => {
    found.locations = { includedLocations: ['All'], excludedLocations: ['AllTrusted'] }
  }),
  '29a': conditions((found) => {
    found.devices = { filter: { mode: 'exclude', rule: 'device.trustType -eq "ServerAD"' } }
  }),
  '29b': conditions((found) => {
    found.devices = { filter: { mode: 'include', rule: 'device.model -eq "Kiosk"' } }
  }),
  '29-ok': further({
    conditions: { devices: { filter: { mode: 'exclude', rule: 'device.trustType -eq "ServerAD"' } } },
    grantControls: { operator: 'OR', builtInControls: ['block'] },
  }),
  '30': conditions((found) => {
    found.clientAppTypes = ['browser']
  }),
  '30-ok': conditions((found) => {
    found.clientAppTypes = ['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other']
  }),
  '31a': (tenant) => {
    update(tenant, 'CA002', (inputs) => {
      inputs.conditions.clientAppTypes = ['other']
    })
    update(tenant, 'CA001', (inputs) => {
      inputs.conditions.clientAppTypes = ['browser', 'mobileAppsAndDesktopClients']
    })
  },
  '31b': (tenant) =>
    update(tenant, 'CA002', (inputs) => {
      inputs.conditions.clientAppTypes = ['all']
      delete inputs.conditions.users.excludedGroups
    }),
  '31-ok': (tenant) =>
    update(tenant, 'CA002', (inputs) => {
      inputs.conditions.clientAppTypes = ['all']
    }),
  '32a': conditions((found) => {
    found.userRiskLevels = ['high']
  }),
  '32b': conditions((found) => {
    found.signInRiskLevels = ['medium', 'high']
  }),
  '32-ok': conditions((found) => Object.assign(found, { userRiskLevels: [], signInRiskLevels: [] })),
  '34a': conditions((found) => {
    found.insiderRiskLevels = 'elevated'
  }),
  '34b': conditions((found) => {
    found.authenticationFlowTransferMethods = ['deviceCodeFlow']
  }),
  '34-ok': further({
    conditions: { insiderRiskLevels: 'elevated' },
    grantControls: { operator: 'OR', builtInControls: ['block'] },
  }),
  '34-ok2': (tenant) =>
    update(tenant, 'CA003', (inputs) => {
      inputs.conditions.authenticationFlowTransferMethods = ['authenticationTransfer', 'deviceCodeFlow']
    }),
  '35a': users((found) => {
    found.includedUsers = ['all']
  }),
  '35b': users((found) => {
    found.includedUsers = ['None']
  }),
  '35c': users((found) => {
    found.includedUsers = ['anna', 'bert', 'carl', 'dora', 'adm-anna', 'adm-bert'].map(id)
  }),
  '35-ok': users((found) => {
    found.includedUsers = ['All', id('anna')]
  }),
  '36a': users((found) => {
    delete found.includedUsers
    found.includedGroups = [id('everyone')]
  }),
  '36-ok': users((found) => {
    found.includedGroups = [id('everyone')]
  }),
  '41a': assign('29232CDF-9323-42FD-ADE2-1D097AF3E4DE'),
  '41b': assign('/29232cdf-9323-42fd-ade2-1d097af3e4de'),
  '41-ok': (tenant) => {
    for (const name of POLICIES)
      update(tenant, name, (inputs) => {
        inputs.conditions.users.excludedGroups = [id('breakglass').toUpperCase()]
      })
  },
  '41-ok3': assign('88D8E3E3-8F55-4A1E-953A-9B9898B8876B'),
  '42a': assign(UNKNOWN),
  '44a': permanentlyEligible,
  '44b': both(permanentlyEligible, mustExpire),
  '44-ok': both(
    mustExpire,
    excepted(['entra.no_permanent_privileged_role'], { users: [id('adm-anna'), id('adm-bert')] }),
  ),
  '55a': (tenant) => {
    tenant.register.stacks.identity.tenants = [T1, T2]
    tenant.steps.push(providerStep('other', T2))
    const provider = `${urn('pulumi:providers:azuread', 'other')}::${id('provider other')}`
    for (const found of [...tenant.steps]) {
      if (!found.urn.includes(TYPES.policy)) continue
      const copy = structuredClone(found)
      const name = `${found.urn}-second`
      tenant.steps.push({
        ...copy,
        urn: name,
        provider,
        oldState: { ...copy.oldState, urn: name, provider, id: id(name), outputs: { objectId: id(name) } },
        newState: { ...copy.newState, urn: name, provider },
      })
    }
    remove(tenant, 'CA001')
  },
  '55b': (tenant) => sentinelProvider(tenant, UNKNOWN),
  '55-ok': (tenant) => sentinelProvider(tenant, T1),
  '56a': (tenant) => {
    const component = {
      urn: urn('gatehouse:components:MfaPolicy', 'mfa'),
      custom: false,
      type: 'gatehouse:components:MfaPolicy',
      parent: engineSteps('identity')[0]?.urn,
    }
    tenant.steps.push({ op: 'same', urn: component.urn, oldState: component, newState: component, detailedDiff: null })
    remove(tenant, 'CA001')
  },
  '56b': (tenant) => sentinelProvider(tenant, T9),
  '56-ok': (tenant) => {
    tenant.register.stacks.lab = { tenants: [T9], accounts: [], types: [] }
  },
  '57a': (tenant) => {
    tenant.steps = tenant.steps.filter((found) => found.urn.endsWith('::CA003'))
    delete tenant.digest['changeSummary']
  },
  '57b': [
    (tenant) => {
      tenant.digest['diagnostics'] = [{ severity: 'error', message: 'the provider said no' }]
    },
    (tenant) => {
      tenant.digest['maybeCorrupt'] = true
    },
  ],
  '57-ok': (tenant) => {
    tenant.digest['diagnostics'] = [
      { severity: 'warning', message: 'deprecated' },
      { severity: 'info', message: 'hello' },
    ]
  },
  '59': both(
    (tenant) => forget(tenant, 'CA001'),
    importPolicy({ grantControls: { operator: 'OR', builtInControls: ['mfa', 'compliantDevice'] } }),
  ),
  '59b': importPolicy({ grantControls: { operator: 'OR', builtInControls: ['compliantDevice'] }, noExclusions: true }),
  '59-ok': both((tenant) => forget(tenant, 'CA001'), importPolicy({})),
  '60': further({ grantControls: { operator: 'OR', builtInControls: ['compliantDevice'] }, noExclusions: true }),
  '60-ok': further({ grantControls: { operator: 'OR', builtInControls: ['compliantDevice'] } }),
  '60-ok2': further(
    { grantControls: { operator: 'OR', builtInControls: ['compliantDevice'] }, noExclusions: true },
    'enabledForReportingButNotEnforced',
  ),
  '61a': (tenant) => {
    update(tenant, 'breakglass', (inputs) => {
      inputs.members = [id('breakglass1')]
    })
    remove(tenant, 'breakglass2')
    remove(tenant, 'breakglass2-global-administrator')
  },
  '61b': (tenant) => {
    for (const name of POLICIES)
      update(tenant, name, (inputs) => {
        delete inputs.conditions.users.excludedGroups
      })
    for (const name of [
      'breakglass',
      'breakglass1',
      'breakglass2',
      'breakglass1-global-administrator',
      'breakglass2-global-administrator',
    ])
      remove(tenant, name)
  },
  '61-ok': (tenant) => {
    tenant.steps.push(step(TYPES.user, 'breakglass3', { displayName: 'breakglass3' }, { protect: true }))
    update(tenant, 'breakglass', (inputs) => inputs.members.push(id('breakglass3')))
    tenant.register.people.push({
      id: 'breakglass3',
      name: 'breakglass3',
      startedOn: '2020-01-01',
      emergency: true,
      account: { userPrincipalName: 'b3', directory: id('breakglass3') },
    })
  },
  '66a': grant({ builtInControls: ['mfa', 'compliantDevice'] }),
  '66b': users((found) => {
    found.includedUsers = []
  }),
  '66c': grant({ operator: 'OR', builtInControls: [] }),
  '66-ok': [
    () => undefined,
    users((found) => {
      found.excludedUsers = []
    }),
    users((found) => {
      found.excludedUsers = null
    }),
  ],
  '66-ok2': conditions((found) => {
    delete found.clientAppTypes
  }),
  '67a': foreign('pulumi-nodejs:dynamic:Resource', { __provider: 'exports.handler' }),
  '67b': foreign('command:local:Command', { create: 'curl https://graph.microsoft.com' }),
  '67c': foreign('msgraph:index/resource:Resource', { url: 'identity/conditionalAccess/policies' }),
  '67d': conditions((found) => {
    found.agentIdRiskLevels = ['high']
  }),
  '67e': (tenant) => {
    const found = find(tenant, 'CA001')
    const type = 'azuread:index/conditionalAccessPolicyV2:ConditionalAccessPolicyV2'
    found.urn = urn(type, 'CA001')
    Object.assign(found.newState, { urn: found.urn, type })
    Object.assign(found.oldState, { urn: found.urn, type })
  },
  '67-ok': (tenant) => {
    const component = {
      urn: urn('gatehouse:components:MfaPolicy', 'mfa'),
      custom: false,
      type: 'gatehouse:components:MfaPolicy',
      parent: engineSteps('identity')[0]?.urn,
    }
    tenant.steps.push({ op: 'create', urn: component.urn, newState: component, detailedDiff: null })
  },
  '67-ok2': ca001((inputs) => {
    inputs.sessionControls = { secureSignInSession: { isEnabled: true } }
  }),
}
