import type { Holder } from './attachments.ts'
import { type Context, contextOf, NO_CONTEXT } from './context.ts'
import type { Document } from './document.ts'
import type { Link } from './model.ts'
import type { AttachedPolicy } from './policies.ts'
import { type Power, powerOf } from './power.ts'
import { ONESELF, type Rights } from './reach.ts'
import { literalName } from './resources.ts'
import { literal, type Token } from './tokens.ts'

/** A policy that applies to somebody, and the way to it. */
export interface AppliedPolicy {
  readonly document: Document
  readonly path: readonly Link[]
}

/** Somebody's policies, taken together. */
export interface Applied {
  readonly policies: readonly AppliedPolicy[]
  readonly rights: Rights
  readonly context: Context
  readonly hasBoundary: boolean
}

/** A role and a session of Identity Center have no user name. */
const NO_USER: Context = contextOf({ 'aws:username': null }, false)

/**
 * The policies that apply to a user, group, role or permission set, those of a user's groups included.
 * @param denials documents of which only what they deny counts.
 */
export function applied(holder: Holder, groups: ReadonlyMap<string, Holder>, denials: readonly Document[]): Applied {
  const link = ({ label, by, id }: AttachedPolicy): Link => {
    return { kind: 'policy', label, key: by.key, ...(id === undefined ? {} : { document: id }) }
  }
  const own = holder.attached.map((policy) => ({ document: policy.document, path: [link(policy)] }))
  const inherited = holder.groups.flatMap(({ id, by }) => {
    const group = groups.get(id)
    const step: Link = { kind: 'group', label: group?.label ?? id, key: by.key }
    return (group?.attached ?? []).map((policy) => ({ document: policy.document, path: [step, link(policy)] }))
  })
  const policies = [...own, ...inherited]
  const isRole = holder.kind === 'role' || holder.kind === 'permission-set'
  const limits = holder.boundaries.map((boundary) => [boundary.document])
  const identity = policies.map((policy) => policy.document)
  const hasBoundary = limits.length > 0
  // Where no policy tells users apart, roles and users with the same policies are alike.
  if (![...identity, ...limits.flat(), ...denials].some(isAboutUsers)) {
    return { policies, rights: { identity, limits, denials, self: ONESELF }, context: NO_CONTEXT, hasBoundary }
  }
  const rights = { identity, limits, denials, self: isRole ? undefined : selfOf(holder) }
  return { policies, rights, context: isRole ? NO_USER : NO_CONTEXT, hasBoundary }
}

function selfOf({ kind, resource }: Holder): readonly Token[] {
  const name = kind === 'user' && resource !== undefined ? literalName(resource) : undefined
  return name === undefined ? ONESELF : literal(name)
}

const aboutUsers = new WeakMap<Document, boolean>()

/** True for a document that names users or the requester's user name. */
function isAboutUsers(document: Document): boolean {
  const known = aboutUsers.get(document)
  if (known !== undefined) return known
  const patterns = document.statements.flatMap((statement) => statement.resources?.patterns ?? [])
  const isAbout =
    patterns.some((pattern) => pattern.join('').includes('user/')) ||
    JSON.stringify(document.statements).includes('aws:username')
  aboutUsers.set(document, isAbout)
  return isAbout
}

/** Computes powers once for equal sets of policies. */
export interface Powers {
  /** Equal for those whose policies give the same. */
  readonly keyOf: (applied: Omit<Applied, 'policies'>) => string
  readonly of: (applied: Applied) => Power
  /** What one document gives to somebody who has nothing else. */
  readonly alone: (document: Document) => Power
  /** The policies that make somebody an administrator: one if one is enough, else all that allow anything. */
  readonly chain: (applied: Applied) => readonly Link[]
}

export function powers(): Powers {
  const numbers = new Map<Document, number>()
  const found = new Map<string, Power>()
  const numbersOf = (documents: readonly Document[]): string => {
    const ids = documents.map((document) => {
      const number = numbers.get(document) ?? numbers.size
      numbers.set(document, number)
      return number
    })
    return [...new Set(ids)].sort((a, b) => a - b).join()
  }
  const keyOf: Powers['keyOf'] = ({ rights, context, hasBoundary }) => {
    const parts = [numbersOf(rights.identity), ...rights.limits.map(numbersOf), numbersOf(rights.denials)]
    return [...parts, rights.self?.join('') ?? '', JSON.stringify(context), hasBoundary].join('|')
  }
  const of = (applied: Omit<Applied, 'policies'>): Power => {
    const key = keyOf(applied)
    const known = found.get(key) ?? powerOf(applied.rights, applied.hasBoundary, applied.context)
    found.set(key, known)
    return known
  }
  return {
    keyOf,
    of,
    alone: (document) =>
      of({
        rights: { identity: [document], limits: [], denials: [], self: ONESELF },
        context: NO_CONTEXT,
        hasBoundary: false,
      }),
    chain: (all) => {
      const { administrator } = of(all)
      if (administrator === 'no') return []
      const single = all.policies.find(({ document }) => {
        return of({ ...all, rights: { ...all.rights, identity: [document] } }).administrator === administrator
      })
      if (single !== undefined) return single.path
      const allowing = all.policies.filter(({ document }) => document.statements.some((one) => one.effect === 'Allow'))
      return allowing.flatMap(({ path }) => path)
    },
  }
}
