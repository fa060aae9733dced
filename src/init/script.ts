import type { Dialogue } from '../dialogue/dialogue.ts'
import {
  choiceQuestion,
  dayQuestion,
  optionalQuestion,
  type Question,
  textQuestion,
  yesNoQuestion,
} from '../dialogue/questions.ts'
import type { Area } from '../records/kinds/mini-assessment.ts'
import {
  ANSWERS,
  type GivenAction,
  type GivenPerson,
  type GivenService,
  gapsOf,
  type InitAnswers,
  inDays,
  isCritical,
  proposal,
} from './model.ts'

/** More names than these are read, but nobody begins with so many. */
const MOST_SERVICES = 30

const ASKED: { readonly [area in Area]: { readonly text: string; readonly help: string } } = {
  owner: {
    text: 'Owner: does one person answer for it, and know that?',
    help: 'The owner decides who may use it, what data goes in, and what happens when it fails.',
  },
  users: {
    text: 'Users: is it known who has access, and do leavers lose it within a day?',
    help: 'Ask for the list of accounts. Is anybody on it who has left, or whom nobody knows?',
  },
  mfa: {
    text: 'MFA: does everybody sign in with a second factor, administrators too?',
    help: 'Look at the sign-in settings, not at what was meant. Count exceptions.',
  },
  logs: {
    text: 'Logs: are sign-ins and changes recorded and kept, and does somebody look?',
    help: 'If an account were stolen last month, could you see what it did?',
  },
  backups: {
    text: 'Backups: is there a copy that you can restore without the vendor?',
    help: 'When was something last restored from it?',
  },
  contract: {
    text: 'Contract: does it say what the vendor owes you (certificate, notice of incidents, deletion)?',
    help: 'Find the contract or the terms, and the vendor’s certificate: does it cover this service?',
  },
}

/** Asks everything that `gatehouse init` has to know. `today` is proposed where a day is asked for. */
export async function askInit(dialogue: Dialogue, today: string): Promise<InitAnswers> {
  const { ask, say } = dialogue
  say('"?" explains a question, "<" goes back, Ctrl-C stops: the answers are kept.')
  const organisation = await ask(textQuestion('organisation', 'What is your organisation called?'))
  const answeredBy = await ask(textQuestion('answeredBy', 'And you?', { help: 'Your first and last name.' }))
  const people: GivenPerson[] = [await askPerson(dialogue, 'answeredBy', answeredBy, today)]
  say('\nYour cloud services: everything that holds your data or that you work with, one after the other.')
  const services = await askServices(dialogue, people, today)
  const critical = services.filter(isCritical)
  const approved = await ask(
    yesNoQuestion(
      'approved',
      `Do you decide today that ${services.length === 1 ? 'it stays' : 'all of them stay'} in use?`,
      {
        help: 'Approved services count in every figure. With n they are only proposed, until somebody decides.',
      },
    ),
  )
  say(`\n${criticalSentence(services.length, critical.length)}`)
  const assessment = await askAssessment(dialogue, services, people, today, answeredBy)
  return { organisation, answeredBy, ...(approved ? { approvedBy: answeredBy } : {}), people, services, assessment }
}

async function askServices(dialogue: Dialogue, people: GivenPerson[], today: string): Promise<readonly GivenService[]> {
  const { ask, say } = dialogue
  const services: GivenService[] = []
  while (services.length < MOST_SERVICES) {
    const id = `services.${services.length}`
    const name = await ask(nameQuestion(id, services))
    if (name === undefined) break
    const purpose = await ask(
      textQuestion(`${id}.purpose`, `What do you use ${name} for?`, {
        help: 'A few words: what would be missing without it?',
      }),
    )
    const stopsBusinessInOneDay = await ask(
      yesNoQuestion(`${id}.stops`, `If ${name} is gone: does business stop within one working day?`, {
        help: 'Yes to this or the next question makes the service critical.',
      }),
    )
    const breachDoesSignificantHarm = await ask(
      yesNoQuestion(`${id}.harm`, `If its data leaks or is wrong: significant harm to customers, staff or reputation?`),
    )
    const owner = await ask(
      optionalQuestion(`${id}.owner`, 'Who answers for it?', { help: 'A first and last name.', check: checkName }),
    )
    if (owner !== undefined && !people.some((person) => person.name === owner))
      people.push(await askPerson(dialogue, `${id}.owner`, owner, today))
    services.push({
      name,
      purpose,
      stopsBusinessInOneDay,
      breachDoesSignificantHarm,
      ...(owner === undefined ? {} : { owner }),
    })
    say('')
  }
  return services
}

