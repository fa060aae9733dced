import { isObject } from '../../json.ts'
import type { Source } from '../model.ts'

const SCHEME = 'project:///'

/** The folder of our own components: what they declare is declared by whoever uses them. */
const COMPONENTS = 'stacks/components/'

/**
 * The place where a resource is declared: the innermost frame that is neither a package's nor a component's.
 * The components' frames follow as related places; where only components are left, the innermost of them is the place.
 * Input: `sourcePosition` and `stackTrace` of a state, `project:///<path>#<line>,<column>` relative to the project's
 * root, `{}` for a frame without one (recorded from CLI 3.259). Anything else counts as no place.
 */
export function readPlaces(
  position: unknown,
  trace: unknown,
): { readonly source?: Source; readonly related?: readonly Source[] } {
  const frames = [
    position,
    ...(Array.isArray(trace) ? trace.map((frame) => isObject(frame) && frame['sourcePosition']) : []),
  ]
  const places: Source[] = []
  for (const frame of frames) {
    const place = typeof frame === 'string' ? parsePosition(frame) : undefined
    if (place && !places.some((known) => samePlace(known, place))) places.push(place)
  }
  const source = places.find((place) => !place.file.startsWith(COMPONENTS)) ?? places[0]
  if (source === undefined) return {}
  const related = places.filter((place) => place !== source && place.file.startsWith(COMPONENTS))
  return related.length === 0 ? { source } : { source, related }
}

function samePlace(a: Source, b: Source): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column
}

/** One position of the project's own files; undefined for packages, other schemes and text that does not parse. */
function parsePosition(text: string): Source | undefined {
  const match = /^([^#]*)#(\d+)(?:,(\d+))?$/.exec(text)
  if (!match || !text.startsWith(SCHEME)) return undefined
  const file = decodePath(match[1]?.slice(SCHEME.length) ?? '')
  const line = Number(match[2])
  if (file === '' || line < 1 || file.split('/').some((part) => part === 'node_modules' || part === '..'))
    return undefined
  const column = Number(match[3] ?? 0)
  return column < 1 ? { file, line } : { file, line, column }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
