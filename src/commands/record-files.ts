import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { resolvePath, type Workplace } from '../files.ts'
import type { JsonObject } from '../json.ts'
import type { KindName } from '../records/kinds.ts'
import { recordText } from '../records/text.ts'
import { writeAtomic } from '../write.ts'

/** The folder beside a record with the files that it shows as evidence. */
export function folderOf(place: Workplace, path: string): string {
  return resolvePath(place, path).replace(/\.yaml$/, '')
}

/** Where editors find the schemas: `gatehouse init` puts copies into a register; without them, this repository's own. */
export function schemasOf(register: string): string | undefined {
  return existsSync(join(register, '.schemas/records')) ? '../../.schemas/records' : undefined
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
  const register = dirname(dirname(dirname(resolvePath(place, path))))
  writeAtomic(resolvePath(place, path), recordText(kind, body, suggested, schemasOf(register)))
}
