import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../errors.ts'
import { resolvePath, shownName, type Workplace } from '../files.ts'
import { formatNow, parseNow } from '../gate/time.ts'
import type { JsonObject } from '../json.ts'
import { complete } from '../records/ask.ts'
import { draftRecord } from '../records/drafts/index.ts'
import type { AnyKind } from '../records/kind.ts'
import { KIND_NAMES, type KindName, kindOf } from '../records/kinds.ts'
import { RECORDS_FOLDER, worldOf } from '../records/read.ts'
import { registerAt } from '../register/read.ts'
import { nearest } from '../schema.ts'
import { askDraft, continueRecord, type Opening } from './record-ask.ts'
import { checkRecords, describeRecords } from './record-check.ts'
import { folderOf, writeRecord } from './record-files.ts'
import { digestIn, gather, readOwnRegister, registerDirectory, type SourceOptions } from './record-sources.ts'

interface Options extends SourceOptions {
  readonly service?: string
  readonly vendor?: string
  readonly person?: string
  readonly at?: string
  readonly by?: string
  readonly period?: string
  readonly ask: boolean
  readonly now?: string
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse record`: prepares a record with everything that is known, and asks for the rest where there is a
 * terminal. Ends with 0; 1 where `record check` finds a fault; 2 for an error; 3 where there is no record to check.
 */
export function recordCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('record')
    .description('write down what was done: a review, an evaluation, a test, an incident, a leaver')
    .argument('<what>', `${KIND_NAMES.join(', ')}; a record's file to go on with; or "check"`)
    .argument('[files...]', 'with "check": records; by default all of the register')
    .option('--service <id>', 'the service that it is about')
    .option('--vendor <id>', 'the vendor that it is about')
    .option('--person <id>', 'the person that it is about')
    .option('--at <time>', 'when it happened, RFC 3339')
    .option('--by <id>', 'the person who answers for it')
    .option('--period <period>', 'the quarter (2026-Q4) or the month (2026-11) of a review')
    .option('--list <file>', 'a table with who and what, exported from the service; repeatable', collect, [])
    .option('--plan <file>', 'a plan to take who has access from, instead of planning; repeatable', collect, [])
    .option('--stack <name>', 'stack to plan; by default those that may hold such access; repeatable', collect, [])
    .option('--program <dir>', 'directory of Pulumi.yaml; by default the working directory')
    .option('--register <dir>', 'register; by default stacks/register of the program')
    .option('--parameters <file>', 'overrides policies/parameters.yaml key by key')
    .option('--no-ask', 'write the file with TODO marks, also where there is a terminal')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .action(async (what: string, files: readonly string[], options: Options) => {
      setExit(await runRecord(place, what, files, options))
    })
}

async function runRecord(
  place: Workplace,
  what: string,
  files: readonly string[],
  options: Options,
): Promise<0 | 1 | 3> {
  const directory = registerDirectory(place, options)
  const clock = (): string => (options.now === undefined ? formatNow(place.clock()) : parseNow(options.now))
  if (what === 'check') return describeRecords(place, await checkRecords(place, directory, files, clock()))
  if (files.length > 0) {
    throw new AppError('usage', `${files[0]} is one name too many`, {
      fix: 'give options; see gatehouse record --help',
    })
  }
  const terminal = options.ask ? place.terminal?.() : undefined
  try {
    const path = /\.ya?ml$/i.test(what)
      ? await continueRecord(place, terminal, directory, what)
      : await newRecord(place, { terminal, directory, clock }, kindNamed(what), options)
    return describeRecords(place, await checkRecords(place, directory, [path], clock()), 'prepared')
  } finally {
    terminal?.close()
  }
}

function kindNamed(text: string): KindName {
  const kind = KIND_NAMES.find((name) => name === text)
  if (kind !== undefined) return kind
  const near = nearest(text, [...KIND_NAMES, 'check'])
  throw new AppError('usage', `there is no kind of record ${JSON.stringify(text)}`, {
    expected: `one of ${KIND_NAMES.join(', ')}, a file, or check`,
    fix: near === undefined ? 'choose one of them' : `did you mean ${near}?`,
  })
}

