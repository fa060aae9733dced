import { byCodeUnit, type JsonObject } from '../../json.ts'
import type { Service } from '../../register/model.ts'
import { recordsOf } from '../model.ts'
import { type Drafter, type Known, TODO } from './draft.ts'

/** What every vendor is asked; the answers of the last evaluation are suggested. */
const QUESTIONS: readonly (readonly [id: string, question: string])[] = [
  ['certificate', 'Is there a current certificate whose scope covers what we use?'],
  ['incidents', 'Does the vendor report incidents within the time of the contract?'],
  ['encryption', 'Is our data encrypted in transit and at rest?'],
  ['access', "Is access of the vendor's staff to our data limited and logged?"],
  ['sign-in', 'Can we enforce single sign-on with a second factor?'],
  ['logs', 'Do we get logs of sign-ins and changes?'],
  ['backup', 'Are there backups, and are restores tested?'],
  ['location', 'Is it known and acceptable where the data is?'],
  ['subprocessors', 'Are subprocessors listed, and are we told about new ones?'],
  ['exit', 'Can we take our data with us, and is it deleted after?'],
]

/** The topics of a management review, in our own words. */
const TOPICS: readonly string[] = [
  'What was decided last time',
  'What has changed around us and inside',
  'What customers, authorities and others expect',
  'Incidents, findings and what was done about them',
  'Figures against their targets',
  'Audits',
  'Objectives',
  'Risks and their treatment',
  'What people told us',
  'What could be better',
]

export const vendorEvaluationDraft: Drafter = ({ register, about, at }) => {
  const vendor = register.vendors.find(({ id }) => id === about)
  const last = recordsOf(register.records, 'vendor-evaluation')
    .filter((record) => record.body.vendor === about)
    .sort((a, b) => byCodeUnit(a.at, b.at))
    .at(-1)?.body
  const questions = last?.questionnaire.map(({ id, question }) => [id, question] as const) ?? QUESTIONS
  const answers = last?.questionnaire ?? []
  return {
    fields: {
      evaluatedAt: at,
      questionnaire: questions.map(([id, question]) => ({ id, question, answer: TODO, points: TODO })),
      certificates: vendor?.certificates.map((one) => ({ ...one, coversOurUse: TODO })) ?? TODO,
      subprocessors: last?.subprocessors ?? TODO,
    } as unknown as JsonObject,
    suggested: {
      '/occasion': vendor?.evaluations.length === 0 ? 'before-procurement' : 'yearly',
      ...Object.fromEntries(
        answers.flatMap(({ answer, points }, index) => [
          [`/questionnaire/${index}/answer`, answer],
          [`/questionnaire/${index}/points`, String(points)],
        ]),
      ),
    },
  }
}

export const logCoverageDraft: Drafter = ({ register, at }) => ({
  fields: {
    takenAt: at,
    services: register.services
      .filter(({ status }) => status === 'approved' || status === 'retiring')
      .map(({ id }) => ({ service: id, collected: TODO, lastEventAt: TODO })),
  },
})

export const riskAssessmentDraft: Drafter = ({ register, about, at }) => {
  const service = register.services.find(({ id }) => id === about)
  const risk = service?.risk
  const suggested: Record<string, string> = { '/validUntil': `${Number(at.slice(0, 4)) + 1}${at.slice(4, 10)}` }
  if (service?.owner !== undefined) suggested['/acceptedBy'] = service.owner
  if (risk !== undefined) {
    for (const dimension of ['confidentiality', 'integrity', 'availability'] as const) {
      suggested[`/${dimension}/impact`] = String(risk[dimension].impact)
      suggested[`/${dimension}/likelihood`] = String(risk[dimension].likelihood)
    }
    suggested['/treatment'] = risk.treatment
    suggested['/measures'] = risk.measures
    suggested['/residual'] = String(risk.residual)
  }
  return { fields: { assessedAt: at }, suggested }
}

export const miniAssessmentDraft: Drafter = ({ register, about, at }) => {
  const service = register.services.find(({ id }) => id === about)
  const notes = service === undefined ? {} : notesOf(service, register)
  return {
    fields: { assessedAt: at },
    suggested: Object.fromEntries(Object.entries(notes).map(([area, note]) => [`/answers/${area}/note`, note])),
  }
}

/** What the register already says about the six questions. */
function notesOf(service: Service, register: Known['register']): { readonly [area: string]: string } {
  const owner = register.people.find(({ id }) => id === service.owner)
  const { authentication, logging, backup, contract } = service
  return {
    ...(owner === undefined ? {} : { owner: owner.name }),
    ...(authentication === undefined ? {} : { mfa: `by ${authentication.mfa}` }),
    ...(logging === undefined ? {} : { logs: `${logging.sink}, ${logging.retentionDays} days` }),
    ...(backup === undefined ? {} : { backups: backup.method }),
    ...(contract === undefined ? {} : { contract: `signed on ${contract.signedOn}, renews on ${contract.renewsOn}` }),
  }
}

export const managementReviewDraft: Drafter = () => ({
  fields: { inputs: TOPICS.map((topic) => ({ topic, summary: TODO })) },
})

export const incidentDraft: Drafter = ({ now }) => ({ fields: {}, suggested: { '/loggedAt': now } })

export const mfaCoverageDraft: Drafter = ({ at }) => ({ fields: { takenAt: at } })
