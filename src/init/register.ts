import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import type { Area } from '../records/kinds/mini-assessment.ts'
import { type GivenService, type InitAnswers, proposedActions } from './model.ts'

/** Where the register lies below the folder of the organisation. */
export const REGISTER = 'stacks/register'

/** Where the copies of the schemas lie in the register: a hidden folder is none of its files. */
const SCHEMAS = '.schemas'

/** The order in which the record asks; that of its schema. */
const ORDER: readonly Area[] = ['owner', 'users', 'mfa', 'logs', 'backups', 'contract']

/** A file to write: its path below the folder, and its text. */
export type NewFile = readonly [path: string, text: string]

/**
 * The first register of an organisation: services, people, an empty stack and one mini assessment, with the schemas that
 * editors complete and check them by.
 * @param now RFC 3339 in UTC: the assessment was made and written down then.
 */
export function registerFiles(answers: InitAnswers, now: string): readonly NewFile[] {
  const people = idsOf(answers.people.map(({ name }) => name))
  const services = idsOf(answers.services.map(({ name }) => name))
  const assessed = services.get(answers.assessment.service) ?? ''
  const approval: Approval =
    answers.approvedBy === undefined
      ? { status: 'proposed' }
      : { status: 'approved', approvedOn: now.slice(0, 10), approvedBy: people.get(answers.approvedBy) ?? '' }
  const record = `records/mini-assessment/${now.slice(0, 10)}-${assessed}.yaml`
  return [
    [
      'services.yaml',
      yaml('services', `The cloud services of ${answers.organisation}.`, {
        services: answers.services.map((service) => serviceEntry(service, services, people, approval)),
      }),
    ],
    [
      'people.yaml',
      yaml('people', `Everybody who answers for a service of ${answers.organisation}.`, {
        people: answers.people.map(({ name, startedOn }) => ({
          id: people.get(name),
          name,
          kind: 'employee',
          startedOn,
        })),
      }),
    ],
    [
      'stacks.yaml',
      yaml('stacks', 'What is declared as code: nothing yet. See docs/register.md of Gatehouse.', {
        stacks: { main: { types: [] } },
      }),
    ],
    [record, yaml('records/mini-assessment', undefined, assessmentRecord(answers, assessed, people, now))],
    ...schemaFiles(),
  ].map(([path = '', text = '']) => [`${REGISTER}/${path}`, text])
}

type Approval =
  | { readonly status: 'proposed' }
  | { readonly status: 'approved'; readonly approvedOn: string; readonly approvedBy: string }

function serviceEntry(
  service: GivenService,
  services: ReadonlyMap<string, string>,
  people: ReadonlyMap<string, string>,
  approval: Approval,
): object {
  return {
    id: services.get(service.name),
    name: service.name,
    purpose: service.purpose,
    ...(service.owner === undefined ? {} : { owner: people.get(service.owner) }),
    ...approval,
    criticality: {
      stopsBusinessInOneDay: service.stopsBusinessInOneDay,
      breachDoesSignificantHarm: service.breachDoesSignificantHarm,
    },
  }
}

function assessmentRecord(
  answers: InitAnswers,
  service: string,
  people: ReadonlyMap<string, string>,
  now: string,
): object {
  const { assessment } = answers
  const actions = assessment.actions ?? proposedActions(answers, now.slice(0, 10))
  return {
    record: 'mini-assessment',
    service,
    assessor: people.get(answers.answeredBy),
    assessedAt: now,
    recordedAt: now,
    answers: Object.fromEntries(ORDER.map((area) => [area, assessment.answers[area]])),
    actions: actions.map(({ what, owner, dueOn }) => ({ what, owner: people.get(owner), dueOn })),
  }
}

function yaml(schema: string, comment: string | undefined, content: object): string {
  const depth = schema.startsWith('records/') ? '../../' : ''
  const head = `# yaml-language-server: $schema=${depth}${SCHEMAS}/${schema}.v1.json\n`
  const about = comment === undefined ? '' : `# ${comment.replaceAll(/\s+/g, ' ')}\n`
  return `${head}${about}${stringify(content, { lineWidth: 0 })}`
}

/** Copies, so that an editor finds them without this program. */
function schemaFiles(): readonly NewFile[] {
  const root = fileURLToPath(new URL('../schemas', import.meta.url))
  const registers = ['services', 'stacks', 'people', 'vendors', 'classification', 'controls', 'exceptions']
  const records = readdirSync(join(root, 'records')).filter((name) => name.endsWith('.json'))
  return [...registers.map((name) => `${name}.v1.json`), ...records.map((name) => `records/${name}`)].map((name) => [
    `${SCHEMAS}/${name}`,
    readFileSync(join(root, name), 'utf8'),
  ])
}

/** Ids by name: letters of the name without accents, in lower case with hyphens; a number where two are the same. */
export function idsOf(names: readonly string[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  for (const name of names) {
    const base = slug(name)
    let id = base
    for (let number = 2; [...ids.values()].includes(id); number++) id = `${base}-${number}`
    ids.set(name, id)
  }
  return ids
}

const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ı: 'i',
}

function slug(name: string): string {
  const plain = name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþäöüı]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 56)
    .replace(/-+$/, '')
  // A name in another script has no letters that an id may have.
  return plain === '' ? 'entry' : plain
}
