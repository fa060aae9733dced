import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { requireDirectory, requirePlain, shownName, type Workplace } from '../files.ts'
import { byCodeUnit, canonicalJson, sha256 } from '../json.ts'
import { readRecords, recordsFaults } from '../records/read.ts'
import { nearest, validate } from '../schema.ts'
import { systemProblem } from '../system.ts'
import { readYaml, type YamlDocument } from '../yaml.ts'
import {
  type Classification,
  type Control,
  type Documents,
  type Exception,
  type FileName,
  type Manages,
  type Person,
  REGISTER_SCHEMA,
  type Register,
  type RegisterAt,
  type Service,
  type StackEntry,
  type Vendor,
} from './model.ts'
import { exceptionFaults, referenceFaults } from './references.ts'
import { evaluationFaults, withRecords } from './vendor-evaluations.ts'

/** The files of a register. A missing optional file is an empty one. */
const FILES: Readonly<Record<FileName, 'required' | 'optional'>> = {
  services: 'required',
  stacks: 'required',
  people: 'required',
  vendors: 'optional',
  classification: 'optional',
  controls: 'optional',
  exceptions: 'optional',
}
const NAMES = Object.keys(FILES) as readonly FileName[]

/**
 * Reads the register of an organisation from a directory of YAML files.
 *
 * The result depends on the bytes of the files alone, not on the clock or on their order: lists are sorted by id.
 * References between the files hold: every person, vendor, category and class that is named exists, ids are unique,
 * no tenant, account or resource type has two owners.
 *
 * @throws AppError `not-found`, `unreadable`, `unknown-form` (a YAML file that is none of the register's),
 *   `malformed`, `schema`, and `reference` for the first of the faults that `registerFaults` lists.
 */
export function readRegister(place: Workplace, dir: string): Register {
  const declared = readDeclarations(place, dir)
  const records = readRecords(place, dir)
  throwFirst([...recordsFaults(records, declared), ...evaluationFaults(records, declared.vendors)])
  return withRecords(
    declared,
    records.map(({ record }) => record),
  )
}

/** The register without its records, which may be unfinished. @throws as `readRegister`. */
export function readDeclarations(place: Workplace, dir: string): Register {
  const documents = readDocuments(place, dir)
  throwFirst(referenceFaults(documents))
  return { ...registerOf(documents), records: [] }
}

/**
 * All faults of reference in a register whose files are well formed, in file order; those of the records once the files
 * have none. @throws as `readRegister`, but for `reference`.
 */
export function registerFaults(place: Workplace, dir: string): readonly AppError[] {
  const documents = readDocuments(place, dir)
  const faults = referenceFaults(documents)
  if (faults.length > 0) return faults
  const declared = registerOf(documents)
  const records = readRecords(place, dir)
  return [...recordsFaults(records, declared), ...evaluationFaults(records, declared.vendors)]
}

/**
 * Reads exceptions from one file, for `--exceptions`; who its owners are is not looked up.
 * @throws AppError `malformed`, `schema`, `reference` (an id twice, an end before its start).
 */
export function readExceptions(place: Workplace, path: string): readonly Exception[] {
  const document = readDocument(place, path, 'exceptions')
  throwFirst(exceptionFaults(document))
  return exceptionsOf(document)
}

/** Lower-case hexadecimal SHA-256 of the register's canonical JSON (RFC 8785). */
export function registerDigest(register: Register): string {
  return sha256(canonicalJson(register))
}

/**
 * The register on the day of `now` (RFC 3339 in UTC): who is active, and whose services have an active owner.
 * A person is active from the start of `startedOn` until the start of `leftOn`; an emergency account owns nothing.
 */
export function registerAt(register: Register, now: string): RegisterAt {
  const today = now.slice(0, 10)
  const people = register.people.map((person) => ({
    ...person,
    active: person.startedOn <= today && (person.leftOn === undefined || person.leftOn > today),
  }))
  const owners = new Set(people.filter((person) => person.active && !person.emergency).map((person) => person.id))
  return {
    ...register,
    people,
    services: register.services.map((service) => ({
      ...service,
      ownerActive: service.owner !== undefined && owners.has(service.owner),
    })),
  }
}

