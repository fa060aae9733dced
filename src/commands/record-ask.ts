import { dirname, join } from 'node:path'
import { converse } from '../dialogue/dialogue.ts'
import { openJournal } from '../dialogue/journal.ts'
import { textQuestion } from '../dialogue/questions.ts'
import type { Terminal } from '../dialogue/terminal.ts'
import { readText, resolvePath, shownName, type Workplace } from '../files.ts'
import { parseNow } from '../gate/time.ts'
import type { JsonObject } from '../json.ts'
import { type Asked, askRecord, complete } from '../records/ask.ts'
import { type Prepared, TODO } from '../records/drafts/draft.ts'
import type { AnyKind } from '../records/kind.ts'
import type { KindName } from '../records/kinds.ts'
import { RECORDS_FOLDER, readRecordFile, recordPathOf, worldOf } from '../records/read.ts'
import { completedText } from '../records/text.ts'
import { nearest } from '../schema.ts'
import { writeAtomic } from '../write.ts'
import { folderOf, writeRecord } from './record-files.ts'
import { digestIn, readOwnRegister } from './record-sources.ts'

/** Where a record is made, and by whose clock. */
export interface Opening {
  readonly terminal: Terminal | undefined
  readonly directory: string
  readonly clock: () => string
}

/** Asks for everything about a new record and writes it; gives its path. An interruption keeps the answers. */
export async function askDraft(
  place: Workplace,
  { terminal, directory, clock }: Opening & { readonly terminal: Terminal },
  definition: AnyKind,
  given: { readonly about: string | undefined; readonly at: string | undefined },
  making: {
    readonly prepare: (about: string, at: string) => Promise<Prepared>
    readonly pathOf: (about: string, at: string) => string
    readonly asked: Omit<Asked, 'digestOf'>
  },
): Promise<string> {
  const kind = definition.kind as KindName
  const name = ['', kind, ...(given.about === undefined ? [] : [given.about]), 'answers.json'].join('.')
  const subject = ['record', kind, given.about ?? ''].join(' ').trim()
  const journal = openJournal(place, join(directory, RECORDS_FOLDER, name), subject)
  const drafts = new Map<string, Promise<Prepared>>()
  const { body, path } = await converse(terminal, journal, async (dialogue) => {
    dialogue.say(`${definition.title}. "?" explains a question, "<" goes back, Ctrl-C keeps the answers.`)
    const about = given.about ?? (await dialogue.ask(aboutQuestion(definition, making.asked)))
    const at =
      given.at ?? (definition.moment === 'now' ? clock() : await dialogue.ask(momentQuestion(definition, clock())))
    const key = JSON.stringify([about, definition.moment === 'now' ? '' : at])
    const known = drafts.get(key) ?? making.prepare(about, at)
    drafts.set(key, known)
    const draft = await known
    const path = making.pathOf(about, at)
    const asked = { ...making.asked, digestOf: digestIn(folderOf(place, path)) }
    return { body: await askRecord(dialogue, draft, asked), path }
  })
  const now = clock()
  const times = definition.moment === 'now' && given.at === undefined ? { [definition.at]: now } : {}
  writeRecord(place, path, kind, { ...body, ...times, recordedAt: now })
  journal.finish()
  return path
}

/** Asks for what is open in a record that was begun, or fills in what needs no answer. Everything else stays as it is. */
export async function continueRecord(
  place: Workplace,
  terminal: Terminal | undefined,
  directory: string,
  path: string,
): Promise<string> {
  const { kind, document } = readRecordFile(place, recordPathOf(place, path))
  const before = document.value as JsonObject
  const asked: Asked = {
    kind,
    world: worldOf(readOwnRegister(place, directory)),
    digestOf: digestIn(folderOf(place, path)),
  }
  const journalPath = join(dirname(path), `.${shownName(place, path).split(/[\\/]/).at(-1)}.answers.json`)
  const journal = terminal === undefined ? undefined : openJournal(place, journalPath, `record ${kind}`)
  const after =
    terminal === undefined || journal === undefined
      ? complete(before, asked)
      : await converse(terminal, journal, (dialogue) => askRecord(dialogue, { fields: before }, asked))
  writeAtomic(resolvePath(place, path), completedText(readText(place, path), kind, before, after))
  journal?.finish()
  return path
}

function aboutQuestion({ about = '', title }: AnyKind, { world }: Omit<Asked, 'digestOf'>) {
  if (about === '') return { ...textQuestion('about', ''), suggested: '', read: () => ({ value: '' }) }
  const ids = [...({ service: world.services, vendor: world.vendors, person: world.people }[about] ?? new Map()).keys()]
  const check = (answer: string): string | undefined => {
    if (ids.includes(answer)) return undefined
    const near = nearest(answer, ids)
    return `there is no ${about} "${answer}"${near === undefined ? `; there are ${ids.slice(0, 12).join(', ')}` : `; did you mean ${near}?`}`
  }
  return textQuestion('about', `${title}: which ${about}?`, { help: `One of ${ids.slice(0, 40).join(', ')}.`, check })
}

function momentQuestion({ at }: AnyKind, now: string) {
  const question = textQuestion('at', `${at}: when, in UTC?`, { help: 'YYYY-MM-DD HH:MM, in UTC; not later than now.' })
  const read = (answer: string) => {
    const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?Z?$/.exec(answer)
    const time = match === null ? TODO : `${match[1]}T${match[2]}${match[3] ?? ':00'}Z`
    try {
      const value = parseNow(time)
      return value > now ? { problem: `${value} is still to come` } : { value }
    } catch {
      return { problem: 'write a time that exists as YYYY-MM-DD HH:MM' }
    }
  }
  return { ...question, form: 'YYYY-MM-DD HH:MM', read }
}
