import { expect, test } from 'vitest'
import { approvalsOf, authorsOf, type Change, type Person, type Review } from '../../src/deploy/change.ts'

const HEAD = 'a'.repeat(40)
const OLD = 'b'.repeat(40)
const ANNA: Person = { login: 'anna', emails: ['anna@example.com'] }
const BEN: Person = { login: 'ben', emails: ['ben@example.com'] }
const CARO: Person = { login: 'caro' }

function change(reviews: readonly Partial<Review>[], more: Partial<Change> = {}): Change {
  return {
    schema: 'urn:gatehouse:change/v1',
    url: 'https://forge.example/acme/access/pull/7',
    headCommit: HEAD,
    mergeCommit: 'c'.repeat(40),
    author: ANNA,
    committers: [ANNA],
    coAuthors: [],
    reviews: reviews.map((review, index) => ({
      by: BEN,
      state: 'approved',
      commit: HEAD,
      submittedAt: `2026-11-23T12:00:0${index}Z`,
      mayApprove: true,
      ...review,
    })),
    ...more,
  }
}
const COUNTED = { counted: [{ by: 'ben', at: '2026-11-23T12:00:00Z' }], objections: [], discounted: [] }
const none = (reason: string, name = 'ben'): unknown => ({
  counted: [],
  objections: [],
  discounted: [`the approval of ${name} does not count: ${reason}`],
})
const WROTE = 'the same person wrote a part of the change'

test.each<[string, Change, unknown]>([
  ['an approval of the last commit by somebody else', change([{}]), COUNTED],
  ['no review', change([]), { counted: [], objections: [], discounted: [] }],
  ['the author', change([{ by: ANNA }]), none(WROTE, 'anna')],
  ['the author under another spelling', change([{ by: { login: 'Anna' } }]), none(WROTE, 'Anna')],
  ['a committer', change([{}], { committers: [ANNA, BEN] }), none(WROTE)],
  ['a co-author', change([{}], { coAuthors: [BEN] }), none(WROTE)],
  [
    'a co-author with the same address and another account',
    change([{}], { coAuthors: [{ login: 'ben-private', emails: ['BEN@example.com'] }] }),
    none(WROTE),
  ],
  [
    'a co-author known by an address, and a reviewer known by an account',
    change([{ by: CARO }], { coAuthors: [{ emails: ['someone@example.com'] }] }),
    none('it cannot be told from someone@example.com, who wrote a part of the change and has no known account', 'caro'),
  ],
  [
    'a co-author known by an address that is none of the reviewer',
    change([{}], { coAuthors: [{ emails: ['someone@example.com'] }] }),
    COUNTED,
  ],
  [
    'an older commit',
    change([{ commit: OLD }]),
    none('it is for the commit bbbbbbbbbbbb, and the change ends with aaaaaaaaaaaa'),
  ],
  ['a bot', change([{ by: { ...BEN, bot: true } }]), none('it is of an application, not of a person')],
  ['no right to approve', change([{ mayApprove: false }]), none('the forge does not let this account approve here')],
  ['a comment after the approval', change([{}, { state: 'commented' }]), COUNTED],
  [
    'an approval that was dismissed',
    change([{}, { state: 'dismissed' }]),
    { counted: [], objections: [], discounted: [] },
  ],
  [
    'changes that are asked for after the approval',
    change([{}, { state: 'changes_requested' }]),
    { counted: [], objections: ['ben'], discounted: [] },
  ],
  [
    'an approval that takes the objection back, listed first',
    change([
      { submittedAt: '2026-11-23T13:00:00Z' },
      { state: 'changes_requested', submittedAt: '2026-11-23T12:59:59.5+00:00' },
    ]),
    { counted: [{ by: 'ben', at: '2026-11-23T13:00:00Z' }], objections: [], discounted: [] },
  ],
])('%s', (_, given, expected) => {
  expect(approvalsOf(given)).toEqual(expected)
})

test('the authors are everybody who wrote a part, each once', () => {
  expect(authorsOf(change([], { committers: [ANNA, BEN], coAuthors: [{ emails: ['x@example.com'] }] }))).toEqual([
    'anna',
    'ben',
    'x@example.com',
  ])
})
