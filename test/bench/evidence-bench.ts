// Archives of many records: what grows with them.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildLargeArchive } from './archive.ts'
import { gatehouse } from './gatehouse.ts'
import { type Command, cells, race, table } from './measure.ts'

/** Measures archives of the given numbers of records; a table of Markdown. */
export function benchEvidence(folder: string, sizes: readonly number[], times: number): string {
  const rows = sizes.flatMap((size) => {
    const { root, trust, further } = buildLargeArchive(folder, size, times)
    const output = join(folder, `report-${size}`)
    const all = (argv: Command['argv']): Command => ({ argv, cwd: folder, statuses: [0] })
    const read = race(
      [all(gatehouse('verify', root, '--trust', trust)), all(gatehouse('report', root, '--output', output))],
      times,
    )
    const written = race([all((round) => gatehouse('archive', root, ...(further[round] ?? [])))], times)
    rmSync(root, { recursive: true })
    rmSync(output, { recursive: true })
    return ['verify', 'report', 'archive one change'].map((name, index) => {
      const figures = [...read, ...written][index]
      return [index === 0 ? size.toLocaleString('en') : '', `gatehouse ${name}`, ...(figures ? cells(figures) : [])]
    })
  })
  return table(['records', 'command', 'wall', 'processor', 'peak memory'], rows)
}
