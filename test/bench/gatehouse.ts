// The program as its users start it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { ROOT } from '../workplace.ts'

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: { readonly gatehouse: string }
}

/** The command line of `npm run gatehouse` from any directory, without npm itself. */
export function gatehouse(...args: readonly string[]): readonly string[] {
  const words = scripts.gatehouse.split(' ').slice(1)
  return [process.execPath, ...words.map((word) => (word.startsWith('-') ? word : join(ROOT, word))), ...args]
}
