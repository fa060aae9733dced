import type { Value } from '../../plan/value.ts'

export type AssignmentKind = 'member' | 'owner'

/** `member`, `owner`, or both where the text says neither; compared without case, as Graph does. */
export function assignmentKinds(value: Value | undefined): readonly AssignmentKind[] {
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  return text === 'member' || text === 'owner' ? [text] : ['member', 'owner']
}
