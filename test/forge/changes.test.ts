// Who wrote and who approved a change, from the forge's API, and what a deployment makes of it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openForge } from '../../scripts/forge/api.ts'
import { changeOf } from '../../scripts/forge/changes.ts'
import { approvalsOf, type Change } from '../../src/deploy/change.ts'
import { type ForgeState, startForge, TOKEN } from './forge-server.ts'

const REPOSITORY = 'acme/access'
const HEAD = 'a'.repeat(40)
const OLDER = 'b'.repeat(40)
const MERGE = 'c'.repeat(40)

let forge: { url: string; state: ForgeState; stop: () => void }
beforeAll(async () => {
  forge = await startForge(REPOSITORY)
})
afterAll(() => forge.stop())

interface Author {
  readonly email: string
  readonly user: { readonly login: string } | null
}
const anna: Author = { email: 'anna@acme.example', user: { login: 'anna' } }
const bert: Author = { email: 'bert@home.example', user: { login: 'bert' } }
const stranger: Author = { email: 'who@ever.example', user: null }
const site: Author = { email: 'noreply@github.com', user: { login: 'web-flow' } }

const node = (
  authors: readonly Author[],
  committer: Author = authors[0] ?? anna,
  totalCount = authors.length,
): object => ({
  commit: { oid: HEAD, authors: { totalCount, nodes: authors }, committer },
})

const review = (login: string, changes: Readonly<Record<string, unknown>> = {}): object => ({
  user: { login, type: 'User' },
  state: 'APPROVED',
  commit_id: HEAD,
  submitted_at: '2026-11-23T10:00:00Z',
  ...changes,
})

beforeEach(() => {
  const { answers, commitPages } = forge.state
  answers.clear()
  commitPages.length = 0
  commitPages.push([node([anna])])
  answers.set(`/commits/${MERGE}/pulls`, [{ number: 7, merge_commit_sha: MERGE, merged_at: '2026-11-23T11:00:00Z' }])
  answers.set(`/commits/${MERGE}`, {
    author: { login: 'carla' },
    committer: { login: 'web-flow' },
    commit: {
      author: { email: 'carla@acme.example' },
      committer: { email: 'noreply@github.com' },
      verification: { verified: true },
    },
  })
  answers.set('/pulls/7', pull())
  answers.set('/pulls/7/reviews', [review('carla')])
  for (const login of ['anna', 'bert', 'carla'])
    answers.set(`/collaborators/${login}/permission`, { permission: 'write' })
})

function pull(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    number: 7,
    html_url: 'https://github.com/acme/access/pull/7',
    head: { sha: HEAD },
    user: { login: 'anna', type: 'User' },
    commits: 1,
    ...changes,
  }
}

function read(): Promise<Change | undefined> {
  const env = {
    GITHUB_API_URL: forge.url,
    GITHUB_GRAPHQL_URL: `${forge.url}/graphql`,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_TOKEN: TOKEN,
  }
  return changeOf(openForge({ arguments: [], env, scratch: '', say: () => undefined }), MERGE)
}

/** Who approved, and why the others do not count. */
async function approvals(): Promise<readonly string[]> {
  const change = await read()
  if (change === undefined) return ['no change']
  const { counted, objections, discounted } = approvalsOf(change)
  return [...counted.map(({ by }) => by), ...objections.map((name) => `${name} objects`), ...discounted]
}

describe('a change', () => {
  test('names author, writers, reviews and commits', async () => {
    expect(await read()).toEqual({
      schema: 'urn:gatehouse:change/v1',
      url: 'https://github.com/acme/access/pull/7',
      headCommit: HEAD,
      mergeCommit: MERGE,
      author: { login: 'anna' },
      committers: [{ login: 'anna', emails: ['anna@acme.example'] }],
      coAuthors: [],
      reviews: [
        {
          by: { login: 'carla' },
          state: 'approved',
          commit: HEAD,
          submittedAt: '2026-11-23T10:00:00Z',
          mayApprove: true,
        },
      ],
    })
    expect(await approvals()).toEqual(['carla'])
  })

  test('is none where a commit was pushed without a pull request, or belongs to one that was not merged as it', async () => {
    forge.state.answers.set(`/commits/${MERGE}/pulls`, [])
    expect(await read()).toBe(undefined)
    const other = { number: 7, merge_commit_sha: OLDER, merged_at: '2026-11-23T11:00:00Z' }
    forge.state.answers.set(`/commits/${MERGE}/pulls`, [other, { ...other, merge_commit_sha: MERGE, merged_at: null }])
    expect(await read()).toBe(undefined)
  })

  test('has the commits of all pages, and the people behind a commit made on the site', async () => {
    forge.state.commitPages.push([node([bert], site)])
    forge.state.answers.set('/pulls/7', pull({ commits: 2 }))
    expect((await read())?.committers.map(({ login }) => login)).toEqual(['anna', 'bert', 'web-flow'])
  })
})

