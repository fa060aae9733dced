// What a decision says about a change is archived as it is: it says no more than an archive may keep.
import { describe, expect, test } from 'vitest'
import { difference } from '../../src/gate/difference.ts'
import type { Plan } from '../../src/plan/model.ts'
import { create, id, type Loose, planOf, soundTenant, step, type Tenant, TYPES, update } from '../bypasses/tenant.ts'

const UNLISTED = 'acme:index/device:Device'

function change(before: (tenant: Tenant) => void, after: (tenant: Tenant) => void): ReturnType<typeof difference> {
  const [old, now] = [before, after].map((edit): Plan => {
    const tenant = soundTenant()
    edit(tenant)
    return planOf(tenant)
  }) as [Plan, Plan]
  return difference(old, now, undefined)
}

const details = (found: ReturnType<typeof difference>): unknown =>
  found.map((entry) => [entry.op, entry.label, entry.details])

describe('a value that an archive does not keep', () => {
  const anna = (inputs: Loose) => (tenant: Tenant) => update(tenant, 'anna', (found) => Object.assign(found, inputs))

  test('is not said, that it changes is', () => {
    const found = change(
      anna({ mobilePhone: '+49 30 1234', postalCode: '10115', jobTitle: 'Engineer' }),
      anna({ mobilePhone: '+49 30 5678', otherMails: ['anna@home.example'], jobTitle: 'Lead' }),
    )
    expect(details(found)).toEqual([
      [
        'changes',
        'anna',
        [
          'jobTitle: "Engineer" becomes "Lead"',
          'mobilePhone: another value, which is not shown',
          'otherMails: another value, which is not shown',
          'postalCode: another value, which is not shown',
        ],
      ],
    ])
  })

  test('is not said of a type that the table does not have, not even as its name', () => {
    const device = (owner: string) => (tenant: Tenant) => {
      tenant.steps.push(step(UNLISTED, 'laptop', { displayName: `Laptop of ${owner}`, owner: { name: owner } }))
    }
    expect(details(change(device('Anna'), device('Bert')))).toEqual([
      [
        'changes',
        'laptop',
        ['displayName: another value, which is not shown', 'owner: another value, which is not shown'],
      ],
    ])
    expect(details(change(() => undefined, device('Bert')))).toEqual([['adds', 'laptop', []]])
  })

  test('is not said where its name says that it is secret, at any depth', () => {
    const application = (secret: string, list: readonly Loose[]) => (tenant: Tenant) => {
      tenant.steps.push(
        step(TYPES.group, 'shop', {
          displayName: 'Shop',
          dynamicMembership: { rule: `user.city -eq "${secret}"`, clientSecret: secret, lists: list },
        }),
      )
    }
    const found = change(
      application('first-one', [{ uri: 'a', accessToken: 'token-one' }]),
      application('second-one', [{ uri: 'a', accessToken: 'token-two', passwordEnabled: true }]),
    )
    expect(details(found)).toEqual([
      [
        'changes',
        '"Shop"',
        [
          'dynamicMembership.clientSecret: another value, which is not shown',
          'dynamicMembership.lists: without {"uri":"a","accessToken":"not shown"}, with {"uri":"a","accessToken":"not shown","passwordEnabled":true}',
          String.raw`dynamicMembership.rule: "user.city -eq \"first-one\"" becomes "user.city -eq \"second-one\""`,
        ],
      ],
    ])
  })
})

describe('an object that is only read', () => {
  const reads = (objectId: string) => (tenant: Tenant) => {
    const { op: _op, ...rest } = create(TYPES.group, 'partners', { members: [id('carl')] }, { id: objectId })
    tenant.steps.push({ op: 'read', ...rest })
  }
  const declares = (tenant: Tenant): void => {
    tenant.steps.push(step(TYPES.group, 'partners', { displayName: 'partners' }))
  }

  test('says which one', () => {
    expect(details(change(reads(id('one')), reads(id('two'))))).toEqual([
      ['changes', 'partners', [`another object is read: "${id('two')}"`]],
    ])
    expect(details(change(reads(id('one')), reads(id('one'))))).toEqual([])
  })

  test('is something else than one that is declared', () => {
    expect(details(change(declares, reads(id('one'))))).toEqual([
      ['changes', 'partners', ['it is only read from now on', 'displayName: "partners" becomes nothing']],
    ])
    expect(details(change(reads(id('one')), declares))).toEqual([
      [
        'changes',
        '"partners"',
        ['it is declared from now on, where it was only read', 'displayName: nothing becomes "partners"'],
      ],
    ])
  })
})
