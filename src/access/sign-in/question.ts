import { AppError } from '../../errors.ts'
import { byCodeUnit } from '../../json.ts'
import { BUILT_IN_ROLES } from '../../plan/provider-types/directory-roles.ts'
import { type Directory, labelOf, USER_TYPE } from '../directory.ts'
import { asText } from '../shape.ts'
import { applicationName, inOffice365 } from './applications.ts'
import type { Coverage } from './decide.ts'
import { INVITATION_TYPE, invitedKind, MEMBER, OTHER_TENANT } from './people.ts'
import { readAddress } from './ranges.ts'
import type { SignIn } from './sign-in.ts'
import { OTHER_COUNTRY, type Target } from './space.ts'

/** A sign-in as `--sign-in` takes it (`urn:gatehouse:sign-in/v1`); what is absent is ordinary. */
export interface SignInQuestion {
  readonly user?: string
  readonly guestType?: string
  readonly tenant?: string
  readonly groups?: readonly string[]
  readonly roles?: readonly string[]
  readonly application?: string
  readonly action?: string
  readonly client?: string
  readonly platform?: string
  readonly flow?: string
  readonly address?: string
  readonly country?: string
  readonly gpsCountry?: string
  readonly compliant?: boolean
  readonly hybridJoined?: boolean
  readonly filters?: readonly string[]
  readonly signInRisk?: string
  readonly userRisk?: string
  readonly insiderRisk?: string
  readonly methods?: readonly string[]
}

const GROUP = 'azuread:index/group'

/**
 * The concrete sign-in that a question asks about.
 * @throws AppError `usage` for a name that nothing or more than one thing has, and for an address that is none.
 */
export function toConcrete(coverage: Coverage, question: SignInQuestion): SignIn {
  const { directory, around } = coverage
  if (question.address !== undefined && readAddress(question.address) === undefined) {
    throw new AppError('usage', `--sign-in: ${JSON.stringify(question.address)} is not an IP address`, {
      expected: 'an address such as 198.51.100.7 or 2001:db8::7',
      fix: 'write one address, without a range',
    })
  }
  const person = question.user === undefined ? undefined : personOf(directory, question.user)
  const kind = question.guestType ?? person?.kind ?? MEMBER
  const named = (question.groups ?? []).map((name) => objectOf(directory, GROUP, 'group', name))
  const groups = coverage.groups.filter(
    (id) => named.includes(id) || (person !== undefined && around.membership(id).members.has(person.id)),
  )
  const address = question.address ?? '198.51.100.7'
  return {
    person: {
      kind,
      tenant: kind === MEMBER ? '' : (question.tenant?.toLowerCase() ?? OTHER_TENANT),
      ...(person ? { id: person.id } : {}),
      label: person?.label ?? (kind === MEMBER ? 'Any other user' : `Any guest of the type ${kind}`),
      groups,
      roles: (question.roles ?? []).map(roleOf).sort(byCodeUnit),
    },
    target: targetOf(coverage, question),
    client: question.client ?? 'browser',
    platform: question.platform ?? 'windows',
    flow: question.flow ?? 'none',
    location: {
      address,
      countryByIp: question.country?.toUpperCase() ?? OTHER_COUNTRY,
      countryByGps: question.gpsCountry?.toUpperCase() ?? OTHER_COUNTRY,
      undeclared: [],
      otherTrusted: false,
    },
    device: {
      compliant: question.compliant ?? false,
      hybridJoined: question.hybridJoined ?? false,
      filters: question.filters ?? [],
    },
    risk: {
      signIn: question.signInRisk ?? 'none',
      user: question.userRisk ?? 'none',
      insider: question.insiderRisk ?? 'none',
    },
    modes: question.methods ?? ['password'],
  }
}

function personOf(
  directory: Directory,
  name: string,
): { readonly id: string; readonly label: string; readonly kind: string } {
  const wanted = name.toLowerCase()
  const found = [USER_TYPE, INVITATION_TYPE].flatMap(directory.ofType).filter((user) => {
    const label = directory.personNames.get(user.key) ?? labelOf(user)
    const names = [
      label,
      user.name,
      user.key,
      asText(user.inputs['userPrincipalName']),
      asText(user.computed['objectId']),
      asText(user.inputs['userDisplayName']),
      asText(user.inputs['userEmailAddress']),
      asText(user.computed['userId']),
    ]
    return names.some((one) => one?.toLowerCase() === wanted)
  })
  const [first, ...others] = found
  if (others.length > 0)
    throw ambiguous(
      'user',
      name,
      found.map(({ key }) => key),
    )
  if (first === undefined) return { id: wanted, label: name, kind: MEMBER }
  const kind = first.type === INVITATION_TYPE ? invitedKind(first) : MEMBER
  return { id: first.key, label: directory.personNames.get(first.key) ?? labelOf(first), kind }
}

/** Key of the declared object with the name, or the name itself as an id in lower case. */
function objectOf(directory: Directory, type: string, noun: string, name: string): string {
  const wanted = name.toLowerCase()
  const found = directory.plan.resources.filter((resource) => {
    if (!resource.type.startsWith(type)) return false
    const names = [asText(resource.inputs['displayName']), resource.name, resource.key]
    return names.some((one) => one?.toLowerCase() === wanted)
  })
  if (found.length > 1)
    throw ambiguous(
      noun,
      name,
      found.map(({ key }) => key),
    )
  return found[0]?.key ?? wanted
}

function ambiguous(noun: string, name: string, keys: readonly string[]): AppError {
  return new AppError('usage', `--sign-in: more than one ${noun} is called ${JSON.stringify(name)}`, {
    expected: `one of ${keys.join(', ')}`,
    fix: 'write its id',
  })
}

function roleOf(name: string): string {
  const wanted = name.toLowerCase()
  return [...BUILT_IN_ROLES].find(([, label]) => label.toLowerCase() === wanted)?.[0] ?? wanted
}

function targetOf({ around, directory }: Coverage, { application, action }: SignInQuestion): Target {
  if (action !== undefined) return { kind: 'action', id: action, label: action, office365: false }
  if (application === undefined || application === 'Office365') {
    return { kind: 'application', id: '', label: 'an application of Office 365', office365: true }
  }
  const wanted = application.toLowerCase()
  const known = around.space.targets.find(
    ({ kind, id, label }) => kind === 'application' && (id.toLowerCase() === wanted || label.toLowerCase() === wanted),
  )
  if (known) return known
  const id = objectOf(directory, 'azuread:index/application', 'application', application)
  return { kind: 'application', id, label: applicationName(id) ?? application, office365: inOffice365(id) === 'yes' }
}
