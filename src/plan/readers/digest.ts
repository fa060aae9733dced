import { AppError } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'
import type { Lack, Plan } from '../model.ts'
import { PLAN_SCHEMA } from '../model.ts'
import {
  hiddenProviders,
  lackOfSources,
  projectAndStack,
  type ReadOptions,
  readCounts,
  readDiagnostics,
} from './common.ts'
import { type Account, digestCompleteness, hiddenSteps } from './completeness.ts'
import { reader } from './state.ts'
import { type Outcome, outcomes, readSteps, type Step } from './steps.ts'
import { toValues } from './wire.ts'

/** How a digest was made: by `pulumi preview --json`, or by `pulumi refresh --preview-only --json`. */
export type DigestKind = 'preview' | 'refresh'

/**
 * Reads a digest whose kind is known. Every key but `steps` may be missing (pulumi, pkg/backend/display/json.go).
 * @param keep which outcomes whose only step is a refresh belong to the post-state.
 * @throws AppError `malformed`.
 */
export function readDigest(
  raw: JsonObject,
  steps: readonly Step[],
  kind: DigestKind,
  file: string,
  options: ReadOptions,
): Plan {
  const config = toValues(reader(raw, file, '').object('config'), file, 'config')
  const diagnostics = readDiagnostics(raw['diagnostics'], file)
  const found = outcomes(steps, file)
  const account = {
    steps,
    summary: readCounts(raw['changeSummary'], file, 'changeSummary'),
    maybeCorrupt: reader(raw, file, '').flag('maybeCorrupt', false),
    diagnostics,
    refresh: kind === 'refresh',
    state: options.state,
  }
  const hidden = hiddenSteps({ ...account, resources: [] })
  const declared = found.flatMap((outcome) => postState(outcome, kind, hidden.length > 0))
  const resources = [...declared, ...hiddenProviders(declared, config)]
  const complete: Account = { ...account, resources }
  const lacks: readonly Lack[] = [...lackOfSources(resources), ...(hidden.length > 0 ? (['sames'] as const) : [])]
  return {
    schema: PLAN_SCHEMA,
    ...projectAndStack(
      steps.map((step) => step.urn),
      file,
    ),
    origin: { kind, version: '', sandbox: 'not-run' },
    completeness: digestCompleteness(complete),
    lacks,
    config,
    resources,
    changes: found.flatMap((outcome) => (outcome.change ? [outcome.change] : [])),
    invokes: [],
    diagnostics,
  }
}

/**
 * After `preview --refresh`, a URN that has a refresh step and no other is gone from the program and from the cloud,
 * unless unchanged resources are hidden: then it is most likely one of those.
 */
function postState(outcome: Outcome, kind: DigestKind, hidden: boolean): NonNullable<Outcome['resource']>[] {
  if (!outcome.resource || (outcome.refreshedOnly && kind === 'preview' && !hidden)) return []
  return [outcome.resource]
}

/** The steps of a digest, read. @throws AppError `malformed` where `steps` is not a list. */
export function digestSteps(raw: JsonObject, file: string): readonly Step[] {
  if (!Array.isArray(raw['steps']))
    throw new AppError('malformed', 'steps is not a list', {
      place: { file },
      fix: 'write it again with "pulumi preview --json --show-sames"',
    })
  return readSteps(raw['steps'] as readonly unknown[], file)
}
