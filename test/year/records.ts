import type { Year, YearPerson, YearRecord, YearService } from './model.ts'
import { END, START, YEAR } from './model.ts'
import { plusDays, plusMinutes, type Random, workTime } from './random.ts'
import { accessReview, adminReview, quarterStart, recordOf, SECURITY, workingOn } from './reviews.ts'

const OPERATIONS = ['nadia-rahimi', 'kristof-peeters'] as const

/** The records of a year in which everybody does everything in time. */
export function addRecords(year: Year, random: Random): void {
  for (const quarter of [1, 2, 3, 4]) {
    for (const service of year.services)
      if (isUsed(service, quarterStart(quarter))) add(year, accessReview(year, random, service, quarter))
  }
  for (const service of year.services)
    if (isUsed(service, quarterStart(0))) add(year, accessReview(year, random, service, 0))
  for (let month = 0; month <= 12; month++) add(year, adminReview(year, random, month))
  for (let day = `${YEAR}-01-05`; day < END.slice(0, 10); day = plusDays(day, 7)) {
    add(year, mfaCoverage(year, random, day))
    add(year, logCoverage(year, random, day))
  }
  for (const service of year.services) {
    if (service.critical) {
      add(year, recoveryTest(random, service, plusDays(`${YEAR - 1}-04-01`, random.below(60))))
      add(year, recoveryTest(random, service, plusDays(`${YEAR}-03-01`, random.below(28))))
      add(year, miniAssessment(random, service, plusDays(`${YEAR - 1}-03-01`, random.below(60))))
      add(year, miniAssessment(random, service, plusDays(`${YEAR}-02-01`, random.below(28))))
    }
    const used = service.firstUsedOn < `${YEAR}-01-01`
    if (used) add(year, riskAssessment(random, service, plusDays(`${YEAR - 1}-05-01`, random.below(60))))
    add(
      year,
      riskAssessment(
        random,
        service,
        used ? plusDays(`${YEAR}-03-10`, random.below(40)) : plusDays(service.firstUsedOn, -14),
      ),
    )
  }
  for (const vendor of year.vendors) {
    const added = year.services.find(
      (service) => service.vendor === vendor.id && service.firstUsedOn >= `${YEAR}-01-01`,
    )
    const day = added === undefined ? plusDays(`${YEAR}-04-01`, random.below(50)) : plusDays(added.firstUsedOn, -30)
    add(year, vendorEvaluation(random, vendor.id, day, added === undefined ? 'yearly' : 'before-procurement'))
  }
  for (let index = 0; index < 12; index++) add(year, incident(year, random, index))
  for (const person of year.people) if (person.leftOn !== undefined) add(year, offboarding(random, person))
  add(year, managementReview(random))
}

/** Whether a service is used on a day. */
function isUsed(service: YearService, day: string): boolean {
  return service.firstUsedOn <= day
}

function add(year: Year, record: YearRecord): void {
  year.records.push(record)
}

/** The figures of a week: two people of sixty have no second factor yet. */
export function mfaCoverage(
  year: Year,
  random: Random,
  day: string,
  missing: { readonly users?: number; readonly administrators?: number } = {},
): YearRecord {
  const accounts = workingOn(year, day).length + 6
  const without = missing.users ?? 2
  const administrators = 5
  const names = random.some(workingOn(year, day), without)
  return recordOf('mfa-coverage', 'directory', `${day}T06:00:00Z`, {
    takenAt: `${day}T06:00:00Z`,
    takenBy: random.pick(OPERATIONS),
    source: { what: 'userRegistrationDetails of Microsoft Graph' },
    users: { total: accounts, registered: accounts - without },
    administrators: { total: administrators, registered: administrators - (missing.administrators ?? 0) },
    missing: names.map((name) => `${name}@nordlicht.example.com`),
    exclusions: [],
  })
}

function logCoverage(year: Year, random: Random, day: string): YearRecord {
  const at = `${day}T06:30:00Z`
  return recordOf('log-coverage', 'services', at, {
    takenAt: at,
    takenBy: random.pick(OPERATIONS),
    services: year.services
      .filter((service) => isUsed(service, day))
      .map(({ id }) => ({ service: id, collected: true, lastEventAt: plusMinutes(at, -1 - random.below(300)) })),
  })
}

/** A test that reached its targets. */
export function recoveryTest(
  random: Random,
  service: YearService,
  day: string,
  over: { readonly [field: string]: unknown } = {},
): YearRecord {
  const at = workTime(random, day)
  return recordOf('recovery-test', String(over['service'] ?? service.id), at, {
    service: service.id,
    tester: random.pick(OPERATIONS),
    testedAt: at,
    scenario: `A week of data of ${service.name} was read back into an empty place.`,
    rpoHours: service.backup.rpoHours,
    rtoHours: service.backup.rtoHours,
    passed: true,
    evidence: [],
    actions: [],
    ...over,
  })
}

