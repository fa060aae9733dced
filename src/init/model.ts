import { type Area, gapsOf as openAreas } from '../records/kinds/mini-assessment.ts'

/** The six questions in the order in which a gap hurts: who can get in, who answers, what is lost, who would notice. */
const AREAS: readonly Area[] = ['mfa', 'owner', 'backups', 'users', 'logs', 'contract']

/** What can be answered. */
export const ANSWERS = ['yes', 'partly', 'no', 'unknown'] as const

/** A cloud service as somebody who uses it would describe it. */
export interface GivenService {
  readonly name: string
  readonly purpose: string
  readonly stopsBusinessInOneDay: boolean
  readonly breachDoesSignificantHarm: boolean
  /** Name of a person; absent where nobody answers for the service. */
  readonly owner?: string
}

/** Somebody who is named. */
export interface GivenPerson {
  readonly name: string
  readonly startedOn: string
}

/** What is done about a gap. */
export interface GivenAction {
  readonly what: string
  /** Name of a person. */
  readonly owner: string
  readonly dueOn: string
}

/** What `gatehouse init` has to know; `urn:gatehouse:init-answers/v1`. */
export interface InitAnswers {
  readonly organisation: string
  /** Name of the person who answers. */
  readonly answeredBy: string
  /** Name of the person who decides today that the services stay in use; absent where nobody does. */
  readonly approvedBy?: string
  readonly people: readonly GivenPerson[]
  readonly services: readonly GivenService[]
  readonly assessment: {
    /** Name of the service. */
    readonly service: string
    readonly answers: { readonly [area in Area]: { readonly answer: (typeof ANSWERS)[number]; readonly note: string } }
    /** Left out: the first three that are proposed. */
    readonly actions?: readonly GivenAction[]
  }
}

/** Whether a service is critical: one of the two answers is yes. */
export function isCritical(service: GivenService): boolean {
  return service.stopsBusinessInOneDay || service.breachDoesSignificantHarm
}

/** The questions that were not answered with yes, the one that hurts most first. */
export function gapsOf({ assessment }: Pick<InitAnswers, 'assessment'>): readonly Area[] {
  const open = openAreas(assessment)
  return AREAS.filter((area) => open.includes(area))
}

/** What closes a gap, as a sentence that says what to do. */
export function proposal(area: Area, service: string): string {
  return {
    mfa: `Require multi-factor authentication for everybody in ${service}, administrators first.`,
    owner: `Name an owner of ${service} and a deputy, and tell both what that means.`,
    backups: `Take a copy of the data in ${service} that does not depend on the vendor, and restore from it once.`,
    users: `List everybody with access to ${service}, and take away what leavers still have.`,
    logs: `Switch the logs of ${service} on, keep them for a year, and say who looks at them.`,
    contract: `Read the contract of ${service}: certificate, notice of incidents, place of data, deletion.`,
  }[area]
}

/** The three proposals for the worst gaps, due in 30, 60 and 90 days. */
export function proposedActions(answers: Omit<InitAnswers, 'organisation'>, today: string): readonly GivenAction[] {
  const service = answers.services.find(({ name }) => name === answers.assessment.service)
  const owner = service?.owner ?? answers.answeredBy
  return gapsOf(answers)
    .slice(0, 3)
    .map((area, index) => ({
      what: proposal(area, answers.assessment.service),
      owner,
      dueOn: inDays(today, 30 * (index + 1)),
    }))
}

/** The day so many days later. */
export function inDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}
