import { crc32, inflateRawSync } from 'node:zlib'
import { AppError } from '../../src/errors.ts'

/** What is taken from an archive. */
export interface ZipLimits {
  /** Names that may occur. Every other name is a fault: directories, links and paths are among them. */
  readonly isExpected: (name: string) => boolean
  readonly maxFiles: number
  /** Of one file, unpacked. */
  readonly maxFileBytes: number
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
/** The upper half of the external attributes is the file's mode on Unix. */
const FORMAT_MASK = 0o170000
const REGULAR = 0o100000

/**
 * The files of a ZIP archive, in memory: nothing is written, so no name can lead anywhere. The archive comes from a
 * pull request. Only regular files with expected names are taken, once each, within the limits and with the right
 * checksum; anything else refuses the whole archive. Not read: encryption, ZIP64, archives in several parts.
 * @throws AppError `malformed`, `refused`, `too-large`.
 */
export function readZip(bytes: Buffer, limits: ZipLimits): ReadonlyMap<string, Buffer> {
  const end = endOf(bytes)
  const count = bytes.readUInt16LE(end + 10)
  if (count > limits.maxFiles) throw tooLarge(`it has ${count} files, the limit is ${limits.maxFiles}`)
  const files = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > end || bytes.readUInt32LE(at) !== ENTRY) throw malformed('its directory is cut off')
    const nameLength = bytes.readUInt16LE(at + 28)
    const next = at + ENTRY_BYTES + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (next > end) throw malformed('its directory is cut off')
    const name = bytes.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength)
    if (!limits.isExpected(name)) throw refused(`it holds ${JSON.stringify(name.slice(0, 100))}`)
    if (files.has(name)) throw refused(`it holds ${name} twice`)
    files.set(name, contentOf(bytes, at, name, limits.maxFileBytes))
    at = next
  }
  return files
}

function endOf(bytes: Buffer): number {
  // The comment of an archive may be 65,535 bytes long; GitHub writes none, and an archive with one may have two ends.
  const at = bytes.length - END_BYTES
  if (at >= 0 && bytes.readUInt32LE(at) === END && bytes.readUInt16LE(at + 20) === 0) return at
  throw malformed('it does not end as one')
}

function contentOf(bytes: Buffer, entry: number, name: string, maxBytes: number): Buffer {
  const mode = bytes.readUInt16LE(entry + 40) & FORMAT_MASK
  if (mode !== 0 && mode !== REGULAR) throw refused(`${name} is not a plain file`)
  if ((bytes.readUInt16LE(entry + 8) & 1) !== 0) throw refused(`${name} is encrypted`)
  const method = bytes.readUInt16LE(entry + 10)
  const packed = bytes.readUInt32LE(entry + 20)
  const size = bytes.readUInt32LE(entry + 24)
  if (size > maxBytes) throw tooLarge(`${name} has ${size} bytes, the limit is ${maxBytes}`)
  const local = bytes.readUInt32LE(entry + 42)
  if (local + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(local) !== LOCAL) throw malformed(`${name} is not there`)
  const start = local + LOCAL_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  if (start + packed > bytes.length) throw malformed(`${name} is cut off`)
  const content = unpack(bytes.subarray(start, start + packed), method, size, name)
  if (content.length !== size || crc32(content) !== bytes.readUInt32LE(entry + 16))
    throw malformed(`${name} has other bytes than its directory says`)
  return content
}

function unpack(data: Buffer, method: number, size: number, name: string): Buffer {
  if (method === 0) return data
  if (method !== 8) throw refused(`${name} is packed by the method ${method}`)
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) })
  } catch {
    throw malformed(`${name} has other bytes than its directory says`)
  }
}

const FIX = 'look at the run that made it: the workflow of the pull request may have been changed'

function malformed(message: string): AppError {
  return new AppError('malformed', `the artefact is no archive: ${message}`, { fix: FIX })
}

function refused(message: string): AppError {
  return new AppError('refused', `the artefact is not what a pull request's run leaves: ${message}`, { fix: FIX })
}

function tooLarge(message: string): AppError {
  return new AppError('too-large', `the artefact is too large: ${message}`, { fix: FIX })
}
