import { AppError } from '../errors.ts'
import { byCodeUnit } from '../json.ts'
import { nearest } from '../schema.ts'
import type { YamlDocument } from '../yaml.ts'
import type {
  Account,
  Classification,
  Control,
  Documents,
  Exception,
  Manages,
  Person,
  Service,
  StackEntry,
  Vendor,
} from './model.ts'
import { type Part, type Report, stacksFaults } from './stack-references.ts'

/**
 * What JSON Schema cannot say: that everything named exists, ids are unique, dates are in order, and nothing has two
 * owners. Whether an owner is active depends on the day, so that is a rule's question (`register.owner_assigned`).
 * The documents must have passed their schemas. Faults come in the order of the files, then of the places in them.
 */
export function referenceFaults(documents: Documents): readonly AppError[] {
  const faults: AppError[] = []
  const part = <Content>(name: keyof Documents, empty: Content): Part<Content> => {
    const document = documents[name]
    return { content: (document?.value ?? empty) as Content, report: reporter(document, faults) }
  }
  const people = part<{ readonly people: readonly Person[] }>('people', { people: [] })
  const services = part<{ readonly services: readonly Service[] }>('services', { services: [] })
  const vendors = part<{ readonly vendors: readonly Vendor[] }>('vendors', { vendors: [] })
  const classification = part<Partial<Classification>>('classification', {})
  const controls = part<{ readonly controls: readonly Control[] }>('controls', { controls: [] })
  const stacks = part<{ readonly stacks: { readonly [name: string]: Partial<StackEntry> } }>('stacks', { stacks: {} })
  const persons = known(
    'person',
    people.content.people.filter((person) => !person.emergency).map((person) => person.id),
  )
  const serviceIds = known(
    'service',
    services.content.services.map((service) => service.id),
  )

  servicesFaults(
    services,
    persons,
    known(
      'vendor',
      vendors.content.vendors.map((vendor) => vendor.id),
    ),
    classification.content,
  )
  stacksFaults(stacks)
  peopleFaults(people, persons)
  vendorsFaults(vendors, persons)
  classificationFaults(classification, serviceIds)
  unique('/controls', controls.content.controls, controls.report)
  for (const [index, control] of controls.content.controls.entries()) {
    persons(control.owner, `/controls/${index}/owner`, controls.report)
  }
  if (documents.exceptions) faults.push(...exceptionFaults(documents.exceptions, { persons, services: serviceIds }))
  return inOrder(faults)
}

/** Faults of exceptions: ids twice, an end before the start and, with a register, people and services that do not exist. */
export function exceptionFaults(
  document: YamlDocument,
  register?: { readonly persons: Known; readonly services: Known },
): readonly AppError[] {
  const faults: AppError[] = []
  const report = reporter(document, faults)
  const { exceptions } = document.value as unknown as { readonly exceptions: readonly Exception[] }
  unique('/exceptions', exceptions, report)
  for (const [index, exception] of exceptions.entries()) {
    const at = `/exceptions/${index}`
    inSequence(exception.approvedOn, exception.expiresOn, `${at}/expiresOn`, 'expires before it is approved', report)
    if (register === undefined) continue
    register.persons(exception.owner, `${at}/owner`, report)
    register.persons(exception.approvedBy, `${at}/approvedBy`, report)
    for (const [position, id] of (exception.scope.services ?? []).entries()) {
      register.services(id, `${at}/scope/services/${position}`, report)
    }
  }
  return inOrder(faults)
}

function servicesFaults(
  { content: { services }, report }: Part<{ readonly services: readonly Service[] }>,
  persons: Known,
  vendors: Known,
  classification: Partial<Classification>,
): void {
  const categories = classification.categories ?? []
  const categoryIds = known(
    'category of data',
    categories.map((category) => category.id),
  )
  const personal = new Set(categories.filter((category) => category.personal).map((category) => category.id))
  unique('/services', services, report)
  claimsFaults(services, report)
  for (const [index, service] of services.entries()) {
    const at = `/services/${index}`
    persons(service.owner, `${at}/owner`, report)
    persons(service.approvedBy, `${at}/approvedBy`, report)
    persons(service.risk?.assessedBy, `${at}/risk/assessedBy`, report)
    vendors(service.vendor, `${at}/vendor`, report)
    remainderFaults(service.risk, `${at}/risk/remaining`, report)
    for (const [position, category] of (service.data?.categories ?? []).entries()) {
      categoryIds(category, `${at}/data/categories/${position}`, report)
      if (personal.has(category) && service.data?.personal === false) {
        report(
          `${at}/data/personal`,
          `the category ${category} is personal, but the service says that it has no personal data`,
          {
            fix: 'write personal: true, or take the category out',
          },
        )
      }
    }
    const { contract } = service
    inSequence(contract?.signedOn, contract?.renewsOn, `${at}/contract/renewsOn`, 'renews before it is signed', report)
  }
}

