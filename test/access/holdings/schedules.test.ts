import { describe, expect, test } from 'vitest'
import type { Resource } from '../../../src/plan/model.ts'
import { accessOf, holdingsOf } from './said.ts'
import { assign, group, plan, ref, resource, schedule, UNKNOWN, user } from './world.ts'

const anna = user('anna')
const bert = user('bert')
const team = group('team', [])
const teamGrant = assign('team-role', ref('group', 'team'))
const GROUP = 'group "team": User Administrator (yes), active, permanently, directly @ 1'

describe('privileged identity management for a group that has a role', () => {
  const through = (...schedules: readonly Resource[]) =>
    holdingsOf(teamGrant, ...schedules, team, anna, bert).filter((line) => line !== GROUP)
  const active = (inputs: object, who = 'anna') =>
    schedule('activeSchedule', `a-${who}`, 'team', ref('user', who), inputs as never)
  const eligibly = (inputs: object, who = 'anna') =>
    schedule('eligibleSchedule', `e-${who}`, 'team', ref('user', who), inputs as never)

  test('gives it for a time, from a time, or for ever', () => {
    expect(through(active({ permanentAssignment: true }), active({ duration: 'P7D' }, 'bert'))).toEqual([
      'Anna: User Administrator (yes), active, permanently, through the group "team" @ 1 2',
      'Bert: User Administrator (yes), active, until 2026-11-30 12:00 UTC (P7D from its deployment), through the group "team" @ 1 3',
    ])
    expect(
      through(
        eligibly({ expirationDate: '2027-02-21T00:00:00Z' }),
        active({ startDate: '2026-12-01T00:00:00Z', duration: 'P1D', permanentAssignment: true }, 'bert'),
      ),
    ).toEqual([
      'Bert: User Administrator (yes), active, from 2026-12-01 until 2026-12-02, through the group "team" @ 1 3',
      'Anna: User Administrator (yes), eligible, until 2027-02-21, through the group "team" @ 1 2',
    ])
  })

  test('has ended, or ends nobody knows when', () => {
    expect(
      through(active({ expirationDate: '2026-11-23T12:00:00Z' }), active({ expirationDate: UNKNOWN }, 'bert')),
    ).toEqual([
      'Bert: User Administrator (yes), active, for a time that is not known (the end is not known), through the group "team" @ 1 3',
      'Anna: User Administrator (yes), active, until 2026-11-23 12:00 UTC, which is over, through the group "team" @ 1 2',
    ])
  })

  test('makes owners, at once or after activation, and both where the kind is not known', () => {
    expect(
      through(
        active({ assignmentType: 'owner', duration: 'P7D' }),
        eligibly({ assignmentType: UNKNOWN, permanentAssignment: true }, 'bert'),
      ),
    ).toEqual([
      'Bert: User Administrator (yes), eligible, permanently, through the group "team" @ 1 3',
      'Bert: User Administrator (yes), owner after activation, permanently, as an owner of the group "team" @ 1 3',
      'Anna: User Administrator (yes), owner, until 2026-11-30 12:00 UTC (P7D from its deployment), as an owner of the group "team" @ 1 2',
    ])
  })

  test('names the longest of several ways, and each kind on its own', () => {
    expect(
      through(
        active({ duration: 'P7D' }),
        schedule('activeSchedule', 'longer', 'team', ref('user', 'anna'), { duration: 'P30D' }),
        eligibly({ permanentAssignment: true }),
      ),
    ).toEqual([
      'Anna: User Administrator (yes), active, until 2026-12-23 12:00 UTC (P30D from its deployment), through the group "team" @ 1 3',
      'Anna: User Administrator (yes), eligible, permanently, through the group "team" @ 1 4',
    ])
  })

  test('puts a group into it, whose members have it until the earliest end on their way', () => {
    expect(
      through(
        schedule('eligibleSchedule', 'g', 'team', ref('group', 'inner'), { expirationDate: '2027-01-01T00:00:00Z' }),
        group('inner', ['anna']),
        schedule('activeSchedule', 'i', 'inner', ref('user', 'bert'), { expirationDate: '2026-12-01T00:00:00Z' }),
      ),
    ).toEqual([
      'Anna: User Administrator (yes), eligible, until 2027-01-01, through the group "team" and the group "inner" in it @ 1 2 3',
      'Bert: User Administrator (yes), eligible, until 2026-12-01, through the group "team" and the group "inner" in it @ 1 2 4',
    ])
  })

  test('makes the members of a group owners, and who is in it by a further schedule', () => {
    expect(
      through(
        schedule('activeSchedule', 'g', 'team', ref('group', 'inner'), { assignmentType: 'owner', duration: 'P7D' }),
        group('inner', ['anna']),
        schedule('eligibleSchedule', 'i', 'inner', ref('user', 'bert'), { permanentAssignment: true }),
      ),
    ).toEqual([
      'Anna: User Administrator (yes), owner, until 2026-11-30 12:00 UTC (P7D from its deployment), as an owner of the group "team", through the group "inner" @ 1 2 3',
      'Bert: User Administrator (yes), owner after activation, until 2026-11-30 12:00 UTC (P7D from its deployment), as an owner of the group "team", through the group "inner" @ 1 2 4',
    ])
  })

  test('says whether somebody must approve', () => {
    const policy = (requireApproval: boolean) =>
      resource('groupPolicy', 'p', {
        groupId: ref('group', 'team'),
        roleId: 'member',
        activationRules: { requireApproval, maximumDuration: 'PT8H' },
      })
    const asked = eligibly({ permanentAssignment: true })
    expect(through(asked, policy(true))).toEqual([
      'Anna: User Administrator (yes), eligible, permanently, through the group "team", with approval @ 1 2',
    ])
    expect(through(asked, policy(false))).toEqual([
      'Anna: User Administrator (yes), eligible, permanently, through the group "team", without approval @ 1 2',
    ])
  })
})

