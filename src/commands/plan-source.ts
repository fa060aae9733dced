import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { hasProject } from '../engine/project-files.ts'
import { AppError } from '../errors.ts'
import { readInput, readText, requireDirectory, resolvePath, shownName, showPath, type Workplace } from '../files.ts'
import { parseUniqueJson } from '../json.ts'
import { planBytes } from '../plan/digest.ts'
import { NO_PLAN, type Plan } from '../plan/model.ts'
import { readPlan, readPlanForm } from '../plan/read.ts'
import type { Register } from '../register/model.ts'
import { readRegister } from '../register/read.ts'

/** The options of every command that looks at a plan, or at a program that it plans first. */
export interface PlanOptions {
  readonly plan?: string
  readonly program?: string
  readonly stack?: string
  readonly state?: string
  readonly register?: string
  readonly parameters?: string
}

/** Adds the options that say what to look at. */
export function planOptions(command: Command): Command {
  return command
    .option(
      '--plan <file>',
      'a plan, a "pulumi preview --json", engine events or a "pulumi stack export"; "-" is stdin',
    )
    .option('--program <dir>', 'directory of Pulumi.yaml, instead of --plan; by default the working directory')
    .option('--stack <name>', 'stack to plan')
    .option('--state <file>', 'stack export to plan against, or to compare a preview with')
    .option('--register <dir>', 'register; by default stacks/register of the program where it is planned')
    .option('--parameters <file>', 'overrides policies/parameters.yaml key by key')
}

/** The directory of the program. @throws AppError `usage` where a plan is named as well; `not-found`. */
export function programRoot(place: Workplace, options: PlanOptions): string {
  if (options.plan !== undefined && options.program !== undefined) {
    throw new AppError('usage', '--plan and --program exclude each other', {
      expected: 'the plan that was made elsewhere, or the program to plan now',
      fix: 'give one of them',
    })
  }
  return requireDirectory(place, options.program ?? '.', 'the directory of Pulumi.yaml')
}

/**
 * The plan that the user named, or the one that the program in `root` makes, with the bytes by which it is known.
 * @throws AppError of the readers and of the planner; `not-found` where there is nothing to plan.
 */
export async function obtainPlan(
  place: Workplace,
  options: PlanOptions & { readonly maxBytes: number },
  root: string,
): Promise<{ plan: Plan; bytes: Uint8Array }> {
  if (options.plan !== undefined) {
    const file = options.plan === '-' ? 'standard input' : options.plan
    const limit = options.maxBytes
    const bytes = readInput(place, options.plan, limit)
    const { state } = options
    const { plan, own } = readPlanForm(
      bytes,
      file,
      state === undefined ? {} : { state: readPlan(readInput(place, state, limit), state) },
    )
    // A plan of ours is judged, named and archived by its exact bytes; another form by those of the plan made from it.
    return { plan, bytes: own && isPlainUtf8(bytes) ? bytes : planBytes(plan) }
  }
  if (!hasProject(root)) {
    const register = options.register === undefined ? join(root, 'stacks/register') : absolute(place, options.register)
    if (register !== undefined && existsSync(register)) {
      const plan = planOfRegister(readRegister(place, register), options.stack)
      return { plan, bytes: planBytes(plan) }
    }
    throw new AppError('not-found', 'there is no Pulumi.yaml to plan', {
      place: { file: showPath(place, root) },
      fix: 'run in the directory of the program, or give --program DIR or --plan FILE',
    })
  }
  const plan = await planDirectory(place, options, root)
  return { plan, bytes: planBytes(plan) }
}

/**
 * The plan of an organisation that declares nothing as code yet: its register, and no resource. A stack that owns a
 * tenant or an account fails by it, as it would if its program had lost everything.
 * @throws AppError `usage` where the stack is not named and the register has several, or has none of that name.
 */
function planOfRegister({ stacks }: Register, name: string | undefined): Plan {
  const names = Object.keys(stacks)
  const [only] = names
  const stack = name ?? (names.length === 1 ? only : undefined)
  if (stack === undefined || !names.includes(stack)) {
    throw new AppError('usage', name === undefined ? 'the stack is not named' : `the register has no stack ${name}`, {
      expected: `one of ${names.join(', ')}`,
      fix: 'add --stack NAME',
    })
  }
  return { ...NO_PLAN, project: 'register', stack, origin: { kind: 'register', version: '', sandbox: 'not-run' } }
}

/** Plans the program in a directory. @throws AppError of the planner. */
export async function planDirectory(
  place: Workplace,
  options: PlanOptions & { readonly maxBytes: number },
  root: string,
): Promise<Plan> {
  const { planProgram } = await import('../engine/planner.ts')
  const file = options.state
  const state =
    file === undefined
      ? undefined
      : { file, document: parseUniqueJson(readText(place, file, options.maxBytes), shownName(place, file)) }
  return planProgram({
    programDir: root,
    stack: options.stack,
    state,
    node: process.execPath,
    show: (path) => showPath(place, path),
    stderr: place.stderr,
  })
}

/** Without a byte-order mark, which no reader of the archive takes. */
function isPlainUtf8(bytes: Buffer): boolean {
  const first = bytes[0]
  return first !== 0xef && first !== 0xfe && first !== 0xff
}

/** A path as the user typed it, from the working directory; nothing for nothing. */
export function absolute(place: Workplace, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolvePath(place, path)
}
