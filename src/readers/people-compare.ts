import type { Place } from '../errors.ts'
import { byCodeUnit } from '../json.ts'
import type { Person, RegisterAt } from '../register/model.ts'
import type { ListedPerson } from './people-list.ts'

/** What the list and the register disagree about. */
export type PeopleFinding =
  | 'leaver-without-left-on'
  | 'leaver-with-account'
  | 'left-on-differs'
  | 'left-on-unknown-to-hr'
  | 'joiner-missing'
  | 'started-on-differs'
  | 'unknown-to-hr'

/** One disagreement, with what to do. */
export interface Difference {
  readonly kind: PeopleFinding
  /** Id in the register; empty for somebody who is not in it. */
  readonly person: string
  readonly name: string
  readonly message: string
  readonly fix: string
  /** Where the list says it; absent for somebody who is not in the list. */
  readonly place?: Place
}

/** The answer of a comparison. */
export interface Comparison {
  readonly listed: number
  readonly matched: number
  readonly differences: readonly Difference[]
}

/**
 * Compares a list of human resources with people.yaml on the day of `now`. People are matched by mail address, which is
 * a sign-in name of the register, or by id, never by name: two people may have one name.
 * @param isWhole the list has everybody who works here, so that somebody who is not in it is a finding.
 */
export function comparePeople(
  listed: readonly ListedPerson[],
  register: RegisterAt,
  now: string,
  isWhole: boolean,
): Comparison {
  const today = now.slice(0, 10)
  const people = register.people.filter((person) => !person.emergency)
  const byKey = new Map<string, Person>()
  for (const person of people) {
    byKey.set(`id ${person.id}`, person)
    for (const account of [person.account, person.adminAccount])
      if (account !== undefined) byKey.set(account.userPrincipalName.toLowerCase(), person)
  }
  const matched = new Set<string>()
  const differences: Difference[] = []
  for (const entry of listed) {
    const person = byKey.get(entry.mail) ?? byKey.get(`id ${entry.id}`) ?? lostAccount(entry, people)
    if (person === undefined) differences.push(...strangerFindings(entry, people, today))
    else {
      matched.add(person.id)
      differences.push(...knownFindings(entry, person, today))
    }
  }
  if (isWhole) {
    for (const person of people.filter(({ id, active, kind }) => active && kind === 'employee' && !matched.has(id))) {
      differences.push({
        kind: 'unknown-to-hr',
        person: person.id,
        name: person.name,
        message: 'works here by the register, and is not in the list',
        fix: 'ask human resources; who has left gets leftOn, and who never came is taken out',
      })
    }
  }
  const order = (a: Difference, b: Difference): number => byCodeUnit(a.kind, b.kind) || byCodeUnit(a.name, b.name)
  return { listed: listed.length, matched: matched.size, differences: differences.sort(order) }
}

/** Who has left has no account in the register any more: the local part of the mail address that we gave is the id. */
function lostAccount(entry: ListedPerson, people: readonly Person[]): Person | undefined {
  const id = entry.mail.split('@')[0]?.replaceAll('.', '-') ?? ''
  return people.find((person) => person.id === id && person.leftOn !== undefined)
}

function knownFindings(entry: ListedPerson, person: Person, today: string): readonly Difference[] {
  const about = { person: person.id, name: person.name, place: entry.place }
  const found: Difference[] = []
  if (entry.leftOn !== undefined && person.leftOn === undefined) {
    const when = entry.leftOn <= today ? `left on ${entry.leftOn}` : `leaves on ${entry.leftOn}`
    found.push({
      ...about,
      kind: 'leaver-without-left-on',
      message: `${when}, and the register has no leftOn`,
      fix: `write leftOn: ${entry.leftOn} in people.yaml; what is left of the access is then a finding with a deadline`,
    })
  } else if (entry.leftOn !== undefined && entry.leftOn !== person.leftOn) {
    found.push({
      ...about,
      kind: 'left-on-differs',
      message: `the list says left on ${entry.leftOn}, the register ${person.leftOn}`,
      fix: 'find out which is right, and correct the other',
    })
  } else if (entry.leftOn === undefined && person.leftOn !== undefined) {
    found.push({
      ...about,
      kind: 'left-on-unknown-to-hr',
      message: `left on ${person.leftOn} by the register, and the list has no last day`,
      fix: 'ask human resources, and correct one of the two',
    })
  }
  if (entry.leftOn !== undefined && entry.leftOn <= today && (person.account ?? person.adminAccount) !== undefined) {
    found.push({
      ...about,
      kind: 'leaver-with-account',
      message: `left on ${entry.leftOn}, and the register still declares an account`,
      fix: 'take account and adminAccount out of people.yaml, and record the offboarding',
    })
  }
  if (entry.startedOn !== undefined && entry.startedOn !== person.startedOn) {
    found.push({
      ...about,
      kind: 'started-on-differs',
      message: `the list says started on ${entry.startedOn}, the register ${person.startedOn}`,
      fix: 'find out which is right, and correct the other',
    })
  }
  return found
}

/** Somebody who left before they were in the register is history; everybody else is missing there. */
function strangerFindings(entry: ListedPerson, people: readonly Person[], today: string): readonly Difference[] {
  if (entry.leftOn !== undefined && entry.leftOn <= today) return []
  const same = people.find((person) => person.name.toLowerCase() === entry.name.toLowerCase())
  const hint = same === undefined ? '' : `; ${same.id} has the same name and another mail address`
  const when =
    entry.startedOn === undefined
      ? 'works here'
      : entry.startedOn <= today
        ? `started on ${entry.startedOn}`
        : `starts on ${entry.startedOn}`
  return [
    {
      kind: 'joiner-missing',
      person: '',
      name: entry.name,
      message: `${when}, and is not in the register${hint}`,
      fix:
        same === undefined
          ? 'add the person to people.yaml'
          : 'correct the mail address on one side, or add the person',
      place: entry.place,
    },
  ]
}
