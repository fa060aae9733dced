import type { Step } from '../dialogue/pty.ts'

const ENTER = '\r'
const answer = (expect: string, send: string): Step => ({ expect, send: `${send}${ENTER}` })

/** What the managing director of a shop of nine people answers, wrong answers and an interruption included. */
export const FIRST_PART: readonly Step[] = [
  answer('What is your organisation called?', 'Fahrradwerk Lindenhof'),
  answer('And you?', 'Mara Lindt'),
  answer('Since when does Mara Lindt work here?', 'spring 2014'),
  answer('YYYY-MM-DD', '2014-04-01'),
  answer('Service 1:', 'Microsoft 365'),
  answer('What do you use Microsoft 365 for?', 'Mail, calendar, files'),
  answer('stop within one working day? (y/n)', 'perhaps'),
  answer('answer y for yes or n for no', 'y'),
  answer('significant harm', 'yes'),
  answer('Who answers for it?', 'Tim Okonjo'),
  answer('Since when does Tim Okonjo work here?', '2019-09-01'),
  answer('Service 2:', 'Radkasse'),
  { expect: 'What do you use Radkasse for?', send: '\u0003' },
]

/** The same command again: it goes on with the question that was open. */
export const SECOND_PART: readonly Step[] = [
  answer('What do you use Radkasse for?', 'Till and stock'),
  answer('stop within one working day?', 'y'),
  answer('significant harm', 'n'),
  answer('Who answers for it?', ''),
  answer('Service 3:', 'Radkasse'),
  answer('is in the list already', 'Bloomletter'),
  answer('What do you use Bloomletter for?', '?'),
  answer('"<" goes back', 'Newsletter'),
  answer('stop within one working day?', 'y'),
  answer('significant harm', '<'),
  answer('stop within one working day?', 'n'),
  answer('significant harm', 'n'),
  answer('Who answers for it?', 'Mara Lindt'),
  answer('Service 4:', ''),
  answer('all of them stay in use?', 'y'),
  answer('Which one do you look at first?', ''),
  answer('Owner:', 'yes'),
  answer('What did you see?', 'Tim knows it; nobody stands in for him'),
  answer('Users:', 'partly'),
  answer('What did you see?', '11 accounts for 9 people: two students of last summer'),
  answer('MFA:', 'n'),
  answer('What did you see?', 'Only Tim and Mara; the workshop shares a password'),
  answer('Logs:', 'u'),
  answer('What did you see?', ''),
  answer('Backups:', 'no'),
  answer('What did you see?', 'Only the recycle bin, 93 days'),
  answer('Contract:', 'yes'),
  answer('What did you see?', 'Online terms, certificate covers mail and files'),
  answer('mfa:', ''),
  answer('by', ''),
  answer('until', ''),
  answer('backups:', ''),
  answer('by', 'Mara Lindt'),
  answer('until', '2026-01-31'),
  answer('that day is over', '2027-01-31'),
  answer('users:', 'Close the two accounts of the students.'),
  answer('by', ''),
  answer('until', '2026-12-01'),
]
