import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRecordFile } from '../../src/records/read.ts'
import { ROOT, workplace } from '../workplace.ts'
import { record, registerDirectory } from './command.ts'

const NOW = ['--now', '2026-12-03T09:00:00Z']

/** The lists of a record that was prepared from the example's program. */
async function prepared(kind: string, ...args: readonly string[]) {
  const root = registerDirectory()
  const register = join(root, 'stacks/register')
  const { code, out } = await record(ROOT, kind, ...args, '--register', register, ...NOW)
  expect(code).toBe(0)
  const path = /^(\S+): /.exec(out)?.[1] ?? ''
  const stem = path.split('/').at(-1)?.replace('.yaml', '') ?? ''
  const { document } = readRecordFile(workplace(ROOT), { kind: kind as 'incident', stem, path })
  return document.value as { readonly [key: string]: readonly Record<string, unknown>[] }
}

test('an administrator review lists who is privileged by the plans, and what only the last review knew', async () => {
  const { basis, entries = [] } = await prepared('admin-review')
  expect(basis).toEqual([
    { source: 'plan of the stack identity', digest: expect.stringMatching(/^[0-9a-f]{64}$/), entries: 7 },
    { source: 'the review of 2026-11-05, for what no plan declares', entries: 8 },
  ])
  expect(entries.slice(0, 3)).toEqual([
    {
      who: 'kristof-peeters',
      what: 'Cloud Application Administrator',
      through: 'eligible, permanently, directly',
      account: 'adm.kristof.peeters@nordlicht.example.com',
      service: 'microsoft-365',
      since: '2026-11-05',
      why: 'Single sign-on of the cloud services',
      declared: 'stacks/identity/roles.ts:24',
      resource:
        'azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest::kristof-peeters-cloud-application-administrator',
      decision: 'TODO',
    },
    expect.objectContaining({ who: 'nadia-rahimi', what: 'Exchange Administrator' }),
    expect.objectContaining({
      who: 'emergency-1',
      what: 'Global Administrator',
      why: 'Emergency access if nothing else works',
    }),
  ])
  expect(entries.slice(7).map(({ who, service, decision }) => [who, service, decision])).toContainEqual([
    'stefan-eckert',
    'github',
    'TODO',
  ])
})

test('off-boarding lists every account with what it can do and where, in declared and in other services', async () => {
  const { accounts, checklist = [] } = await prepared(
    'offboarding',
    '--person',
    'nadia-rahimi',
    '--at',
    '2026-12-02T16:00:00Z',
  )
  expect(accounts).toEqual([
    {
      system: 'microsoft-365',
      account: 'nadia.rahimi@nordlicht.example.com',
      what: 'Member of the group Operations',
      declared: 'stacks/identity/teams.ts:29',
      disabledAt: 'TODO',
    },
    {
      system: 'microsoft-365',
      account: 'adm.nadia.rahimi@nordlicht.example.com',
      what: 'Exchange Administrator; User Administrator',
      declared: 'stacks/identity/roles.ts:12, stacks/identity/roles.ts:6',
      disabledAt: 'TODO',
    },
    { system: 'crm', account: 'nadia-rahimi', what: 'Fjordline CRM: administrator', disabledAt: 'TODO' },
    { system: 'accounting', account: 'nadia-rahimi', what: 'Kontora: administrator', disabledAt: 'TODO' },
  ])
  expect(checklist.length).toBeGreaterThan(5)
})

test('an access review of AWS lists its assignments', async () => {
  const { basis, entries = [] } = await prepared('access-review', '--service', 'aws')
  expect(basis?.map(({ source, entries: count }) => [source, count])).toEqual([
    ['plan of the stack aws', 1],
    ['the review of 2026-10-19, for what no plan declares', 18],
  ])
  expect(entries[0]).toMatchObject({
    what: 'AWS platform-viewer in account 444455556666',
    through: 'assigned in IAM Identity Center',
    declared: 'stacks/aws/permissions.ts:18',
  })
})
