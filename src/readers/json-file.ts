import { AppError, type Locate } from '../errors.ts'
import { readInput, shownName, type Workplace } from '../files.ts'
import { isObject, type JsonObject, sha256 } from '../json.ts'
import { locateJson } from '../json-place.ts'
import { decodeText, parseDocument } from '../plan/document.ts'
import { otherForm } from '../plan/forms.ts'

/** A JSON file that another program wrote. */
export interface JsonFile {
  /** As errors show it. */
  readonly file: string
  /** Of its exact bytes. */
  readonly sha256: string
  readonly value: unknown
  readonly locate: Locate
}

/**
 * Reads a JSON file in UTF-8, or in UTF-16 with a byte-order mark, as PowerShell writes it.
 * @throws AppError what `readInput` throws, `malformed`, `unknown-form` for JSON lines.
 */
export function readJsonFile(place: Workplace, path: string): JsonFile {
  const file = shownName(place, path)
  const bytes = readInput(place, path)
  const document = parseDocument(bytes, file)
  if (document.kind === 'lines') {
    throw new AppError('unknown-form', 'this is a file of JSON lines', {
      place: { file },
      expected: 'one JSON document',
      fix: 'name the file as the tool wrote it',
    })
  }
  return { file, sha256: sha256(bytes), value: document.value, locate: locateJson(decodeText(bytes, file), file) }
}

/** What a file is instead of what was expected, as an error. */
export function unexpectedForm(file: JsonFile, expected: string, fix: string): AppError {
  const form =
    isObject(file.value) || Array.isArray(file.value) ? otherForm(file.value as JsonObject).name : 'no object'
  return new AppError('unknown-form', `this is ${form.replace(', not a plan', '')}`, {
    place: { file: file.file },
    expected,
    fix,
  })
}
