import { type Cell, type Document, mark } from '../../documents/model.ts'
import type { Status } from '../model.ts'

const TONES = { overdue: 'bad', due: 'mid', expiring: 'mid', open: 'none' } as const

/** The status as a document: Markdown and HTML are made of it. */
export function statusDocument({ duties, now, owner, sources }: Status): Document {
  const count = (state: string): number => duties.filter((duty) => duty.state === state).length
  return {
    id: 'status',
    title: owner === undefined ? 'Status' : `Status: ${owner}`,
    question: 'What is due, overdue, open or expiring, whose is it, and what to do?',
    controls: [],
    provenance: [`At ${now}.`, ...sources],
    tiles: [
      ['Overdue', count('overdue')],
      ['Due', count('due')],
      ['Open', count('open')],
      ['Expiring', count('expiring')],
      ['Nobody is named', duties.filter((duty) => duty.owner === undefined).length],
    ],
    tables: [
      {
        id: 'duties',
        title: 'Duties',
        columns: [
          { label: 'What', width: 50 },
          { label: 'State' },
          { label: 'Until' },
          { label: 'Consequence' },
          { label: 'Whose', width: 24 },
          { label: 'Why', width: 60 },
          { label: 'Run', kind: 'code', width: 60 },
        ],
        rows: duties.map((duty): readonly Cell[] => [
          duty.title,
          mark(TONES[duty.state], duty.state),
          duty.dueOn,
          duty.consequence,
          duty.ownerName ?? mark('bad', 'nobody'),
          duty.why,
          duty.run,
        ]),
        empty: 'Nothing is due, overdue or open.',
      },
    ],
    limits: [],
  }
}
