import { AppError } from '../../errors.ts'
import type { Change, Diagnostic, Lack, Origin, Plan, Resource } from '../model.ts'
import { PLAN_SCHEMA } from '../model.ts'
import { isDefaultProvider, parseUrn } from '../urn.ts'
import { hiddenProviders, projectAndStack, type ReadOptions, readCounts, severityOf } from './common.ts'
import { eventCompleteness, missingEvents, type Run } from './event-completeness.ts'
import { readEventSteps } from './event-steps.ts'
import { type EngineEvent, readEventLines } from './events.ts'
import { reader } from './state.ts'
import { outcomes } from './steps.ts'
import { toValues } from './wire.ts'

/**
 * What no engine event says (pulumi, apitype.StepEventStateMetadata): where a resource is declared; what it depends
 * on; ignoreChanges, replaceOnChanges, deleteBeforeReplace, deletedWith and aliases. Only protect and retainOnDelete
 * of the options are there, and they are kept.
 */
const LACKS: readonly Lack[] = ['sources', 'dependencies', 'options']

/** Stands for the text of a message, which can hold what a service made: secrets that the engine does not know. */
const TEXT_LEFT_OUT = 'The text is not kept: messages in engine events can hold secrets. The events have it.'

/**
 * Reads engine events, one on each line: a streaming preview (`pulumi preview --json` with
 * PULUMI_ENABLE_STREAMING_JSON_PREVIEW), or an update (`pulumi up --json`, `pulumi up --event-log FILE`). The post-state
 * of an update is what it left behind, with real ids; that of a preview is what it would leave. Steps that failed or
 * did not end count as if they had succeeded; the plan is then partial.
 * @throws AppError `malformed`; `unknown-form` for the events of `pulumi refresh`.
 */
export function readEvents(text: string, file: string, options: ReadOptions): Plan {
  const { events, faults } = readEventLines(text, file)
  const preview = isPreview(events, file)
  const steps = readEventSteps(events, file)
  const config = toValues(
    reader(only(events, 'preludeEvent', file)?.body ?? {}, file, '').object('config'),
    file,
    'config',
  )
  const found = outcomes(
    steps.map(({ step }) => step),
    file,
  )
  const run: Run = { ...ending(events, file), preview, faults, steps, state: options.state }
  // As in a digest, a URN with nothing but a refresh step is gone, unless the events stop before its real step.
  const kept = found.filter((outcome) => !outcome.refreshedOnly || !run.ended)
  const declared = kept.flatMap(({ resource }) => (resource ? [withoutOperation(resource)] : []))
  const resources = [...declared, ...hiddenProviders(declared, config)]
  const kind: Origin['kind'] = preview ? 'preview' : 'update'
  return {
    schema: PLAN_SCHEMA,
    ...projectAndStack(
      found.map(({ urn }) => urn),
      file,
    ),
    origin: { kind, version: '', sandbox: 'not-run' },
    completeness: eventCompleteness(run, resources),
    lacks: missingEvents(run).length > 0 ? [...LACKS, 'sames'] : LACKS,
    config,
    resources,
    changes: found.flatMap(({ change }) => (change && !isHidden(change) ? [change] : [])),
    invokes: [],
    diagnostics: diagnosticsOf(events),
  }
}

/**
 * Whether the events are those of a preview. A file of two runs is refused: nothing says which of them is meant.
 * @throws AppError `malformed`.
 */
function isPreview(events: readonly EngineEvent[], file: string): boolean {
  const marks = events.flatMap(({ kind, body, line }) => {
    if (kind === 'resourcePreEvent' || kind === 'resOutputsEvent') return [{ preview: body['planning'] === true, line }]
    return kind === 'summaryEvent' ? [{ preview: body['isPreview'] === true, line }] : []
  })
  const other = marks.find((mark) => mark.preview !== marks[0]?.preview)
  if (other) throw twoRuns(file, other.line, 'a preview and an update')
  return marks[0]?.preview ?? false
}

/** The event of which a run has one. @throws AppError `malformed` for a second one. */
function only(events: readonly EngineEvent[], kind: string, file: string): EngineEvent | undefined {
  const [first, second] = events.filter((event) => event.kind === kind)
  if (second) throw twoRuns(file, second.line, 'two runs')
  return first
}

function twoRuns(file: string, line: number, what: string): AppError {
  return new AppError('malformed', `the file holds the events of ${what}`, {
    place: { file, line },
    expected: 'the events of one run',
    fix: 'write each run to a file of its own; "pulumi up" with --skip-preview has one run only',
  })
}

/** What the last events say about the run as a whole. */
function ending(
  events: readonly EngineEvent[],
  file: string,
): Pick<Run, 'begun' | 'ended' | 'summary' | 'errors' | 'violations'> {
  const end = only(events, 'cancelEvent', file)
  const summary = only(events, 'summaryEvent', file)?.body
  const fields = reader(summary ?? {}, file, 'summaryEvent')
  const about = (kind: string, key: string, is: (event: EngineEvent) => boolean): readonly string[] =>
    events.flatMap((event) => (event.kind === kind && is(event) ? [textOf(event.body[key])] : []))
  return {
    begun: only(events, 'preludeEvent', file) !== undefined,
    ended: end !== undefined && end === events.at(-1),
    summary: summary && {
      counts: readCounts(summary['resourceChanges'], file, 'summaryEvent.resourceChanges') ?? {},
      maybeCorrupt: fields.flag('maybeCorrupt', false),
      result: fields.text('result'),
    },
    errors: [
      ...about('diagnosticEvent', 'urn', ({ body }) => severityOf(body['severity']) === 'error'),
      ...about('errorEvent', 'urn', () => true),
    ],
    violations: about('policyEvent', 'resourceUrn', ({ body }) => body['enforcementLevel'] === 'mandatory'),
  }
}

/** The engine makes default providers by itself: what happens to them is no operation of the program's. */
function withoutOperation(resource: Resource): Resource {
  return isHidden(resource) ? { ...resource, op: 'same' } : resource
}

function isHidden({ key }: Pick<Resource | Change, 'key'>): boolean {
  const parts = parseUrn(key)
  return parts !== undefined && isDefaultProvider(parts)
}

/** Warnings and errors, without what they say. */
function diagnosticsOf(events: readonly EngineEvent[]): readonly Diagnostic[] {
  return events.flatMap(({ kind, body }) => {
    const severity = severityOf(body['severity'])
    if (kind !== 'diagnosticEvent' || severity === 'info') return []
    const key = textOf(body['urn'])
    return [{ severity, message: TEXT_LEFT_OUT, ...(key === '' ? {} : { key }) }]
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
