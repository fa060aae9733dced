import { isDeclared, type Resource } from '../plan/model.ts'
import { shortName } from '../plan/urn.ts'
import { isTagged, type Value } from '../plan/value.ts'
import type { Person, RegisterAt } from '../register/model.ts'
import { type Directory, scopeIds, subjectOf, USER_TYPE } from './directory.ts'
import type { Subject } from './model.ts'
import { asText } from './shape.ts'

/** One thing that somebody who has left still holds. */
export interface HeldFact extends Subject {
  /** What it is, continuing a sentence about the person. */
  readonly text: string
  /** Whether it is certain. */
  readonly certain: boolean
}

/** A person whose last day is over, and what the plan still gives them. */
export interface LeaverFact {
  readonly id: string
  readonly name: string
  readonly leftOn: string
  /** RFC 3339: the end of the time in which everything has to be gone. */
  readonly removeBy: string
  readonly held: readonly HeldFact[]
}

/** Resources that are an account themselves, and the input that holds its sign-in name. */
const ACCOUNTS: ReadonlyMap<string, string> = new Map([
  [USER_TYPE, 'userPrincipalName'],
  // Identity Center gets its users from the directory by sign-in name.
  ['aws:identitystore/user:User', 'userName'],
])

/** Inputs that put somebody into something, in words; another input that names an account just names it. */
const WAYS: ReadonlyMap<string, string> = new Map([
  ['members', 'is a member of'],
  ['memberObjectId', 'is a member of a group by'],
  ['owners', 'is an owner of'],
  ['ownerObjectId', 'is an owner by'],
  ['principalObjectId', 'is given something by'],
  ['principalId', 'is given something by'],
  ['userObjectId', 'is given something by'],
])

/** Everybody who has left by the register's day, sorted by id. Linear in the plan, and not done where nobody has left. */
export function leaverFacts(directory: Directory, register: RegisterAt | undefined): readonly LeaverFact[] {
  const gone = (register?.people ?? []).filter((person) => person.leftOn !== undefined && !person.active)
  if (gone.length === 0) return []
  const owners = new Map<string, string>()
  const declared = accountsByName(directory)
  for (const person of gone) for (const id of accountIds(directory, declared, person)) owners.set(id, person.id)
  const held = new Map<string, HeldFact[]>()
  const add = (id: string, fact: HeldFact): void => {
    const person = owners.get(id)
    if (person === undefined) return
    const list = held.get(person) ?? []
    held.set(person, list)
    list.push(fact)
  }
  for (const resource of directory.plan.resources) {
    if (!isDeclared(resource)) continue
    const account = ACCOUNTS.has(resource.type) ? accountOf(resource) : undefined
    if (account !== undefined) add(resource.key, account)
    for (const [name, value] of Object.entries(resource.inputs)) {
      for (const id of namedIn(directory, value)) {
        if (id === resource.key) continue
        const subject = subjectOf(resource)
        add(id, {
          ...subject,
          text: `${WAYS.get(name) ?? `is named under ${name} by`} ${subject.label}`,
          certain: true,
        })
      }
    }
  }
  return gone.map(({ id, name, leftOn = '' }) => ({
    id,
    name,
    leftOn,
    removeBy: new Date(Date.parse(`${leftOn}T00:00:00Z`) + 86_400_000).toISOString().replace('.000Z', 'Z'),
    held: held.get(id) ?? [],
  }))
}

/** The ids of a person's accounts: those that the register names, and declared ones with their sign-in name. */
function accountIds(
  directory: Directory,
  declared: ReadonlyMap<string, readonly string[]>,
  { account, adminAccount }: Person,
): readonly string[] {
  const accounts = [account, adminAccount].filter((entry) => entry !== undefined)
  return accounts.flatMap((entry) => [
    ...scopeIds(directory.ids, entry.directory),
    ...(declared.get(entry.userPrincipalName.toLowerCase()) ?? []),
  ])
}

/** Keys of the declared accounts by their sign-in name, lower case. */
function accountsByName(directory: Directory): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const [type, input] of ACCOUNTS) {
    for (const { key, inputs } of directory.ofType(type)) {
      const name = asText(inputs[input])?.toLowerCase()
      if (name === undefined) continue
      const keys = found.get(name)
      if (keys) keys.push(key)
      else found.set(name, [key])
    }
  }
  return found
}

/** A declared account that is disabled lets nobody in; it may be kept, for what is in it. */
function accountOf(resource: Resource): HeldFact | undefined {
  const enabled = resource.inputs['accountEnabled'] ?? true
  const subject = subjectOf(resource)
  if (enabled === false) return undefined
  const name = `the account ${shortName(resource.key)}`
  return enabled === true
    ? { ...subject, text: `has ${name}`, certain: true }
    : { ...subject, text: `may have ${name}: whether it is disabled is not known`, certain: false }
}

/** Nothing else that is written as a text names an account. */
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-/i

function namedIn(directory: Directory, value: Value | undefined): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (part: Value | undefined): void => {
    if (typeof part === 'string' && !ID.test(part)) return
    if (typeof part === 'string' || isTagged(part)) {
      const entry = directory.read(part, 'a value')
      if (entry.kind === 'resource' || entry.kind === 'literal') found.add(entry.id)
    } else if (Array.isArray(part)) for (const item of part as readonly Value[]) visit(item)
    else if (part !== null && typeof part === 'object') {
      for (const item of Object.values(part as { readonly [name: string]: Value })) visit(item)
    }
  }
  visit(value)
  return found
}