function readDocuments(place: Workplace, dir: string): Documents {
  const present = new Set(listFiles(place, dir))
  for (const file of present) refuseStranger(shownName(place, join(dir, file)), file)
  const documents: { [name in FileName]?: YamlDocument } = {}
  for (const name of NAMES) {
    const path = join(dir, `${name}.yaml`)
    if (present.has(`${name}.yaml`)) {
      requirePlain(place, path)
      documents[name] = readDocument(place, path, name)
    } else if (FILES[name] === 'required') {
      throw new AppError('not-found', 'this file of the register is missing', {
        place: { file: shownName(place, path) },
        expected: `a register has ${NAMES.filter((other) => FILES[other] === 'required').join(', ')} (.yaml)`,
        fix: 'write the file, or give the directory with --register',
      })
    }
  }
  return documents
}

function listFiles(place: Workplace, dir: string): readonly string[] {
  const directory = requireDirectory(place, dir, 'the directory of the register, such as stacks/register')
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .sort(byCodeUnit)
  } catch (cause) {
    throw new AppError('unreadable', `this cannot be read: ${systemProblem(cause)}`, {
      place: { file: shownName(place, dir) },
      fix: 'check the permissions of the directory',
      cause,
    })
  }
}

/** A misspelt file would otherwise be an absent one, and an absent exceptions.yaml or vendors.yaml is allowed. */
function refuseStranger(shown: string, file: string): void {
  const match = /^(.*)\.(ya?ml|json)$/i.exec(file)
  if (!match || NAMES.some((name) => file === `${name}.yaml`)) return
  const near = nearest((match[1] ?? '').toLowerCase(), NAMES)
  throw new AppError(
    'unknown-form',
    `this file is not part of a register${near ? `; did you mean ${near}.yaml?` : ''}`,
    {
      place: { file: shown },
      expected: `only ${NAMES.map((name) => `${name}.yaml`).join(', ')}`,
      fix: 'rename the file, or move it out of the directory',
    },
  )
}

function readDocument(place: Workplace, path: string, name: FileName): YamlDocument {
  const document = readYaml(place, path)
  validate(`urn:gatehouse:${name}/v1`, document.value, document.locate)
  return document
}

function throwFirst(faults: readonly AppError[]): void {
  const [first] = faults
  if (!first) return
  const more = faults.length === 1 ? '' : ` (and ${faults.length - 1} more in the register)`
  throw new AppError(first.code, first.message + more, { place: first.place, expected: first.expected, fix: first.fix })
}

/** From here on the documents have passed their schemas, so that their shapes are those of the model's types. */
function registerOf(documents: Documents): Omit<Register, 'records'> {
  const list = <Item extends { readonly id: string }>(name: FileName): readonly Item[] =>
    byId((documents[name]?.value as { readonly [key: string]: readonly Item[] } | undefined)?.[name] ?? [])
  const stacks = documents.stacks?.value as unknown as {
    readonly stacks: { readonly [name: string]: Partial<StackEntry> }
  }
  const classification = documents.classification?.value as unknown as Partial<Classification> | undefined
  return {
    schema: REGISTER_SCHEMA,
    services: list<Omit<Service, 'manages'> & { readonly manages?: Partial<Manages> }>('services').map((service) => ({
      ...service,
      critical: service.criticality.stopsBusinessInOneDay || service.criticality.breachDoesSignificantHarm,
      manages: { types: [], awsServices: [], applications: [], ...service.manages },
    })),
    stacks: Object.fromEntries(
      Object.entries(stacks.stacks)
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([name, stack]) => [name, { tenants: [], accounts: [], types: [], ...stack }]),
    ),
    people: list<Person>('people').map((person) => ({ ...person, emergency: person.emergency ?? false })),
    vendors: list<Vendor>('vendors').map((vendor) => ({
      ...vendor,
      certificates: vendor.certificates ?? [],
      evaluations: vendor.evaluations ?? [],
    })),
    classification: { classes: classification?.classes ?? [], categories: byId(classification?.categories ?? []) },
    controls: list<Control>('controls'),
    exceptions: documents.exceptions ? exceptionsOf(documents.exceptions) : [],
  }
}

function exceptionsOf(document: YamlDocument): readonly Exception[] {
  return byId((document.value as unknown as { readonly exceptions: readonly Exception[] }).exceptions)
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => byCodeUnit(a.id, b.id))
}