function miniAssessment(random: Random, service: YearService, day: string): YearRecord {
  const at = workTime(random, day)
  const answer = { answer: 'yes', note: 'Looked at the settings.' }
  return recordOf('mini-assessment', service.id, at, {
    service: service.id,
    assessor: SECURITY,
    assessedAt: at,
    answers: { owner: answer, users: answer, mfa: answer, logs: answer, backups: answer, contract: answer },
    actions: [],
  })
}

/** An assessment that holds for a year. */
export function riskAssessment(random: Random, service: YearService, day: string): YearRecord {
  const at = workTime(random, day)
  const score = () => ({ impact: 2 + random.below(3), likelihood: 2 })
  return recordOf('risk-assessment', service.id, at, {
    service: service.id,
    assessor: SECURITY,
    assessedAt: at,
    confidentiality: score(),
    integrity: score(),
    availability: score(),
    treatment: 'reduce',
    measures: 'Single sign-on, second factor, weekly copies.',
    residual: 4,
    acceptedBy: 'katrin-aldenhoff',
    validUntil: plusDays(at.slice(0, 10), 365),
    actions: [],
  })
}

/** An evaluation with ten questions. */
export function vendorEvaluation(
  random: Random,
  vendor: string,
  day: string,
  occasion: string,
  verdict = 'accepted',
): YearRecord {
  const at = workTime(random, day)
  return recordOf('vendor-evaluation', vendor, at, {
    vendor,
    occasion,
    evaluator: SECURITY,
    evaluatedAt: at,
    questionnaire: ['certificate', 'incidents', 'encryption', 'exit'].map((id) => ({
      id,
      question: `What about ${id}?`,
      answer: 'As the contract says.',
      points: verdict === 'rejected' ? 0 : 2 + random.below(3),
    })),
    certificates: [],
    subprocessors: [],
    verdict,
  })
}

/** Something happened, and was logged within a day. */
export function incident(year: Year, random: Random, index: number, hours: number = 1 + random.below(20)): YearRecord {
  const detectedAt = workTime(random, plusDays(`${YEAR}-01-04`, 28 * index + random.below(20)))
  const service = random.pick(year.services.filter((one) => isUsed(one, detectedAt.slice(0, 10))))
  const loggedAt = plusMinutes(detectedAt, hours * 60)
  const [reportedBy = SECURITY] = random.some(workingOn(year, detectedAt.slice(0, 10)), 1)
  return recordOf(
    'incident',
    `case-${String(index + 1).padStart(2, '0')}`,
    detectedAt,
    {
      title: 'Mail to the wrong recipient',
      service: service.id,
      severity: random.pick(['low', 'medium', 'high']),
      vendorIncident: random.below(4) === 0,
      personalData: false,
      detectedAt,
      loggedAt,
      reportedBy,
      handledBy: 'nadia-rahimi',
      description: 'A list was sent to somebody outside.',
      rootCause: 'Two similar addresses.',
      actions: [],
      closedAt: plusMinutes(loggedAt, 60 * (24 + random.below(100))),
    },
    plusMinutes(loggedAt, 10),
  )
}

/** Somebody left at three in the afternoon, and every account was closed that day. */
export function offboarding(random: Random, person: YearPerson, hours: number | 'never' = 1): YearRecord {
  const leftAt = `${person.leftOn}T15:00:00Z`
  const account = person.account?.userPrincipalName ?? person.id
  const closed = (minutes: number) => ({ disabledAt: plusMinutes(leftAt, minutes) })
  return recordOf(
    'offboarding',
    person.id,
    leftAt,
    {
      person: person.id,
      leftAt,
      by: random.pick(OPERATIONS),
      accounts: [
        { system: 'microsoft-365', account, ...closed(10 + random.below(60)) },
        { system: 'crm', account: person.id, ...(hours === 'never' ? {} : closed(60 * hours)) },
      ],
      checklist: [{ what: 'Laptop, telephone and keys returned', state: 'done', doneAt: leftAt }],
    },
    plusMinutes(leftAt, 60 * (hours === 'never' ? 2 : Math.max(2, hours + 1))),
  )
}

function managementReview(random: Random): YearRecord {
  const at = workTime(random, `${START.slice(0, 7)}-20`)
  return recordOf('management-review', 'yearly', at, {
    heldAt: at,
    chair: 'katrin-aldenhoff',
    participants: ['katrin-aldenhoff', 'henrik-sorensen', SECURITY],
    inputs: [{ topic: 'Figures', summary: 'All targets were reached.' }],
    decisions: [],
  })
}
