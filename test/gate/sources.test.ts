import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openBase, readSources } from '../../src/gate/sources.ts'
import { ROOT, workplace } from '../workplace.ts'

const made: string[] = []
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true })
})

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  made.push(directory)
  return directory
}

/** A tree with the example's register and policies. */
function tree(change: (root: string) => void = () => undefined): string {
  const root = temporary()
  cpSync(join(ROOT, 'policies'), join(root, 'policies'), { recursive: true })
  cpSync(join(ROOT, 'stacks/register'), join(root, 'stacks/register'), { recursive: true })
  change(root)
  return root
}

function edit(file: string, from: string | RegExp, to: string): (root: string) => void {
  return (root) => {
    const path = join(root, file)
    const text = readFileSync(path, 'utf8')
    const changed = text.replace(from, to)
    if (changed === text) throw new Error(`${file} has no ${from}`)
    writeFileSync(path, changed)
  }
}

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

  test('a service that the head adds is not approved, however it calls itself', async () => {
    const base = tree(edit('stacks/register/services.yaml', /id: crm\b/, 'id: crm-before'))
    const found = await sources(tree(), base)
    const crm = found.binding.register?.services.find((service) => service.id === 'crm')
    expect([crm?.status, crm?.approvedOn, crm?.approvedBy]).toEqual(['proposed', undefined, undefined])
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

  test('policies of the head are not the ones that judge', async () => {
    const base = tree()
    const head = tree((root) => {
      rmSync(join(root, 'policies/bundle'), { recursive: true })
    })
    const found = await sources(head, base)
    expect(found.binding.bundle.digest).toBe((await sources(base, undefined)).binding.bundle.digest)
  })
})
