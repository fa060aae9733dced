import { Document, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { inOrder, TODO } from './drafts/draft.ts'
import type { KindName } from './kinds.ts'
import { openPlaces } from './open-places.ts'

/** By JSON pointer: what probably is the answer. */
type Suggested = { readonly [pointer: string]: string }

/** Lists of many short things are written one to a line, so that they read like a table and change line by line. */
const TABLES: ReadonlySet<string> = new Set(['entries', 'services'])

/** Where the schemas of records lie as seen from a record, in this repository. */
const OWN_SCHEMAS = '../../../../src/schemas/records'

/**
 * The YAML of a record; with every place that is still open explained beside it.
 * @param schemas where editors find the schemas of records, as seen from the record
 */
export function recordText(
  kind: KindName,
  body: JsonObject,
  suggested: Suggested = {},
  schemas: string = OWN_SCHEMAS,
): string {
  const ordered = inOrder(kind, body)
  const document = new Document(ordered)
  document.commentBefore = ` yaml-language-server: $schema=${schemas}/${kind}.v1.json`
  for (const [key, value] of Object.entries(ordered)) {
    const node = document.get(key, true)
    if (!TABLES.has(key) || !isSeq(node) || !Array.isArray(value)) continue
    for (const item of node.items) if (isMap(item)) item.flow = true
  }
  explain(document, kind, ordered, suggested)
  return withoutBlank(document.toString({ lineWidth: 0 }))
}

/** The text of a file with other values at the places that were open; everything else stays as it was written. */
export function completedText(text: string, kind: KindName, before: JsonObject, after: JsonObject): string {
  const document = parseDocument(text)
  change(document, [], before, after)
  explain(document, kind, after)
  return document.toString({ lineWidth: 0 })
}

function change(document: Document, path: readonly (string | number)[], before: Json | undefined, after: Json): void {
  if (Array.isArray(before) && Array.isArray(after)) {
    for (const [index, item] of after.entries()) change(document, [...path, index], before[index], item)
  } else if (isObject(before) && isObject(after)) {
    for (const key of Object.keys(before)) if (!(key in after)) document.deleteIn([...path, key])
    for (const [key, item] of Object.entries(after)) {
      change(document, [...path, key], before[key] as Json | undefined, item as Json)
    }
  } else if (before !== after) document.setIn(path, document.createNode(after))
}

/** A comment at each `TODO`; inside a table, one comment before it. */
function explain(document: Document, kind: KindName, body: JsonObject, suggested: Suggested = {}): void {
  for (const { pointer, part, optional } of openPlaces(kind, body)) {
    const path = pointer
      .split('/')
      .slice(1)
      .map((token) => (/^\d+$/.test(token) ? Number(token) : token))
    const [first = ''] = path
    const says =
      ` ${part['description']} ${forms(part)}${optional ? ' Remove the line if there is none.' : ''}`.trimEnd()
    const table = document.get(first, true)
    if (TABLES.has(String(first)) && isSeq(table) && isMap(table.items[0]) && table.items[0].flow === true) {
      const line = ` ${path.at(-1)}:${says}`
      const known = table.commentBefore ?? ''
      if (!known.split('\n').includes(line)) table.commentBefore = known === '' ? line : `${known}\n${line}`
      continue
    }
    const node = document.getIn(path, true)
    const perhaps = suggested[pointer]
    if (isScalar(node) && node.value === TODO) {
      node.comment = perhaps === undefined ? says : `${says} Perhaps: ${perhaps.replace(/\s+/g, ' ')}`
    }
  }
}

/** What may stand there. */
function forms(part: { readonly [key: string]: unknown }): string {
  if (Array.isArray(part['enum'])) return `One of ${part['enum'].join(', ')}.`
  if (part['type'] === 'array') return 'A list; [] for none.'
  return typeof part['title'] === 'string' ? `(${part['title'].replace(/; TODO.*/, '')})` : ''
}

/** No empty line after the first one, as people write these files. */
function withoutBlank(text: string): string {
  return text.replace(/^(# yaml-language-server: \S+ ?\S*)\n\n/, '$1\n')
}
