import { fileURLToPath } from 'node:url'
import type { Workplace } from '../src/files.ts'

/** The repository's root. */
export const ROOT: string = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** A workplace in a directory that records what is written; the clock stands still. */
export function workplace(cwd: string = ROOT): Workplace & { readonly written: { out: string; err: string } } {
  const written = { out: '', err: '' }
  return {
    cwd,
    env: {},
    stdin: () => Buffer.alloc(0),
    stdout: (text) => {
      written.out += text
    },
    stderr: (text) => {
      written.err += text
    },
    isTerminal: false,
    clock: () => new Date('2026-11-23T12:00:00Z'),
    written,
  }
}
