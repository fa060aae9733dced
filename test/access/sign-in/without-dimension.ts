import { MULTI_FACTOR } from '../../../src/access/sign-in/methods.ts'
import type { Conditions, Names, People, PolicyReading } from '../../../src/access/sign-in/reading.ts'
import type { Dimension } from './splits.ts'

const EVERYONE: People = {
  users: { names: [{ id: 'All', label: 'All' }], open: [] },
  groups: { names: [], open: [] },
  roles: { names: [], open: [] },
  guests: { words: [], open: [] },
}
const NOBODY: Names = { names: [], open: [] }
const KIND_WORDS = ['GuestsOrExternalUsers']
const WORDS = ['All', 'None', ...KIND_WORDS]

/** A policy that says nothing about a dimension: what it included by it alone becomes everyone, a strength becomes `mfa`. */
export function withoutDimension(policy: PolicyReading, dimension: Dimension): PolicyReading {
  const { conditions, grant } = policy
  const drop = (...properties: readonly (keyof Conditions)[]): PolicyReading => {
    const kept = Object.entries(conditions).filter(([property]) => !properties.includes(property as keyof Conditions))
    return { ...policy, conditions: Object.fromEntries(kept) as unknown as Conditions }
  }
  switch (dimension) {
    case 'kind':
    case 'identity':
    case 'groups':
    case 'roles': {
      const included = people(conditions.included, dimension)
      const isEmptied = size(included) === 0 && size(conditions.included) > 0
      const excluded = people(conditions.excluded, dimension)
      return { ...policy, conditions: { ...conditions, included: isEmptied ? EVERYONE : included, excluded } }
    }
    case 'target': {
      const actions = { words: [], open: [] }
      return {
        ...policy,
        conditions: { ...conditions, targets: { included: EVERYONE.users, excluded: NOBODY, actions } },
      }
    }
    case 'client':
      return drop('clients')
    case 'flow':
      return drop('flows')
    case 'platform':
      return drop('platforms')
    case 'location':
      return drop('locations')
    case 'device':
      return drop('device')
    case 'risk':
      return drop('signInRisk', 'userRisk', 'insiderRisk')
    case 'method': {
      const strength = { label: 'mfa', combinations: MULTI_FACTOR, open: [] }
      const alternatives = grant.alternatives.map((alternative) =>
        alternative.kind === 'strength' ? ({ kind: 'strength', candidates: [strength] } as const) : alternative,
      )
      return { ...policy, grant: { ...grant, alternatives } }
    }
    default:
      return dimension satisfies never
  }
}

function people(from: People, dimension: 'kind' | 'identity' | 'groups' | 'roles'): People {
  const keep = (words: readonly string[], named: boolean): Names => ({
    ...from.users,
    names: from.users.names.filter(({ id }) => (WORDS.includes(id) ? !words.includes(id) : named)),
  })
  switch (dimension) {
    case 'kind':
      return { ...from, users: keep(KIND_WORDS, true), guests: EVERYONE.guests }
    case 'identity':
      return { ...from, users: keep([], false) }
    case 'groups':
      return { ...from, groups: NOBODY }
    case 'roles':
      return { ...from, roles: NOBODY }
    default:
      return dimension satisfies never
  }
}

function size({ users, groups, roles, guests }: People): number {
  return users.names.length + groups.names.length + roles.names.length + guests.words.length
}
