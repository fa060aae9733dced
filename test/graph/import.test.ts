import { Command } from 'commander'
import { beforeEach, describe, expect, test } from 'vitest'
import { importCommand } from '../../src/commands/import/index.ts'
import { readFolder } from '../../src/graph/files.ts'
import { importGraph } from '../../src/graph/import.ts'
import { prettyJson } from '../../src/json.ts'
import { readPlan } from '../../src/plan/read.ts'
import { failure } from '../plan/fixtures.ts'
import { FIXTURES, ID, imported, TENANT, workplace } from './exports.ts'

describe('a real export', () => {
  const { plan, notes } = importGraph(readFolder(workplace(FIXTURES), 'graph-j0eyv', 'graph-j0eyv'), undefined)

  test('every policy, group and location comes through', () => {
    const counts = Object.groupBy(plan.resources, (resource) => resource.type)
    expect(Object.fromEntries(Object.entries(counts).map(([type, list]) => [type, list?.length]))).toEqual({
      'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy': 36,
      // 36 files, of which two pairs have one id.
      'azuread:index/group:Group': 34,
      'azuread:index/namedLocation:NamedLocation': 3,
      'pulumi:providers:azuread': 1,
    })
  })

  test('the whole plan', async () => {
    await expect(prettyJson(plan)).toMatchFileSnapshot('../fixtures/graph-j0eyv.plan.json')
  })

  test('all that is said about it', async () => {
    const lines = notes.map(({ file, message }) => `${file}: ${message}\n`).join('')
    await expect(lines).toMatchFileSnapshot('../fixtures/graph-j0eyv.notes.txt')
  })

  test('it is a plan that can be read', () => {
    expect(readPlan(Buffer.from(prettyJson(plan)), 'x')).toEqual(plan)
  })

  test('the tenant is not named in this export', () => {
    expect({ stack: plan.stack, lacks: plan.lacks }).toEqual({
      stack: 'unknown-tenant',
      lacks: ['changes', 'directory'],
    })
    expect(plan.resources.find((resource) => resource.type.startsWith('pulumi:'))).toMatchObject({
      key: 'graph:unknown-tenant/provider',
      inputs: {},
    })
  })
})

describe('the tenant', () => {
  const group = (organizationId: string, id: string) => ({ id, groupTypes: [], securityEnabled: true, organizationId })

  test('is the given one, else the one that the groups name', () => {
    expect(imported({ 'a.json': group(TENANT, ID) }).plan.stack).toBe(TENANT)
    expect(imported({ 'a.json': group(TENANT, ID) }, ID.toUpperCase()).plan.stack).toBe(ID)
    expect(imported({ 'a.json': group('%OrganizationId%', ID) }).plan.stack).toBe('unknown-tenant')
  })

  test('two of them, or one that is no id, are refused', () => {
    expect(failure(() => imported({ 'a.json': group(TENANT, ID), 'b.json': group(ID, TENANT) })).code).toBe('malformed')
    expect(failure(() => imported({ 'a.json': group(TENANT, ID) }, 'contoso')).code).toBe('usage')
  })
})

describe('the command', () => {
  let output: string[]
  let errors: string[]
  const run = (...args: string[]) => {
    const program = new Command('gatehouse').exitOverride()
    const codes: number[] = []
    importCommand(program, workplace(FIXTURES, output, errors), (code) => codes.push(code))
    program.parse(['import', 'graph', ...args], { from: 'user' })
    return codes
  }

  beforeEach(() => {
    output = []
    errors = []
  })

  test('writes the plan to standard output and the rest to standard error', () => {
    expect(run('graph-j0eyv', '--tenant', TENANT)).toEqual([0])
    expect(readPlan(Buffer.from(output.join('')), 'x').stack).toBe(TENANT)
    expect(errors.at(-1)).toBe('gatehouse: imported 36 ConditionalAccessPolicy, 34 Group, 3 NamedLocation, 1 azuread\n')
  })

  test('refuses a folder that is not there, and one without objects', () => {
    expect(failure(() => run('nowhere')).code).toBe('not-found')
    expect(failure(() => run('plans')).code).toBe('unknown-form')
    expect(output).toEqual([])
  })
})
