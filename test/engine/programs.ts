import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { type PlanOptions, planProgram } from '../../src/engine/planner.ts'
import { AppError, formatError } from '../../src/errors.ts'
import type { Change, Plan, Resource } from '../../src/plan/model.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const made: string[] = []

afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

const DEFAULT_FILES: Readonly<Record<string, string>> = {
  'Pulumi.yaml': 'name: lab\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n',
  'Pulumi.dev.yaml': 'config: {}\n',
  'package.json': '{"type": "module"}\n',
}

/** A temporary project that resolves the repository's packages; a text alone is its index.ts. */
export function makeProgram(files: string | Readonly<Record<string, string>>, template?: string): string {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-test-'))
  made.push(root)
  if (template !== undefined) cpSync(join(REPOSITORY, 'test/fixtures/programs', template), root, { recursive: true })
  const given = typeof files === 'string' ? { 'index.ts': files } : files
  const all = template === undefined ? { ...DEFAULT_FILES, ...given } : given
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'))
  return root
}

/** What a run gave: a plan, or the error as the user sees it; and what the program printed. */
export interface Outcome {
  readonly plan: Plan
  readonly error: string
  readonly printed: string
}

/** Plans a program; exactly one of `plan` and `error` means something, reading the other is a mistake of the test. */
export async function run(root: string, options: Partial<PlanOptions> = {}): Promise<Outcome> {
  let printed = ''
  try {
    const plan = await planProgram({
      programDir: root,
      stack: 'dev',
      node: process.execPath,
      show: (path) => (path === root ? '.' : path.replace(`${root}/`, '')),
      stderr: (text) => {
        printed += text
      },
      ...options,
    })
    return { plan, error: '', printed }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { plan: undefined as unknown as Plan, error: `${error.code}: ${formatError(error).trimEnd()}`, printed }
  }
}

/** The resource of a logical name. */
export function resource(plan: Plan, name: string): Resource {
  const [found, ...others] = plan.resources.filter((item) => item.name === name)
  if (found === undefined || others.length > 0) throw new Error(`${others.length} resources named ${name}`)
  return found
}

/** Operation and name of every change, sorted. */
export function changeList(plan: Plan): readonly string[] {
  return plan.changes.map((change: Change) => `${change.op} ${change.name}`).sort()
}
