import type { Decision } from '../../src/gate/decision.ts'
import { decision, denied, exception, HOSTILE, RULES, result, roleResult } from './builders.ts'

interface Case {
  readonly decision: Decision
  readonly exitCode: 0 | 1 | 3
}

const deny = (value: Decision): Case => ({ decision: value, exitCode: 1 })
const allow = (value: Decision): Case => ({ decision: { ...value, decision: 'allow' }, exitCode: 0 })

const hostile = HOSTILE.map((text) => text.toWellFormed())

/** The decisions whose whole output is pinned in every format. */
export const CASES: Readonly<Record<string, Case>> = {
  allow: allow(decision()),
  'deny-several': deny(
    denied(
      [
        roleResult(),
        result(),
        roleResult({
          message: 'Lee Temp is User Administrator without an end.',
          affected: ['Lee Temp'],
          finding: `${RULES.role.id}|lee`,
        }),
        roleResult({
          rule: RULES.owner.id,
          severity: 'medium',
          controls: RULES.owner.controls,
          resource: '',
          message: 'The service "crm" has the owner "p-017", who left on 2026-10-31.',
          affected: ['Olof Prior'],
          remediation: 'Name an active person as owner in stacks/register/services.yaml.',
          source: { file: 'stacks/register/services.yaml', line: 12 },
        }),
      ],
      {
        reason: '2 enforced rules fail: entra.mfa_all_users, entra.no_permanent_privileged_role.',
        head: {
          changed: ['policies/parameters.yaml'],
          decision: 'allow',
          blocks: [],
          frees: [RULES.mfa.id, RULES.role.id],
        },
        controlTitles: {
          'A.5.15': 'Who may reach what',
          'A.5.17': 'Handling passwords and keys',
          'A.5.23': 'Using cloud services',
          'A.5.9': 'Knowing what we have',
          'A.8.2': "Administrators' rights",
          'A.8.5': 'Signing in safely',
        },
      },
    ),
  ),
  unknown: deny(
    denied([
      {
        ...roleResult({
          status: 'unknown',
          message: 'The role of this assignment is known only after the deployment.',
          affected: [],
        }),
      },
    ]),
  ),
  'advisory-only': allow(
    denied([result({ rule: RULES.owner.id, severity: 'medium', controls: ['A.5.9'] })], {
      reason: 'No enforced rule fails or is unknown.',
    }),
  ),
  excepted: allow(
    denied([result({ status: 'excepted', exceptions: ['EX-001'] })], {
      reason: 'No enforced rule fails or is unknown; 1 finding is excepted.',
      exceptions: [
        exception(),
        exception({ id: 'EX-002', expiresOn: '2026-10-01', state: 'expired', used: false }),
        exception({ id: 'EX-003', used: false }),
        exception({ id: 'EX-004', state: 'pending', used: false }),
      ],
    }),
  ),
  baseline: allow(
    denied([result({ baselineUntil: '2027-01-31' })], {
      reason: 'No new finding of an enforced rule.',
      policySource: { kind: 'working-tree' },
      baseline: { tolerated: 1, obsolete: ['entra.mfa_all_users/old'], expired: ['entra.device_code_flow_blocked/x'] },
    }),
  ),
  empty: {
    decision: decision({
      reason: 'No enforced rule was selected.',
      rules: [],
      results: [],
      plan: { origin: 'embedded', resources: 0, changes: {} },
    }),
    exitCode: 3,
  },
  'no-result': deny(
    decision({
      decision: 'deny',
      reason: 'An enforced rule gave no result.',
      rules: [{ ...RULES.mfa, status: 'unknown', results: 0 }],
      results: [],
    }),
  ),
  'two-hundred': deny(
    denied(
      Array.from({ length: 200 }, (_, index) =>
        roleResult({
          resource: `urn:pulumi:prod::nordlicht::azuread:index/directoryRoleAssignment:DirectoryRoleAssignment::assignment-${index}`,
          source: { file: 'stacks/identity/roles.ts', line: 10 + index },
          message: `Person ${index} is Global Administrator without an end.`,
          affected: Array.from({ length: index === 0 ? 60 : 1 }, (_, person) => `Person ${index + person}`),
        }),
      ),
    ),
  ),
  hostile: deny(
    denied(
      hostile.map((text, index) =>
        result({
          message: text,
          affected: hostile,
          remediation: text,
          nearest: text,
          resource: `urn:pulumi:prod::nordlicht::azuread:index/group:Group::${text}`,
          source: {
            file: ['//evil.example/x', '../../etc/passwd', `a)b ${text}`, 'javascript:alert(1)'][index % 4] ?? '',
            line: 1 + index,
          },
        }),
      ),
      {
        head: { changed: hostile, decision: 'allow' },
        reason: hostile.join(' '),
        project: hostile[2] ?? '',
        stack: hostile[3] ?? '',
        exceptions: [exception({ owner: hostile[5] ?? '' })],
      },
    ),
  ),
}
