import { join } from 'node:path'
import type { Workplace } from '../files.ts'
import { NO_PLAN } from '../plan/model.ts'
import { readBundle } from './bundle.ts'
import type { RuleSummary } from './decision.ts'
import { judge } from './judge.ts'
import { readParameters } from './parameters.ts'
import { OWN_POLICIES } from './sources.ts'

/** Identity of every rule in the bundle, sorted by id; taken from the compiled policies themselves. */
export async function ruleList(
  place: Workplace,
): Promise<readonly Pick<RuleSummary, 'id' | 'title' | 'severity' | 'controls' | 'mode'>[]> {
  const parameters = readParameters(place, join(OWN_POLICIES, 'parameters.yaml'), undefined)
  const decision = await judge(
    { plan: NO_PLAN, now: '1970-01-01T00:00:00Z', parameters, exceptions: [] },
    { bundle: readBundle(OWN_POLICIES), planDigest: '', policySource: { kind: 'working-tree' } },
  )
  return decision.rules.map(({ id, title, severity, controls, mode }) => ({ id, title, severity, controls, mode }))
}
