// How the people and the applications of a policy are read.
import { describe, expect, test } from 'vitest'
import { UNKNOWN, type Value } from '../../../src/plan/value.ts'
import { NOBODY, NOTHING, SECRET, said } from './read-policy.ts'
import { ADMIN, ANN, APP, ELSEWHERE, GUESTS, type Inputs, PARTNER, ref, STAFF } from './tenant.ts'

describe('people', () => {
  test('are references, ids in any case, roles by template id', () => {
    const users = {
      includedUsers: [ref(ANN), ELSEWHERE.toUpperCase(), 'None', 'GuestsOrExternalUsers'],
      includedGroups: [ref(STAFF)],
      excludedRoles: [ADMIN],
      excludedGroups: [UNKNOWN],
      excludedUsers: SECRET,
    }
    const { included, excluded } = said({ users }).conditions
    expect({ included, excluded }).toEqual({
      included: {
        ...NOBODY,
        users: {
          names: [
            { id: ANN.key, label: expect.any(String) },
            { id: ELSEWHERE, label: expect.any(String) },
            { id: 'None', label: 'None' },
            { id: 'GuestsOrExternalUsers', label: 'GuestsOrExternalUsers' },
          ],
          open: [],
        },
        groups: { names: [{ id: STAFF.key, label: expect.any(String) }], open: [] },
      },
      excluded: {
        users: { names: [], open: ['excludedUsers is computed or secret'] },
        groups: { names: [], open: [expect.stringContaining('excludedGroups names')] },
        roles: { names: [{ id: ADMIN, label: expect.any(String) }], open: [] },
        guests: NOTHING,
      },
    })
  })

  const guests = (blocks: Value): unknown =>
    said({ users: { includedGuestsOrExternalUsers: blocks } }).conditions.included.guests
  const types = { guestOrExternalUserTypes: ['internalGuest', 'serviceProvider'] }

  test('who are guests: the first block counts, a second one does not', () => {
    const words = { words: ['internalGuest', 'serviceProvider'], open: [] }
    expect(guests([types, { guestOrExternalUserTypes: GUESTS }])).toEqual(words)
    expect(guests([])).toEqual(NOTHING)
    expect(guests([UNKNOWN])).toEqual({ words: [], open: ['includedGuestsOrExternalUsers is computed or secret'] })
    expect(guests([{}])).toEqual({ words: [], open: ['includedGuestsOrExternalUsers names no guest types'] })
  })

  test('who are guests of certain tenants, by the first block too', () => {
    const words = ['internalGuest', 'serviceProvider']
    const of = (...externalTenants: readonly Value[]): unknown => guests([{ ...types, externalTenants }])
    const members = [PARTNER.toUpperCase()]
    expect(of({ membershipKind: 'enumerated', members }, { membershipKind: 'all' })).toEqual({
      words,
      open: [],
      tenants: { words: [PARTNER], open: [] },
    })
    expect(of({ membershipKind: 'all' })).toEqual({ words, open: [] })
    expect(of()).toEqual({ words, open: [] })
    const open = ['includedGuestsOrExternalUsers.externalTenants is computed or secret']
    expect(of({ membershipKind: 'enumerated', members: [UNKNOWN] })).toEqual({
      words,
      open: [],
      tenants: { words: [], open },
    })
    expect(of({ membershipKind: UNKNOWN })).toEqual({ words, open: [], tenants: { words: [], open } })
  })
})

describe('applications', () => {
  test('with a filter, or excluded beside user actions, are not resolved', () => {
    const doubts = (applications: Inputs): readonly string[] => said({ applications }).doubts
    const filter = ['conditions.applications.filter chooses applications by attributes that the plan does not show']
    const beside = ['conditions.applications.excludedApplications beside user actions is not resolved']
    expect(doubts({ includedApplications: ['All'], filter: { mode: 'exclude', rule: 'x' } })).toEqual(filter)
    expect(doubts({ includedUserActions: ['urn:user:registerdevice'], excludedApplications: [APP] })).toEqual(beside)
    expect(doubts({ includedUserActions: ['urn:user:registerdevice'], excludedApplications: UNKNOWN })).toEqual(beside)
    expect(doubts({ includedUserActions: UNKNOWN, excludedApplications: [APP] })).toEqual(beside)
    expect(doubts({ includedUserActions: ['urn:user:registerdevice'], excludedApplications: [] })).toEqual([])
    expect(doubts({ includedUserActions: [], excludedApplications: [APP] })).toEqual([])
  })
})
