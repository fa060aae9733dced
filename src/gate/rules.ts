import { join } from 'node:path'
import type { Workplace } from '../files.ts'
import { own } from '../json.ts'
import { NO_PLAN } from '../plan/model.ts'
import { type Bundle, readBundle } from './bundle.ts'
import type { ControlTitles } from './control-titles.ts'
import { MAPPING_FILE, readControlMapping, titlesOf } from './controls.ts'
import type { RuleSummary } from './decision.ts'
import { type Answer, evaluate } from './evaluate.ts'
import { inputBuffer } from './input.ts'
import { ruleSummaries } from './judge.ts'
import { type Parameters, readParameters } from './parameters.ts'
import { rulePage } from './rule-page.ts'
import { OWN_POLICIES } from './sources.ts'

/** What a rule says about itself. */
export interface RuleDescription extends Pick<RuleSummary, 'id' | 'title' | 'severity' | 'controls' | 'mode'> {
  readonly description: string
  readonly remediation: string
  /** Raised where the rule means something else than before. */
  readonly version: number
  /** Short titles of the controls, in our own words. */
  readonly controlTitles: ControlTitles
  /** Path of the page about it, from the root of the repository. */
  readonly page: string
}

/** Every rule in the bundle, sorted by id; taken from the compiled policies themselves. */
export async function ruleList(place: Workplace, policies: string = OWN_POLICIES): Promise<readonly RuleDescription[]> {
  const parameters = readParameters(place, join(policies, 'parameters.yaml'), undefined)
  const titles = titlesOf(readControlMapping(place, join(policies, MAPPING_FILE)))
  const answer = await answerOf(readBundle(policies), parameters)
  const texts = new Map(answer.rules.map((rule) => [rule['id'], rule]))
  return ruleSummaries(answer, []).map(({ id, title, severity, controls, mode }) => ({
    id,
    title,
    severity,
    controls,
    mode,
    version: Number(texts.get(id)?.['version'] ?? 1),
    description: String(texts.get(id)?.['description'] ?? ''),
    remediation: String(texts.get(id)?.['remediation'] ?? ''),
    controlTitles: Object.fromEntries(controls.flatMap((control) => titleOf(titles, control))),
    page: rulePage(id) ?? '',
  }))
}

/** Ids of the rules in a bundle. */
export async function rulesOf(bundle: Bundle, parameters: Parameters): Promise<readonly string[]> {
  return (await answerOf(bundle, parameters)).rules.map((rule) => String(rule['id']))
}

function answerOf(bundle: Bundle, parameters: Parameters): Promise<Answer> {
  const now = '1970-01-01T00:00:00Z'
  return evaluate(bundle, inputBuffer({ plan: NO_PLAN, now, parameters, requirements: [], exceptions: [] }))
}

function titleOf(titles: ControlTitles, id: string): readonly (readonly [string, string])[] {
  const title = own(titles, id)
  return title === undefined ? [] : [[id, title]]
}
