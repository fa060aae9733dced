import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openBase, readSources } from '../../src/gate/sources.ts'
import { workplace } from '../workplace.ts'
import { edit, tree } from './trees.ts'

async function sources(head: string, base: string | undefined) {
  const place = workplace(head)
  const opened = await openBase(place, head, undefined, base)
  return readSources(place, { root: head, useDefaultRegister: true, base: opened })
}

describe('with a base', () => {
  test('parameters, exceptions and approvals of the head do not bind, and the decision says that it touches them', async () => {
    const base = tree()
    const head = tree((root) => {
      edit('policies/parameters.yaml', 'maximum: 3', 'maximum: 9')(root)
      edit('stacks/register/exceptions.yaml', 'expiresOn: 2027-06-30', 'expiresOn: 2026-12-31')(root)
      edit('stacks/register/services.yaml', 'status: approved', 'status: proposed')(root)
    })
    const own = await sources(base, undefined)
    const found = await sources(head, base)
    expect(found.policySource).toEqual({ kind: 'base' })
    expect(found.binding.parameters).toEqual(own.binding.parameters)
    expect(found.binding.exceptions).toEqual(own.binding.exceptions)
    expect(found.binding.register?.services.map((service) => service.status)).toEqual(
      own.binding.register?.services.map((service) => service.status),
    )
    expect(found.head?.changed).toEqual(['approvals in the register', 'exceptions', 'parameters'])
    expect(found.head?.sources.parameters.emergencyAccounts.maximum).toBe(9)
  })

  test('what the head does to exceptions is known, and binds nobody yet', async () => {
    const base = tree()
    const head = tree((root) => {
      edit('stacks/register/exceptions.yaml', 'expiresOn: 2027-06-30', 'expiresOn: 2026-12-31')(root)
      edit('stacks/register/exceptions.yaml', 'id: EX-009', 'id: EX-099')(root)
    })
    const { exceptions, binding } = await sources(head, base)
    expect(exceptions?.changes.coming.map(({ id }) => id)).toEqual(['EX-001', 'EX-099'])
    expect(exceptions?.changes.leaving).toEqual(['EX-001', 'EX-009'])
    expect(binding.exceptions).toEqual(exceptions?.before)
    expect((await sources(head, undefined)).exceptions).toBeUndefined()
  })

  test('a service that the head adds is not approved, however it calls itself', async () => {
    const base = tree((root) => {
      edit('stacks/register/services.yaml', /id: crm\b/, 'id: crm-before')(root)
      rmSync(join(root, 'stacks/register/records'), { recursive: true })
      edit('stacks/register/exceptions.yaml', 'services: [crm]', 'services: [crm-before]')(root)
    })
    const found = await sources(tree(), base)
    const crm = found.binding.register?.services.find((service) => service.id === 'crm')
    expect([crm?.status, crm?.approvedOn, crm?.approvedBy]).toEqual(['proposed', undefined, undefined])
  })

  test('what people did stays done: a record that the head leaves out counts as the base has it', async () => {
    const failed = 'stacks/register/records/recovery-test/2026-04-22-helpdesk.yaml'
    const base = tree()
    const head = tree((root) => {
      rmSync(join(root, failed))
      edit('stacks/register/records/recovery-test/2026-03-24-accounting.yaml', 'rtoHours: 6', 'rtoHours: 5')(root)
    })
    const found = (await sources(head, base)).binding.register?.records ?? []
    expect(found.map(({ id }) => id)).toEqual(
      (await sources(base, undefined)).binding.register?.records.map(({ id }) => id),
    )
    expect(found.find(({ id }) => id === 'recovery-test/2026-03-24-accounting')?.body).toMatchObject({ rtoHours: 5 })
  })

  test('nobody makes himself an emergency account', async () => {
    const base = tree(
      edit(
        'stacks/register/people.yaml',
        /emergency: true\n {4}custodian: katrin-aldenhoff/,
        'kind: employee\n    team: support\n    title: Engineer',
      ),
    )
    const found = await sources(tree(), base)
    const own = await sources(base, undefined)
    const marked = (register: typeof own.binding.register) =>
      register?.people.filter((person) => person.emergency).map(({ id }) => id)
    expect(marked(found.binding.register)).toEqual(marked(own.binding.register))
    expect(found.head?.changed).toEqual(['approvals in the register'])
  })

  test.each([
    ['calls another account', edit('stacks/register/people.yaml', 'User::emergency-1', 'User::shadow')],
    ['says that it left', edit('stacks/register/people.yaml', /(id: emergency-1\n.*\n)/, '$1    leftOn: 2026-01-01\n')],
    [
      'calls it a person',
      edit(
        'stacks/register/people.yaml',
        /(id: emergency-1\n.*\n) {4}emergency: true\n.*\n/,
        '$1    kind: employee\n    team: support\n    title: Engineer\n',
      ),
    ],
    ['leaves it out for another', edit('stacks/register/people.yaml', 'id: emergency-2', 'id: emergency-9')],
  ])('an emergency account is the base’s as a whole, also where the head %s', async (_title, change) => {
    const base = tree()
    const found = await sources(tree(change), base)
    const own = await sources(base, undefined)
    const accounts = (register: typeof own.binding.register) => register?.people.filter((person) => person.emergency)
    expect(accounts(found.binding.register)).toEqual(accounts(own.binding.register))
    expect(found.head?.changed).toEqual(['approvals in the register'])
    const ids = found.binding.register?.people.map(({ id }) => id) ?? []
    expect(ids).toEqual([...new Set(ids)].sort())
  })

  test('an everyday account stays one, whatever the head calls it', async () => {
    const directory = 'azuread:index/user:User::jonas-weber'
    const account = { userPrincipalName: 'jonas.weber@nordlicht.example.com', directory }
    const base = tree()
    const renamed = tree(
      edit(
        'stacks/register/people.yaml',
        /account:(\n.*\n {6}directory: azuread:index\/user:User::jonas-weber)/,
        'adminAccount:$1',
      ),
    )
    const found = (await sources(renamed, base)).binding.register
    expect(found?.people.find(({ id }) => id === 'jonas-weber')).toMatchObject({ adminAccount: account })
    expect(found?.everydayBefore).toEqual([account])
    expect((await sources(tree(), base)).binding.register).not.toHaveProperty('everydayBefore')
  })

  test('regions that the head opens are said, judged, and not open', async () => {
    const own = ['eu-central-1', 'eu-west-1']
    const wide = ['us-east-1', ...own]
    const services = 'stacks/register/services.yaml'
    const head = tree(edit(services, 'regions: [eu-central-1', 'regions: [us-east-1, eu-central-1'))
    const found = await sources(head, tree())
    const before = (await sources(tree(), undefined)).binding.register
    const expected = before?.services.map((service) =>
      service.location?.regions === undefined
        ? service
        : { ...service, location: { ...service.location, regions: wide }, approvedRegions: own },
    )
    expect(found.binding.register?.services).toEqual(expected)
    expect(found.head?.changed).toEqual(['approvals in the register'])
    expect((await sources(tree(), tree())).binding.register).toEqual(before)
    const added = tree(edit(services, /^ {6}regions: .*\n/m, ''))
    expect(
      (await sources(tree(), added)).binding.register?.services.flatMap((one) => one.approvedRegions ?? []),
    ).toEqual([])
    expect(
      (await sources(tree(), added)).binding.register?.services.filter((one) => one.approvedRegions !== undefined),
    ).toHaveLength(1)
  })

  test('who a person is in the forge says the base; of a new person, nobody', async () => {
    const people = 'stacks/register/people.yaml'
    const forge = async (head: string, base: string) => {
      const found = await sources(head, base)
      const named = found.binding.register?.people.map(({ id, forge: login }) => [id, login]) ?? []
      return { changed: found.head?.changed ?? [], ...Object.fromEntries(named) }
    }
    const as = (login: string) => tree(edit(people, /(id: katrin-aldenhoff\n)/, `$1    forge: ${login}\n`))
    const changed = ['approvals in the register']
    expect(await forge(as('katrin-b'), as('katrin-a'))).toMatchObject({ 'katrin-aldenhoff': 'katrin-a', changed })
    expect(await forge(tree(), as('katrin-a'))).toMatchObject({ 'katrin-aldenhoff': 'katrin-a', changed })
    expect(await forge(as('katrin-b'), tree())).toMatchObject({ 'katrin-aldenhoff': undefined, changed })
    const entry =
      '  - id: new-person\n    name: New Person\n    kind: employee\n    team: support\n    title: Engineer\n    startedOn: 2026-11-01\n    forge: new-a\n'
    expect(await forge(tree(edit(people, /^people:\n/m, `people:\n${entry}`)), tree())).toMatchObject({
      'new-person': undefined,
      changed,
    })
  })

  test('policies of the head are not the ones that judge', async () => {
    const base = tree()
    const head = tree((root) => {
      rmSync(join(root, 'policies/bundle'), { recursive: true })
    })
    const found = await sources(head, base)
    expect(found.binding.bundle.digest).toBe((await sources(base, undefined)).binding.bundle.digest)
  })
})
