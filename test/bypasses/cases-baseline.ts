// What each baseline entry of bypasses.yaml changes in S, by row: the change itself, locations and risk.
import { AWS_CASES } from './cases-aws.ts'
import { PRINCIPAL_CASES } from './cases-principals.ts'
import { both, type Case, type Cases, changed, deployed, excepted, options, policy } from './changes.ts'
import { id, providerStep, type Step, step, T1, TYPES, urn } from './steps.ts'
import { find, remove, type Tenant } from './tenant.ts'

/**
 * CA001 moves to another provider instance of the tenant. An earlier deployment had unprotected it. The engine shows the
 * parts of a replacement in the order in which it takes them.
 */
const replaced =
  (deletesFirst: boolean): Case =>
  (tenant: Tenant) => {
    tenant.steps.push(providerStep('other', T1))
    const found = find(tenant, 'CA001')
    const provider = `${urn('pulumi:providers:azuread', 'other')}::${id('provider other')}`
    const newState = { ...found.newState, provider, ...(deletesFirst ? { deleteBeforeReplace: true } : {}) }
    const oldState = { ...found.oldState, protect: false, ...(deletesFirst ? {} : { delete: true }) }
    const { urn: key } = found
    const gone: Step = { op: 'delete-replaced', urn: key, oldState, detailedDiff: null }
    const made: Step = {
      op: 'create-replacement',
      urn: key,
      provider,
      oldState,
      newState,
      detailedDiff: null,
    }
    tenant.steps = tenant.steps.filter((one) => one !== found)
    tenant.steps.push(...(deletesFirst ? [gone, made] : [made, gone]))
  }

const BLOCK = { operator: 'OR', builtInControls: ['block'] }
const risk = (name: string, property: string): Case =>
  policy(name, { conditions: { [property]: ['high'] }, grantControls: BLOCK }, step)
const twoRisks = both(
  (tenant) => {
    tenant.parameters.licences.entraP2 = true
  },
  risk('CA005', 'userRiskLevels'),
  risk('CA006', 'signInRiskLevels'),
  excepted(['entra.high_risk_users_blocked', 'entra.high_risk_sign_ins_blocked'], { groups: [id('breakglass')] }),
)

export const CASES: Cases = {
  '6b': replaced(true),
  '6b-ok': replaced(false),
  '8a': options('CA001', { retainOnDelete: true }),
  '8b': options('CA001', { protect: false }),
  '8-ok': both(policy('CA005', { state: 'enabledForReportingButNotEnforced' }, step), (tenant) => {
    const { oldState, newState } = find(tenant, 'CA005')
    for (const state of [oldState, newState]) state.protect = false
  }),
  '28b': both(
    deployed(step(TYPES.location, 'vpn', { displayName: 'vpn', ip: { ipRanges: ['198.0.0.0/8'], trusted: false } })),
    changed('vpn', (inputs) => {
      inputs.ip.trusted = true
    }),
  ),
  '33': both(
    twoRisks,
    (tenant) => remove(tenant, 'CA006'),
    changed('CA005', (inputs) => {
      inputs.conditions.signInRiskLevels = ['high']
    }),
  ),
  '33-ok': twoRisks,
  ...PRINCIPAL_CASES,
  ...AWS_CASES,
}
