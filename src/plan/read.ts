import { AppError, type Locate } from '../errors.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { locateJson } from '../json-place.ts'
import { decodeText, parseDocument } from './document.ts'
import { isEngineEvent, type OtherForm, otherForm, otherLines } from './forms.ts'
import type { Plan } from './model.ts'
import { normalizePlan } from './normalize.ts'
import type { ReadOptions } from './readers/common.ts'
import { digestSteps } from './readers/digest.ts'
import { readEvents } from './readers/event-log.ts'
import { readExport } from './readers/export.ts'
import { readOwn } from './readers/own.ts'
import { readPreview } from './readers/preview.ts'
import { isRefresh, readRefresh } from './readers/refresh.ts'

/**
 * Reads a plan: our own, a digest of `pulumi preview --json` or of `pulumi refresh --preview-only --json`, the engine
 * events of a preview or an update, or a `pulumi stack export`. The form is told by the structure, never by the name of the file. The result is in normal
 * form.
 * @param file the name that errors show.
 * @param options.state the deployed state as a plan; a preview that says nothing about one of its resources is partial.
 * @throws AppError `malformed`, `schema`, `unsupported-version`; `unknown-form` naming what was recognised instead.
 */
export function readPlan(bytes: Uint8Array, file: string, options: ReadOptions = {}): Plan {
  return readPlanForm(bytes, file, options).plan
}

/** As `readPlan`; `own` where the document was a plan of ours. */
export function readPlanForm(
  bytes: Uint8Array,
  file: string,
  options: ReadOptions,
): { readonly plan: Plan; readonly own: boolean } {
  const document = parseDocument(bytes, file)
  if (document.kind === 'lines') {
    if (isEvent(document.first)) return { plan: normalizePlan(readEvents(document.text, file, options)), own: false }
    throw unknownForm(otherLines(document.first, document.second), file)
  }
  const { value } = document
  if (isOwn(value)) return { plan: normalizePlan(readOwn(value, file, locateIn(bytes, file))), own: true }
  if (isDigest(value)) {
    const steps = digestSteps(value, file)
    const read = isRefresh(steps) ? readRefresh : readPreview
    return { plan: normalizePlan(read(value, steps, file, options)), own: false }
  }
  if (isExport(value)) return { plan: normalizePlan(readExport(value, file)), own: false }
  throw unknownForm(otherForm(value), file)
}

/** Places in a file; its text is made again when an error needs one, so that it is not kept for nothing. */
function locateIn(bytes: Uint8Array, file: string): Locate {
  return (pointer, part) => locateJson(decodeText(bytes, file), file)(pointer, part)
}

function isOwn(value: Json): value is JsonObject {
  return isObject(value) && typeof value['schema'] === 'string' && value['schema'].startsWith('urn:gatehouse:plan/')
}

/** `steps` is the only key that every digest has; other documents have steps too, but none of a resource. */
function isDigest(value: Json): value is JsonObject {
  if (!isObject(value) || !Array.isArray(value['steps'])) return false
  const steps = value['steps'] as readonly unknown[]
  return steps.length === 0 || steps.some((step) => isObject(step) && 'op' in step && 'urn' in step)
}

function isEvent(value: Json): boolean {
  return isObject(value) && isEngineEvent(value)
}

function isExport(value: Json): value is JsonObject {
  return isObject(value) && 'version' in value && 'deployment' in value
}

function unknownForm(form: OtherForm, file: string): AppError {
  return new AppError('unknown-form', `this is ${form.name}`, {
    place: { file },
    expected:
      'a plan of "gatehouse plan", a document of "pulumi preview --json", one of "pulumi stack export", or the events of an engine',
    fix: form.fix,
  })
}
