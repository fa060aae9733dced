import type { Plan } from '../../src/plan/model.ts'
import { readPlan } from '../../src/plan/read.ts'
import { bytes, type Loose } from './fixtures.ts'

/** The events of a recorded file, open for mutation; without its five debug messages. */
export function events(name: string): Loose[] {
  return bytes(name)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Loose)
    .filter((event) => event.diagnosticEvent?.severity !== 'debug')
}

/** The text of a file of events, as the engine writes it. */
export function text(list: readonly Loose[]): string {
  return list.map((event) => `${JSON.stringify(event)}\n`).join('')
}

/** Reads events as a plan. */
export function readEvents(list: readonly Loose[], state?: Plan): Plan {
  return readPlan(Buffer.from(text(list)), 'events.jsonl', state ? { state } : {})
}

/** The events with new numbers, in their order. */
export function numbered(list: readonly Loose[]): Loose[] {
  return list.map((event, sequence) => ({ ...event, sequence }))
}

/** The name of the member that holds an event. */
export function kindOf(event: Loose): string {
  return Object.keys(event).find((key) => key.endsWith('Event')) ?? ''
}

/** The URN that an event of a step is about. */
export function urnOf(event: Loose): string | undefined {
  return event[kindOf(event)].metadata?.urn
}

const STATE_KEYS = ['type', 'urn', 'custom', 'delete', 'id', 'parent', 'protect', 'retainOnDelete', 'inputs', 'outputs']

function state(raw: Loose): Loose {
  if (raw === undefined) return null
  const kept: Loose = Object.fromEntries(STATE_KEYS.flatMap((key) => (raw[key] === undefined ? [] : [[key, raw[key]]])))
  if (kept['custom'] === false) delete kept['custom']
  return { id: '', parent: '', inputs: {}, outputs: {}, ...kept, provider: raw.provider ?? '' }
}

function metadata(step: Loose): Loose {
  const detailedDiff = step.detailedDiff
    ? Object.fromEntries(
        Object.entries<Loose>(step.detailedDiff).map(([path, { kind, inputDiff }]) => [
          path,
          { diffKind: kind, inputDiff },
        ]),
      )
    : null
  return {
    op: step.op,
    urn: step.urn,
    type: (step.newState ?? step.oldState).type,
    old: state(step.oldState),
    new: state(step.newState),
    ...(step.replaceReasons ? { keys: step.replaceReasons } : {}),
    ...(step.diffReasons ? { diffs: step.diffReasons } : {}),
    detailedDiff,
    logical: true,
    provider: step.provider ?? '',
  }
}

/** What the streaming form shows of the preview that a digest shows (pulumi, display/events.go, ConvertEngineEvent). */
export function eventsOf(digest: Loose): Loose[] {
  const steps = digest.steps.flatMap((step: Loose) => [
    { resourcePreEvent: { metadata: metadata(step), planning: true } },
    { resOutputsEvent: { metadata: metadata(step), planning: true } },
  ])
  const diagnostics = (digest.diagnostics ?? []).map((entry: Loose) => ({ diagnosticEvent: entry }))
  const summaryEvent = {
    maybeCorrupt: digest.maybeCorrupt ?? false,
    resourceChanges: digest.changeSummary ?? {},
    isPreview: true,
  }
  return numbered([
    { preludeEvent: { config: digest.config ?? {} } },
    ...steps,
    ...diagnostics,
    { summaryEvent },
    { cancelEvent: {} },
  ])
}
