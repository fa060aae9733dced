import { AppError } from '../errors.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { parseDocument } from './document.ts'
import { type OtherForm, otherForm, otherLines } from './forms.ts'
import type { Plan } from './model.ts'
import { normalizePlan } from './normalize.ts'
import type { ReadOptions } from './readers/common.ts'
import { digestSteps } from './readers/digest.ts'
import { readExport } from './readers/export.ts'
import { readOwn } from './readers/own.ts'
import { readPreview } from './readers/preview.ts'
import { isRefresh, readRefresh } from './readers/refresh.ts'

/**
 * Reads a plan: our own, a digest of `pulumi preview --json` or of `pulumi refresh --preview-only --json`, or a
 * `pulumi stack export`. The form is told by the structure, never by the name of the file. The result is in normal
 * form.
 * @param file the name that errors show.
 * @param options.state the deployed state as a plan; a preview that says nothing about one of its resources is partial.
 * @throws AppError `malformed`, `schema`, `unsupported-version`; `unknown-form` naming what was recognised instead.
 */
export function readPlan(bytes: Uint8Array, file: string, options: ReadOptions = {}): Plan {
  const document = parseDocument(bytes, file)
  if (document.kind === 'lines') throw unknownForm(otherLines(document.first, document.second), file)
  const { value } = document
  if (isOwn(value)) return normalizePlan(readOwn(value, file))
  if (isDigest(value)) {
    const steps = digestSteps(value, file)
    return normalizePlan((isRefresh(steps) ? readRefresh : readPreview)(value, steps, file, options))
  }
  if (isExport(value)) return normalizePlan(readExport(value, file))
  throw unknownForm(otherForm(value), file)
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

function isExport(value: Json): value is JsonObject {
  return isObject(value) && 'version' in value && 'deployment' in value
}

function unknownForm(form: OtherForm, file: string): AppError {
  return new AppError('unknown-form', `this is ${form.name}`, {
    place: { file },
    expected: 'a plan of "gatehouse plan", a document of "pulumi preview --json", or one of "pulumi stack export"',
    fix: form.fix,
  })
}
