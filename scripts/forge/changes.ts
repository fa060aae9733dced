// Who wrote and who approved what: one file for each commit that a pull request became, for `deploy --change`.

import { CHANGE_SCHEMA, type Change, type Person, type Review } from '../../src/deploy/change.ts'
import { AppError } from '../../src/errors.ts'
import { isObject } from '../../src/json.ts'
import { validateValue } from '../../src/schema.ts'
import { type Forge, ForgeError } from './api.ts'

/** What GitHub itself signs: commits made on its site. */
const SITE = 'web-flow'
const MAY_WRITE = new Set(['admin', 'maintain', 'write'])
const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
}

/** Everybody whom the forge names as an author of a commit, co-authors too, with the accounts that it knows for them. */
const COMMITS = `query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { commits(first: 50, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { commit { oid
      authors(first: 100) { totalCount nodes { email user { login } } }
      committer { email user { login } } } } } } }
}`

/**
 * The change that became a commit of the main branch; undefined where no merged pull request did, which a deployment
 * then refuses. What the forge leaves out makes this an error and never a shorter list of authors.
 * @throws AppError.
 */
export async function changeOf(forge: Forge, commit: string): Promise<Change | undefined> {
  const pulls = await forge.list(`/commits/${commit}/pulls`)
  const merged = pulls.filter(
    (pull) => at(pull, 'merge_commit_sha') === commit && typeof at(pull, 'merged_at') === 'string',
  )
  const [first, second] = merged
  if (first === undefined) return undefined
  if (second !== undefined) throw incomplete(`two pull requests became the commit ${commit.slice(0, 12)}`)
  const number = at(first, 'number')
  if (typeof number !== 'number') throw incomplete('a pull request has no number')
  const pull = await forge.get(`/pulls/${number}`)
  const written = await writersOf(forge, number, at(pull, 'commits'))
  const change: Change = {
    schema: CHANGE_SCHEMA,
    url: text(pull, 'html_url'),
    headCommit: text(pull, 'head', 'sha'),
    mergeCommit: commit,
    author: account(at(pull, 'user')),
    committers: [...written.committers, ...(await mergersOf(forge, commit))],
    coAuthors: written.coAuthors,
    reviews: await reviewsOf(forge, number),
  }
  validateValue(CHANGE_SCHEMA, change, `the change #${number}`)
  return change
}

/** Authors and committers of every commit of a pull request. The first author of a commit is its own, others are co-authors. */
async function writersOf(
  forge: Forge,
  number: number,
  expected: unknown,
): Promise<{ committers: readonly Person[]; coAuthors: readonly Person[] }> {
  const [owner, name] = forge.repository.split('/')
  const nodes: unknown[] = []
  for (let after: unknown = null; after !== undefined; ) {
    const page = at(
      await forge.graphql(COMMITS, { owner, name, number, after }),
      'repository',
      'pullRequest',
      'commits',
    )
    const found = at(page, 'nodes')
    if (!Array.isArray(found)) throw incomplete(`the commits of #${number} are missing`)
    nodes.push(...(found as readonly unknown[]))
    after = at(page, 'pageInfo', 'hasNextPage') === true ? at(page, 'pageInfo', 'endCursor') : undefined
    if (nodes.length > 10_000) throw incomplete(`#${number} has too many commits`)
  }
  if (nodes.length === 0 || nodes.length !== expected) {
    throw incomplete(`#${number} has ${String(expected)} commits, and the forge lists ${nodes.length}`)
  }
  const commits = nodes.map((node) => at(node, 'commit'))
  const authors = commits.map((commit) => {
    const list = at(commit, 'authors', 'nodes')
    if (!Array.isArray(list) || list.length === 0 || list.length !== at(commit, 'authors', 'totalCount'))
      throw incomplete(`not all authors of a commit of #${number} are listed`)
    return (list as readonly unknown[]).map(person)
  })
  const committers = commits.map((commit) => person(at(commit, 'committer')))
  return {
    committers: distinct([...authors.flatMap((list) => list.slice(0, 1)), ...committers]),
    coAuthors: distinct(authors.flatMap((list) => list.slice(1))),
  }
}

/**
 * Who made the commit on the main branch. One that the forge itself made and signed has nothing of its own; one that
 * somebody pushed may have anything, so its makers are authors.
 */
async function mergersOf(forge: Forge, commit: string): Promise<readonly Person[]> {
  const found = await forge.get(`/commits/${commit}`)
  if (at(found, 'committer', 'login') === SITE && at(found, 'commit', 'verification', 'verified') === true) return []
  return (['author', 'committer'] as const).map((role) =>
    person({ email: at(found, 'commit', role, 'email'), user: at(found, role) }),
  )
}

async function reviewsOf(forge: Forge, number: number): Promise<readonly Review[]> {
  const reviews: Review[] = []
  for (const review of await forge.list(`/pulls/${number}/reviews`)) {
    const state = STATES[String(at(review, 'state'))]
    // A review that nobody submitted yet says nothing.
    if (state === undefined) continue
    const by = account(at(review, 'user'))
    const commit = at(review, 'commit_id')
    const submittedAt = text(review, 'submitted_at')
    // The forge forgets the commit of a review where the branch was rewritten: then it is about no commit that counts.
    reviews.push({
      by,
      state,
      commit: typeof commit === 'string' ? commit : '0'.repeat(40),
      submittedAt,
      mayApprove: await mayWrite(forge, by.login),
    })
  }
  return reviews
}

async function mayWrite(forge: Forge, login: string | undefined): Promise<boolean> {
  if (login === undefined || login === 'ghost') return false
  try {
    const found = await forge.get(`/collaborators/${encodeURIComponent(login)}/permission`)
    return MAY_WRITE.has(String(at(found, 'permission')))
  } catch (error) {
    if (error instanceof ForgeError && error.status === 404) return false
    throw error
  }
}

/** An account of the forge; one that was deleted is `ghost`. */
function account(user: unknown): Person {
  const login = at(user, 'login')
  if (typeof login !== 'string' || login === '') return { login: 'ghost' }
  return { login, ...(at(user, 'type') === 'Bot' ? { bot: true } : {}) }
}

/** Somebody as a commit names them: the account where the forge knows one, and the address. */
function person(actor: unknown): Person {
  const login = at(actor, 'user', 'login')
  const email = at(actor, 'email')
  const emails = typeof email === 'string' && /^\S+@\S+$/.test(email) ? { emails: [email] } : {}
  if (typeof login === 'string' && login !== '') return { login, ...emails }
  if ('emails' in emails) return emails
  throw incomplete('a commit names an author without account and address')
}

function distinct(people: readonly Person[]): readonly Person[] {
  return [...new Map(people.map((one) => [JSON.stringify(one), one])).values()]
}

function text(value: unknown, ...keys: readonly string[]): string {
  const found = at(value, ...keys)
  if (typeof found === 'string' && found !== '') return found
  throw incomplete(`${keys.join('.')} is missing in an answer of the forge`)
}

function incomplete(message: string): AppError {
  return new AppError('refused', `who wrote the change cannot be told: ${message}`, {
    fix: 'merge a smaller pull request, or deploy with --emergency and have it reviewed',
  })
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value)
}
