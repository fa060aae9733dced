import type { Dialogue } from '../dialogue/dialogue.ts'
import { choiceQuestion } from '../dialogue/questions.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { faultsOf } from '../schema.ts'
import { bodyFlaws, nameOf } from './check.ts'
import { type Prepared, TODO } from './drafts/draft.ts'
import { withDeciders } from './drafts/reviews.ts'
import { type RecordBody, recordSchema, type World } from './kind.ts'
import type { KindName } from './kinds.ts'
import { itemPlace, type OpenPlace, openPlaces, setAt, valueAt, withRequired } from './open-places.ts'
import { questionFor } from './questions.ts'

/** What asking needs besides the draft. */
export interface Asked {
  readonly kind: KindName
  readonly world: World
  /** SHA-256 of a file that a record shows as evidence, by its name; undefined where there is none. */
  readonly digestOf: (file: string) => string | undefined
}

/** Asks for everything that is open, in the order of the record, and for what the answers ask for in turn. */
export async function askRecord({ ask, say }: Dialogue, draft: Prepared, asked: Asked): Promise<JsonObject> {
  const { kind, world } = asked
  let body = complete(draft.fields, asked)
  let attempt = 0
  for (;;) {
    const [place] = openPlaces(kind, body)
    if (place === undefined) {
      const flaw = repairable(kind, body, world)
      if (flaw === undefined || attempt === 20) return body
      attempt += 1
      say(`This cannot be: ${nameOf(flaw.pointer)}: ${flaw.message}.`)
      body = setAt(body, flaw.pointer, TODO)
      continue
    }
    if (place.part['type'] === 'array') {
      body = setAt(body, place.pointer, await askList({ ask, say }, place, body, asked, again(attempt)))
    } else if (isBulk(kind, place)) {
      body = await askDecision({ ask, say }, place, body)
    } else {
      const suggested = draft.suggested?.[place.pointer]
      const id = `${stableId(place.pointer, body)}${again(attempt)}`
      const context = contextOf(place.pointer, body)
      const problem = (value: Json): string | undefined => problemAt(asked, setAt(body, place.pointer, value), place)
      body = setAt(body, place.pointer, await ask(questionFor(place, { id, context, suggested, world, problem })))
    }
    body = complete(body, asked)
  }
}

/** A question that is asked again has another id, so that its first answer is not taken. */
function again(attempt: number): string {
  return attempt === 0 ? '' : `#${attempt}`
}

/** What follows from the answers so far: keys that are needed now, who decides instead, digests of files. */
export function complete(body: JsonObject, { kind, world, digestOf }: Asked): JsonObject {
  const decided = withDeciders(withRequired(kind, body), world)
  const evidence = decided['evidence']
  if (!Array.isArray(evidence)) return decided
  const filled = evidence.map((item): Json => {
    if (!isObject(item) || item['sha256'] !== TODO || typeof item['file'] !== 'string') return item as Json
    const sha256 = digestOf(item['file'])
    return sha256 === undefined ? (item as JsonObject) : { ...(item as JsonObject), sha256 }
  })
  return { ...decided, evidence: filled }
}

/** The first thing that is wrong and that one other answer puts right. */
function repairable(kind: KindName, body: JsonObject, world: World): { pointer: string; message: string } | undefined {
  const flaws = bodyFlaws(kind, body as unknown as RecordBody, world)
  return flaws.find(({ pointer }) => {
    const value = valueAt(body, pointer)
    return Array.isArray(value) ? value.length === 0 : typeof value !== 'object' && value !== undefined
  })
}

/** Of what is wrong with a record, what this answer brought; what is still open is not wrong yet. */
function problemAt({ kind, world, digestOf }: Asked, trial: JsonObject, place: OpenPlace): string | undefined {
  const { pointer, key, part } = place
  const fault = faultsOf(recordSchema(kind), trial).find((one) => one.pointer === pointer && one.missing === undefined)
  if (fault !== undefined) return String(part['title'] ?? fault.expected ?? fault.message)
  if (key === 'file' && digestOf(String(valueAt(trial, pointer))) === undefined) {
    return 'there is no such file in the folder of the record; put it there first'
  }
  const readable = openPlaces(kind, trial).reduce(
    (whole, open) => (open.part['type'] === 'array' ? setAt(whole, open.pointer, []) : whole),
    trial,
  )
  return bodyFlaws(kind, readable as unknown as RecordBody, world).find((flaw) => flaw.pointer === pointer)?.message
}