/** The first service must be named; after that an empty line ends the list. */
function nameQuestion(id: string, services: readonly GivenService[]): Question<string | undefined> {
  const help = 'For example Microsoft 365, a CRM, an accounting service, GitHub, a file store, payroll.'
  const check = (answer: string): string | undefined =>
    services.some(({ name }) => name.toLowerCase() === answer.toLowerCase())
      ? `${answer} is in the list already`
      : undefined
  if (services.length === 0) return textQuestion(id, 'Service 1:', { help, check })
  return { ...optionalQuestion(id, `Service ${services.length + 1}:`, { help, check }), form: 'empty to finish' }
}

async function askPerson({ ask }: Dialogue, id: string, name: string, today: string): Promise<GivenPerson> {
  const startedOn = await ask(
    dayQuestion(`${id}.startedOn`, `Since when does ${name} work here?`, {
      suggested: today,
      help: 'An estimate will do: the register wants to know who is active. Enter takes today.',
    }),
  )
  return { name, startedOn }
}

async function askAssessment(
  dialogue: Dialogue,
  services: readonly GivenService[],
  people: GivenPerson[],
  today: string,
  answeredBy: string,
): Promise<InitAnswers['assessment']> {
  const { ask, say } = dialogue
  const critical = services.filter(isCritical)
  const eligible = critical.length === 0 ? services : critical
  const both = eligible.find((service) => service.stopsBusinessInOneDay && service.breachDoesSignificantHarm)
  const service = await ask(
    choiceQuestion(
      'assessment.service',
      'Which one do you look at first?',
      eligible.map(({ name }) => name),
      { suggested: (both ?? eligible[0])?.name ?? '', help: 'Take the one whose failure would be worst.' },
    ),
  )
  say(`\nSix questions about ${service}. "unknown" is an answer, and a gap. Note what you saw.`)
  const answers: { [area in Area]?: InitAnswers['assessment']['answers'][Area] } = {}
  for (const area of Object.keys(ASKED) as Area[]) {
    const { text, help } = ASKED[area]
    const answer = await ask(choiceQuestion(`assessment.${area}`, text, ANSWERS, { help }))
    const note = await ask(
      textQuestion(`assessment.${area}.note`, '  What did you see?', {
        ...(answer === 'unknown' ? { suggested: 'Nobody knows yet.' } : {}),
        help: 'One sentence that somebody else could check.',
      }),
    )
    answers[area] = { answer, note }
  }
  const complete = answers as InitAnswers['assessment']['answers']
  const gaps = gapsOf({ assessment: { service, answers: complete } })
  say(
    gaps.length === 0
      ? `\nNo gap in ${service}.`
      : `\n${gaps.length} of 6 are gaps: ${gaps.join(', ')}. What is done about the worst${gaps.length > 3 ? ' three' : ''}?`,
  )
  const owner = services.find(({ name }) => name === service)?.owner ?? answeredBy
  const actions: GivenAction[] = []
  for (const [index, area] of gaps.slice(0, 3).entries()) {
    const id = `actions.${index}`
    const what = await ask(
      textQuestion(`${id}.what`, `${area}:`, { suggested: proposal(area, service), help: 'What exactly is done?' }),
    )
    const who = await ask(
      textQuestion(`${id}.owner`, '  by', { suggested: owner, help: 'A first and last name.', check: checkName }),
    )
    if (!people.some((person) => person.name === who)) people.push(await askPerson(dialogue, `${id}.owner`, who, today))
    const dueOn = await ask(
      dayQuestion(`${id}.dueOn`, '  until', {
        suggested: inDays(today, 30 * (index + 1)),
        check: (day) => (day < today ? `that day is over; today is ${today}` : undefined),
      }),
    )
    actions.push({ what, owner: who, dueOn })
  }
  return { service, answers: complete, actions }
}

/** A name from which an id can be made. */
function checkName(answer: string): string | undefined {
  return /\p{L}/u.test(answer) ? undefined : 'write a name'
}

/** What the number of critical services means. */
export function criticalSentence(all: number, critical: number): string {
  const count = `${critical} of ${all} ${all === 1 ? 'service is' : 'services are'} critical`
  if (critical === 0) return `${count}. If that is right, begin with the one that you would miss most.`
  if (critical <= 5) return `${count}. Now one of them in sixty minutes.`
  return `${count}. That is more than anybody can begin with: take three to five first. Now one of them in sixty minutes.`
}
