import type { Resource } from '../../plan/model.ts'
import { type Directory, subjectOf } from '../directory.ts'
import { asList, asObject } from '../shape.ts'
import { byLabel, partyRef } from './activation.ts'
import type { ApplicationState } from './model.ts'
import type { Parties, Party } from './parties.ts'
import { APPLICATIONS, SERVICE_PRINCIPAL } from './types.ts'

type Kind = 'secrets' | 'certificates' | 'federated'

/** Resources that let an application sign in, and the input that names the application or service principal. */
const CREDENTIALS: readonly { readonly type: string; readonly of: string; readonly kind: Kind }[] = [
  { type: 'azuread:index/applicationPassword:ApplicationPassword', of: 'applicationId', kind: 'secrets' },
  {
    type: 'azuread:index/servicePrincipalPassword:ServicePrincipalPassword',
    of: 'servicePrincipalId',
    kind: 'secrets',
  },
  { type: 'azuread:index/applicationCertificate:ApplicationCertificate', of: 'applicationId', kind: 'certificates' },
  {
    type: 'azuread:index/servicePrincipalCertificate:ServicePrincipalCertificate',
    of: 'servicePrincipalId',
    kind: 'certificates',
  },
  {
    type: 'azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential',
    of: 'applicationId',
    kind: 'federated',
  },
  {
    type: 'azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential',
    of: 'applicationId',
    kind: 'federated',
  },
]
const OWNER = 'azuread:index/applicationOwner:ApplicationOwner'

interface Found {
  readonly counts: Record<Kind, number>
  readonly owners: Map<string, Party>
  readonly resources: Resource[]
  open: boolean
}

/** By what each declared application and service principal signs in, and who owns it; a service principal has its application's too. */
export function applicationStates(directory: Directory, known: Parties): ReadonlyMap<string, ApplicationState> {
  const found = new Map<string, Found>()
  for (const type of [...APPLICATIONS, SERVICE_PRINCIPAL]) {
    for (const resource of directory.ofType(type)) found.set(resource.key, own(resource, known))
  }
  for (const { type, of, kind } of CREDENTIALS) {
    for (const resource of directory.ofType(type)) {
      const state = found.get(directory.read(resource.inputs[of], 'an application').id)
      if (state === undefined) continue
      state.counts[kind]++
      state.resources.push(resource)
    }
  }
  for (const resource of directory.ofType(OWNER)) {
    const state = found.get(directory.read(resource.inputs['applicationId'], 'an application').id)
    if (state === undefined) continue
    const owner = known.read(resource.inputs['ownerObjectId'], 'an owner')
    state.owners.set(owner.id, owner)
    state.resources.push(resource)
  }
  const states = new Map<string, ApplicationState>()
  for (const [key, state] of found) {
    const resource = directory.byKey.get(key)
    const application = resource?.type === SERVICE_PRINCIPAL ? known.applicationOf(resource) : undefined
    states.set(key, toState([state, ...(application ? [found.get(application.key)] : [])]))
  }
  return states
}

/** What an application or a service principal says itself. */
function own(resource: Resource, known: Parties): Found {
  const owners = asList(resource.inputs['owners'])
  const password = asObject(resource.inputs['password'])
  const parties = owners.items.map((value) => known.read(value, 'an owner'))
  return {
    counts: { secrets: password.absent ? 0 : 1, certificates: 0, federated: 0 },
    owners: new Map(parties.map((party) => [party.id, party])),
    resources: password.absent && owners.items.length === 0 ? [] : [resource],
    open: owners.open || password.open,
  }
}

function toState(parts: readonly (Found | undefined)[]): ApplicationState {
  const found = parts.filter((part) => part !== undefined)
  const sum = (kind: Kind): number => found.reduce((total, { counts }) => total + counts[kind], 0)
  const owners = new Map(found.flatMap((part) => [...part.owners]))
  return {
    secrets: sum('secrets'),
    certificates: sum('certificates'),
    federated: sum('federated'),
    owners: [...owners.values()].map(partyRef).sort(byLabel),
    open: found.some((part) => part.open),
    resources: found.flatMap((part) => part.resources).map(subjectOf),
  }
}
