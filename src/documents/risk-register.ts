import type { Service } from '../register/model.ts'
import { addDays, type DocumentData, dueCell, personCell, usedServices } from './data.ts'
import { type Cell, type Document, type Marked, mark, NOT_STATED, type Table, type Tone } from './model.ts'

const DIMENSIONS = ['confidentiality', 'integrity', 'availability'] as const
const LETTERS = { confidentiality: 'C', integrity: 'I', availability: 'A' } as const
const STEPS = [1, 2, 3, 4, 5] as const
type Risk = NonNullable<Service['risk']>

/** Impact times likelihood in three bands: up to 4 low, up to 9 medium, 10 and more high. */
function band(score: number): Marked {
  const [tone, word]: readonly [Tone, string] =
    score >= 10 ? ['bad', 'high'] : score >= 5 ? ['mid', 'medium'] : ['good', 'low']
  return mark(tone, `${score} ${word}`)
}

/** The risks of every service in use, before and after what is done about them. */
export function riskRegister(data: DocumentData): Document {
  const services = usedServices(data.register)
  const assessed = services.flatMap(({ risk }) => (risk === undefined ? [] : [risk]))
  return {
    id: 'risk-register',
    title: 'Risk register',
    question: 'What can go wrong with our cloud services, how bad is it, and what remains after treatment?',
    controls: ['A.5.23', 'A.5.30'],
    provenance: data.provenance,
    tiles: [
      ['Services in use', services.length],
      ['Not assessed', services.length - assessed.length],
      ['High before treatment', assessed.filter((risk) => highest(risk) >= 10).length],
      ['High after treatment', assessed.filter((risk) => risk.residual >= 10).length],
      ['Overdue', assessed.filter((risk) => addDays(risk.assessedOn, 365) < data.now.slice(0, 10)).length],
    ],
    tables: [risks(data, services), before(services), after(services), bands(services)],
    limits: [
      'Scores are the judgement of the people named, on scales from 1 to 5. They order risks; they do not measure them.',
      'Before treatment a service stands in the grid three times: C for confidentiality, I for integrity, A for availability. After treatment it stands there once, with its highest remaining risk; without `remaining` in the register it is in the bands only.',
    ],
  }
}

function highest(risk: Risk): number {
  return Math.max(...DIMENSIONS.map((name) => risk[name].impact * risk[name].likelihood))
}

function risks({ register, now }: DocumentData, services: readonly Service[]): Table {
  const row = (service: Service): readonly Cell[] => {
    const { risk } = service
    const owner = personCell(register, service.owner)
    if (risk === undefined) return [service.name, owner, NOT_STATED, '', '', '', '', '', '', '', '']
    return [
      service.name,
      owner,
      ...DIMENSIONS.map((name) => {
        const { impact, likelihood } = risk[name]
        return mark(band(impact * likelihood).tone, `${impact} × ${likelihood} = ${impact * likelihood}`)
      }),
      band(highest(risk)),
      risk.treatment,
      risk.measures,
      band(risk.residual),
      [risk.assessedOn, personCell(register, risk.assessedBy) as string | Marked],
      dueCell(addDays(risk.assessedOn, 365), now),
    ]
  }
  return {
    id: 'risks',
    title: 'Risks by service',
    notes: ['Impact × likelihood. Up to 4 is low, up to 9 medium, 10 and more high.'],
    columns: [
      { label: 'Service', width: 26 },
      { label: 'Owner', width: 22 },
      { label: 'Confidentiality' },
      { label: 'Integrity' },
      { label: 'Availability' },
      { label: 'Highest before' },
      { label: 'Treatment' },
      { label: 'Measures', width: 60 },
      { label: 'Highest after' },
      { label: 'Assessed', width: 20 },
      { label: 'Again by', width: 22 },
    ],
    rows: services.map(row),
    empty: 'No service is in use.',
  }
}

type Field = (impact: number, likelihood: number) => readonly string[]

function before(services: readonly Service[]): Table {
  return grid('before-treatment', 'Before treatment', (impact, likelihood) =>
    services.flatMap(({ name, risk }) =>
      risk === undefined
        ? []
        : DIMENSIONS.filter((one) => risk[one].impact === impact && risk[one].likelihood === likelihood).map(
            (one) => `${name} (${LETTERS[one]})`,
          ),
    ),
  )
}

function after(services: readonly Service[]): Table {
  return grid('after-treatment', 'After treatment', (impact, likelihood) =>
    services
      .filter(({ risk }) => risk?.remaining?.impact === impact && risk.remaining.likelihood === likelihood)
      .map(({ name }) => name),
  )
}

/** Five by five, impact downwards from 5. */
function grid(id: string, title: string, inside: Field): Table {
  return {
    id,
    title,
    isMatrix: true,
    columns: [
      { label: 'Impact', width: 10 },
      ...STEPS.map((likelihood) => ({ label: `Likelihood ${likelihood}`, width: 28 })),
    ],
    rows: STEPS.toReversed().map((impact) => [
      `Impact ${impact}`,
      ...STEPS.map((likelihood) => [band(impact * likelihood), ...inside(impact, likelihood)]),
    ]),
    empty: 'No service is in use.',
  }
}

function bands(services: readonly Service[]): Table {
  const assessed = services.flatMap(({ name, risk }) => (risk === undefined ? [] : [{ name, risk }]))
  const tones: readonly (readonly [Tone, string])[] = [
    ['bad', 'High: 10 to 25'],
    ['mid', 'Medium: 5 to 9'],
    ['good', 'Low: 1 to 4'],
  ]
  const within = (tone: Tone, score: (risk: Risk) => number): readonly string[] =>
    assessed.filter(({ risk }) => band(score(risk)).tone === tone).map(({ name, risk }) => `${name} (${score(risk)})`)
  return {
    id: 'bands',
    title: 'Highest risk before and after',
    isMatrix: true,
    columns: [
      { label: 'Band', width: 18 },
      { label: 'Before treatment', width: 60 },
      { label: 'After treatment', width: 60 },
    ],
    rows: tones.map(([tone, words]) => [
      mark(tone, words),
      within(tone, highest),
      within(tone, (risk) => risk.residual),
    ]),
    empty: 'No service is in use.',
  }
}
