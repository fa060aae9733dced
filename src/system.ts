import { closeSync, openSync, readSync } from 'node:fs'

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EEXIST: 'a file stands where a directory is needed',
  EISDIR: 'this is a directory',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'a directory of the path does not exist',
  ENOSPC: 'no space is left',
  ENOTDIR: 'a part of the path is a file, not a directory',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
}

/** What the system said about a file, in words and without the path, which errors show as the user typed it. */
export function systemProblem(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  return WORDS[code ?? ''] ?? String(message ?? cause)
}

/** Bytes of a pipe or a device, to its end or one byte more than `maxBytes`. @throws what the system throws. */
export function readPipe(path: string, maxBytes: number): Buffer {
  const file = openSync(path, 'r')
  try {
    return readDescriptor(file, maxBytes)
  } finally {
    closeSync(file)
  }
}

/**
 * Bytes of an open descriptor, to its end or one byte more than `maxBytes`. Waits for a slow writer also where the
 * descriptor does not block, as a pipe of a shell may.
 * @throws what the system throws.
 */
export function readDescriptor(descriptor: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = []
  for (let left = maxBytes + 1; left > 0; ) {
    const chunk = Buffer.allocUnsafe(Math.min(left, 65_536))
    const count = readSome(descriptor, chunk)
    if (count === 0) break
    chunks.push(chunk.subarray(0, count))
    left -= count
  }
  return Buffer.concat(chunks)
}

function readSome(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk, 0, chunk.length, null)
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw cause
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}
