import { describe, expect, test } from 'vitest'
import type { Resource } from '../../../src/plan/model.ts'
import { accessOf } from './said.ts'
import { group, plan, ref, resource, schedule, UNKNOWN, user } from './world.ts'

const team = group('team', [])
const asking = schedule('eligibleSchedule', 'e', 'team', ref('user', 'anna'), { permanentAssignment: true })

/** What the settings of the group "team" ask for, with these inputs. */
function settings(inputs: object, ...more: readonly Resource[]): object | undefined {
  const policy = resource('groupPolicy', 'p', { groupId: ref('group', 'team'), roleId: 'member', ...inputs } as never)
  const access = accessOf(plan(policy, team, asking, user('anna'), user('bert'), ...more))
  const [found, ...others] = access.principals.find(({ key }) => key === team.key)?.group?.activation ?? []
  expect(others).toEqual([])
  if (found === undefined) return undefined
  const { as, approval, approvers, selfApproval, longest, activeExpires, eligibleExpires, source } = found
  return {
    as,
    approval,
    approvers: approvers.map(({ label }) => label),
    selfApproval,
    longest,
    expires: [activeExpires, eligibleExpires],
    line: source?.line,
  }
}

const approving = (...approvers: readonly unknown[]): object => ({
  activationRules: {
    requireApproval: true,
    approvalStage: { primaryApprovers: approvers.map((objectId) => ({ objectId, type: 'singleUser' })) },
  },
})

describe('the settings of a group', () => {
  test('as they are declared', () => {
    expect(
      settings({
        activationRules: { requireApproval: false, maximumDuration: 'PT8H' },
        activeAssignmentRules: { expirationRequired: true, expireAfter: 'P90D' },
        eligibleAssignmentRules: { expirationRequired: false },
      }),
    ).toEqual({
      as: 'member',
      approval: 'no',
      approvers: [],
      selfApproval: 'no',
      longest: 'PT8H',
      expires: ['yes', 'no'],
      line: 1,
    })
  })

  test('are not known where they are computed, or left to the service', () => {
    expect(
      settings({ activationRules: UNKNOWN, activeAssignmentRules: { expirationRequired: UNKNOWN } }),
    ).toMatchObject({
      approval: 'open',
      selfApproval: 'open',
      expires: ['open', 'open'],
    })
    expect(settings({ roleId: 'owner' })).toMatchObject({ as: 'owner', approval: 'no', expires: ['open', 'open'] })
  })
})

describe('who approves', () => {
  const self = (...approvers: readonly unknown[]): unknown =>
    (
      settings(approving(...approvers), group('approvers', ['anna', 'bert']), group('others', ['bert'])) as {
        selfApproval: string
      }
    ).selfApproval

  test('is somebody else, the person who asks, or not known', () => {
    expect(self(ref('user', 'bert'))).toBe('no')
    expect(self(ref('user', 'bert'), ref('user', 'anna'))).toBe('yes')
    expect(self(UNKNOWN)).toBe('open')
    expect(self(UNKNOWN, ref('user', 'anna'))).toBe('yes')
    expect(settings({ activationRules: { requireApproval: true, approvalStage: UNKNOWN } })).toMatchObject({
      approvers: ['approvers that are not known'],
      selfApproval: 'open',
    })
  })

  test('is a group that the person who asks is in, or the group itself', () => {
    expect(self(ref('group', 'others'))).toBe('no')
    expect(self(ref('group', 'approvers'))).toBe('yes')
    expect(self(ref('group', 'team'))).toBe('yes')
  })
})
