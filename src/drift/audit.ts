import { AppError } from '../errors.ts'
import { isObject, type Json } from '../json.ts'

/** One entry of a directory's audit log: who did what to which objects. */
export interface AuditEntry {
  /** RFC 3339. */
  readonly at: string
  readonly activity: string
  /** A person by the name of the account, an application by its name and id. */
  readonly who: string
  /** Ids of the objects, lower case. */
  readonly objects: readonly string[]
  /** Names of the properties that changed, lower case. */
  readonly properties: readonly string[]
}

/**
 * Reads an export of Microsoft Graph's `auditLogs/directoryAudits`: one answer, or a list of entries. Entries that did
 * not succeed are left out.
 * @throws AppError `schema` for another document.
 */
export function readAudit(value: Json, file: string): readonly AuditEntry[] {
  const list = isObject(value) && Array.isArray(value['value']) ? value['value'] : value
  if (!Array.isArray(list)) throw unlike(file, 'the top')
  return list.flatMap((entry: unknown, index) => {
    if (!isObject(entry) || typeof entry['activityDateTime'] !== 'string' || !Array.isArray(entry['targetResources'])) {
      throw unlike(file, `entry ${index}`)
    }
    if (entry['result'] !== undefined && entry['result'] !== 'success') return []
    const targets = entry['targetResources'].filter(isObject)
    return [
      {
        at: entry['activityDateTime'],
        activity: String(entry['activityDisplayName'] ?? ''),
        who: whoOf(entry['initiatedBy']),
        objects: targets.map(({ id }) => String(id ?? '').toLowerCase()),
        properties: targets.flatMap(({ modifiedProperties }) =>
          Array.isArray(modifiedProperties)
            ? modifiedProperties.filter(isObject).map(({ displayName }) => String(displayName).toLowerCase())
            : [],
        ),
      },
    ]
  })
}

function whoOf(initiatedBy: unknown): string {
  const { user, app } = isObject(initiatedBy) ? initiatedBy : {}
  if (isObject(user)) return String(user['userPrincipalName'] ?? user['displayName'] ?? user['id'] ?? 'an unnamed user')
  if (!isObject(app)) return 'unknown'
  return `application ${String(app['displayName'] ?? 'without a name')} (${String(app['appId'] ?? app['servicePrincipalId'] ?? 'no id')})`
}

/**
 * The entry that tells of a drift: the latest about the object until now, of one that names a property that drifted
 * where there is one. Deletions are told by the latest entry whatever it names.
 */
export function entryFor(
  entries: readonly AuditEntry[],
  object: string,
  properties: readonly string[],
  now: string,
): AuditEntry | undefined {
  const own = entries
    .filter(({ objects, at }) => objects.includes(object.toLowerCase()) && Date.parse(at) <= Date.parse(now))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const names = new Set(properties.map((name) => name.toLowerCase()))
  return own.findLast((entry) => entry.properties.some((name) => names.has(name))) ?? own.at(-1)
}

function unlike(file: string, where: string): AppError {
  return new AppError('schema', `this is no directory audit log: ${where} is not like an entry of one`, {
    place: { file },
    expected: 'the answer of GET /auditLogs/directoryAudits',
    fix: 'export the audit log of Microsoft Graph as JSON',
  })
}
