import type { Command } from 'commander'
import { AppError } from '../../errors.ts'
import type { Workplace } from '../../files.ts'
import { prettyJson } from '../../json.ts'
import { type Comparison, comparePeople } from '../../readers/people-compare.ts'
import { type ListOptions, readPeopleList } from '../../readers/people-list.ts'
import { aligned, answer, nowOf, registerOf, textOrJson } from './common.ts'

interface Options {
  readonly column: readonly string[]
  readonly dates?: string
  readonly partial?: boolean
  readonly register?: string
  readonly now?: string
  readonly format?: string
  readonly json?: boolean
  readonly output?: string
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse import people FILE`: compares a list of human resources with people.yaml. Exit 0 where both say
 * the same, 1 where they differ.
 */
export function peopleImport(parent: Command, place: Workplace, setExit: (code: number) => void): void {
  parent
    .command('people')
    .description('compare a list of human resources (CSV) with people.yaml: exit 1 where they differ')
    .argument('<file>', 'the list, with a header')
    .option(
      '--column <field=name>',
      'which column holds id, name, firstName, lastName, mail, startedOn, leftOn; repeatable',
      collect,
      [],
    )
    .option('--dates <order>', 'dmy or mdy, for days such as 03/04/2026')
    .option('--partial', 'the list holds joiners and leavers only, not everybody')
    .option('--register <dir>', 'register; by default stacks/register')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .option('--format <name>', 'text or json', 'text')
    .option('--json', 'the same as --format json')
    .option('--output <file>', 'write the answer to a file instead of standard output')
    .action((file: string, options: Options) => {
      const format = textOrJson(options)
      const now = nowOf(place, options.now)
      const register = registerOf(place, options.register, now)
      const listed = readPeopleList(place, file, listOptions(options))
      const comparison = comparePeople(listed, register, now, options.partial !== true)
      answer(place, format === 'json' ? prettyJson(comparison) : asText(comparison), options.output)
      setExit(comparison.differences.length === 0 ? 0 : 1)
    })
}

function listOptions(options: Options): ListOptions {
  const { dates } = options
  if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy') {
    throw new AppError('usage', `--dates ${JSON.stringify(dates)} is no order`, {
      expected: 'dmy or mdy',
      fix: 'leave it out for 2026-08-31 and 31.08.2026',
    })
  }
  const columns = options.column.map((text) => {
    const at = text.indexOf('=')
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)] as const
    throw new AppError('usage', `--column ${JSON.stringify(text)} names no column`, {
      expected: 'FIELD=COLUMN, such as mail="Work mail"',
      fix: 'put the field before the equals sign and the name of the column behind it',
    })
  })
  return { columns: Object.fromEntries(columns), dates }
}

function asText({ listed, matched, differences }: Comparison): string {
  const head = `${listed} people in the list, ${matched} of them in the register, ${differences.length} differences\n`
  const rows = differences.map(({ name, message, fix, place }) => [
    place === undefined ? '' : `${place.file}:${place.line}`,
    name,
    message,
    `→ ${fix}`,
  ])
  return `${head}${aligned(rows)}`
}