/** Prepares a record and gives the path that it was written to. */
async function newRecord(place: Workplace, opening: Opening, kind: KindName, options: Options): Promise<string> {
  const { directory, terminal, clock } = opening
  const definition = kindOf(kind)
  const register = readOwnRegister(place, directory)
  const given = givenFields(definition, options)
  const prepare = async (about: string, at: string) => {
    const now = clock()
    const facts = await gather(place, options, kind, about, register, now)
    const known = { now, register: registerAt(register, now), about, at, ...facts }
    return draftRecord(kind, known, given.fields)
  }
  const pathOf = (about: string, at: string): string => {
    const stem = `${at.slice(0, 10)}-${about === '' ? slugOf(kind) : about}`
    return unusedPath(place, join(directory, RECORDS_FOLDER, kind), stem, kind)
  }
  const asked = { kind, world: worldOf(register) }
  if (terminal !== undefined) {
    return askDraft(place, { ...opening, terminal }, definition, given, { prepare, pathOf, asked })
  }
  const about = given.about ?? (definition.about === undefined ? '' : missing(`--${definition.about}`))
  const at = given.at ?? (definition.moment === 'now' ? clock() : missing('--at'))
  const path = pathOf(about, at)
  const draft = await prepare(about, at)
  const digestOf = digestIn(folderOf(place, path))
  writeRecord(place, path, kind, complete(draft.fields, { ...asked, digestOf }), draft.suggested)
  return path
}

/** What the options say, as fields of the record. @throws AppError `usage` for one that the kind does not have. */
function givenFields(
  definition: AnyKind,
  options: Options,
): {
  readonly fields: JsonObject
  readonly about: string | undefined
  readonly at: string | undefined
} {
  const about: Record<string, string | undefined> = {
    service: options.service,
    vendor: options.vendor,
    person: options.person,
  }
  const stranger = Object.entries(about).find(([name, value]) => value !== undefined && name !== definition.about)
  if (stranger !== undefined) {
    throw new AppError('usage', `--${stranger[0]} does not belong to a record of the kind ${definition.kind}`, {
      expected: definition.about === undefined ? 'none of them' : `--${definition.about}`,
      fix: 'leave it out',
    })
  }
  if (options.period !== undefined && definition.period === undefined) {
    throw new AppError('usage', `--period does not belong to a record of the kind ${definition.kind}`, {
      fix: 'leave it out',
    })
  }
  const at = options.at === undefined ? undefined : parseNow(options.at)
  return {
    fields: {
      ...(options.by === undefined ? {} : { [definition.by]: options.by }),
      ...(options.period === undefined ? {} : { [definition.period ?? 'period']: options.period }),
    },
    about: definition.about === undefined ? undefined : about[definition.about],
    at,
  }
}

function missing(option: string): never {
  throw new AppError('usage', `${option} is missing`, {
    expected: 'what the record is about, because there is no terminal to ask in',
    fix: `give ${option}`,
  })
}

/** The last part of the name of a record that is about the organisation. */
function slugOf(kind: KindName): string {
  const words: { readonly [kind: string]: string } = {
    'admin-review': 'administrators',
    'log-coverage': 'services',
    'mfa-coverage': 'directory',
    'management-review': 'management',
  }
  return words[kind] ?? 'record'
}

/** A second record of one day gets a number; an unfinished one is gone on with instead. */
function unusedPath(place: Workplace, folder: string, stem: string, kind: KindName): string {
  for (let number = 1; ; number++) {
    const path = join(folder, `${stem}${number === 1 ? '' : `-${number}`}.yaml`)
    if (!existsSync(resolvePath(place, path))) return path
    if (kind !== 'incident' && kind !== 'recovery-test') {
      throw new AppError('refused', 'there is a record of this day already', {
        place: { file: shownName(place, path) },
        fix: `go on with it: gatehouse record ${shownName(place, path)}`,
      })
    }
  }
}
