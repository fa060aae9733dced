import type { Resource } from '../plan/model.ts'
import { isTagged, type Value } from '../plan/value.ts'
import { type Directory, labelOf, subjectOf } from './directory.ts'
import { APPLICATIONS } from './holdings/types.ts'
import type { Subject, TermFact } from './model.ts'
import { asObject, asText } from './shape.ts'

/** A declared secret or certificate of an application, and how long it is valid. */
export interface CredentialFact extends Subject {
  readonly kind: 'secret' | 'certificate'
  /** Whose it is, for a sentence. */
  readonly of: string
  /** `permanent` where no end is declared: the service then chooses one. */
  readonly term: TermFact
}

const DECLARED: readonly { readonly type: string; readonly of: string; readonly kind: CredentialFact['kind'] }[] = [
  { type: 'azuread:index/applicationPassword:ApplicationPassword', of: 'applicationId', kind: 'secret' },
  { type: 'azuread:index/servicePrincipalPassword:ServicePrincipalPassword', of: 'servicePrincipalId', kind: 'secret' },
  { type: 'azuread:index/applicationCertificate:ApplicationCertificate', of: 'applicationId', kind: 'certificate' },
  {
    type: 'azuread:index/servicePrincipalCertificate:ServicePrincipalCertificate',
    of: 'servicePrincipalId',
    kind: 'certificate',
  },
]

/** Every declared credential; an application may also declare one secret itself (azuread 6.9.1, application). */
export function credentialFacts(directory: Directory): readonly CredentialFact[] {
  const own = DECLARED.flatMap(({ type, of, kind }) =>
    directory.ofType(type).map((resource) => ({
      ...subjectOf(resource),
      kind,
      of: directory.read(resource.inputs[of], 'an application').label,
      term: termOf((name) => resource.inputs[name], resource),
    })),
  )
  const inside = APPLICATIONS.flatMap((type) => directory.ofType(type)).flatMap((application) => {
    const password = asObject(application.inputs['password'])
    if (password.absent) return []
    return [
      {
        ...subjectOf(application),
        kind: 'secret' as const,
        of: labelOf(application),
        term: termOf(password.get, undefined),
      },
    ]
  })
  return [...own, ...inside]
}

/** Without a start it is valid from its deployment; an existing one knows when that was. */
function termOf(get: (name: string) => Value | undefined, resource: Resource | undefined): TermFact {
  const [end, relative] = [get('endDate') ?? null, get('endDateRelative') ?? null]
  if (end === null && relative === null) return { kind: 'permanent' }
  const start = get('startDate') ?? resource?.computed['startDate'] ?? null
  if (end === null) {
    const seconds = hoursOf(relative)
    return seconds === undefined ? { kind: 'open', why: 'endDateRelative cannot be read' } : { kind: 'lasts', seconds }
  }
  const until = instantOf(end)
  if (until === undefined) return { kind: 'open', why: 'endDate cannot be read' }
  if (start === null || isTagged(start)) return { kind: 'until', until }
  const from = instantOf(start)
  return from === undefined ? { kind: 'open', why: 'startDate cannot be read' } : { kind: 'until', until, from }
}

/** RFC 3339 in seconds since 1970. */
function instantOf(value: Value): number | undefined {
  const text = asText(value)
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(text))
    return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000)
}

/** A length as the provider reads it, such as 240h or 2400h30m. */
function hoursOf(value: Value): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(asText(value) ?? '')
  if (match === null || match[0] === '') return undefined
  const [hours = '0', minutes = '0', seconds = '0'] = match.slice(1).map((part) => part ?? '0')
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}
