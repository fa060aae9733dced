import { byCodeUnit, canonicalJson, sha256 } from '../../json.ts'
import type { Coverage, Part } from './decide.ts'
import { ALL, EMPTY, type Node } from './diagram.ts'
import { OTHER_TENANT, type PersonClass } from './people.ts'
import { type Space, wordsOf } from './space.ts'

/**
 * A name for a set of sign-ins: equal sets have equal names, however finely the policies of a plan happen to divide the
 * space. Known findings are remembered by it, so that a gap that grows is a new one.
 */
export function fingerprint(coverage: Coverage, parts: readonly Part[]): string {
  const { space } = coverage.around
  const { nodes, digests } = knownNames(space)
  const sets = new Map(parts.map(({ person, set }) => [person, set]))
  const nameOf = (person: PersonClass | undefined): string =>
    nodeName(space, nodes, digests, person === undefined ? EMPTY : (sets.get(person) ?? EMPTY))
  const rest = coverage.classes.filter(({ people, named }) => people.length === 0 && named === undefined)
  const generic = (person: PersonClass): string =>
    nameOf(
      rest.find(({ kind, tenant }) => kind === person.kind && tenant === person.tenant) ??
        rest.find(({ kind, tenant }) => kind === person.kind && tenant === OTHER_TENANT),
    )
  const idsOf = ({ people, named }: PersonClass): readonly string[] =>
    people.length > 0 ? people.map(({ id }) => id) : [named?.id ?? '']
  const someone = coverage.classes.filter((person) => !rest.includes(person))
  // Only who differs from anybody else of the same kind is written down, so that a new person changes nothing; and of
  // his home tenants only those that matter, so that a new tenant changes nothing.
  const special = new Set<string>()
  const atHome = new Map<string, string>()
  for (const person of someone) {
    const isSpecial = nameOf(person) !== generic(person)
    if (!isSpecial && person.tenant === '') continue
    for (const id of idsOf(person)) {
      const key = `${id} ${person.kind}`
      if (isSpecial) special.add(key)
      if (person.tenant === OTHER_TENANT) atHome.set(key, nameOf(person))
    }
  }
  const persons = someone.flatMap((person) => {
    const name = nameOf(person)
    const isWritten = (key: string): boolean =>
      special.has(key) && (person.tenant === '' || person.tenant === OTHER_TENANT || atHome.get(key) !== name)
    return idsOf(person).flatMap((id) =>
      isWritten(`${id} ${person.kind}`) ? [[id, person.kind, person.tenant, name]] : [],
    )
  })
  const others = rest
    .filter(
      (person) =>
        person.tenant === '' ||
        person.tenant === OTHER_TENANT ||
        nameOf(person) !== generic({ ...person, tenant: OTHER_TENANT }),
    )
    .map((person) => [person.kind, person.tenant, nameOf(person)])
  const sorted = [...persons, ...others].map((entry) => JSON.stringify(entry)).sort(byCodeUnit)
  return sha256(JSON.stringify(sorted)).slice(0, 16)
}

interface Names {
  readonly nodes: Map<Node, string>
  readonly digests: Map<string, readonly string[]>
}
const namesOf = new WeakMap<Space, Names>()

/** What was named before: the gaps of one space share most of their nodes. */
function knownNames(space: Space): Names {
  const known = namesOf.get(space)
  if (known) return known
  const names: Names = {
    nodes: new Map([
      [EMPTY, 'none'],
      [ALL, 'all'],
    ]),
    digests: new Map(),
  }
  namesOf.set(space, names)
  return names
}

function nodeName(space: Space, known: Map<Node, string>, digests: Map<string, readonly string[]>, node: Node): string {
  const found = known.get(node)
  if (found !== undefined) return found
  const { variable, children } = space.diagrams.inner(node)
  const { kind, id } = space.variables[variable] ?? { kind: '', id: '' }
  const names = children.map((child) => nodeName(space, known, digests, child))
  const name = sha256(canonicalJson([kind, id, branches(space, digests, variable, names)]))
  known.set(node, name)
  return name
}

/** The values of a variable with what follows them; a value that behaves as the unnamed rest does is left out. */
function branches(
  space: Space,
  digests: Map<string, readonly string[]>,
  variable: number,
  names: readonly string[],
): readonly unknown[] {
  const kind = space.variables[variable]?.kind
  const entry = (value: number, label: unknown, rest: number): readonly unknown[] =>
    value === rest || names[value] !== names[rest] ? [[label, names[value]]] : []
  if (kind === 'target') {
    return space.targets.flatMap(({ id, office365, kind: of }, value) =>
      of === 'action' ? [[id, names[value]]] : entry(value, [id, office365], office365 ? 0 : 1),
    )
  }
  if (kind === 'address') {
    const byName = new Map<string, string[]>()
    for (const [value, { ranges }] of space.cells.entries()) {
      const name = names[value] ?? ''
      if (value > 0 && name === names[0]) continue
      const list = byName.get(name) ?? []
      if (value > 0) list.push(...ranges.map(({ first, last }) => `${first}-${last}`))
      byName.set(name, list)
    }
    return [...byName]
      .map(([name, ranges]) => [name, joined(ranges)])
      .sort(([a], [b]) => byCodeUnit(String(a), String(b)))
  }
  if (kind === 'countryByIp' || kind === 'countryByGps') {
    return space.countries.flatMap((code, value) => entry(value, code, 0))
  }
  if (kind === 'method') return methodBranches(space, digests, names)
  const words = kind === undefined ? [] : wordsOf(space, kind)
  return names.map((name, value) => [words[value] ?? value, name])
}

/** Which sets of modes lead where, as one digest for each way, whatever classes they happen to be in. */
function methodBranches(
  { methods }: Space,
  digests: Map<string, readonly string[]>,
  names: readonly string[],
): readonly unknown[] {
  const ways = [...new Set(names)]
  const pattern = names.map((name) => ways.indexOf(name))
  const key = pattern.join(' ')
  const known =
    digests.get(key) ??
    ways.map((_, way) => {
      const bits = Buffer.alloc(Math.ceil(methods.classOf.length / 8))
      for (const [set, place] of methods.classOf.entries()) {
        if (pattern[place] === way) bits[set >> 3] = (bits[set >> 3] ?? 0) | (1 << (set & 7))
      }
      return sha256(bits)
    })
  digests.set(key, known)
  return ways.map((way, place) => [way, known[place]]).sort(([x], [y]) => byCodeUnit(x ?? '', y ?? ''))
}

/** Adjacent ranges as one, in the order of the addresses. */
function joined(ranges: readonly string[]): readonly string[] {
  const sorted = ranges
    .map((range) => range.split('-').map(BigInt) as [bigint, bigint])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const merged: [bigint, bigint][] = []
  for (const [first, last] of sorted) {
    const previous = merged.at(-1)
    if (previous && previous[1] + 1n === first) previous[1] = last
    else merged.push([first, last])
  }
  return merged.map(([first, last]) => `${first}-${last}`)
}
