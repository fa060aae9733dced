import { describe, expect, test } from 'vitest'
import { directory } from '../../../src/access/directory.ts'
import { groupFacts } from '../../../src/access/groups.ts'
import type { RoleGrantFact } from '../../../src/access/model.ts'
import { roleGrants } from '../../../src/access/roles.ts'
import type { Resource } from '../../../src/plan/model.ts'
import { assign, eligible, group, member, plan, ref, resource, schedule, UNKNOWN, urn, user } from './world.ts'

const anna = user('anna')
const bert = user('bert')
const team = group('team', [])
const teamGrant = assign('team-role', ref('group', 'team'))
const DAY = 86_400

/** The facts of a plan without the grant of the group's role itself, each by what the rule decides by. */
function further(...resources: readonly Resource[]): readonly object[] {
  const index = directory(plan(teamGrant, ...resources, team, anna, bert), [])
  return roleGrants(index, groupFacts(index))
    .filter(({ grant }) => grant !== undefined)
    .map(({ source, related, kind, holders, terms, means, group: of, grant, principal }) => ({
      line: source?.line,
      related: related?.map((place) => place.line),
      kind,
      holders: holders.map(({ id, label, covers, open, through }) => ({ id, label, covers, open, through })),
      ...(terms ? { terms } : {}),
      ...(means ? { means, group: of } : {}),
      ofTheGroup: grant === teamGrant.key && principal === team.key,
    }))
}

const holder = (name: string, label: string, change: object = {}): object => ({
  id: urn('user', name),
  label,
  covers: [urn('user', name), team.key],
  open: false,
  through: ' through the group "team"',
  ...change,
})

