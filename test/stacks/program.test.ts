import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planProgram } from '../../src/engine/planner.ts'
import type { Plan } from '../../src/plan/model.ts'
import { readRegister } from '../../src/register/read.ts'
import { ROOT, workplace } from '../workplace.ts'

const made: string[] = []
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true })
})

async function plan(stack: string, programDir = ROOT): Promise<Plan> {
  return planProgram({ programDir, stack, node: process.execPath, show: (path) => path, stderr: () => undefined })
}

function countTypes(found: Plan): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { type } of found.resources) counts[type] = (counts[type] ?? 0) + 1
  return counts
}

describe('the example', () => {
  let identity: Plan
  let aws: Plan
  beforeAll(async () => {
    ;[identity, aws] = [await plan('identity'), await plan('aws')]
  })

  test('declares the whole of Entra', () => {
    expect(countTypes(identity)).toMatchObject({
      'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy': 1,
      'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy': 7,
      'azuread:index/directoryRoleAssignment:DirectoryRoleAssignment': 2,
      'azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest': 5,
      'azuread:index/group:Group': 8,
      'azuread:index/namedLocation:NamedLocation': 2,
    })
  })

  test('declares the guards of AWS', () => {
    const types = Object.keys(countTypes(aws))
    for (const type of [
      'aws:iam/accountPasswordPolicy:AccountPasswordPolicy',
      'aws:cloudtrail/trail:Trail',
      'aws:organizations/policy:Policy',
      'aws:organizations/policyAttachment:PolicyAttachment',
      'aws:ssoadmin/permissionSet:PermissionSet',
      'aws:ssoadmin/accountAssignment:AccountAssignment',
    ]) {
      expect(types).toContain(type)
    }
  })

  test('has a place in the program for every resource but the stack and the engine’s own providers', () => {
    for (const found of [identity, aws]) {
      const without = found.resources.filter((resource) => resource.source === undefined)
      expect(without.map((resource) => resource.type).filter((type) => !type.startsWith('pulumi:'))).toEqual([])
    }
  })

  test('declares no type that its stack does not list', () => {
    const { stacks } = readRegister(workplace(), join(ROOT, 'stacks/register'))
    for (const found of [identity, aws]) {
      const listed = new Set(stacks[found.stack]?.types)
      const used = new Set(found.resources.map(({ type }) => type).filter((type) => !type.startsWith('pulumi:')))
      expect([...used].filter((type) => !listed.has(type))).toEqual([])
      expect([...listed].filter((type) => !used.has(type))).toEqual([])
    }
  })

  test('has 60 people who work here now, and two emergency accounts', () => {
    const { people } = readRegister(workplace(), join(ROOT, 'stacks/register'))
    const active = people.filter((person) => person.leftOn === undefined)
    expect([
      active.filter((person) => !person.emergency).length,
      active.filter((person) => person.emergency).length,
    ]).toEqual([60, 2])
  })
})

describe('the pull requests of the story', () => {
  const folder = join(ROOT, 'test/fixtures/pull-requests')
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.patch'))) {
    test(`${name} applies to the example`, () => {
      const target = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
      made.push(target)
      mkdirSync(join(target, 'stacks'))
      cpSync(join(ROOT, 'stacks'), join(target, 'stacks'), { recursive: true })
      const env = { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() }
      expect(() =>
        execFileSync('git', ['apply', '--check', join(folder, name)], { cwd: target, env, stdio: 'pipe' }),
      ).not.toThrow()
    })
  }
})
