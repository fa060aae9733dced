import type { Scan, ScanResult, ScanStatus } from '../evidence/scanner.ts'
import type { Decision, Status } from '../gate/decision.ts'

/**
 * Which of our rules asks for the same as a check of a scanner: ScubaGear by control without its version, Prowler by
 * check. A check is listed only where both ask for the same outcome; that the scanner looks at less is its business,
 * and the reason to show both.
 */
const SAME: { readonly [check: string]: string } = {
  'MS.AAD.1.1': 'entra.legacy_authentication_blocked',
  'MS.AAD.2.1': 'entra.high_risk_users_blocked',
  'MS.AAD.2.3': 'entra.high_risk_sign_ins_blocked',
  'MS.AAD.3.1': 'entra.phishing_resistant_mfa_all_users',
  'MS.AAD.3.2': 'entra.mfa_all_users',
  'MS.AAD.3.6': 'entra.phishing_resistant_mfa_admins',
  'MS.AAD.3.7': 'entra.managed_device_required',
  'MS.AAD.3.8': 'entra.managed_device_for_mfa_registration',
  'MS.AAD.3.9': 'entra.device_code_flow_blocked',
  'MS.AAD.7.1': 'entra.global_admin_count',
  'MS.AAD.7.2': 'entra.finer_roles_than_global_admin',
  'MS.AAD.7.3': 'entra.admins_cloud_only',
  'MS.AAD.7.4': 'entra.no_permanent_privileged_role',
  'MS.AAD.7.6': 'entra.privileged_activation_approved',
  entra_users_mfa_enabled: 'entra.mfa_all_users',
  entra_admin_users_phishing_resistant_mfa_enabled: 'entra.phishing_resistant_mfa_admins',
  entra_legacy_authentication_blocked: 'entra.legacy_authentication_blocked',
  entra_managed_device_required_for_authentication: 'entra.managed_device_required',
  entra_managed_device_required_for_mfa_registration: 'entra.managed_device_for_mfa_registration',
  entra_conditional_access_policy_device_code_flow_blocked: 'entra.device_code_flow_blocked',
  admincenter_users_between_two_and_four_global_admins: 'entra.global_admin_count',
  entra_admin_users_cloud_only: 'entra.admins_cloud_only',
}

/** Every rule that a check is compared with. */
export const COMPARED_RULES: ReadonlySet<string> = new Set(Object.values(SAME))

/** Our rule for a check of a scanner; undefined where none asks for the same. */
function ruleFor(check: string): string | undefined {
  const name = check.startsWith('MS.') ? check.replace(/v\d+$/, '') : check
  return Object.hasOwn(SAME, name) ? SAME[name] : undefined
}

/**
 * Whether both say the same. `differs` needs a look: one of the two is wrong, or they looked at two states. `open`: at
 * least one of them does not know.
 */
export type Agreement = 'agrees' | 'differs' | 'open'

/** A check of a scanner beside our rule. */
export interface Beside {
  readonly check: string
  readonly title: string
  readonly said: ScanStatus
  readonly rule: string
  /** `none`: the decision has no such rule. */
  readonly ours: Status | 'none'
  readonly agreement: Agreement
}

/** The checks that one of our rules asks for as well, beside what a decision says. The worst answer of a check counts. */
export function besideDecision(scan: Scan, decision: Pick<Decision, 'rules'>): readonly Beside[] {
  const checks = Map.groupBy(scan.results, ({ check }) => check)
  return [...checks].flatMap(([check, results]) => {
    const rule = ruleFor(check)
    if (rule === undefined) return []
    const said = worst(results)
    const ours = decision.rules.find(({ id }) => id === rule)?.status ?? 'none'
    return [{ check, title: results[0]?.title ?? '', said, rule, ours, agreement: agreementOf(said, ours) }]
  })
}

const WORST_FIRST: readonly ScanStatus[] = ['fail', 'warning', 'unknown', 'not-checked', 'muted', 'pass']

function worst(results: readonly ScanResult[]): ScanStatus {
  return WORST_FIRST.find((status) => results.some((result) => result.status === status)) ?? 'unknown'
}

function agreementOf(said: ScanStatus, ours: Status | 'none'): Agreement {
  const theirs = said === 'pass' ? 'holds' : said === 'fail' || said === 'warning' ? 'broken' : 'open'
  const own = ours === 'pass' ? 'holds' : ours === 'fail' ? 'broken' : 'open'
  if (theirs === 'open' || own === 'open') return 'open'
  return theirs === own ? 'agrees' : 'differs'
}
