import { AppError, type Locate } from '../errors.ts'
import type { Workplace } from '../files.ts'
import { validate } from '../schema.ts'
import { readYaml } from '../yaml.ts'
import type { InitAnswers } from './model.ts'

const SCHEMA = 'urn:gatehouse:init-answers/v1'

/**
 * Reads the answers to `gatehouse init` from a file.
 * @throws AppError `malformed`, `schema`, and `reference` for a person or a service that is named and not listed, or
 *   listed twice.
 */
export function readInitAnswers(place: Workplace, path: string): InitAnswers {
  const { value, locate } = readYaml(place, path)
  validate(SCHEMA, value, locate)
  const answers = value as unknown as InitAnswers
  const people = answers.people.map(({ name }) => name)
  const services = answers.services.map(({ name }) => name)
  refuseTwice(people, '/people', 'person', locate)
  refuseTwice(services, '/services', 'service', locate)
  const person = known(people, 'person', 'people', locate)
  person(answers.answeredBy, '/answeredBy')
  person(answers.approvedBy, '/approvedBy')
  for (const [index, { owner }] of answers.services.entries()) person(owner, `/services/${index}/owner`)
  for (const [index, { owner }] of (answers.assessment.actions ?? []).entries())
    person(owner, `/assessment/actions/${index}/owner`)
  known(services, 'service', 'services', locate)(answers.assessment.service, '/assessment/service')
  return answers
}

function refuseTwice(names: readonly string[], list: string, what: string, locate: Locate): void {
  const index = names.findIndex((name, position) => names.indexOf(name) < position)
  if (index === -1) return
  throw new AppError('reference', `the ${what} ${JSON.stringify(names[index])} stands twice`, {
    place: locate(`${list}/${index}/name`),
    expected: 'each name once',
    fix: 'take one of the two out',
  })
}

function known(names: readonly string[], what: string, list: string, locate: Locate) {
  return (name: string | undefined, pointer: string): void => {
    if (name === undefined || names.includes(name)) return
    throw new AppError('reference', `the ${what} ${JSON.stringify(name)} is not in the list`, {
      place: locate(pointer),
      expected: `one of the names under ${list}`,
      fix: `add the ${what} to ${list}, or correct the name`,
    })
  }
}
