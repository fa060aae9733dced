import { expect, test } from 'vitest'
import type { World } from '../../src/records/kind.ts'
import { type Review, reviewFlaws } from '../../src/records/review.ts'

const account = (name: string) => ({
  userPrincipalName: `${name}@example.com`,
  directory: `azuread:index/user:User::${name}`,
})
const person = (id: string, more: object = {}) => ({ id, name: id, startedOn: '2020-01-01', emergency: false, ...more })
const people = new Map(
  [
    person('ana', { account: account('ana'), adminAccount: account('adm.ana') }),
    person('ben', { account: account('ben') }),
    person('emergency-1', { emergency: true, custodian: 'ana', account: account('emergency.1') }),
  ].map((one) => [one.id, one]),
) as World['people']
const world: World = { people, services: new Map(), vendors: new Map() }

const flawsOf = (entry: object): readonly string[] => {
  const entries = [{ what: 'Owner', through: 'directly', decision: 'keep' as const, who: 'ben', ...entry }]
  const review: Review = {
    record: 'access-review',
    recordedAt: '2026-02-02T10:00:00Z',
    period: '2026-Q1',
    reviewer: 'ana',
    reviewedAt: '2026-02-02T09:00:00Z',
    basis: [],
    entries,
  }
  return reviewFlaws(review, world).map(({ pointer, message }) => `${pointer} ${message}`)
}

test.each([
  [{ who: 'ana' }],
  [{ who: 'ANA@example.com' }],
  [{ who: 'adm.ana@example.com' }],
  [{ who: 'azuread:index/user:User::adm.ana' }],
  [{ who: 'emergency-1' }],
  [{ who: 'emergency.1@example.com' }],
  [{ account: 'adm.ana@example.com' }],
])('nobody decides about their own access, by whatever name: %j', (entry) => {
  expect(flawsOf(entry)).toEqual(['/entries/0/who ana decides about their own access'])
  expect(flawsOf({ ...entry, decidedBy: 'ben' })).toEqual(
    'who' in entry ? [] : ['/entries/0/decidedBy ben decides about their own access'],
  )
})

test('about others everybody may decide', () => {
  expect(flawsOf({ who: 'ben', account: 'ben@example.com' })).toEqual([])
})
