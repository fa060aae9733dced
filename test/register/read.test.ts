import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { formatError } from '../../src/errors.ts'
import { readExceptions, readRegister, registerAt, registerDigest, registerFaults } from '../../src/register/read.ts'
import { copyOfRegister, edit, shown, workplace } from './files.ts'

const here = workplace(process.cwd())
const example = readRegister(here, 'stacks/register')

describe('the example organisation', () => {
  test('is sound on the day of the example', () => {
    const day = registerAt(example, '2026-11-23T09:00:00Z')
    expect(registerFaults(here, 'stacks/register')).toEqual([])
    expect(day.people.filter((person) => person.active && !person.emergency)).toHaveLength(60)
    expect(day.people.filter((person) => person.kind === 'contractor')).toHaveLength(5)
    expect(day.people.filter((person) => !person.active).map((person) => [person.id, person.account])).toEqual([
      ['malte-jessen', undefined],
    ])
    expect(day.services.map((service) => [service.id, service.status, service.critical, service.ownerActive])).toEqual([
      ['accounting', 'approved', true, true],
      ['aws', 'approved', true, true],
      ['crm', 'approved', false, true],
      ['github', 'approved', true, true],
      ['helpdesk', 'approved', false, true],
      ['microsoft-365', 'approved', true, true],
      ['payroll', 'approved', true, true],
    ])
    expect(day.exceptions.every((item) => item.approvedOn <= '2026-11-23' && item.expiresOn > '2026-11-23')).toBe(true)
  })

  test('fills every field of a service', () => {
    const fields = Object.keys(readSchemaProperties())
    for (const service of example.services) {
      const missing = fields.filter((field) => !(field in service))
      expect(missing, service.id).toEqual([])
    }
  })

  test('takes a position on all 93 controls of Annex A', () => {
    const counts = { 'A.5': 0, 'A.6': 0, 'A.7': 0, 'A.8': 0 }
    for (const control of example.controls) counts[control.id.slice(0, 3) as keyof typeof counts]++
    expect(counts).toEqual({ 'A.5': 37, 'A.6': 8, 'A.7': 14, 'A.8': 34 })
  })

  test('uses only addresses, accounts and names that are reserved for examples', () => {
    const addresses = example.people.flatMap((person) => [person.account, person.adminAccount])
    for (const account of addresses)
      if (account) expect(account.userPrincipalName).toMatch(/@nordlicht\.(onmicrosoft\.)?example\.com$/)
    expect(example.stacks['aws']?.accounts).toEqual(['111122223333'])
  })
})

function readSchemaProperties(): Readonly<Record<string, unknown>> {
  const schema = JSON.parse(readFileSync('src/schemas/services.v1.json', 'utf8'))
  return schema.properties.services.items.properties
}

describe('what depends on the day', () => {
  test.each([
    ['2026-08-30T23:59:59Z', true],
    ['2026-08-31T00:00:00Z', false],
    ['2019-01-06T23:59:59Z', false],
    ['2019-01-07T00:00:00Z', true],
  ])('somebody who started on 2019-01-07 and left on 2026-08-31 is active at %s: %s', (now, active) => {
    expect(registerAt(example, now).people.find((person) => person.id === 'malte-jessen')?.active).toBe(active)
  })

  test.each<[string, (place: ReturnType<typeof copyOfRegister>) => void, boolean]>([
    [
      'an owner who has left',
      (place) => edit(place, 'services.yaml', 'owner: tobias-brandt', 'owner: malte-jessen'),
      false,
    ],
    ['no owner', (place) => edit(place, 'services.yaml', '    owner: tobias-brandt\n', ''), false],
    ['another owner', (place) => edit(place, 'services.yaml', 'owner: tobias-brandt', 'owner: anna-virtanen'), true],
  ])('%s is a question for the rule, not a broken register', (_title, change, ownerActive) => {
    const place = copyOfRegister()
    change(place)
    const day = registerAt(readRegister(place, 'register'), '2026-11-23T09:00:00Z')
    expect(day.services.find((service) => service.id === 'crm')?.ownerActive).toBe(ownerActive)
  })
})