/** A resource belongs to one service: nothing may be claimed by two services that are in use. */
function claimsFaults(services: readonly Service[], report: Report): void {
  const claims: { readonly kind: keyof Manages; readonly value: string; readonly service: string }[] = []
  for (const [index, service] of services.entries()) {
    if (service.status === 'retired') continue
    const manages: Partial<Manages> = service.manages ?? {}
    for (const kind of ['types', 'awsServices', 'applications'] as const) {
      for (const [position, value] of (manages[kind] ?? []).entries()) {
        const other = claims.find(
          (claim) => claim.kind === kind && claim.service !== service.id && overlaps(claim.value, value),
        )
        if (other) {
          report(
            `/services/${index}/manages/${kind}/${position}`,
            `${value} already belongs to the service ${other.service}`,
            {
              fix: 'leave it at one of the two services',
            },
          )
        }
        claims.push({ kind, value, service: service.id })
      }
    }
  }
}

/** True where one entry of `manages` covers the other: they are equal, or one is a module that contains the other. */
function overlaps(a: string, b: string): boolean {
  const covers = (wide: string, narrow: string): boolean => wide.endsWith('/*') && narrow.startsWith(wide.slice(0, -1))
  return a === b || covers(a, b) || covers(b, a)
}

/** Two numbers for one risk would let a reader choose. */
function remainderFaults(risk: Service['risk'], at: string, report: Report): void {
  if (risk?.remaining === undefined) return
  const product = risk.remaining.impact * risk.remaining.likelihood
  if (product !== risk.residual)
    report(at, `impact times likelihood is ${product}, but residual is ${risk.residual}`, {
      fix: 'correct one of them',
    })
}

function peopleFaults(
  { content: { people }, report }: Part<{ readonly people: readonly Person[] }>,
  persons: Known,
): void {
  const accounts = new Map<string, string>()
  unique('/people', people, report)
  for (const [index, person] of people.entries()) {
    const at = `/people/${index}`
    inSequence(person.startedOn, person.leftOn, `${at}/leftOn`, 'has left before the first day', report)
    persons(person.custodian, `${at}/custodian`, report)
    for (const key of ['account', 'adminAccount'] as const) {
      const account: Account | undefined = person[key]
      if (!account) continue
      for (const field of ['directory', 'userPrincipalName'] as const) {
        const value = `${field} ${account[field].toLowerCase()}`
        const other = accounts.get(value)
        if (other !== undefined) {
          report(`${at}/${key}/${field}`, `this account already belongs to ${other}`, {
            expected: 'an account belongs to one person, and an admin account is a second one',
            fix: 'correct one of the two accounts',
          })
        }
        accounts.set(value, person.id)
      }
    }
  }
}

function vendorsFaults(
  { content: { vendors }, report }: Part<{ readonly vendors: readonly Vendor[] }>,
  persons: Known,
): void {
  unique('/vendors', vendors, report)
  for (const [index, vendor] of vendors.entries()) {
    for (const [position, evaluation] of (vendor.evaluations ?? []).entries()) {
      persons(evaluation.by, `/vendors/${index}/evaluations/${position}/by`, report)
    }
  }
}

function classificationFaults({ content, report }: Part<Partial<Classification>>, services: Known): void {
  const classes = content.classes ?? []
  const classIds = known(
    'class of data',
    classes.map((item) => item.id),
  )
  unique('/classes', classes, report)
  unique('/categories', content.categories ?? [], report)
  for (const [index, item] of classes.entries()) {
    for (const [position, id] of (item.services ?? []).entries()) {
      services(id, `/classes/${index}/services/${position}`, report)
    }
  }
  for (const [index, category] of (content.categories ?? []).entries()) {
    classIds(category.class, `/categories/${index}/class`, report)
  }
}

/** Reports an id that does not exist; an absent one is not its business. */
type Known = (id: string | undefined, pointer: string, report: Report) => void

function known(what: string, ids: readonly string[]): Known {
  const set = new Set(ids)
  return (id, pointer, report) => {
    if (id === undefined || set.has(id)) return
    const near = nearest(id, ids)
    report(pointer, `there is no ${what} "${id}"${near ? `; did you mean "${near}"?` : ''}`, {
      fix: `declare the ${what} in the register, or correct the id`,
    })
  }
}

function unique(list: string, items: readonly { readonly id: string }[], report: Report): void {
  const seen = new Set<string>()
  for (const [index, item] of items.entries()) {
    if (seen.has(item.id))
      report(`${list}/${index}/id`, `the id ${item.id} is used twice`, {
        expected: 'each id once',
        fix: 'give one of the two another id',
      })
    seen.add(item.id)
  }
}

/** ISO dates compare as texts. */
function inSequence(
  first: string | undefined,
  second: string | undefined,
  pointer: string,
  problem: string,
  report: Report,
): void {
  if (first === undefined || second === undefined || first <= second) return
  report(pointer, `${problem} (${second} is before ${first})`, {
    expected: `a day on or after ${first}`,
    fix: 'correct one of the two dates',
  })
}

function reporter(document: YamlDocument | undefined, faults: AppError[]): Report {
  return (pointer, message, details) => {
    const place = document?.locate(pointer)
    faults.push(new AppError('reference', `${lastName(pointer)}: ${message}`, { ...details, place }))
  }
}

function lastName(pointer: string): string {
  return pointer.split('/').findLast((token) => !/^\d+$/.test(token)) ?? ''
}

/** Stable: by line and column within a file, files in the order in which they were examined. */
function inOrder(faults: readonly AppError[]): readonly AppError[] {
  const files = [...new Set(faults.map((fault) => fault.place?.file ?? ''))]
  const rank = (fault: AppError): number => files.indexOf(fault.place?.file ?? '')
  return [...faults].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
      byCodeUnit(a.message, b.message),
  )
}