describe('an approval', () => {
  test.each([
    ['of the author', [review('anna')], /^the approval of anna does not count: the same person wrote/],
    ['for an older commit', [review('carla', { commit_id: OLDER })], /it is for the commit bbbbbbbbbbbb/],
    ['for a commit that the forge forgot', [review('carla', { commit_id: null })], /it is for the commit 000000000000/],
    ['of an application', [review('carla', { user: { login: 'carla', type: 'Bot' } })], /of an application/],
    ['of somebody who may only read', [review('dora')], /does not let this account approve/],
    ['of an account that is gone', [review('x', { user: null })], /does not let this account approve/],
  ] as const)('%s does not count', async (_, reviews, sentence) => {
    forge.state.answers.set('/pulls/7/reviews', reviews)
    forge.state.answers.set('/collaborators/dora/permission', { permission: 'read' })
    expect(await approvals()).toEqual([expect.stringMatching(sentence)])
  })

  test('of a co-author does not count, also where another address stands in the commit', async () => {
    forge.state.commitPages[0] = [node([anna, { email: 'carla@private.example', user: { login: 'Carla' } }])]
    expect(await approvals()).toEqual([expect.stringContaining('the same person wrote a part of the change')])
  })

  test('does not count where an author has no account, who may be the reviewer', async () => {
    forge.state.commitPages[0] = [node([anna, stranger])]
    expect(await approvals()).toEqual([expect.stringContaining('it cannot be told from who@ever.example')])
  })

  test('of who pushed a merge by hand does not count: it may hold anything', async () => {
    forge.state.answers.set(`/commits/${MERGE}`, {
      author: { login: 'carla' },
      committer: { login: 'carla' },
      commit: {
        author: { email: 'c@x.example' },
        committer: { email: 'c@x.example' },
        verification: { verified: true },
      },
    })
    expect(await approvals()).toEqual([expect.stringContaining('the same person wrote a part of the change')])
  })

  test('stands until it is taken back; one that is not submitted says nothing', async () => {
    const later = { submitted_at: '2026-11-23T10:30:00Z' }
    forge.state.answers.set('/pulls/7/reviews', [review('carla'), review('bert', { state: 'PENDING' })])
    expect(await approvals()).toEqual(['carla'])
    forge.state.answers.set('/pulls/7/reviews', [
      review('carla'),
      review('carla', { ...later, state: 'CHANGES_REQUESTED' }),
    ])
    expect(await approvals()).toEqual(['carla objects'])
    forge.state.answers.set('/pulls/7/reviews', [review('carla'), review('carla', { ...later, state: 'DISMISSED' })])
    expect(await approvals()).toEqual([])
  })
})

describe('an answer of the forge that is not whole is an error, never a shorter list', () => {
  test.each([
    [
      'fewer commits than the pull request has',
      () => forge.state.answers.set('/pulls/7', pull({ commits: 251 })),
      /has 251 commits, and the forge lists 1/,
    ],
    [
      'fewer authors than a commit has',
      (): unknown => (forge.state.commitPages[0] = [node([anna], anna, 2)]),
      /not all authors/,
    ],
    [
      'an author without a trace',
      (): unknown => (forge.state.commitPages[0] = [node([{ email: '', user: null }])]),
      /without account and address/,
    ],
    ['no commits', (): unknown => (forge.state.commitPages.length = 0), /answered a query with an error/],
    ['permissions that fail', () => forge.state.failing.set('/collaborators/carla/permission', 500), /answered 500/],
    [
      'two pull requests for one commit',
      () =>
        forge.state.answers.set(`/commits/${MERGE}/pulls`, [
          { number: 7, merge_commit_sha: MERGE, merged_at: '2026-11-23T11:00:00Z' },
          { number: 8, merge_commit_sha: MERGE, merged_at: '2026-11-23T11:00:00Z' },
        ]),
      /two pull requests became/,
    ],
  ] as const)('%s', async (_, arrange, sentence) => {
    arrange()
    await expect(read()).rejects.toThrow(sentence)
    forge.state.failing.clear()
  })
})
