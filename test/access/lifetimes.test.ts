// How long credentials are valid, by what dynamic groups choose their members, and who is told of activations.
import { describe, expect, test } from 'vitest'
import { readRule } from '../../src/access/dynamic-rules.ts'
import { deriveFacts } from '../../src/access/facts.ts'
import type { Facts } from '../../src/access/model.ts'
import type { Resource } from '../../src/plan/model.ts'
import {
  assign,
  GLOBAL_ADMINISTRATOR,
  group,
  NOW,
  PRIVILEGED,
  plan,
  ref,
  resource,
  schedule,
  UNKNOWN,
  user,
} from './holdings/world.ts'

function facts(...resources: readonly Resource[]): Facts {
  return deriveFacts(plan(...resources), undefined, [], { now: NOW, privilegedRoles: PRIVILEGED }).facts
}

describe('credentials', () => {
  const application = resource('application', 'robot', { displayName: 'Robot' })
  const term = (inputs: Resource['inputs'], computed: Resource['computed'] = {}): unknown =>
    facts(
      application,
      resource('password', 'secret', { applicationId: ref('application', 'robot', 'id'), ...inputs }, { computed }),
    ).credentials.map(({ kind, of, term }) => [kind, of, term])

  test('end at a time, after a time, or nobody knows when', () => {
    const until = Date.parse('2027-01-01T00:00:00Z') / 1000
    const from = Date.parse('2026-12-01T00:00:00Z') / 1000
    const end = { endDate: '2027-01-01T00:00:00Z' }
    expect(term(end)).toEqual([['secret', '"Robot"', { kind: 'until', until }]])
    expect(term({ ...end, startDate: '2026-12-01T02:00:00+02:00' })).toEqual([
      ['secret', '"Robot"', { kind: 'until', until, from }],
    ])
    expect(term(end, { startDate: '2026-12-01T00:00:00Z' })).toEqual([
      ['secret', '"Robot"', { kind: 'until', until, from }],
    ])
    expect(term({ endDateRelative: '240h30m' })).toEqual([['secret', '"Robot"', { kind: 'lasts', seconds: 865_800 }]])
    expect(term({})).toEqual([['secret', '"Robot"', { kind: 'permanent' }]])
    for (const [inputs, why] of [
      [{ endDate: UNKNOWN }, 'endDate cannot be read'],
      [{ endDate: 'next year' }, 'endDate cannot be read'],
      [{ endDateRelative: '1y' }, 'endDateRelative cannot be read'],
      [{ ...end, startDate: 'yesterday' }, 'startDate cannot be read'],
    ] as const) {
      expect(term(inputs)).toEqual([['secret', '"Robot"', { kind: 'open', why }]])
    }
  })

  test('may stand in the application itself', () => {
    const inside = resource('application', 'robot', {
      displayName: 'Robot',
      password: { displayName: 'x', endDate: '2027-01-01T00:00:00Z' },
    })
    expect(facts(inside).credentials.map(({ kind, of, source }) => [kind, of, source?.line])).toEqual([
      ['secret', '"Robot"', 1],
    ])
    expect(facts(application).credentials).toEqual([])
  })
})

