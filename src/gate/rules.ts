import { join } from 'node:path'
import type { Workplace } from '../files.ts'
import { NO_PLAN } from '../plan/model.ts'
import { readBundle } from './bundle.ts'
import type { RuleSummary } from './decision.ts'
import { evaluate } from './evaluate.ts'
import { inputBuffer } from './input.ts'
import { ruleSummaries } from './judge.ts'
import { readParameters } from './parameters.ts'
import { OWN_POLICIES } from './sources.ts'

/** What a rule says about itself. */
export interface RuleDescription extends Pick<RuleSummary, 'id' | 'title' | 'severity' | 'controls' | 'mode'> {
  readonly description: string
  readonly remediation: string
}

/** Every rule in the bundle, sorted by id; taken from the compiled policies themselves. */
export async function ruleList(place: Workplace): Promise<readonly RuleDescription[]> {
  const parameters = readParameters(place, join(OWN_POLICIES, 'parameters.yaml'), undefined)
  const input = inputBuffer({
    plan: NO_PLAN,
    now: '1970-01-01T00:00:00Z',
    parameters,
    requirements: [],
    exceptions: [],
  })
  const answer = await evaluate(readBundle(OWN_POLICIES), input)
  const texts = new Map(answer.rules.map((rule) => [rule['id'], rule]))
  return ruleSummaries(answer, []).map(({ id, title, severity, controls, mode }) => ({
    id,
    title,
    severity,
    controls,
    mode,
    description: String(texts.get(id)?.['description'] ?? ''),
    remediation: String(texts.get(id)?.['remediation'] ?? ''),
  }))
}
