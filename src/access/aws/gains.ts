import { byCodeUnit } from '../../json.ts'
import type { Resource } from '../../plan/model.ts'
import type { Value } from '../../plan/value.ts'
import { regionOf } from './account-settings.ts'
import type { Document } from './document.ts'
import type { PolicyFact, PrincipalFact } from './model.ts'
import type { Escalation } from './power.ts'
import { actionCovers } from './reach.ts'
import { type AwsIndex, IAM } from './resources.ts'
import { foldCase, literal, type Token } from './tokens.ts'
import { NO } from './truth.ts'

/** Properties in which a workload names the role that its code has. */
const ROLE_PROPERTIES = ['role', 'roleArn', 'serviceRole', 'serviceRoleArn', 'taskRoleArn', 'executionRoleArn']

/**
 * Leaves out ways that lead to nothing more: the role that is passed, or that the workload has, is named exactly,
 * declared, and neither an administrator nor able to become one. What is named with a wildcard, is not declared, or has
 * a way of its own, stays.
 * @param documents the policies that give somebody rights, or the one that a fact is about.
 */
export function withoutHarmlessWays(
  index: AwsIndex,
  principals: readonly PrincipalFact[],
  policies: readonly PolicyFact[],
  documents: (fact: PrincipalFact | PolicyFact) => readonly Document[],
): { readonly principals: PrincipalFact[]; readonly policies: PolicyFact[] } {
  const gained = gainedRoles(index)
  const isOpen = (fact: PrincipalFact | PolicyFact): boolean => {
    return ('open' in fact ? fact.open : fact.problems).length > 0
  }
  const reduced = <Fact extends PrincipalFact | PolicyFact>(fact: Fact, strong: ReadonlySet<string>): Fact => {
    const rights = documents(fact)
    const escalations = fact.escalations.filter((one) => {
      const roles = one.extent === 'named' ? gained(one, rights) : undefined
      return roles === undefined || roles.some((role) => strong.has(role))
    })
    if (escalations.length === fact.escalations.length) return fact
    const isCertain = escalations.some(({ answer }) => answer === 'yes')
    const escalation = isCertain ? 'yes' : escalations.length > 0 || isOpen(fact) ? 'unknown' : 'no'
    return { ...fact, escalations, escalation }
  }
  let found = [...principals]
  // Roles that pass each other stay: each is judged by what is known of the others before.
  for (;;) {
    const strong = new Set(found.filter(isStrong).map(({ id }) => id))
    const next = found.map((fact) => reduced(fact, strong))
    if (next.every((fact, position) => fact === found[position])) {
      return { principals: found, policies: policies.map((fact) => reduced(fact, strong)) }
    }
    found = next
  }
}

function isStrong({ administrator, escalation }: PrincipalFact): boolean {
  return administrator.answer !== 'no' || escalation !== 'no'
}

/** Which roles a way leads to, by their keys; undefined where that cannot be said. */
function gainedRoles(
  index: AwsIndex,
): (way: Pick<Escalation, 'actions' | 'way'>, documents: readonly Document[]) => readonly string[] | undefined {
  let known: ReadonlyMap<string, Resource> | undefined
  const byArn = (): ReadonlyMap<string, Resource> => {
    if (known !== undefined) return known
    const resources = [...index.byKey.values()].filter(({ type }) => type.startsWith('aws:'))
    known = new Map(resources.map((resource) => [index.arnOf(resource).join('\0'), resource]))
    return known
  }
  const rolesOf = (resource: Resource): readonly string[] | undefined => {
    if (resource.type === IAM.role) return [resource.key]
    const given = ROLE_PROPERTIES.map((name) => resource.inputs[name]).filter((value) => (value ?? null) !== null)
    const keys = given.map((value) => roleNamed(index, value))
    // A workload without a known role may have one in another property.
    return keys.length === 0 || keys.includes(undefined) ? undefined : (keys as string[])
  }
  const targets = (action: string, documents: readonly Document[]): readonly string[] | undefined => {
    const tokens = foldCase(literal(action))
    const allowing = documents.flatMap(({ statements }) =>
      statements.filter((one) => one.effect === 'Allow' && actionCovers(one, tokens) !== NO),
    )
    if (allowing.some(({ resources }) => resources === undefined || resources.not)) return undefined
    const found = allowing
      .flatMap(({ resources }) => resources?.patterns ?? [])
      .map((pattern) => {
        const resource = byArn().get(pattern.join('\0')) ?? functionNamed(index, pattern)
        return resource === undefined ? undefined : rolesOf(resource)
      })
    return found.includes(undefined) ? undefined : [...new Set(found.flatMap((keys) => keys ?? []))].sort(byCodeUnit)
  }
  return ({ actions, way }, documents) => {
    if (way === 'new-workload') return targets('iam:PassRole', documents)
    if (way !== 'existing-workload') return undefined
    // All actions of a way are about one workload, so one that is named exactly is enough.
    return actions.map((action) => targets(action, documents)).find((roles) => roles !== undefined)
  }
}

const FUNCTION = 'aws:lambda/function:Function'

/** The declared function of an ARN that is written out; its region and account must be known, as others may have its name. */
function functionNamed(index: AwsIndex, pattern: readonly Token[]): Resource | undefined {
  if (pattern.some((token) => token.length > 1)) return undefined
  const [, region, account, name] = /^arn:[^:]+:lambda:([^:]+):(\d{12}):function:([^:]+)$/.exec(pattern.join('')) ?? []
  const named = index.named(FUNCTION, name)
  if (named.kind !== 'resource') return undefined
  const isThere = index.accountOf(named.resource).join('') === account && regionOf(index, named.resource) === region
  return isThere ? named.resource : undefined
}

function roleNamed(index: AwsIndex, value: Value | undefined): string | undefined {
  const named = index.named(IAM.role, value)
  return named.kind === 'resource' ? named.resource.key : undefined
}
