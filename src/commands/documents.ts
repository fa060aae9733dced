import { join } from 'node:path'
import type { Command } from 'commander'
import { buildDocuments, DOCUMENT_NAMES, type DocumentFormat, FORMATS, renderDocument } from '../documents/index.ts'
import { AppError } from '../errors.ts'
import { resolvePath, showPath, type Workplace } from '../files.ts'
import { type RuleDescription, ruleList } from '../gate/rules.ts'
import { formatNow, parseNow } from '../gate/time.ts'
import { checkOutRegister, inPast } from '../register/history.ts'
import type { Register } from '../register/model.ts'
import { readRegister, registerAt, registerDigest } from '../register/read.ts'
import { writeOutputs } from '../write.ts'

interface Options {
  readonly output: string
  readonly register: string
  readonly now?: string
  readonly asOf?: string
  readonly format: readonly string[]
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse documents`: writes what auditors and management read, from the register and its records. Exit 0;
 * 2 for an error; 3 where no service is declared.
 */
export function documentsCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('documents')
    .description('write the documents that follow from the register: Markdown, HTML, CSV and XLSX')
    .argument('[names...]', `which ones; all by default: ${DOCUMENT_NAMES.join(', ')}`)
    .requiredOption('--output <dir>', 'where to write')
    .option('--register <dir>', 'directory of the register', 'stacks/register')
    .option('--as-of <time>', 'the register as its history had it then, RFC 3339')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--format <name>', `only this format; repeatable: ${FORMATS.join(', ')}`, collect, [])
    .action(async (names: readonly string[], options: Options) => setExit(await runDocuments(place, names, options)))
}

async function runDocuments(place: Workplace, names: readonly string[], options: Options): Promise<0 | 3> {
  const formats = options.format.length === 0 ? FORMATS : options.format.map(formatNamed)
  const { register, rules, now, provenance } = await readAsOf(place, options)
  const documents = buildDocuments({ now, register: registerAt(register, now), rules, provenance }, names)
  const outputs: (readonly [string, string | Uint8Array])[] = []
  for (const document of documents)
    for (const format of formats)
      for (const [name, data] of await renderDocument(document, format))
        outputs.push([join(options.output, name), data])
  writeOutputs(place, outputs)
  place.stdout(outputs.map(([name]) => `${showPath(place, resolvePath(place, name))}\n`).join(''))
  return register.services.length === 0 ? 3 : 0
}

async function readAsOf(
  place: Workplace,
  options: Options,
): Promise<{
  readonly register: Register
  readonly rules: readonly RuleDescription[]
  readonly now: string
  readonly provenance: readonly string[]
}> {
  if (options.asOf !== undefined && options.now !== undefined) {
    throw new AppError('usage', '--as-of and --now exclude each other', {
      expected: '--as-of for the past; --now for the register as it is with another clock',
      fix: 'give one of them',
    })
  }
  if (options.asOf === undefined) {
    const now = options.now === undefined ? formatNow(place.clock()) : parseNow(options.now)
    const register = readRegister(place, options.register)
    const rules = await ruleList(place)
    return {
      register,
      rules,
      now,
      provenance: [`As of ${now}, from the register as it is now. ${digestLine(register)}`],
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
  const [register, rules] = await inPast(
    past,
    async (directory, policies) => [readRegister(place, directory), await ruleList(place, policies)] as const,
  )
  const { id, time } = past.commit
  return {
    register,
    rules,
    now,
    provenance: [`As of ${now}, from commit ${id.slice(0, 12)} of ${time}. ${digestLine(register)}`],
  }
}

function digestLine(register: Register): string {
  return `Digest of the register: ${registerDigest(register)}.`
}

function formatNamed(name: string): DocumentFormat {
  const format = FORMATS.find((one) => one === name)
  if (format !== undefined) return format
  throw new AppError('usage', `there is no format ${name}`, {
    expected: `one of ${FORMATS.join(', ')}`,
    fix: 'choose one of them',
  })
}
