import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { resolvePath, type Workplace } from '../files.ts'
import type { JsonObject } from '../json.ts'
import type { KindName } from '../records/kinds.ts'
import { recordText } from '../records/text.ts'
import { writeAtomic } from '../write.ts'

/** The folder beside a record with the files that it shows as evidence. */
export function folderOf(place: Workplace, path: string): string {
  return resolvePath(place, path).replace(/\.yaml$/, '')
}

/** Writes a record whole or not at all. */
export function writeRecord(
  place: Workplace,
  path: string,
  kind: KindName,
  body: JsonObject,
  suggested?: { readonly [pointer: string]: string },
): void {
  mkdirSync(dirname(resolvePath(place, path)), { recursive: true })
  writeAtomic(resolvePath(place, path), recordText(kind, body, suggested))
}
