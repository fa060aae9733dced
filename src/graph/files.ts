import { readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { AppError } from '../errors.ts'
import { readInput, requireDirectory, shownName, type Workplace } from '../files.ts'
import { byCodeUnit, isObject, type JsonObject } from '../json.ts'
import { decodeText, parseDocument } from '../plan/document.ts'
import { otherForm } from '../plan/forms.ts'
import { TAG } from '../plan/value.ts'
import { systemProblem } from '../system.ts'

/** One JSON object of an export, with the file that it stands in. */
export interface ExportedObject {
  readonly file: string
  readonly value: JsonObject
}

/** What a folder holds: objects, and files that hold none. */
export interface ExportFolder {
  readonly objects: readonly ExportedObject[]
  readonly skipped: readonly { readonly file: string; readonly form: string }[]
}

/**
 * Reads every file of a folder and of the folders in it, in the order of their paths; links are not followed.
 * UTF-8 and UTF-16 are told by the byte-order mark. A list answered by Graph (`value`) gives its items.
 * @param shown the folder as it is written in front of the paths of files.
 * @throws AppError `not-found`, `unreadable`, `too-large`; `malformed` for a file that begins like JSON and is not:
 *   leaving it out would hide a policy.
 */
export function readFolder(place: Workplace, folder: string, shown: string): ExportFolder {
  const objects: ExportedObject[] = []
  const skipped: { file: string; form: string }[] = []
  const root = requireDirectory(place, folder, 'a folder with objects exported from Microsoft Graph')
  for (const path of filesOf(place, root, '')) {
    const file = posix.join(shown, path)
    const bytes = readInput(place, join(root, path))
    const items = looksLikeJson(bytes) ? objectsOf(bytes, file) : undefined
    if (items === undefined) skipped.push({ file, form: 'no JSON' })
    else if (typeof items === 'string') skipped.push({ file, form: items })
    else objects.push(...items.map((value) => ({ file, value })))
  }
  return { objects, skipped }
}

function filesOf(place: Workplace, root: string, below: string): readonly string[] {
  let entries: ReturnType<typeof list>
  try {
    entries = list(join(root, below))
  } catch (cause) {
    throw new AppError('unreadable', `this cannot be read: ${systemProblem(cause)}`, {
      place: { file: shownName(place, join(root, below)) },
      fix: 'check the permissions of the folder',
      cause,
    })
  }
  return entries
    .flatMap((entry) => {
      const path = posix.join(below, entry.name)
      return entry.isDirectory() ? filesOf(place, root, path) : entry.isFile() ? [path] : []
    })
    .sort(byCodeUnit)
}

function list(path: string) {
  return readdirSync(path, { withFileTypes: true })
}

/** Whether the first character, after a byte-order mark, opens an object or a list. */
function looksLikeJson(bytes: Uint8Array): boolean {
  try {
    // An even number of bytes, so that a UTF-16 text is not cut in the middle of a character.
    return /^\s*[{[]/.test(decodeText(bytes.subarray(0, 64), ''))
  } catch {
    return /[{[]/.test(String.fromCharCode(...bytes.subarray(0, 4)))
  }
}

/** Our own tags may not come from outside: a rule would take them for references. */
function refuseTags(value: unknown, file: string): void {
  if (Array.isArray(value)) for (const item of value) refuseTags(item, file)
  else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (name.startsWith(TAG)) {
        throw new AppError('malformed', `the key "${name}" is reserved for tagged values`, {
          place: { file },
          fix: 'remove the key: no object of Microsoft Graph has it',
        })
      }
      refuseTags(item, file)
    }
  }
}

/** The objects of a file; a text naming its form where it holds none. */
function objectsOf(bytes: Uint8Array, file: string): readonly JsonObject[] | string {
  const document = parseDocument(bytes, file)
  if (document.kind === 'lines') return 'a file of JSON lines'
  const { value } = document
  refuseTags(value, file)
  const inner = isObject(value) && Array.isArray(value['value']) ? value['value'] : value
  if (Array.isArray(inner)) {
    const items = inner.filter((item): item is JsonObject => isObject(item))
    return items.length > 0 && items.length === inner.length ? items : otherForm(value).name
  }
  return isObject(inner) ? [inner as JsonObject] : otherForm(value).name
}
