import type { Classification, Service } from '../register/model.ts'
import { type DocumentData, usedServices } from './data.ts'
import { type Cell, type Document, mark, NOT_STATED, type Table, yesNo } from './model.ts'

type Class = Classification['classes'][number]

/** Which data is in which service, and whether its class may be there. */
export function dataClassification(data: DocumentData): Document {
  const { classification } = data.register
  const services = usedServices(data.register)
  const breaches = services.flatMap((service) => breachesOf(service, classification))
  return {
    id: 'data-classification',
    title: 'Data classification by service',
    question: 'Which data is where, how sensitive is it, and may it be there?',
    controls: ['A.5.10', 'A.5.12', 'A.5.34'],
    provenance: data.provenance,
    tiles: [
      ['Classes', classification.classes.length],
      ['Categories of data', classification.categories.length],
      ['Services in use', services.length],
      ['Without a statement', services.filter((service) => service.data === undefined).length],
      ['Where it may not be', breaches.length],
    ],
    tables: [
      {
        id: 'where-it-may-not-be',
        title: 'Data where its class may not be',
        columns: [
          { label: 'Service', width: 26 },
          { label: 'Data', width: 40 },
          { label: 'Class' },
          { label: 'Why', width: 60 },
        ],
        rows: breaches,
        empty: 'None: every category is in a service and in countries that its class allows.',
      },
      byService(services, classification),
      byCategory(services, classification),
      classes(services, classification),
    ],
    limits: ['It compares declarations with each other. Nobody looked into the services.'],
  }
}

function classOf(category: string, { classes, categories }: Classification): Class | undefined {
  const id = categories.find((one) => one.id === category)?.class
  return classes.find((one) => one.id === id)
}

function nameOf(category: string, { categories }: Classification): string {
  return categories.find((one) => one.id === category)?.name ?? category
}

function breachesOf(service: Service, classification: Classification): readonly (readonly Cell[])[] {
  return (service.data?.categories ?? []).flatMap((category) => {
    const kind = classOf(category, classification)
    if (kind === undefined) return []
    const countries = (service.location?.storedIn ?? []).filter(
      (country) => kind.storedIn !== undefined && !kind.storedIn.includes(country),
    )
    const reasons = [
      ...(kind.services !== undefined && !kind.services.includes(service.id)
        ? [mark('bad', `the class allows only ${kind.services.join(', ')}`)]
        : []),
      ...(countries.length > 0 ? [mark('bad', `the class may not be stored in ${countries.join(', ')}`)] : []),
      ...(kind.storedIn !== undefined && service.location === undefined
        ? [mark('bad', 'the class has places, and the service says none')]
        : []),
    ]
    return reasons.length === 0 ? [] : [[service.name, nameOf(category, classification), kind.name, reasons]]
  })
}

function byService(services: readonly Service[], classification: Classification): Table {
  return {
    id: 'services',
    title: 'By service',
    notes: ['Classes from the least to the most sensitive.'],
    isMatrix: true,
    columns: [
      { label: 'Service', width: 26 },
      ...classification.classes.map(({ name }) => ({ label: name, width: 40 })),
      { label: 'Personal data' },
      { label: 'Stored in', width: 20 },
    ],
    rows: services.map((service) => [
      service.name,
      ...(service.data === undefined
        ? classification.classes.map(() => NOT_STATED)
        : classification.classes.map(({ id }) =>
            (service.data?.categories ?? [])
              .filter((category) => classOf(category, classification)?.id === id)
              .map((category) => nameOf(category, classification)),
          )),
      service.data === undefined ? NOT_STATED : yesNo(service.data.personal),
      service.location?.storedIn.join(', ') ?? NOT_STATED,
    ]),
    empty: 'No service is in use.',
  }
}

function byCategory(services: readonly Service[], classification: Classification): Table {
  return {
    id: 'categories',
    title: 'By category',
    columns: [
      { label: 'Data', width: 40 },
      { label: 'Class' },
      { label: 'Personal' },
      { label: 'In the services', width: 50 },
    ],
    rows: classification.categories.map(({ id, name, personal }) => [
      name,
      classOf(id, classification)?.name ?? NOT_STATED,
      yesNo(personal),
      services.filter((service) => service.data?.categories.includes(id)).map((service) => service.name),
    ]),
    empty: 'No category is declared.',
  }
}

function classes(services: readonly Service[], { classes: all }: Classification): Table {
  return {
    id: 'classes',
    title: 'What the classes mean',
    columns: [
      { label: 'Class' },
      { label: 'Meaning', width: 60 },
      { label: 'May be stored in', width: 30 },
      { label: 'Only in the services', width: 40 },
    ],
    rows: all.map((kind) => [
      kind.name,
      kind.description,
      kind.storedIn?.join(', ') ?? 'any country',
      kind.services?.map((id) => services.find((service) => service.id === id)?.name ?? id) ?? 'any',
    ]),
    empty: 'No class is declared.',
  }
}
