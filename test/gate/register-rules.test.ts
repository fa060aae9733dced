// The rules on the register through the Wasm: the register of the example holds all of them, and each change breaks one.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/gate/bundle.ts'
import { judge } from '../../src/gate/judge.ts'
import { readParameters } from '../../src/gate/parameters.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { NO_PLAN, type Plan } from '../../src/plan/model.ts'
import type { Register, Service, Vendor } from '../../src/register/model.ts'
import { readRegister } from '../../src/register/read.ts'
import { ROOT, workplace } from '../workplace.ts'

const EXAMPLE = readRegister(workplace(), join(ROOT, 'stacks/register'))
const PARAMETERS = readParameters(workplace(), `${OWN_POLICIES}/parameters.yaml`, undefined)
const BUNDLE = readBundle(OWN_POLICIES)
const PLAN: Plan = { ...NO_PLAN, project: 'gatehouse-example', stack: 'identity' }
const ON_SERVICES = [
  'register.backup_defined',
  'register.classification_allowed',
  'register.contract_requirements_met',
  'register.data_location_known',
  'register.exit_plan',
  'register.logging_enabled',
  'register.responsibilities_defined',
  'register.risk_accepted_or_treated',
  'register.risk_assessed',
  'register.vendor_evaluated_before_use',
  'register.vendor_evaluation_current',
]

/** What stops holding because a day has passed does not block by default. */
const BY_THE_CALENDAR = ['contract_requirements_met', 'risk_assessed', 'vendor_evaluation_current']

async function judged(register: Register | undefined, selection: readonly string[] = ON_SERVICES) {
  const exceptions = register?.exceptions ?? []
  const input = {
    plan: PLAN,
    now: '2026-11-27T12:00:00Z',
    register,
    parameters: PARAMETERS,
    requirements: [],
    exceptions,
  }
  return judge({ ...input, selection }, { bundle: BUNDLE, planDigest: '', policySource: { kind: 'working-tree' } })
}

function withService(id: string, change: (service: Service) => Service): Register {
  return { ...EXAMPLE, services: EXAMPLE.services.map((service) => (service.id === id ? change(service) : service)) }
}

function withVendor(id: string, change: (vendor: Vendor) => Vendor): Register {
  return { ...EXAMPLE, vendors: EXAMPLE.vendors.map((vendor) => (vendor.id === id ? change(vendor) : vendor)) }
}

function without<Key extends keyof Service>(key: Key): (service: Service) => Service {
  return ({ [key]: _gone, ...rest }) => rest as Service
}

test('the example holds all of them, three services by exception', async () => {
  const decision = await judged(EXAMPLE)
  expect(decision.decision).toBe('allow')
  expect(decision.rules.map(({ id, status }) => [id, status])).toEqual(
    ON_SERVICES.map((id) => [id, id === 'register.contract_requirements_met' ? 'excepted' : 'pass']),
  )
  const excepted = decision.results.filter(({ status }) => status === 'excepted')
  expect(excepted.map(({ exceptions, message }) => [...exceptions, message])).toEqual([
    ['EX-009', 'The service Fjordline CRM has a contract that does not agree a right to audit.'],
    ['EX-011', 'The service GitHub has a contract that does not agree the place of storage.'],
    ['EX-010', 'The service Brieftaube Helpdesk has a contract that does not agree a right to audit.'],
  ])
})

test('without a register each of them is unknown, and without a service not applicable', async () => {
  const statuses = async (register: Register | undefined) =>
    new Set((await judged(register)).rules.map(({ status }) => status))
  expect(await statuses(undefined)).toEqual(new Set(['unknown']))
  expect(await statuses({ ...EXAMPLE, services: [] })).toEqual(new Set(['not_applicable']))
})

describe('a change breaks exactly one', () => {
  const late: Vendor['evaluations'] = [{ on: '2026-05-21', by: 'ulrike-sander', verdict: 'accepted' }]
  const risk = (change: object) => (service: Service) =>
    ({ ...service, risk: { ...service.risk, ...change } }) as Service
  test.each<readonly [rule: string, register: Register, message: string]>([
    [
      'backup_defined',
      withService('crm', without('backup')),
      'The service Fjordline CRM does not say how its data is saved.',
    ],
    [
      'classification_allowed',
      {
        ...EXAMPLE,
        classification: {
          ...EXAMPLE.classification,
          classes: EXAMPLE.classification.classes.map((item) =>
            item.id === 'restricted' ? { ...item, services: ['accounting', 'microsoft-365'] } : item,
          ),
        },
      },
      'The service Lohnwerk holds Bank details of employees and suppliers, whose class Restricted does not allow this service.',
    ],
    [
      'contract_requirements_met',
      withService(
        'aws',
        (service) => ({ ...service, contract: { ...service.contract, renewsOn: '2026-11-26' } }) as Service,
      ),
      'The service Amazon Web Services has a contract that ran out on 2026-11-26.',
    ],
    ['exit_plan', withService('aws', without('exit')), 'The service Amazon Web Services has no plan for leaving it.'],
    [
      'logging_enabled',
      withService('github', (service) => ({ ...service, logging: { sink: 'here', retentionDays: 364 } })),
      'The service GitHub keeps its logs for 364 days; at least 365 are asked for.',
    ],
    [
      'responsibilities_defined',
      withService('payroll', (service) => ({
        ...service,
        responsibilities: { ...service.responsibilities, mfa: { party: 'customer' } },
      })),
      'The service Lohnwerk names no role of ours for the area mfa.',
    ],
    [
      'risk_accepted_or_treated',
      withService('crm', risk({ residual: 9 })),
      'The service Fjordline CRM keeps a risk of 9; up to 8 is accepted.',
    ],
    [
      'risk_assessed',
      withService('crm', risk({ assessedOn: '2025-11-26' })),
      'The service Fjordline CRM has a risk assessment of 2025-11-26, which is not within the last 365 days.',
    ],
    [
      'vendor_evaluated_before_use',
      withVendor('aws', (vendor) => ({ ...vendor, evaluations: late })),
      'The service Amazon Web Services has the vendor Amazon Web Services EMEA SARL, who was not evaluated and accepted before the contract was signed and the service first used.',
    ],
    [
      'vendor_evaluation_current',
      withVendor('kontora', (vendor) => ({ ...vendor, evaluations: vendor.evaluations.slice(0, 1) })),
      'The service Kontora Finance has the vendor Kontora eG, who was not evaluated within the last 365 days.',
    ],
  ])('register.%s', async (rule, register, message) => {
    const decision = await judged(register)
    const found = decision.results.filter(({ status }) => status === 'fail')
    expect(found.map((result) => [result.rule, result.message])[0]).toEqual([`register.${rule}`, message])
    expect(new Set(found.map((result) => result.rule))).toEqual(new Set([`register.${rule}`]))
    const isAdvisory = decision.rules.find(({ id }) => id === `register.${rule}`)?.mode === 'advisory'
    expect(isAdvisory).toBe(BY_THE_CALENDAR.includes(rule))
    expect(decision.decision).toBe(isAdvisory ? 'allow' : 'deny')
  })

  test('register.data_location_known, where nothing limits the place', async () => {
    const register = withService('helpdesk', without('location'))
    const decision = await judged(register, ['register.data_location_known'])
    expect(decision.results.map(({ status, message }) => [status, message])).toEqual([
      ['fail', 'The service Brieftaube Helpdesk does not say where its data is.'],
    ])
  })
})
