import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readDescriptor, readPipe } from '../../src/system.ts'

const directory = mkdtempSync(join(tmpdir(), 'gatehouse-streams-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function pipe(name: string): string {
  const path = join(directory, name)
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path])
  return path
}

test.skipIf(process.platform === 'win32')('a pipe that does not block is waited for', async () => {
  const path = pipe('slow')
  // Opened for both directions, so that opening waits for nobody; it holds 64 KiB and runs empty again and again.
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const writer = spawn('/bin/sh', ['-c', 'head -c 5000000 /dev/zero > "$0"', path])
  const ended = new Promise((resolve) => writer.once('close', resolve))
  expect(readDescriptor(descriptor, 4_999_999).equals(Buffer.alloc(5_000_000))).toBe(true)
  closeSync(descriptor)
  expect(await ended).toBe(0)
})

test.skipIf(process.platform === 'win32')('a pipe is read to its end, and no further than its limit', async () => {
  const path = pipe('long')
  const write = (text: string): Promise<unknown> => {
    const writer = spawn('/bin/sh', ['-c', 'printf %s "$1" > "$0"', path, text])
    return new Promise((resolve) => writer.once('close', resolve))
  }
  const first = write('x'.repeat(10))
  expect(readPipe(path, 100).toString()).toBe('x'.repeat(10))
  await first
  const second = write('y'.repeat(10))
  expect(readPipe(path, 4).toString()).toBe('y'.repeat(5))
  await second
})
