import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { onTestFinished } from 'vitest'
import { recordCommand } from '../../src/commands/record.ts'
import type { AppError } from '../../src/errors.ts'
import { formatError } from '../../src/errors.ts'
import { ROOT, workplace } from '../workplace.ts'

/** A directory with the example's register and its records, and no program to plan. */
export function registerDirectory(): string {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-records-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  cpSync(join(ROOT, 'stacks/register'), join(root, 'stacks/register'), { recursive: true })
  return root
}

/** Runs `gatehouse record` without a terminal: status and standard output, or the error as it is shown. */
export async function record(
  root: string,
  ...args: readonly string[]
): Promise<{ readonly code: number | undefined; readonly out: string }> {
  const place = workplace(root)
  const program = new Command()
  let code: number | undefined
  recordCommand(program, place, (status) => {
    code = status
  })
  try {
    await program.parseAsync(['record', ...args], { from: 'user' })
  } catch (error) {
    return { code: 2, out: formatError(error as AppError) }
  }
  return { code, out: place.written.out }
}