describe('an access package with a group that has a role', () => {
  const packaged = (policy: object | undefined, accessType?: string) => [
    resource('packageEntry', 'pe', {
      accessPackageId: ref('package', 'p', 'id'),
      catalogResourceAssociationId: ref('catalogEntry', 'ce', 'id'),
      ...(accessType === undefined ? {} : { accessType }),
    }),
    resource('catalogEntry', 'ce', { resourceOriginId: ref('group', 'team'), resourceOriginSystem: 'AadGroup' }),
    resource('package', 'p', { displayName: 'Administrators' }),
    ...(policy === undefined
      ? []
      : [resource('packagePolicy', 'pp', { accessPackageId: ref('package', 'p', 'id'), ...policy } as never)]),
  ]
  const given = (...resources: readonly Resource[]) =>
    holdingsOf(teamGrant, ...resources, team).filter((line) => line !== GROUP)

  test('gives it to whoever gets the package, for as long as the policy says', () => {
    const who = 'whoever gets the access package "Administrators": User Administrator (yes)'
    expect(given(...packaged({ durationInDays: 30, approvalSettings: { approvalRequired: true } }))).toEqual([
      `${who}, active, until 2026-12-23 12:00 UTC (P30D from its deployment), through the group "team" by an access package, with approval @ 1 5 2`,
    ])
    expect(given(...packaged({ expirationDate: '2027-01-01T00:00:00Z' }))).toEqual([
      `${who}, active, until 2027-01-01, through the group "team" by an access package, without approval @ 1 5 2`,
    ])
    expect(given(...packaged({}, 'Owner'))).toEqual([
      `${who}, owner, permanently, as an owner of the group "team" by an access package, without approval @ 1 5 2`,
    ])
    expect(given(...packaged(undefined))).toEqual([
      `${who}, active, for a time that is not known (no assignment policy of it is declared), through the group "team" by an access package @ 1 2`,
    ])
  })

  test('is said to be unclear where what it hands out is not known', () => {
    const [entry] = packaged({})
    const access = accessOf(
      plan(
        ...(entry ? [entry] : []),
        resource('member', 'm', { groupObjectId: UNKNOWN, memberObjectId: ref('user', 'anna') }),
        anna,
      ),
    )
    expect(access.unclear.map(({ text, source }) => `${text} @ ${source?.line}`)).toEqual([
      'azuread:index/accessPackageResourcePackageAssociation:AccessPackageResourcePackageAssociation::pe hands out something that is not known by an access package. @ 1',
      'azuread:index/groupMember:GroupMember::m puts somebody into a group that is not known. @ 2',
    ])
  })
})