/** One entry after the other, until there is no further one. */
async function askList(
  { ask }: Dialogue,
  list: OpenPlace,
  body: JsonObject,
  asked: Asked,
  suffix: string,
): Promise<Json> {
  const { kind, world } = asked
  const item = (list.part['items'] ?? {}) as { readonly [key: string]: unknown }
  const fields = item['type'] === 'object' ? (item['required'] as readonly string[]) : [undefined]
  const items: Json[] = []
  for (;;) {
    const index = items.length
    const entry: { [field: string]: Json } = {}
    for (const [position, field] of fields.entries()) {
      if (field === 'sha256') continue
      const place = itemPlace(kind, list, index, field)
      const isFirst = position === 0 && index >= Number(list.part['minItems'] ?? 0)
      const context = isFirst
        ? `${list.key} (${index + 1}), ${String(list.part['description'])} `
        : `${list.key} (${index + 1}), `
      const problem = (value: Json): string | undefined => {
        const whole = field === undefined ? value : { ...entry, [field]: value }
        return problemAt(asked, setAt(body, list.pointer, [...items, whole]), place)
      }
      const asking = { id: `${place.pointer}${suffix}`, context, world, problem }
      const answer = await ask(questionFor({ ...place, optional: isFirst }, asking))
      if (answer === undefined) return items
      if (field === undefined) items.push(answer)
      else entry[field] = answer
    }
    if (fields[0] !== undefined) {
      const digest = typeof entry['file'] === 'string' ? asked.digestOf(entry['file']) : undefined
      items.push(digest === undefined ? entry : { ...entry, sha256: digest })
    }
  }
}

/** Decisions about ordinary access may be given for everybody who has the same; those about administrators may not. */
function isBulk(kind: KindName, { pointer }: OpenPlace): boolean {
  return kind === 'access-review' && /^\/entries\/\d+\/decision$/.test(pointer)
}

async function askDecision({ ask }: Dialogue, { pointer }: OpenPlace, body: JsonObject): Promise<JsonObject> {
  const entries = body['entries'] as readonly JsonObject[]
  const entry = entries[Number(pointer.split('/')[2])] ?? {}
  const alike = (other: JsonObject): boolean =>
    other['what'] === entry['what'] && other['decision'] === TODO && other['decidedBy'] === undefined
  const count = entries.filter(alike).length
  const isMany = count > 1 && alike(entry)
  const choices = isMany ? ['keep', 'change', 'remove', 'all'] : ['keep', 'change', 'remove']
  const help = `keep it, change it or remove it${isMany ? `; "all" keeps this and the ${count - 1} others that are still open for: ${entry['what']}` : ''}.`
  const answer = await ask(
    choiceQuestion(stableId(pointer, body), `${contextOf(pointer, body)}decision?`, choices, { help }),
  )
  if (answer !== 'all') return setAt(body, pointer, answer)
  return { ...body, entries: entries.map((other) => (alike(other) ? { ...other, decision: 'keep' } : other)) }
}

/** An id that stays the same where other entries come or go. */
function stableId(pointer: string, body: JsonObject): string {
  return pointer.replace(/^\/(\w+)\/(\d+)/, (whole, list: string, index: string) => {
    const item = valueAt(body, `/${list}/${index}`)
    if (!isObject(item)) return whole
    const names = ['who', 'what', 'through', 'account', 'resource', 'system', 'id', 'service', 'topic']
    const parts = names.flatMap((name) => (typeof item[name] === 'string' && item[name] !== TODO ? [item[name]] : []))
    return parts.length === 0 ? whole : `/${list}/${parts.join('|').replaceAll('/', '-')}`
  })
}

/** What an item of a list is about, for the person who is asked about one of its fields. */
function contextOf(pointer: string, body: JsonObject): string {
  const match = /^(\/\w+\/\d+)\//.exec(pointer)
  if (match === null)
    return pointer
      .split('/')
      .slice(1, -1)
      .map((name) => `${name}, `)
      .join('')
  const item = valueAt(body, match[1] ?? '')
  if (!isObject(item)) return ''
  const text = (name: string): string =>
    typeof item[name] === 'string' && item[name] !== TODO ? String(item[name]) : ''
  const who = [text('who'), text('account') === '' ? '' : `(${text('account')})`].filter((one) => one !== '').join(' ')
  const about = [
    text('question') || text('topic') || who,
    text('system'),
    text('service'),
    text('standard'),
    who === '' || text('what') === '' ? text('what') : `${text('what')}, ${text('through')}`,
    text('why') === '' ? '' : `for: ${text('why')}`,
    text('since') === '' ? '' : `known since ${text('since')}`,
    text('declared') === '' ? '' : `at ${text('declared')}`,
  ].filter((one) => one !== '')
  return about.length === 0 ? '' : `${about.join('; ')}. `
}
