import { hasRole, type Interval, mayBeIn, type Surroundings } from './compile.ts'
import { ALL, EMPTY, type Node } from './diagram.ts'
import { MEMBER, type PersonClass } from './people.ts'
import type { Guests, People, Words } from './reading.ts'

/** Which of many lists of people a class belongs to, found without going through every list for every class. */
export interface Matcher {
  /** For each list: the condition, on groups and roles that are open, under which somebody of the class is in it. */
  readonly match: (person: PersonClass) => readonly Interval[]
}

/** Prepares lists of people, such as the inclusions of all policies. */
export function makeMatcher(around: Surroundings, lists: readonly People[]): Matcher {
  const { diagrams } = around.space
  const byUser = new Map<string, number[]>()
  const byGroup = new Map<string, number[]>()
  const note = (index: Map<string, number[]>, id: string, list: number): void => {
    const known = index.get(id)
    if (known) known.push(list)
    else index.set(id, [list])
  }
  const rest = lists.map((people, list) => {
    for (const { id } of people.users.names) note(byUser, id, list)
    for (const { id } of people.groups.names) note(byGroup, id, list)
    const least = diagrams.anyOf([
      ...people.groups.names.map(({ id }) => mayBeIn(around, id)),
      ...people.roles.names.map(({ id }) => hasRole(around, id)),
    ])
    const isOpen = [people.users, people.groups, people.roles].some(({ open }) => open.length > 0)
    return { least, most: isOpen ? ALL : least }
  })
  const guests = lists.map((people) => people.guests)
  const certain: Interval = { least: ALL, most: ALL }
  return {
    match: (person) => {
      const found: Interval[] = [...rest]
      const mark = (lists_: readonly number[] | undefined): void => {
        for (const list of lists_ ?? []) found[list] = certain
      }
      mark(byUser.get('All'))
      if (isGuest(person)) mark(byUser.get('GuestsOrExternalUsers'))
      if (person.named) mark(byUser.get(person.named.id))
      for (const group of person.groups) mark(byGroup.get(group))
      if (isGuest(person)) {
        for (const [list, condition] of guests.entries()) {
          const before = found[list] ?? { least: EMPTY, most: EMPTY }
          found[list] = anyOf(around, before, matchGuests(condition, person))
        }
      }
      return found
    },
  }
}

export function isGuest(person: PersonClass): boolean {
  return person.kind !== MEMBER
}

/** Whether somebody of the class is in a group. */
export function inGroup(around: Surroundings, group: string, person: PersonClass): Node {
  return person.groups.has(group) ? ALL : mayBeIn(around, group)
}

function matchGuests({ tenants, ...types }: Guests, person: PersonClass): Interval {
  const kind = among(types, person.kind)
  const home = tenants === undefined ? 'yes' : among(tenants, person.tenant)
  return {
    least: kind === 'yes' && home === 'yes' ? ALL : EMPTY,
    most: kind === 'no' || home === 'no' ? EMPTY : ALL,
  }
}

function among({ words, open }: Words, word: string): 'yes' | 'open' | 'no' {
  if (words.includes(word)) return 'yes'
  return open.length > 0 ? 'open' : 'no'
}

function anyOf({ space }: Surroundings, a: Interval, b: Interval): Interval {
  return { least: space.diagrams.or(a.least, b.least), most: space.diagrams.or(a.most, b.most) }
}
