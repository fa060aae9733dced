import type { Access, Identity } from './model.ts'

/** The sides of a comparison, each with what makes its objects known again. */
type Side = Pick<Access, 'principals' | 'objects'>

interface Known {
  readonly key: string
  readonly identity: Identity
}

/**
 * Tells which object before is which after: by the same key, by an alias that the object after names, by the same
 * object id, or by the same sign-in name. Display names decide nothing.
 * @returns a function that gives an id of the side before the id that it has after.
 */
export function sameObjects(before: Side, after: Side): (id: string) => string {
  const keys = new Set<string>()
  const byAlias = new Map<string, string>()
  const byObjectId = new Map<string, string>()
  const byName = new Map<string, string>()
  for (const { key, identity } of all(after)) {
    keys.add(key)
    for (const alias of identity.aliases) byAlias.set(alias, key)
    if (identity.objectId !== undefined) byObjectId.set(identity.objectId, key)
    if (identity.userPrincipalName !== undefined) byName.set(identity.userPrincipalName, key)
  }
  const found = new Map<string, string>()
  for (const { key, identity } of all(before)) {
    const { objectId, userPrincipalName } = identity
    const after =
      (keys.has(key) ? key : undefined) ??
      byAlias.get(key) ??
      (objectId === undefined ? undefined : (byObjectId.get(objectId) ?? objectId)) ??
      (userPrincipalName === undefined ? undefined : byName.get(userPrincipalName))
    if (after !== undefined) found.set(key, after)
  }
  return (id) => found.get(id) ?? byObjectId.get(id) ?? id
}

function all(side: Side): readonly Known[] {
  return [...side.principals, ...side.objects]
}
