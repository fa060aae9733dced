// Archives of many records: what grows with them.
import { rmSync } from 'node:fs'
import { buildLargeArchive } from './archive.ts'
import { gatehouse } from './gatehouse.ts'
import { type Command, cells, race, table } from './measure.ts'

/** Measures archives of the given numbers of records; a table of Markdown. */
export function benchEvidence(folder: string, sizes: readonly number[], times: number): string {
  const rows = sizes.flatMap((size) => {
    const { root, trust, further } = buildLargeArchive(folder, size, times)
    const verify = gatehouse('verify', root, '--trust', trust)
    const steps: readonly (readonly [string, Command['argv']])[] = [
      ['verify', verify],
      ['report', gatehouse('report', root)],
      ['verify, with the report in the archive', verify],
      ['archive, one more change', (round) => gatehouse('archive', root, ...(further[round] ?? []))],
    ]
    const figures = steps.flatMap(([, argv]) => race([{ argv, cwd: folder, statuses: [0] }], times))
    rmSync(root, { recursive: true })
    return steps.map(([name], index) => {
      const run = figures[index]
      return [index === 0 ? size.toLocaleString('en') : '', `gatehouse ${name}`, ...(run ? cells(run) : [])]
    })
  })
  return table(['records', 'command', 'wall', 'processor', 'peak memory'], rows)
}
