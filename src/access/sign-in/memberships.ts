import type { Directory } from '../directory.ts'
import { type Direct, directMemberships } from '../groups.ts'

/**
 * Who is in a group, nested groups included: certainly its members, and besides them whoever is in one of the sources,
 * each of which may hold anybody (a dynamic group, an id that nothing declares, a group that a schedule fills …).
 */
export interface Membership {
  readonly members: ReadonlySet<string>
  /** Group ids, sorted by first reach. */
  readonly sources: readonly string[]
}

/** Answers for every id that a policy, an exception or a role grant may name as a group; cycles add nothing. */
export function memberships(directory: Directory): (group: string) => Membership {
  const direct = directMemberships(directory)
  const known = new Map<string, Membership>()
  return (group) => {
    const found = known.get(group) ?? resolve(direct, group)
    known.set(group, found)
    return found
  }
}

function resolve(direct: ReadonlyMap<string, Direct>, group: string): Membership {
  const members = new Set<string>()
  const sources = new Set<string>()
  const seen = new Set<string>()
  const queue = [group]
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (seen.has(key)) continue
    seen.add(key)
    const found = direct.get(key)
    if (!found) {
      sources.add(key)
      continue
    }
    for (const member of found.members) members.add(member)
    for (const id of found.undeclared) sources.add(id)
    if (found.open.length > 0) sources.add(key)
    queue.push(...found.nested)
  }
  return { members, sources: [...sources] }
}
