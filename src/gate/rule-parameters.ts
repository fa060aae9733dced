import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Requirement } from '../access/sign-in/requirement.ts'
import { byCodeUnit, isObject } from '../json.ts'
import type { Parameters } from './parameters.ts'

/** A parameter that a rule depends on, such as `assignment.longestDays`, and its value. */
export interface RuleParameter {
  readonly name: string
  readonly value: unknown
}

/** Parameters that say how an answer counts, not what a rule asks for. */
const NOT_SHOWN: readonly string[] = ['rules']

/**
 * The parameters that matter to a rule, sorted by name: those that its source and the libraries it imports name, and
 * those that the host reads for its requirement.
 * @param policies a directory of policies with their sources.
 */
export function ruleParameters(
  policies: string,
  id: string,
  parameters: Parameters,
  requirements: readonly Requirement[],
): readonly RuleParameter[] {
  const [area = '', name = ''] = id.split('.')
  const named = new Set<string>()
  const seen = new Set<string>()
  const read = (file: string): void => {
    if (seen.has(file) || !existsSync(join(policies, file))) return
    seen.add(file)
    const source = readFileSync(join(policies, file), 'utf8')
    for (const match of source.matchAll(/\binput\.parameters\.([A-Za-z0-9]+)(?:\.([A-Za-z0-9]+))?/g)) {
      if (!NOT_SHOWN.includes(match[1] ?? '')) named.add(match.slice(1).filter(Boolean).join('.'))
    }
    for (const match of source.matchAll(/^import data\.lib\.([a-z_]+)$/gm)) {
      read(`lib/${match[1]}/${match[1]}.rego`)
    }
  }
  read(`${area}/${name}/${name}.rego`)
  for (const requirement of requirements.filter(({ rule }) => rule === id)) {
    if (requirement.scope.users === 'privilegedRoles') named.add('privilegedRoles')
    if (requirement.outcome === 'limitedSession') named.add('session.administratorHours')
    if (requirement.licence !== undefined) named.add(`licences.${requirement.licence}`)
  }
  // A licence matters to the requirement that names one, and not to every rule that is stated through the same library.
  named.delete('licences')
  return [...named]
    .filter((one) => ![...named].some((other) => one.startsWith(`${other}.`)))
    .sort(byCodeUnit)
    .map((one) => ({ name: one, value: valueAt(parameters, one) }))
}

function valueAt(parameters: Parameters, name: string): unknown {
  return name.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), parameters)
}
