import { join } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { type ControlMapping, MAPPING_FILE, readControlMapping } from '../gate/controls.ts'
import { type RuleDescription, ruleList } from '../gate/rules.ts'
import { OWN_POLICIES } from '../gate/sources.ts'
import { formatNow, parseNow } from '../gate/time.ts'
import { checkOutRegister, inPast } from '../register/history.ts'
import type { Register } from '../register/model.ts'
import { readRegister, registerDigest } from '../register/read.ts'

/** The options of `asOfOptions`. */
export interface AsOfOptions {
  readonly register: string
  readonly now?: string
  readonly asOf?: string
}

/** A register, the moment that it is looked at, and a sentence about where it came from. */
export interface RegisterAsOf {
  readonly register: Register
  /** RFC 3339 in UTC. */
  readonly now: string
  readonly provenance: string
}

/** What the policies say beside the register. */
export interface PoliciesAsOf {
  readonly rules: readonly RuleDescription[]
  readonly mapping: ControlMapping
}

/** Adds the options that say which register is read, and as of when. */
export function asOfOptions(command: Command): Command {
  return command
    .option('--register <dir>', 'directory of the register', 'stacks/register')
    .option('--as-of <time>', 'the register as its history had it then, RFC 3339')
    .option('--now <time>', 'the clock, RFC 3339, for the register as it is; by default the real one')
}

/** The register that the options name. @throws AppError `usage`, `git`, and what `readRegister` throws. */
export async function readRegisterAsOf(place: Workplace, options: AsOfOptions): Promise<RegisterAsOf> {
  const { register, now, provenance } = await readAsOf(place, options, async () => undefined)
  return { register, now, provenance }
}

/** The same, with the policies of that time. @throws AppError also of the readers of policies. */
export function readAllAsOf(
  place: Workplace,
  options: AsOfOptions,
): Promise<RegisterAsOf & { readonly other: PoliciesAsOf }> {
  return readAsOf(place, options, async (policies = OWN_POLICIES) => ({
    rules: await ruleList(place, policies),
    mapping: readControlMapping(place, join(policies, MAPPING_FILE)),
  }))
}

async function readAsOf<Other>(
  place: Workplace,
  options: AsOfOptions,
  readOther: (policies: string | undefined) => Promise<Other>,
): Promise<RegisterAsOf & { readonly other: Other }> {
  if (options.asOf !== undefined && options.now !== undefined) {
    throw new AppError('usage', '--as-of and --now exclude each other', {
      expected: '--as-of for the past; --now for the register as it is with another clock',
      fix: 'give one of them',
    })
  }
  if (options.asOf === undefined) {
    const now = options.now === undefined ? formatNow(place.clock()) : parseNow(options.now)
    const register = readRegister(place, options.register)
    return {
      register,
      now,
      provenance: `register as it is now, ${digestOf(register)}`,
      other: await readOther(undefined),
    }
  }
  const now = parseNow(options.asOf)
  const past = await checkOutRegister(place, options.register, now)
  if (past === undefined) {
    throw new AppError('git', '--as-of needs the history of the register', {
      place: { file: options.register },
      expected: 'a register in a git repository',
      fix: 'leave --as-of out and give --now for the register as it is',
    })
  }
  const { register, other } = await inPast(past, async (directory, policies) => ({
    register: readRegister(place, directory),
    other: await readOther(policies),
  }))
  const { id, time } = past.commit
  return { register, now, provenance: `register of commit ${id.slice(0, 12)} of ${time}, ${digestOf(register)}`, other }
}

function digestOf(register: Register): string {
  return `digest ${registerDigest(register)}`
}
