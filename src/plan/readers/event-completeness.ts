import { byCodeUnit } from '../../json.ts'
import type { Completeness, Plan, Resource } from '../model.ts'
import { isDefaultProvider, parseUrn, shortName } from '../urn.ts'
import { listed, missing } from './completeness.ts'
import type { EventStep } from './event-steps.ts'

/** What the events of a run say about the run itself. */
export interface Run {
  readonly preview: boolean
  /** The event that comes before everything else about resources is there. */
  readonly begun: boolean
  /** The event that the engine writes last, `cancelEvent`, is the last. */
  readonly ended: boolean
  readonly summary: Summary | undefined
  /** What is wrong with the lines themselves, in words. */
  readonly faults: readonly string[]
  readonly steps: readonly EventStep[]
  /** URNs that errors are about; empty for an error about none. */
  readonly errors: readonly string[]
  /** URNs that mandatory policies of Pulumi refuse. */
  readonly violations: readonly string[]
  /** The deployed state, where the caller has it. */
  readonly state: Plan | undefined
}

/** What the engine says when it is through (pulumi, apitype.SummaryEvent). */
interface Summary {
  readonly counts: { readonly [op: string]: number }
  readonly maybeCorrupt: boolean
  /** `succeeded` or another word; older engines do not say it. */
  readonly result: string | undefined
}

/** Why events are missing, in words; empty where all are there. */
export function missingEvents(run: Run): readonly string[] {
  return [
    ...run.faults,
    ...frame(run),
    ...about(run, 'open', (name) => `the operation on ${name} began, and no event says that it ended`),
    ...about(run, 'orphan', (name) => `the operation on ${name} ended, and no event says that it began`),
    ...hiddenSteps(run),
  ]
}

/**
 * Whether the events cover the whole stack. They do only if the last event is there, which the engine writes whatever
 * happened, if the summary before it counts no more steps than are shown, and if no step failed or stayed open. A run
 * that failed is `partial`; where events are missing it is `unknown` which resources there are, because events have no
 * option that hides unchanged ones.
 */
export function eventCompleteness(run: Run, resources: readonly Resource[]): Completeness {
  const lost = missingEvents(run)
  const absent = missing({ steps: run.steps.map(({ step }) => step), resources, state: run.state })
  const broken = [...failures(run), ...(lost.length === 0 ? absent : [])]
  const status = broken.length > 0 ? 'partial' : lost.length > 0 ? 'unknown' : 'full'
  return { status, reasons: [...broken, ...lost] }
}

/** The events that every run has once. */
function frame({ begun, ended, summary }: Run): readonly string[] {
  return [
    ...(begun ? [] : ['the events do not begin with those of the run']),
    ...(summary ? [] : ['the events have no summary: the run did not end, or the file is cut']),
    ...(ended ? [] : ['the last event of a run is missing: it did not end, or the file is cut']),
  ]
}

function failures(all: Run): readonly string[] {
  const { preview, summary, errors, violations } = all
  const run = preview ? 'preview' : 'update'
  const result = summary?.result
  return [
    ...(summary?.maybeCorrupt ? ['the engine marks its own result as maybe corrupt'] : []),
    ...(result === undefined || result === 'succeeded' ? [] : [`the engine did not end the ${run} with success`]),
    ...about(all, 'failed', (name) => `the operation on ${name} failed`),
    ...listed(errors.map((urn) => `the ${run} reported an error${urn === '' ? '' : ` about ${shortName(urn)}`}`)),
    ...listed(
      violations.map((urn) => `a mandatory policy of Pulumi refuses ${urn === '' ? 'the stack' : shortName(urn)}`),
    ),
  ]
}

function about({ steps }: Run, end: EventStep['end'], say: (name: string) => string): readonly string[] {
  return listed(steps.filter((step) => step.end === end).map(({ step }) => say(shortName(step.urn))))
}

/** Operations that the summary counts more often than events show them. Default providers are not counted by it. */
function hiddenSteps({ steps, summary }: Run): readonly string[] {
  const shown = new Map<string, number>()
  for (const { step, end } of steps) {
    const parts = parseUrn(step.urn)
    if (end === 'failed' || (parts && isDefaultProvider(parts))) continue
    shown.set(step.op, (shown.get(step.op) ?? 0) + 1)
  }
  return Object.entries(summary?.counts ?? {})
    .filter(([op, count]) => count > (shown.get(op) ?? 0))
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([op, count]) => `the events show ${shown.get(op) ?? 0} of ${count} "${op}" steps`)
}
