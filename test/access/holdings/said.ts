// Facts as lines, so that a test compares all of them at once.
import { deriveAccess } from '../../../src/access/holdings/derive.ts'
import type { Access, Holding } from '../../../src/access/holdings/model.ts'
import { placeOf } from '../../../src/access/holdings/model.ts'
import { approvalText, howText, scopeText, throughText } from '../../../src/access/holdings/sentences.ts'
import type { Plan, Resource } from '../../../src/plan/model.ts'
import { NOW, PRIVILEGED, plan } from './world.ts'

export function accessOf(from: Plan, now: string = NOW): Access {
  return deriveAccess(from, { now, privilegedRoles: PRIVILEGED })
}

/** Who holds what: `Anna: User Administrator (yes), active, permanently, directly @ 1`. */
export function holdingsOf(...resources: readonly Resource[]): readonly string[] {
  return accessOf(plan(...resources)).holdings.map(line)
}

export function line(holding: Holding): string {
  const { principal, role, scope, resources } = holding
  const who = principal.kind === 'group' ? `group ${principal.label}` : principal.label
  const what = `${role.label} (${role.privileged})${scopeText(scope)}`
  const lines = resources.map(({ source }) => source?.line ?? '?').join(' ')
  const how = `${howText(holding)}, ${throughText(holding)}${approvalText(holding)}`
  return `${who}: ${what}, ${how} @ ${placeOf(resources) === undefined ? 'nowhere' : lines}`
}
