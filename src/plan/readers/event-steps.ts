import { AppError } from '../../errors.ts'
import { isObject } from '../../json.ts'
import { atLine, type EngineEvent } from './events.ts'
import { wrong } from './state.ts'
import { readStep, type Step, type StepNames } from './steps.ts'

type Raw = { readonly [key: string]: unknown }

/** How the metadata of an event names the parts of a step (pulumi, apitype.StepEventMetadata). */
const EVENT_NAMES: StepNames = { old: 'old', new: 'new', diffs: 'diffs', reasons: 'keys', kind: 'diffKind' }

/**
 * What a state in an event has (pulumi, apitype.StepEventStateMetadata), but for `custom`, `taint` and `initErrors`.
 * Everything else is passed over, so that nothing comes in under a name that the form does not have.
 */
const STATE_KEYS = [
  'type',
  'urn',
  'delete',
  'id',
  'parent',
  'protect',
  'retainOnDelete',
  'inputs',
  'outputs',
  'provider',
]

/** A step of the engine, out of the event that begins it and the one that ends it. */
export interface EventStep {
  readonly step: Step
  /** `open`: it began and nothing says how it ended. `orphan`: it ended without a beginning. */
  readonly end: 'done' | 'failed' | 'open' | 'orphan'
}

/** A step while its events are collected. */
interface Run {
  readonly op: string
  readonly urn: string
  readonly line: number
  readonly planning: boolean
  readonly begin?: Raw
  end?: Raw
  endLine?: number
  failed: boolean
}

/**
 * Puts the events of each step together: `resourcePreEvent`, then `resOutputsEvent` or `resOpFailedEvent`. The state
 * after the step is that of its last event, which has the ids. In an update the engine ends only steps of custom
 * resources and deletions with an event of their own (pulumi, pkg/engine/update.go, OnResourceStepPost); a component's
 * comes with its outputs, if it has any.
 * @throws AppError `malformed`; `unknown-form` for the events of `pulumi refresh`.
 */
export function readEventSteps(events: readonly EngineEvent[], file: string): readonly EventStep[] {
  const runs: Run[] = []
  const byUrn = new Map<string, Run[]>()
  const begin = (run: Run): void => {
    runs.push(run)
    const group = byUrn.get(run.urn)
    if (group) group.push(run)
    else byUrn.set(run.urn, [run])
  }
  for (const event of events) {
    if (!['resourcePreEvent', 'resOutputsEvent', 'resOpFailedEvent'].includes(event.kind)) continue
    const { metadata, op, urn } = metadataOf(event, file)
    const run: Run = { op, urn, line: event.line, planning: event.body['planning'] === true, failed: false }
    if (event.kind === 'resourcePreEvent') {
      begin({ ...run, begin: metadata })
      continue
    }
    const known = beginning(byUrn.get(urn) ?? [], op, file, event.line)
    const target = known ?? run
    if (known === undefined) begin(target)
    target.end = metadata
    target.endLine = event.line
    target.failed ||= event.kind === 'resOpFailedEvent'
  }
  return runs.map((run, index) => readRun(run, index, file))
}

function metadataOf(event: EngineEvent, file: string): { metadata: Raw; op: string; urn: string } {
  const { metadata } = event.body
  if (!isObject(metadata)) throw atLine(wrong(file, `${event.kind}.metadata`, 'an object'), file, event.line)
  const { op, urn } = metadata
  if (typeof op !== 'string') throw atLine(wrong(file, 'metadata.op', 'a text'), file, event.line)
  if (typeof urn !== 'string') throw atLine(wrong(file, 'metadata.urn', 'a text'), file, event.line)
  return { metadata, op, urn }
}

/**
 * The step that an end belongs to: the latest of its URN and operation. A refresh that ends as something else is one of
 * the `refresh` command, whose post-state is what the provider found (OnResourceStepPost, `isRefresh`).
 */
function beginning(runs: readonly Run[], op: string, file: string, line: number): Run | undefined {
  const same = runs.findLast((run) => run.op === op)
  const latest = runs.at(-1)
  if (same === undefined && latest?.op === 'refresh' && latest.end === undefined) {
    throw new AppError('unknown-form', 'these are the engine events of "pulumi refresh"', {
      place: { file, line },
      expected: 'the events of a preview or of an update',
      fix: 'use "pulumi refresh --preview-only --json > refresh.json"',
    })
  }
  return same
}

function readRun(run: Run, index: number, file: string): EventStep {
  const { begin, end, planning } = run
  const last = end ?? begin ?? {}
  const raw = { ...last, old: stateOf(begin?.['old'] ?? last['old']), new: stateOf(last['new'] ?? begin?.['new']) }
  const line = run.endLine ?? run.line
  try {
    const step = { ...readStep(raw, index, file, 'metadata', EVENT_NAMES), where: `line ${run.line}` }
    return { step, end: endOf(run, planning || custom(step) || step.op === 'delete') }
  } catch (error) {
    throw error instanceof AppError ? atLine(error, file, line) : error
  }
}

/** @param announced whether the engine writes an event at the end of such a step. */
function endOf(run: Run, announced: boolean): EventStep['end'] {
  if (run.failed) return 'failed'
  if (run.begin === undefined) return 'orphan'
  return run.end === undefined && announced ? 'open' : 'done'
}

function custom(step: Step): boolean {
  return (step.new ?? step.old)?.custom === true
}

/** The keys that the form has. `custom` is left out where it is false, which elsewhere means the contrary. */
function stateOf(raw: unknown): unknown {
  if (!isObject(raw)) return raw
  const kept = STATE_KEYS.filter((key) => raw[key] !== undefined).map((key) => [key, raw[key]])
  return { ...Object.fromEntries(kept), custom: raw['custom'] ?? false }
}
