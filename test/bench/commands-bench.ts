// Every command on the example, as a person at a desk meets it.
import { join } from 'node:path'
import process from 'node:process'
import { ROOT } from '../workplace.ts'
import { gatehouse } from './gatehouse.ts'
import { type Command, cells, race, table } from './measure.ts'

const FIXTURES = join(ROOT, 'test/fixtures')

/** Measures start-up, planning and the smaller commands; a table of Markdown. */
export function benchCommands(folder: string, times: number): string {
  const plan = (stack: string): readonly string[] =>
    gatehouse('plan', '--stack', stack, '--output', join(folder, `desk-${stack}.json`))
  const commands: readonly (readonly [string, readonly string[], readonly number[]])[] = [
    ['node -e 0', [process.execPath, '-e', '0'], [0]],
    ['gatehouse --version', gatehouse('--version'), [0]],
    [
      'NODE_DISABLE_COMPILE_CACHE=1 gatehouse --version',
      ['env', 'NODE_DISABLE_COMPILE_CACHE=1', ...gatehouse('--version')],
      [0],
    ],
    ['gatehouse --help', gatehouse('--help'), [0]],
    ['gatehouse rules', gatehouse('rules'), [0]],
    ['gatehouse plan --stack aws', plan('aws'), [0]],
    ['gatehouse plan --stack identity', plan('identity'), [0]],
    ['gatehouse gate --stack identity', gatehouse('gate', '--stack', 'identity'), [0, 1]],
    [
      'gatehouse import graph test/fixtures/graph-j0eyv',
      gatehouse('import', 'graph', join(FIXTURES, 'graph-j0eyv'), '--output', join(folder, 'import.json')),
      [0],
    ],
    [
      'gatehouse verify evidence/example',
      gatehouse('verify', join(ROOT, 'evidence/example'), '--trust', join(ROOT, 'evidence/example.trust.json')),
      [0],
    ],
  ]
  const runs = race(
    commands.map(([, argv, statuses]): Command => ({ argv, cwd: ROOT, statuses })),
    times,
  )
  return table(
    ['command', 'wall', 'processor', 'peak memory'],
    commands.map(([name], index) => {
      const figures = runs[index]
      return [`\`${name}\``, ...(figures === undefined ? [] : cells(figures))]
    }),
  )
}