describe('dynamic groups', () => {
  test.each<readonly [rule: string, attributes: readonly string[], memberOf: boolean, membersOnly: boolean]>([
    ['user.accountEnabled -eq true', ['accountenabled'], false, false],
    ['(user.department -eq "Sales") -and (user.userType -eq "Member")', ['department', 'usertype'], false, true],
    ['user.usertype -EQ \'member\' -and user.mail -match "@acme"', ['mail', 'usertype'], false, true],
    ['(user.userType -eq "Member") -or (user.mail -contains "@acme")', ['mail', 'usertype'], false, false],
    ['-not (user.userType -eq "Member") -and (user.mail -contains "x")', ['mail', 'usertype'], false, false],
    ['user.userType -ne "Member"', ['usertype'], false, false],
    ['user.userType -eq "Guest"', ['usertype'], false, false],
    ["user.memberof -any (group.objectId -in ['00000000-0000-0000-0000-000000000000'])", [], true, false],
    ['user.displayName -startsWith "user.mobile"', ['displayname'], false, false],
    ['user.otherMails -any (_ -contains "acme")', ['othermails'], false, false],
    [
      'user.extension_c272a57b722d4eb29bfe327874ae79cb_Level -eq "5"',
      ['extension_c272a57b722d4eb29bfe327874ae79cb_level'],
      false,
      false,
    ],
  ])('%s', (rule, attributes, memberOf, membersOnly) => {
    expect(readRule(rule)).toEqual({ readable: true, attributes, memberOf, membersOnly })
  })

  test('what is no rule, or not known, cannot be read', () => {
    const unread = { readable: false, attributes: [], memberOf: false, membersOnly: false }
    for (const rule of [undefined, '', '  ', 'user.mail -eq "open', 'user.mail = "x"; drop'])
      expect(readRule(rule)).toEqual(unread)
  })

  test('are those with a rule, and those that say so', () => {
    const rule = { enabled: true, rule: 'user.mobile -eq "1"' }
    const found = facts(
      group('static', []),
      group('dynamic', undefined, { dynamicMembership: rule }),
      group('typed', undefined, { types: ['DynamicMembership'] }),
      group('hidden', undefined, { dynamicMembership: { enabled: true, rule: UNKNOWN } }),
    ).dynamicGroups
    expect(found.map(({ label, readable, attributes }) => [label, readable, attributes]).sort()).toEqual([
      ['"dynamic"', true, ['mobile']],
      ['"hidden"', false, []],
      ['"typed"', false, []],
    ])
  })
})

describe('activations', () => {
  const told = { notificationLevel: 'All', defaultRecipients: true }
  const all = { adminNotifications: told }
  const alerts = (notificationRules: Resource['inputs'][string]): unknown =>
    facts(
      user('anna'),
      group('admins', []),
      assign('role', ref('group', 'admins'), GLOBAL_ADMINISTRATOR),
      resource('groupPolicy', 'settings', { groupId: ref('group', 'admins'), roleId: 'member', notificationRules }),
      schedule('eligibleSchedule', 'anna', 'admins', ref('user', 'anna'), { duration: 'P90D' }),
    ).privileges.activations.map(({ alerts }) => alerts)
  const rules = (target: Resource['inputs'][string]) => ({
    activeAssignments: all,
    eligibleAssignments: all,
    eligibleActivations: { adminNotifications: target },
  })

  test.each<readonly [string, Resource['inputs'][string], unknown]>([
    ['the default recipients', rules(told), { silent: [], unseen: [] }],
    [
      'further recipients',
      rules({ ...told, defaultRecipients: false, additionalRecipients: ['soc@acme.example'] }),
      { silent: [], unseen: [] },
    ],
    ['nobody', rules({ ...told, defaultRecipients: false }), { silent: ['an activation'], unseen: [] }],
    [
      'nobody of an empty list',
      rules({ ...told, defaultRecipients: false, additionalRecipients: [] }),
      { silent: ['an activation'], unseen: [] },
    ],
    [
      'only what is critical',
      rules({ ...told, notificationLevel: 'Critical' }),
      { silent: ['an activation'], unseen: [] },
    ],
    [
      'a level that is not known',
      rules({ ...told, notificationLevel: UNKNOWN }),
      { silent: [], unseen: ['an activation'] },
    ],
    [
      'recipients that are not known',
      rules({ ...told, defaultRecipients: UNKNOWN }),
      { silent: [], unseen: ['an activation'] },
    ],
    ['nothing declared', rules(null), { silent: [], unseen: ['an activation'] }],
    [
      'no rules at all',
      null,
      { silent: [], unseen: ['an active assignment', 'an activation', 'an eligible assignment'] },
    ],
  ])('%s', (_name, notificationRules, expected) => {
    expect(alerts(notificationRules)).toEqual([expected])
  })

  test('of a group whose settings nothing declares cannot be seen', () => {
    const found = facts(
      user('anna'),
      group('admins', []),
      assign('role', ref('group', 'admins'), GLOBAL_ADMINISTRATOR),
      schedule('eligibleSchedule', 'anna', 'admins', ref('user', 'anna'), { duration: 'P90D' }),
    ).privileges.activations
    expect(found.map(({ by, alerts }) => [by, alerts?.unseen.length])).toEqual([['schedule', 3]])
  })
})
