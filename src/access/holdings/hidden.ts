import type { Directory } from '../directory.ts'
import { type Direct, NO_MEMBERS_DECLARED } from '../groups.ts'

/** Schedules and access packages are followed, so that they hide nobody. */
export const FOLLOWED: RegExp = /^(?:a group in it: )?(?:a schedule|an access package) can put people into it$/

/**
 * Why somebody who is not declared may be in a group itself, nested groups aside; empty where its list is complete.
 * A group that roles can be assigned to and that declares no members has none: only the highest administrators and its
 * owners could add some (Microsoft Learn, "Use Microsoft Entra groups to manage role assignments").
 */
export function hiddenReasons(
  directory: Directory,
  direct: ReadonlyMap<string, Direct>,
  group: string,
): readonly string[] {
  const found = direct.get(group)
  if (found === undefined) return ['it is not declared, so somebody else may be in it']
  const controlled = directory.byKey.get(group)?.inputs['assignableToRole'] === true
  return [
    ...found.open.filter((reason) => !FOLLOWED.test(reason) && !(controlled && reason === NO_MEMBERS_DECLARED)),
    ...found.undeclared.map((id) => `its member ${id} is not declared and may be a group`),
  ]
}
