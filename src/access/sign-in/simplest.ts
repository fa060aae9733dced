import type { Coverage, Part } from './decide.ts'
import { MODES } from './methods.ts'
import { MEMBER, type PersonClass } from './people.ts'
import { type Cell, readAddress, showAddress } from './ranges.ts'
import type { SignIn } from './sign-in.ts'
import { OTHER_COUNTRY, type Space, type Variable, wordsOf, YES } from './space.ts'

/**
 * How far a value is from an ordinary working day; ordinary values cost nothing. The numbers only order what a reader
 * finds believable: a named person before a stranger, a browser on Windows before an old mail client.
 */
const WORD_COSTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  client: { browser: 0, mobileAppsAndDesktopClients: 3, exchangeActiveSync: 12, other: 12 },
  flow: { none: 0, deviceCodeFlow: 12, authenticationTransfer: 12 },
  platform: { windows: 0, macOS: 1, iOS: 1, android: 1, linux: 6, windowsPhone: 12, unknown: 12 },
  signInRisk: { none: 0, low: 4, medium: 5, high: 6, hidden: 10 },
  userRisk: { none: 0, low: 4, medium: 5, high: 6, hidden: 10 },
  insiderRisk: { none: 0, minor: 4, moderate: 5, elevated: 6 },
}
const FLAG_COSTS: Readonly<Partial<Record<Variable['kind'], number>>> = {
  group: 4,
  undeclaredLocation: 6,
  otherTrusted: 8,
  compliant: 5,
  hybridJoined: 6,
  filter: 6,
}

/** The simplest sign-in of several sets that are not all empty (access.md §5), with the class it belongs to. */
export function simplest(
  coverage: Coverage,
  parts: readonly Part[],
): { readonly part: Part; readonly point: readonly number[] } {
  const { space } = coverage.around
  let best: { part: Part; point: readonly number[]; cost: number } | undefined
  const finders = new Map<string, ReturnType<typeof space.diagrams.cheapest>>()
  for (const part of parts) {
    // The point of a set depends on the roles that the class holds and on nothing else about the class.
    const key = part.person.holds.join(' ')
    const find =
      finders.get(key) ?? space.diagrams.cheapest((variable, value) => cost(space, part.person, variable, value))
    finders.set(key, find)
    const found = find(part.set)
    const total = found.cost + personCost(coverage, part.person)
    if (best === undefined || total < best.cost) best = { part, point: found.point, cost: total }
  }
  if (best === undefined) throw new Error('there is no sign-in to choose from')
  return best
}

/** Somebody whom some exception takes out of some rule is a special case, and tells the reader least. */
function personCost({ exceptional }: Coverage, person: PersonClass): number {
  const isDeclared = person.people.length > 0
  const kind = person.kind === MEMBER ? 0 : 6
  const isExceptional =
    (person.named !== undefined && exceptional.has(person.named.id)) ||
    [...person.groups].some((group) => exceptional.has(group))
  return kind + (isDeclared ? 0 : person.named ? 8 : 10) + (person.holds.length > 0 ? 1 : 0) + (isExceptional ? 20 : 0)
}

function cost(space: Space, person: PersonClass, variable: number, value: number): number {
  const { kind, id } = space.variables[variable] ?? { kind: 'method', id: '' }
  const word = wordsOf(space, kind)[value]
  switch (kind) {
    case 'target':
      return value === 0 ? 0 : value === 1 ? 1 : space.targets[value]?.id === 'MicrosoftAdminPortals' ? 4 : 2
    case 'address':
      return value === 0 ? 0 : 3
    case 'countryByIp':
    case 'countryByGps':
      return word === OTHER_COUNTRY ? 0 : 3
    case 'role':
      return value === YES && !person.holds.includes(id) ? 7 : 0
    case 'method':
      return methodCost(space.methods.classes[value]?.modes ?? [])
    default:
      return word === undefined ? (value === YES ? (FLAG_COSTS[kind] ?? 0) : 0) : (WORD_COSTS[kind]?.[word] ?? 0)
  }
}

function methodCost(modes: readonly string[]): number {
  const others = modes.filter((mode) => mode !== 'password')
  return others.reduce((sum, mode) => sum + 4 + MODES.indexOf(mode), modes.includes('password') ? 0 : 3)
}

/** A point of the space as a concrete sign-in of somebody of the class. */
export function toSignIn(coverage: Coverage, person: PersonClass, point: readonly number[]): SignIn {
  const { space, membership } = coverage.around
  const value = (kind: Variable['kind'], id = ''): number => point[space.at(kind, id)] ?? 0
  const word = (kind: Variable['kind']): string => wordsOf(space, kind)[value(kind)] ?? ''
  const flags = (kind: Variable['kind']): readonly string[] =>
    space.variables.flatMap((variable, place) => (variable.kind === kind && point[place] === YES ? [variable.id] : []))
  const sources = new Set(flags('group'))
  const isIn = (group: string): boolean =>
    person.groups.has(group) || membership(group).sources.some((source) => sources.has(source))
  const someone = person.named ?? person.people[0]
  const cell = space.cells[value('address')]
  const address = cell === undefined ? undefined : addressIn(cell)
  const target = space.targets[value('target')]
  if (target === undefined) throw new Error('the point has no target')
  return {
    person: {
      kind: person.kind,
      tenant: person.tenant,
      ...(someone ? { id: someone.id } : {}),
      label: someone?.label ?? anyone(coverage, person),
      groups: coverage.groups.filter(isIn),
      roles: flags('role'),
    },
    target,
    client: word('client'),
    platform: word('platform'),
    flow: word('flow'),
    location: {
      ...(address === undefined ? {} : { address }),
      countryByIp: word('countryByIp'),
      countryByGps: word('countryByGps'),
      undeclared: flags('undeclaredLocation'),
      otherTrusted: value('otherTrusted') === YES,
    },
    device: {
      compliant: value('compliant') === YES,
      hybridJoined: value('hybridJoined') === YES,
      filters: flags('filter'),
    },
    risk: { signIn: word('signInRisk'), user: word('userRisk'), insider: word('insiderRisk') },
    modes: space.methods.classes[value('method')]?.modes ?? [],
  }
}

function anyone({ classes }: Coverage, person: PersonClass): string {
  if (person.kind !== MEMBER) return `Any guest of the type ${person.kind}`
  return classes.some(({ people }) => people.length > 0) ? 'Any other user' : 'Any user'
}

/** An address for documentation (RFC 5737) where the cell has one, so that nobody's real address is shown for nothing. */
const PREFERRED = readAddress('198.51.100.7')

function addressIn({ ranges }: Cell): string | undefined {
  const [first] = ranges
  if (first === undefined) return undefined
  const hasPreferred = ranges.some(
    (range) => PREFERRED !== undefined && PREFERRED >= range.first && PREFERRED <= range.last,
  )
  if (hasPreferred && PREFERRED !== undefined) return showAddress(PREFERRED)
  return showAddress(first.last > first.first ? first.first + 1n : first.first)
}
