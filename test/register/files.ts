import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { AppError, formatError } from '../../src/errors.ts'
import type { Workplace } from '../../src/files.ts'

/** A workplace in a directory; nothing in these tests prints or reads the clock. */
export function workplace(cwd: string): Workplace {
  const unused = (): never => {
    throw new Error('not expected here')
  }
  return { cwd, env: {}, stdin: unused, stdout: unused, stderr: unused, isTerminal: false, clock: unused }
}

/** A temporary directory with a copy of the example's register in `register`, removed after the test. */
export function copyOfRegister(): Workplace {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-register-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'register'))
  cpSync('stacks/register', join(root, 'register'), { recursive: true })
  return workplace(root)
}

/** Replaces a text that must occur exactly once in one file of the copy. */
export function edit(place: Workplace, file: string, from: string, to: string): void {
  const path = join(place.cwd, 'register', file)
  const parts = readFileSync(path, 'utf8').split(from)
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`)
  writeFileSync(path, parts.join(to))
}

/** What the user would see of the error that `run` throws. */
export function shown(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${formatError(error)}`
    throw error
  }
  return 'no error'
}