describe('references', () => {
  type Change = (place: ReturnType<typeof copyOfRegister>) => void
  const replace =
    (file: string, from: string, to: string): Change =>
    (place) =>
      edit(place, file, from, to)

  test.each<[string, Change, readonly string[]]>([
    [
      'an owner who does not exist',
      replace('services.yaml', 'owner: tobias-brandt', 'owner: tobias-brant'),
      ['services.yaml:LINE:12: owner: there is no person "tobias-brant"; did you mean "tobias-brandt"?'],
    ],
    [
      'an emergency account as owner',
      replace('services.yaml', 'owner: tobias-brandt', 'owner: emergency-1'),
      ['services.yaml:LINE:12: owner: there is no person "emergency-1"'],
    ],
    [
      'a vendor who does not exist',
      replace('services.yaml', 'vendor: fjordline', 'vendor: fiordline'),
      ['services.yaml:LINE:13: vendor: there is no vendor "fiordline"; did you mean "fjordline"?'],
    ],
    [
      'a category that does not exist',
      replace('services.yaml', 'categories: [source-code, build-secrets]', 'categories: [source, build-secrets]'),
      ['services.yaml:LINE:20: categories: there is no category of data "source"'],
    ],
    [
      'personal data denied',
      replace('services.yaml', 'categories: [source-code, build-secrets]', 'categories: [source-code, audit-logs]'),
      [
        'services.yaml:LINE:17: personal: the category audit-logs is personal, but the service says that it has no personal data',
      ],
    ],
    [
      'a module claimed twice',
      replace(
        'services.yaml',
        '        - aws:ssoadmin/*',
        '        - aws:ssoadmin/*\n        - azuread:index/user:User',
      ),
      ['services.yaml:LINE:11: types: azuread:index/user:User already belongs to the service microsoft-365'],
    ],
    [
      'a tenant with two owners',
      replace('stacks.yaml', 'regions: [eu-central-1, eu-west-1]', 'tenants: [4b1f6c2e-7a35-4d09-9c84-2e5d8f3a1b70]'),
      ['stacks.yaml:LINE:15: tenants: 4b1f6c2e-7a35-4d09-9c84-2e5d8f3a1b70 is already owned by the stack identity'],
    ],
    [
      'an organisation that no other stack answers for',
      replace('stacks.yaml', 'regions: [eu-central-1, eu-west-1]', 'organization: identity'),
      ['stacks.yaml:LINE:19: organization: identity is no other stack that answers for an organisation'],
    ],
    [
      'a stack as its own organisation',
      replace('stacks.yaml', 'regions: [eu-central-1, eu-west-1]', 'organization: aws'),
      ['stacks.yaml:LINE:19: organization: aws is no other stack that answers for an organisation'],
    ],
    [
      'one account of two people',
      replace('people.yaml', 'azuread:index/user:User::anna-virtanen', 'azuread:index/user:User::nadia-rahimi'),
      ['people.yaml:LINE:18: directory: this account already belongs to anna-virtanen'],
    ],
    [
      'a person twice, with the account',
      replace('people.yaml', '  - id: anna-virtanen', '  - id: tobias-brandt'),
      ['people.yaml:LINE:9: id: the id tobias-brandt is used twice'],
    ],
    [
      'left before the first day',
      replace('people.yaml', 'leftOn: 2026-08-31', 'leftOn: 2018-08-31'),
      ['people.yaml:LINE:13: leftOn: has left before the first day (2018-08-31 is before 2019-01-07)'],
    ],
    [
      'an exception that ends before it begins',
      (place) => {
        const path = join(place.cwd, 'register/exceptions.yaml')
        writeFileSync(path, readFileSync(path, 'utf8').replace('expiresOn: 2027-06-30', 'expiresOn: 2026-06-14'))
      },
      ['exceptions.yaml:LINE:16: expiresOn: expires before it is approved (2026-06-14 is before 2026-06-15)'],
    ],
    [
      'an approver who does not exist',
      (place) => {
        const path = join(place.cwd, 'register/exceptions.yaml')
        writeFileSync(path, readFileSync(path, 'utf8').replace('approvedBy: katrin-aldenhoff', 'approvedBy: nobody'))
      },
      ['exceptions.yaml:LINE:17: approvedBy: there is no person "nobody"'],
    ],
    [
      'an exception for a service that does not exist',
      replace('exceptions.yaml', 'services: [crm]', 'services: [crn]'),
      ['exceptions.yaml:LINE:18: services: there is no service "crn"; did you mean "crm"?'],
    ],
    [
      'a class that does not exist',
      replace(
        'classification.yaml',
        'name: Source code of firmware and platform, class: confidential',
        'name: Code, class: secret',
      ),
      ['classification.yaml:LINE:43: class: there is no class of data "secret"'],
    ],
    [
      'a contract that ends before it begins',
      replace('services.yaml', 'renewsOn: 2026-12-31', 'renewsOn: 2019-12-31'),
      ['services.yaml:LINE:17: renewsOn: renews before it is signed (2019-12-31 is before 2020-11-16)'],
    ],
    [
      'no vendors at all',
      (place) => rmSync(join(place.cwd, 'register/vendors.yaml')),
      ['microsoft', 'fjordline', 'kontora', 'github', 'aws', 'lohnwerk', 'brieftaube'].map(
        (vendor) => `services.yaml:LINE:13: vendor: there is no vendor "${vendor}"`,
      ),
    ],
  ])('%s', (_title, change, sentences) => {
    const place = copyOfRegister()
    change(place)
    const faults = registerFaults(place, 'register')
    expect(
      faults.map((fault) =>
        formatError(fault)
          .split('\n')[0]
          ?.replace(/yaml:\d+:/, 'yaml:LINE:'),
      ),
    ).toEqual(sentences.map((sentence) => `gatehouse: register/${sentence}`))
    const error = shown(() => readRegister(place, 'register'))
    expect(error).toMatch(/^reference gatehouse: register\/\w+\.yaml:\d+:\d+: /)
    expect(error.includes('more in the register)')).toBe(sentences.length > 1)
  })

  test('a retired service claims nothing', () => {
    const place = copyOfRegister()
    edit(
      place,
      'services.yaml',
      '        - aws:ssoadmin/*',
      '        - aws:ssoadmin/*\n        - azuread:index/user:User',
    )
    const path = join(place.cwd, 'register/services.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('status: approved', 'status: retired'))
    expect(registerFaults(place, 'register')).toEqual([])
  })
})

describe('files', () => {
  test.each<[string, string, string]>([
    [
      'exceptions.yaml',
      'exception.yaml',
      'unknown-form gatehouse: register/exception.yaml: this file is not part of a register; did you mean exceptions.yaml?',
    ],
    [
      'vendors.yaml',
      'vendors.yml',
      'unknown-form gatehouse: register/vendors.yml: this file is not part of a register; did you mean vendors.yaml?',
    ],
    [
      'services.yaml',
      'services.bak',
      'not-found gatehouse: register/services.yaml: this file of the register is missing',
    ],
  ])('%s renamed to %s', (from, to, sentence) => {
    const place = copyOfRegister()
    renameSync(join(place.cwd, 'register', from), join(place.cwd, 'register', to))
    expect(shown(() => readRegister(place, 'register'))).toContain(sentence)
  })

  test('a note beside the files is no mistake, and optional files may be absent', () => {
    const place = copyOfRegister()
    writeFileSync(join(place.cwd, 'register/README.md'), 'notes')
    rmSync(join(place.cwd, 'register/exceptions.yaml'))
    rmSync(join(place.cwd, 'register/controls.yaml'))
    expect(readRegister(place, 'register')).toEqual({ ...example, exceptions: [], controls: [] })
  })

  test('no directory', () => {
    const place = copyOfRegister()
    expect(shown(() => readRegister(place, 'registry'))).toBe(
      `not-found gatehouse: registry: there is no such directory\n  expected: the directory of the register, such as stacks/register\n  fix: check the path; relative paths start at ${place.cwd}\n`,
    )
  })

  test('exceptions of their own, also as JSON', () => {
    const place = copyOfRegister()
    const { exceptions } = example
    writeFileSync(join(place.cwd, 'mine.json'), JSON.stringify({ exceptions }))
    expect(readExceptions(place, 'mine.json')).toEqual(exceptions)
    writeFileSync(join(place.cwd, 'twice.json'), JSON.stringify({ exceptions: [...exceptions, exceptions[0]] }))
    expect(shown(() => readExceptions(place, 'twice.json'))).toContain('twice.json:1:')
    expect(shown(() => readExceptions(place, 'twice.json'))).toContain('id: the id EX-001 is used twice')
  })
})

test('an exception may have empty lists, ids in capitals, and an owner from elsewhere', () => {
  const place = copyOfRegister()
  const [first] = example.exceptions
  const scope = {
    users: [],
    groups: ['0F2C1D3E-4B5A-4697-8877-66554433AA22'],
    applications: ['MicrosoftAdminPortals', 'azuread:index/application:Application::crm'],
  }
  const exceptions = [{ ...first, scope, owner: 'Head of IT', approvedBy: 'ciso@example.com' }]
  writeFileSync(join(place.cwd, 'mine.json'), JSON.stringify({ exceptions }))
  expect(readExceptions(place, 'mine.json')).toEqual(exceptions)
})

describe('the digest', () => {
  property.prop([fc.infiniteStream(fc.nat())], { numRuns: 10 })(
    'does not depend on the order of entries',
    (numbers) => {
      const place = copyOfRegister()
      for (const name of ['services', 'people', 'vendors', 'controls', 'exceptions']) {
        const path = join(place.cwd, `register/${name}.yaml`)
        const entries = (parse(readFileSync(path, 'utf8')) as Record<string, unknown[]>)[name] ?? []
        const shuffled = entries
          .map((entry) => [numbers.next().value, entry] as const)
          .sort(([a], [b]) => Number(a) - Number(b))
        writeFileSync(path, stringify({ [name]: shuffled.map(([, entry]) => entry) }))
      }
      expect(registerDigest(readRegister(place, 'register'))).toBe(registerDigest(example))
    },
  )

  test('changes with one word', () => {
    const place = copyOfRegister()
    edit(place, 'services.yaml', 'owner: tobias-brandt', 'owner: anna-virtanen')
    expect(registerDigest(readRegister(place, 'register'))).not.toBe(registerDigest(example))
  })
})

describe('what a change may not bring into a register', () => {
  test.each(['people.yaml', 'records', 'records/incident', 'records/incident/2026-08-14-lost-laptop.yaml'])(
    'a link at %s, which would be read outside the sandbox',
    (name) => {
      const place = copyOfRegister()
      const path = join(place.cwd, 'register', name)
      const elsewhere = join(place.cwd, 'elsewhere')
      renameSync(path, elsewhere)
      symlinkSync(elsewhere, path)
      expect(() => readRegister(place, 'register')).toThrow(expect.objectContaining({ message: 'this is a link' }))
    },
  )

  test('a file that is one text, such as a key: it is not said again', () => {
    const place = copyOfRegister()
    writeFileSync(join(place.cwd, 'register/people.yaml'), 'canary of a secret\n')
    expect(() => readRegister(place, 'register')).toThrow(
      expect.objectContaining({ message: 'nothing but a text stands here' }),
    )
  })
})
