/** Deeper values are left to the caller; none of ours is. */
const MAX_DEPTH = 200

/**
 * The RFC 8785 text of plain data whose keys stand in the order of that text already, several times faster than by
 * sorting: ECMAScript's `JSON.stringify` writes strings and numbers as RFC 8785 section 3.2.2 demands.
 * @returns undefined for everything else, also for what has no such text.
 */
export function orderedJson(value: unknown): string | undefined {
  return isOrdered(value, MAX_DEPTH) ? JSON.stringify(value) : undefined
}

function isOrdered(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed()
    case 'number':
      return Number.isFinite(value)
    case 'boolean':
      return true
    case 'object':
      return value === null || (depth > 0 && areOrdered(value, depth - 1))
    default:
      return false
  }
}

function areOrdered(value: object, depth: number): boolean {
  if (Array.isArray(value)) return isPlainArray(value) && value.every((item) => isOrdered(item, depth))
  if (!isPlain(value)) return false
  let last: string | undefined
  for (const key of Object.keys(value)) {
    if ((last !== undefined && key <= last) || !key.isWellFormed()) return false
    const member = (value as { readonly [key: string]: unknown })[key]
    if (member !== undefined && !isOrdered(member, depth)) return false
    last = key
  }
  return true
}

/** Objects of a class may write themselves in their own way. */
function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype && !('toJSON' in value)
}

function isPlainArray(value: object): boolean {
  return Object.getPrototypeOf(value) === Array.prototype && !('toJSON' in value)
}
