import { isObject, type Json } from '../json.ts'

/** A form that is recognised but is not a plan. */
export interface OtherForm {
  /** What it is, in words that fit after "this is". */
  readonly name: string
  /** What the user can do instead. */
  readonly fix: string
}

const USE_PREVIEW = 'use "pulumi preview --json --show-sames > preview.json"'
const USE_IMPORT = 'a folder of such objects is read with "gatehouse import graph DIR"'

type Keys = { readonly [key: string]: unknown }
interface Form extends OtherForm {
  readonly test: (value: Keys) => boolean
}

const object = (key: string) => (value: Keys) => isObject(value[key])
const list = (key: string) => (value: Keys) => Array.isArray(value[key])
const text = (key: string, pattern: RegExp) => (value: Keys) =>
  typeof value[key] === 'string' && pattern.test(value[key])
const all =
  (...tests: readonly ((value: Keys) => boolean)[]) =>
  (value: Keys) =>
    tests.every((test) => test(value))

/** Forms of single JSON objects, told apart by their keys; the first that fits is named. */
const OBJECTS: readonly Form[] = [
  {
    test: all(object('resourcePlans'), object('manifest')),
    name: 'an update plan (pulumi preview --save-plan), which holds no list of steps and no unchanged resources',
    fix: `${USE_PREVIEW} in the same run`,
  },
  {
    test: all(isEngineEvent),
    name: 'one engine event, not all of them',
    fix: 'give the whole file of events, one on each line',
  },
  {
    test: (value) => isObject(value['checkpoint']),
    name: 'a checkpoint file of a state backend',
    fix: 'use "pulumi stack export > export.json"',
  },
  {
    test: all(object('manifest'), list('resources')),
    name: 'the inner part of a stack export, without its version',
    fix: 'use the whole output of "pulumi stack export"',
  },
  {
    test: all(text('tenantId', /./), object('collections')),
    name: 'a snapshot of a whole tenant, not a plan',
    fix: USE_IMPORT,
  },
  {
    test: (value) => list('value')(value) && text('@odata.context', /./)(value),
    name: 'a list answered by Microsoft Graph',
    fix: USE_IMPORT,
  },
  { test: (value) => isGraphObject(value), name: 'an object of Microsoft Graph', fix: USE_IMPORT },
  {
    test: all(list('runs'), (value) => 'version' in value || '$schema' in value),
    name: 'a SARIF log of findings',
    fix: 'give the plan that was judged',
  },
  { test: text('_type', /in-toto/), name: 'an in-toto statement', fix: 'give the plan that it is about' },
  { test: text('payloadType', /./), name: 'a signed envelope (DSSE)', fix: 'use "gatehouse verify" for archives' },
  { test: text('mediaType', /sigstore/), name: 'a Sigstore bundle', fix: 'use "gatehouse verify" for archives' },
  {
    test: (value) => 'format_version' in value || 'terraform_version' in value,
    name: 'a document of Terraform or OpenTofu',
    fix: 'only Pulumi programs are read',
  },
  {
    test: text('schema', /^urn:gatehouse:/),
    name: 'another document of Gatehouse',
    fix: 'give the output of "gatehouse plan"',
  },
  {
    test: all(object('resources'), object('types'), text('name', /./)),
    name: 'the schema of a Pulumi provider',
    fix: USE_PREVIEW,
  },
]

/** The form of a JSON value that is not a plan. */
export function otherForm(value: Json): OtherForm {
  if (!isObject(value)) {
    const kind = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value
    return { name: `a JSON ${kind}, not a plan`, fix: USE_PREVIEW }
  }
  const form = OBJECTS.find((candidate) => candidate.test(value))
  if (form) return form
  if (Object.keys(value).length === 0) return { name: 'an empty JSON object', fix: USE_PREVIEW }
  const keys = Object.keys(value)
    .slice(0, 5)
    .map((key) => JSON.stringify(key.slice(0, 40)))
  return { name: `a JSON object of no known form (its keys are ${keys.join(', ')})`, fix: USE_PREVIEW }
}

/** The form of a file with one JSON object on each line, by its first two. */
export function otherLines(first: Json, second: Json): OtherForm {
  const lines = [first, second]
  if (lines.every((line) => isObject(line) && typeof line['method'] === 'string' && typeof line['path'] === 'string')) {
    return { name: 'a log of HTTP requests (NDJSON), not a plan', fix: USE_PREVIEW }
  }
  return { name: 'a file of JSON lines (NDJSON) of no known form', fix: USE_PREVIEW }
}

/** An engine event has a sequence number and one member whose name ends in Event (pulumi, apitype.EngineEvent). */
export function isEngineEvent(value: Keys): boolean {
  return typeof value['sequence'] === 'number' && Object.keys(value).some((key) => key.endsWith('Event'))
}

function isGraphObject(value: Keys): boolean {
  return (
    Object.keys(value).some((key) => key.startsWith('@odata.')) ||
    (typeof value['id'] === 'string' && typeof value['displayName'] === 'string' && !('schema' in value))
  )
}
