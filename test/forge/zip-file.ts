// Makes ZIP archives, also such as no honest program makes.
import { crc32, deflateRawSync } from 'node:zlib'

/** A file of an archive; what is given besides name and data replaces what would be right. */
export interface ZipFile {
  readonly name: string
  readonly data: Buffer | string
  readonly mode?: number
  readonly method?: number
  readonly flags?: number
  readonly claimedSize?: number
  readonly crc?: number
}

/** The bytes of an archive of these files. */
export function zipOf(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const data = Buffer.from(file.data)
    const method = file.method ?? 8
    const packed = method === 8 ? deflateRawSync(data) : data
    const name = Buffer.from(file.name)
    const numbers = Buffer.alloc(16)
    numbers.writeUInt16LE(file.flags ?? 0, 0)
    numbers.writeUInt16LE(method, 2)
    numbers.writeUInt32LE(0, 4)
    numbers.writeUInt32LE(file.crc ?? crc32(data), 8)
    numbers.writeUInt32LE(packed.length, 12)
    const size = Buffer.alloc(4)
    size.writeUInt32LE(file.claimedSize ?? data.length)
    const lengths = Buffer.alloc(4)
    lengths.writeUInt16LE(name.length, 0)
    const local = Buffer.concat([Buffer.from('504b03041400', 'hex'), numbers, size, lengths, name, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((file.mode ?? 0o100644) << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('504b010214031400', 'hex'), numbers, size, lengths, tail, name]))
    parts.push(local)
    offset += local.length
  }
  const length = directory.reduce((sum, entry) => sum + entry.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}
