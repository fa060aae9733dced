import type { Directory } from './directory.ts'
import { subjectOf } from './directory.ts'
import type { Subject } from './model.ts'
import { asList, asObject, asText } from './shape.ts'
import { readLocations } from './sign-in/locations.ts'
import { readRange } from './sign-in/ranges.ts'

/** A named location with the addresses that it lists. */
export interface LocationFact extends Subject {
  readonly trusted: 'yes' | 'no' | 'open'
  /** The ranges that can be read, as they are written. */
  readonly ranges: readonly { readonly text: string; readonly version: 4 | 6; readonly prefix: number }[]
  /** What of it cannot be read; each a clause of its own. */
  readonly open: readonly string[]
}

/** Every declared named location. */
export function locationFacts(directory: Directory): readonly LocationFact[] {
  return [...readLocations(directory, 'declared').values()].map(({ id, trusted, open }) => {
    const resource = directory.byKey.get(id)
    const items = asList(asObject(resource?.inputs['ip']).get('ipRanges')).items
    return {
      ...(resource === undefined ? { key: id, label: id } : subjectOf(resource)),
      trusted,
      ranges: items.flatMap((item) => {
        const text = asText(item)?.trim()
        if (text === undefined || readRange(text) === undefined) return []
        return [{ text, ...widthOf(text) }]
      }),
      open,
    }
  })
}

/** The IPv4-mapped addresses, `::ffff:0:0/96` (RFC 4291, 2.5.5.2): written as IPv6, each is one of IPv4. */
const MAPPED = readRange('::ffff:0:0/96')

/** How wide a range is; one that holds IPv4 addresses in the form of IPv6 is as wide as those. */
function widthOf(text: string): { readonly version: 4 | 6; readonly prefix: number } {
  const prefix = Number(text.split('/')[1])
  if (!text.includes(':')) return { version: 4, prefix }
  const range = readRange(text)
  const isMapped = range && MAPPED && range.first <= MAPPED.last && MAPPED.first <= range.last
  return isMapped ? { version: 4, prefix: Math.max(0, prefix - 96) } : { version: 6, prefix }
}
