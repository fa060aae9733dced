import { byCodeUnit } from '../json.ts'

/** Format id of a change. */
export const CHANGE_SCHEMA = 'urn:gatehouse:change/v1'

/** Somebody as the forge names them. */
export interface Person {
  readonly login?: string
  readonly emails?: readonly string[]
  readonly bot?: boolean
}

/** One review of a change. */
export interface Review {
  readonly by: Person
  readonly state: 'approved' | 'changes_requested' | 'commented' | 'dismissed'
  readonly commit: string
  readonly submittedAt: string
  readonly mayApprove: boolean
}

/** A change as the forge knows it: `src/schemas/change.v1.json`. */
export interface Change {
  readonly schema: typeof CHANGE_SCHEMA
  readonly url: string
  readonly headCommit: string
  readonly mergeCommit: string
  readonly author: Person
  readonly committers: readonly Person[]
  readonly coAuthors: readonly Person[]
  readonly reviews: readonly Review[]
}

/** An approval that counts. */
export interface Approval {
  readonly by: string
  readonly at: string
}

/** Who approved a change, and why everybody else does not count. */
export interface Approvals {
  readonly counted: readonly Approval[]
  /** Reviewers who still ask for changes. */
  readonly objections: readonly string[]
  /** One sentence for each approval that does not count. */
  readonly discounted: readonly string[]
}

/**
 * Counts the approvals of a change: those of people who may approve, for its last commit, and from nobody who wrote any
 * of it. Where it cannot be shown that a reviewer is none of the authors, the approval does not count.
 */
export function approvalsOf(change: Change): Approvals {
  const counted: Approval[] = []
  const objections: string[] = []
  const discounted: string[] = []
  for (const review of lastReviews(change.reviews)) {
    const name = nameOf(review.by)
    if (review.state === 'changes_requested') objections.push(name)
    if (review.state !== 'approved') continue
    const reason = whyNot(review, change)
    if (reason === undefined) counted.push({ by: name, at: review.submittedAt })
    else discounted.push(`the approval of ${name} does not count: ${reason}`)
  }
  return { counted: counted.sort((a, b) => byCodeUnit(a.by, b.by)), objections, discounted }
}

/** Everybody who wrote a part of a change. */
export function authorsOf(change: Change): readonly string[] {
  return [...new Set(authorSet(change).map(nameOf))].sort(byCodeUnit)
}

/** What a person is called in sentences and records: the account, or an address where there is none. */
function nameOf({ login, emails }: Person): string {
  return login ?? emails?.[0] ?? 'somebody'
}

function authorSet(change: Change): readonly Person[] {
  return [change.author, ...change.committers, ...change.coAuthors]
}

/** The review of each reviewer that stands: a comment takes nothing back. The later of two at one time is the later one in the list. */
function lastReviews(reviews: readonly Review[]): readonly Review[] {
  const standing = new Map<string, Review>()
  for (const review of [...reviews].sort((a, b) => Date.parse(a.submittedAt) - Date.parse(b.submittedAt))) {
    if (review.state !== 'commented') standing.set(nameOf(review.by).toLowerCase(), review)
  }
  return [...standing.values()]
}

function whyNot(review: Review, change: Change): string | undefined {
  if (review.by.bot === true) return 'it is of an application, not of a person'
  if (!review.mayApprove) return 'the forge does not let this account approve here'
  if (review.commit !== change.headCommit) {
    return `it is for the commit ${review.commit.slice(0, 12)}, and the change ends with ${change.headCommit.slice(0, 12)}`
  }
  for (const author of authorSet(change)) {
    const same = isSame(review.by, author)
    if (same === true) return 'the same person wrote a part of the change'
    if (same === undefined)
      return `it cannot be told from ${nameOf(author)}, who wrote a part of the change and has no known account`
  }
  return undefined
}

/** Whether two are one person; undefined where nothing that both have can be compared. Bots that commit are compared like people. */
function isSame(a: Person, b: Person): boolean | undefined {
  const logins = [a.login, b.login].filter((login) => login !== undefined).map((login) => login.toLowerCase())
  const theirs = new Set((b.emails ?? []).map((email) => email.toLowerCase()))
  const shared = (a.emails ?? []).some((email) => theirs.has(email.toLowerCase()))
  if (shared || (logins.length === 2 && logins[0] === logins[1])) return true
  if (logins.length === 2) return false
  return a.emails !== undefined && b.emails !== undefined ? false : undefined
}
