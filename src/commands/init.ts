import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { converse, requireTerminal } from '../dialogue/dialogue.ts'
import { type Journal, openJournal } from '../dialogue/journal.ts'
import { AppError } from '../errors.ts'
import { resolvePath, showPath, type Workplace } from '../files.ts'
import { formatNow, parseNow } from '../gate/time.ts'
import { type InitAnswers, isCritical } from '../init/model.ts'
import { readInitAnswers } from '../init/read.ts'
import { REGISTER, registerFiles } from '../init/register.ts'
import { askInit } from '../init/script.ts'
import { initSummary } from '../init/summary.ts'
import { writeOutputs } from '../write.ts'

interface Options {
  readonly answers?: string
  readonly now?: string
}

/** Where the answers stay until all of them are there. */
const JOURNAL = '.gatehouse-init.json'

/**
 * Registers `gatehouse init [DIR]`: asks for the organisation, its services and one of them in detail, and writes the
 * first register. Exit 0; 2 without a terminal and without `--answers`, and where a register is there already.
 */
export function initCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('init')
    .description('begin: ask for the services, mark the critical ones, assess one, and write the register')
    .argument('[dir]', 'folder of the organisation; by default the working directory', '.')
    .option('--answers <file>', 'the answers as YAML (src/schemas/init-answers.v1.json), instead of asking')
    .option('--now <time>', 'the clock, RFC 3339; by default the real one')
    .action(async (directory: string, options: Options) => {
      const now = options.now === undefined ? formatNow(place.clock()) : parseNow(options.now)
      refuseExisting(place, directory)
      if (options.answers !== undefined) finish(place, directory, readInitAnswers(place, options.answers), now)
      else {
        const journal = openJournal(place, join(directory, JOURNAL), 'init')
        finish(place, directory, await asked(place, journal, now), now)
        journal.finish()
      }
      setExit(0)
    })
}

async function asked(place: Workplace, journal: Journal, now: string): Promise<InitAnswers> {
  const terminal = requireTerminal(place, 'give the answers with --answers FILE')
  try {
    return await converse(terminal, journal, (dialogue) => askInit(dialogue, now.slice(0, 10)))
  } finally {
    terminal.close()
  }
}

function finish(place: Workplace, directory: string, answers: InitAnswers, now: string): void {
  const files = registerFiles(answers, now)
  for (const [path] of files) refuse(place, join(directory, path))
  writeOutputs(
    place,
    files.map(([path, text]) => [join(directory, path), text] as const),
  )
  const shown = showPath(place, resolvePath(place, join(directory, REGISTER)))
  place.stdout(initSummary(answers, now.slice(0, 10), shown))
  const critical = answers.services.filter(isCritical).length
  if (critical > 5)
    place.stderr(`gatehouse: note: ${critical} services are critical; begin with the three to five that matter most\n`)
}

/** A register that exists is not begun again, and nothing in it is overwritten. */
function refuseExisting(place: Workplace, directory: string): void {
  for (const name of ['services', 'people', 'stacks']) refuse(place, join(directory, REGISTER, `${name}.yaml`))
}

function refuse(place: Workplace, path: string): void {
  if (!existsSync(resolvePath(place, path))) return
  throw new AppError('refused', 'this file is there already, and nothing is overwritten', {
    place: { file: showPath(place, resolvePath(place, path)) },
    fix: 'edit the register that is there, or name another folder',
  })
}
