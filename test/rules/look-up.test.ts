import { Command } from 'commander'
import { expect, test } from 'vitest'
import { explainCommand } from '../../src/commands/explain.ts'
import { rulesCommand } from '../../src/commands/rules.ts'
import { workplace } from '../workplace.ts'

async function run(...line: readonly string[]): Promise<string> {
  const place = workplace()
  const program = new Command()
  explainCommand(program, place, () => undefined)
  rulesCommand(program, place, () => undefined)
  await program.parseAsync([...line], { from: 'user' })
  return place.written.out
}

test('explain says controls with their titles, the parameters that matter, and the page', async () => {
  const text = await run('explain', 'entra.no_permanent_privileged_role')
  expect(text.slice(text.indexOf('ISO/IEC'))).toBe(
    [
      'ISO/IEC 27001:2022, with titles in our own words:',
      '  A.5.18 Granting and taking away access',
      "  A.8.2 Administrators' rights",
      '',
      'Parameters (policies/parameters.yaml):',
      '  assignment.longestDays: 365',
      '  eligibility.mustExpire: false',
      '  furtherPrivilegedRoles: 19 entries',
      '  privilegedRoles: 8 entries',
      '',
      'Why it matters, with examples: docs/rules/entra/no_permanent_privileged_role.md',
      'The rule itself: policies/entra/no_permanent_privileged_role',
      '',
    ].join('\n'),
  )
})

test.each([
  ['entra.mfa_all_users', {}],
  ['entra.high_risk_users_blocked', { 'licences.entraP2': false }],
  ['entra.phishing_resistant_mfa_admins', ['privilegedRoles']],
  ['entra.admin_session_limited', ['privilegedRoles', 'session.administratorHours']],
  [
    'entra.emergency_access_accounts',
    ['emergencyAccounts.maximum', 'emergencyAccounts.minimum', 'furtherPrivilegedRoles'],
  ],
  ['own.requirements', { ownRequirements: [] }],
])('the parameters of %s come from its source and its requirement', async (id, expected) => {
  const { parameters } = JSON.parse(await run('explain', id, '--json'))
  expect(Array.isArray(expected) ? Object.keys(parameters) : parameters).toEqual(expected)
})

test('rules lists each rule with its controls', async () => {
  const lines = (await run('rules')).split('\n')
  expect(lines.find((line) => line.startsWith('entra.mfa_all_users '))?.replace(/ {2,}/g, '  ')).toBe(
    'entra.mfa_all_users  critical  enforced  Multi-factor authentication is required for all users  A.5.15, A.5.17, A.8.5',
  )
})

test('rules --controls lists what evidences each control', async () => {
  const text = await run('rules', '--controls')
  const from = text.indexOf('A.5.7 ')
  expect(text.slice(from, text.indexOf('A.5.9 '))).toBe(
    [
      'A.5.7 Watching for new threats',
      '  entra.high_risk_sign_ins_blocked  (label of Prowler)',
      '  entra.high_risk_users_blocked  (label of Prowler)',
      '',
    ].join('\n'),
  )
  expect(text).toContain('9.3 Management looks at all of it\n  records: management-review\n')
})
