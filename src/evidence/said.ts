import { type Json, sha256 } from '../json.ts'
import { readPlainFile } from './plain.ts'
import { decodeStrict } from './strict.ts'
import type { ReadRecord } from './types/definition.ts'
import type { OperatingField } from './types/operating.ts'

/**
 * What an operating record says: the first file that it names, as JSON.
 * @returns a sentence where that file is missing, is another one, or cannot be read.
 */
export function readSaid(root: string, { files, path }: ReadRecord<OperatingField>): { readonly value: Json } | string {
  const [said] = files
  if (said === undefined) return `${path}: it has no file`
  const bytes = readPlainFile(root, said.downloadLocation)
  if ('message' in bytes) return `${said.downloadLocation}: ${bytes.message}`
  if (sha256(bytes) !== said.digest.sha256) return `${said.downloadLocation} is not the file that ${path} names`
  const json = decodeStrict(bytes, 'document')
  return typeof json === 'string' ? `${said.downloadLocation}: ${json}` : json
}
