import type { Decision, ExceptionSummary, Result, RuleSummary } from '../../src/gate/decision.ts'
import { sha256 } from '../../src/json.ts'

const IDENTITY = 'urn:pulumi:prod::nordlicht'
const MFA = `${IDENTITY}::azuread:conditionalaccess/conditionalAccessPolicy:ConditionalAccessPolicy::mfa-for-all`
const SALES = [
  'Anna Virtanen',
  'Bert Nilsson',
  'Carla Ek',
  'Dora Lind',
  'Emil Strand',
  'Frida Holm',
  'Gustav Berg',
  'Hanna Sund',
  'Ivar Dahl',
]

export const RULES: Readonly<Record<'mfa' | 'legacy' | 'role' | 'owner' | 'device', RuleSummary>> = {
  mfa: {
    id: 'entra.mfa_all_users',
    title: 'Multi-factor authentication is required for all users',
    severity: 'critical',
    controls: ['A.5.17', 'A.8.5'],
    mode: 'enforced',
    status: 'pass',
    examined: 4,
    results: 1,
  },
  legacy: {
    id: 'entra.legacy_authentication_blocked',
    title: 'Legacy authentication is blocked',
    severity: 'critical',
    controls: ['A.8.5'],
    mode: 'enforced',
    status: 'pass',
    examined: 4,
    results: 1,
  },
  role: {
    id: 'entra.no_permanent_privileged_role',
    title: 'Nobody holds a privileged role without an end',
    severity: 'high',
    controls: ['A.5.15', 'A.8.2'],
    mode: 'enforced',
    status: 'pass',
    examined: 11,
    results: 1,
  },
  owner: {
    id: 'register.owner_assigned',
    title: 'Every service in use has an owner who works here',
    severity: 'medium',
    controls: ['A.5.9', 'A.5.23'],
    mode: 'advisory',
    status: 'pass',
    examined: 7,
    results: 1,
  },
  device: {
    id: 'entra.device_code_flow_blocked',
    title: 'The device code flow is blocked',
    severity: 'high',
    controls: ['A.8.5'],
    mode: 'enforced',
    status: 'not_applicable',
    examined: 0,
    results: 1,
  },
}

/** One result of a rule; a failing MFA policy unless told otherwise. */
export function result(changes: Partial<Result> = {}): Result {
  return {
    rule: RULES.mfa.id,
    status: 'fail',
    severity: 'critical',
    controls: ['A.5.17', 'A.8.5'],
    resource: MFA,
    source: { file: 'stacks/identity/conditional-access.ts', line: 41, column: 7 },
    related: [{ file: 'stacks/components/mfa-policy.ts', line: 18 }],
    message: 'The group Sales is excluded, so its 9 members sign in with a password alone.',
    affected: SALES,
    nearest: 'Policy mfa-for-all requires MFA of everybody else; it lacks the group Sales.',
    remediation: 'Remove the group from excludedGroups, or register an exception with an owner and an end.',
    exceptions: [],
    finding: `${RULES.mfa.id}|${changes.resource ?? MFA}|sales`,
    ...changes,
  }
}

/** A permanent role assignment of a contractor. */
export function roleResult(changes: Partial<Result> = {}): Result {
  const { related: _related, nearest: _nearest, ...rest } = result()
  const resource = `${IDENTITY}::azuread:index/directoryRoleAssignment:DirectoryRoleAssignment::contractor-admin`
  return {
    ...rest,
    rule: RULES.role.id,
    severity: 'high',
    controls: RULES.role.controls,
    resource,
    finding: `${RULES.role.id}|${changes.resource ?? resource}`,
    source: { file: 'stacks/identity/roles.ts', line: 63 },
    message: 'Kim Contractor is Global Administrator without an end.',
    affected: ['Kim Contractor'],
    remediation: 'Make the person eligible with DirectoryRoleEligibilityScheduleRequest and an expiration.',
    ...changes,
  }
}

/** A result that is no finding. */
function passResult(rule: RuleSummary): Result {
  return {
    rule: rule.id,
    status: rule.status,
    severity: rule.severity,
    controls: rule.controls,
    resource: '',
    message: `${rule.title}.`,
    affected: [],
    remediation: '',
    exceptions: [],
    finding: `${rule.id}|`,
  }
}

export function exception(changes: Partial<ExceptionSummary> = {}): ExceptionSummary {
  return {
    id: 'EX-001',
    rule: RULES.mfa.id,
    owner: 'Dora Lind',
    expiresOn: '2027-03-31',
    state: 'live',
    used: true,
    ...changes,
  }
}

/** An allowing decision over the five rules; the summaries must be made to fit by whoever changes the results. */
export function decision(changes: Partial<Decision> = {}): Decision {
  const rules = [RULES.device, RULES.legacy, RULES.mfa, RULES.role, RULES.owner]
  return {
    schema: 'urn:gatehouse:decision/v1',
    decision: 'allow',
    reason: 'No enforced rule fails or is unknown.',
    project: 'nordlicht',
    stack: 'prod',
    now: '2026-11-23T10:00:00Z',
    policySource: { kind: 'base', revision: '3f2a9c4e5b6d7081a2b3c4d5e6f708192a3b4c5d' },
    digests: {
      plan: sha256('plan'),
      desired: sha256('desired'),
      input: sha256('input'),
      bundle: sha256('bundle'),
      parameters: sha256('parameters'),
      exceptions: sha256('exceptions'),
      register: sha256('register'),
    },
    plan: { origin: 'embedded', resources: 84, changes: { create: 1, update: 2 } },
    rules,
    results: rules.map(passResult),
    exceptions: [],
    ...changes,
  }
}

/** A decision with these findings; rules without one pass. */
export function denied(results: readonly Result[], changes: Partial<Decision> = {}): Decision {
  const base = decision()
  const rules = base.rules.map((rule) => {
    const own = results.filter((found) => found.rule === rule.id)
    const worst = own.some((found) => found.status === 'fail') ? 'fail' : own[0]?.status
    return worst === undefined ? rule : { ...rule, status: worst, results: own.length }
  })
  const passed = rules.filter((rule) => results.every((found) => found.rule !== rule.id)).map(passResult)
  return {
    ...base,
    decision: 'deny',
    reason: 'Enforced rules fail.',
    rules,
    results: [...results, ...passed],
    ...changes,
  }
}

/** What a hostile tenant, register or pull request might put into a name. */
export const HOSTILE: readonly string[] = [
  '\u001b[2J\u001b[31mred\u001b]8;;http://evil.example\u0007link',
  'Anna\u202Egro.live\u202C \u2066x\u2069 zero\u200Bwidth \u{E0041}tag \u0085 \u009b31m',
  '<img src=x onerror=alert(1)> <script>alert(1)</script> &lt;b&gt; <!-- -->',
  '@octocat @org/team closes #1, GH-12, owner/repo#3, mail@evil.example',
  '[click](javascript:alert(1)) ![x](http://evil.example/x.png) <http://evil.example> https://evil.example www.evil.example',
  '| a | b |\n|---|---|\n| 1 | 2 |\r\n\n# heading\n- item\n```\ncode\n```',
  '`code` ``` *bold* _it_ ~~no~~ $x^2$ \\ &#60; </details></summary>',
  '\ud800 lone surrogate',
  '::error::x ::stop-commands::y ##[error]x ##vso[task.setvariable variable=a;]b %0A::error::x ]]> \ufffe \uffff "\'',
]