describe('the further ways to a role, as the rules see them', () => {
  test('none where nobody but the members gets it', () => {
    expect(further()).toEqual([])
    expect(further(member('m', 'team', ref('user', 'anna')))).toEqual([])
  })

  test('a schedule, at its own line, with its term', () => {
    expect(
      further(
        schedule('activeSchedule', 's', 'team', ref('user', 'anna'), { permanentAssignment: true }),
        schedule('eligibleSchedule', 't', 'team', ref('user', 'bert'), { duration: 'P7D' }),
        schedule('activeSchedule', 'u', 'team', UNKNOWN, { expirationDate: '2027-01-01T00:00:00Z' }),
      ),
    ).toEqual([
      {
        line: 2,
        related: [1],
        kind: 'active',
        holders: [holder('anna', 'Anna')],
        terms: [{ kind: 'permanent' }],
        ofTheGroup: true,
      },
      {
        line: 3,
        related: [1],
        kind: 'eligible',
        holders: [holder('bert', 'Bert')],
        terms: [{ kind: 'lasts', seconds: 7 * DAY }],
        ofTheGroup: true,
      },
      {
        line: 4,
        related: [1],
        kind: 'active',
        holders: [
          {
            id: expect.stringContaining('unknown'),
            label: expect.stringContaining('that is not known'),
            covers: [],
            open: true,
            through: ' through the group "team"',
          },
        ],
        terms: [{ kind: 'until', until: 1_798_761_600 }],
        ofTheGroup: true,
      },
    ])
  })

  test('a schedule for a group, with every member and both terms of a longer way', () => {
    const facts = further(
      schedule('activeSchedule', 's', 'team', ref('group', 'inner'), { duration: 'P9D' }),
      group('inner', ['anna']),
      schedule('activeSchedule', 't', 'inner', ref('user', 'bert'), { permanentAssignment: true }),
    )
    const through = ' through the group "team", which contains the group "inner"'
    expect(facts).toEqual([
      {
        line: 2,
        related: [1, 3],
        kind: 'active',
        holders: [holder('anna', 'Anna', { through })],
        terms: [{ kind: 'lasts', seconds: 9 * DAY }],
        ofTheGroup: true,
      },
      {
        line: 4,
        related: [1, 2],
        kind: 'active',
        holders: [holder('bert', 'Bert', { through })],
        terms: [{ kind: 'lasts', seconds: 9 * DAY }, { kind: 'permanent' }],
        ofTheGroup: true,
      },
    ])
  })

  test('a schedule for a group whose members cannot all be seen', () => {
    const facts = further(
      schedule('activeSchedule', 's', 'team', ref('group', 'inner'), { permanentAssignment: true }),
      group('inner', undefined, { assignableToRole: false }),
    )
    expect(facts).toEqual([
      {
        line: 2,
        related: [1],
        kind: 'active',
        holders: [
          {
            id: `${urn('group', 'inner')} members`,
            label: 'whoever is in the group "inner"',
            covers: [urn('group', 'inner'), team.key],
            open: true,
            through: ' through the group "team" (it declares no members, so somebody may be in it)',
          },
        ],
        terms: [{ kind: 'permanent' }],
        ofTheGroup: true,
      },
    ])
  })

  test('owners, listed or scheduled; an exception for the group does not cover them', () => {
    const owned = group('team', [], { owners: [ref('user', 'anna')] })
    const index = directory(
      plan(
        eligible('e', ref('group', 'team')),
        owned,
        schedule('eligibleSchedule', 's', 'team', ref('user', 'bert'), { assignmentType: 'owner', duration: 'P1D' }),
        anna,
        bert,
      ),
      [],
    )
    const facts = roleGrants(index, groupFacts(index)).filter(({ means }) => means === 'owner')
    expect(facts.map(({ kind, holders, terms, group: of }) => ({ kind, holders, terms, of }))).toEqual([
      {
        kind: 'eligible',
        holders: [{ id: anna.key, label: 'Anna', covers: [anna.key], affected: ['Anna'], open: false, through: '' }],
        terms: undefined,
        of: '"team"',
      },
      {
        kind: 'eligible',
        holders: [{ id: bert.key, label: 'Bert', covers: [bert.key], affected: ['Bert'], open: false, through: '' }],
        terms: [{ kind: 'lasts', seconds: DAY }],
        of: '"team"',
      },
    ])
  })

  test('settings that let assignments last for ever', () => {
    const settings = (active: unknown, eligibly: unknown, roleId = 'member') =>
      further(
        resource('groupPolicy', 'p', {
          groupId: ref('group', 'team'),
          roleId,
          activeAssignmentRules: { expirationRequired: active },
          eligibleAssignmentRules: { expirationRequired: eligibly },
        } as never),
      ) as readonly RoleGrantFact[]
    expect(settings(true, true)).toEqual([])
    expect(settings(false, false, 'owner')).toEqual([])
    expect(settings(UNKNOWN, UNKNOWN)).toEqual([])
    expect(settings(false, false).map(({ kind, means, terms }) => ({ kind, means, terms }))).toEqual([
      { kind: 'active', means: 'settings', terms: [{ kind: 'permanent' }] },
      { kind: 'eligible', means: 'settings', terms: [{ kind: 'permanent' }] },
    ])
  })
})

describe('the grant of a group’s role', () => {
  test('says for each member which resource makes them one', () => {
    const index = directory(
      plan(teamGrant, group('team', ['anna']), member('m', 'team', ref('user', 'bert')), anna, bert),
      [],
    )
    const [grant] = roleGrants(index, groupFacts(index))
    expect(
      grant?.holders.map(({ label, at }) => [label, at?.source?.line, at?.related?.map(({ line }) => line)]),
    ).toEqual([
      ['Anna', 2, [1]],
      ['Bert', 3, [1]],
    ])
  })

  test('does not take a word of the language for a group', () => {
    const index = directory(plan(assign('a', 'constructor'), assign('b', '__proto__')), [])
    expect(roleGrants(index, groupFacts(index)).map(({ holders }) => holders.map(({ label }) => label))).toEqual([
      ['constructor'],
      ['__proto__'],
    ])
  })
})
