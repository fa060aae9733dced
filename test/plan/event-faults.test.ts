import { describe, expect, test } from 'vitest'
import { readPlan } from '../../src/plan/read.ts'
import { events, eventsOf, kindOf, numbered, readEvents, text, urnOf } from './event-stream.ts'
import { document, failure, type Loose, plan, step, urn } from './fixtures.ts'

const GROUP = 'azuread:index/group:Group'
const MEMBER = 'azuread:index/groupMember:GroupMember::bob-admin'

const change = () => events('change.events.jsonl')
const at = (list: readonly Loose[], kind: string) => list.findIndex((event) => kindOf(event) === kind)
const without = (list: readonly Loose[], kind: string, part = '') =>
  list.filter((event) => kindOf(event) !== kind || !(urnOf(event) ?? '').endsWith(part))
const inserted = (list: Loose[], index: number, event: Loose) => numbered(list.toSpliced(index, 0, event))
const changed = (list: Loose[], kind: string, more: object) =>
  list.map((event) => (kindOf(event) === kind ? { ...event, [kind]: { ...event[kind], ...more } } : event))
const reasons = (list: readonly Loose[]) => {
  const { status, reasons } = readEvents(list).completeness
  return [status, ...reasons]
}

describe('incomplete', () => {
  test('without the last event: the run did not end, or the file is cut', () => {
    expect(reasons(change().slice(0, -1))).toEqual([
      'unknown',
      'the last event of a run is missing: it did not end, or the file is cut',
    ])
  })

  test('without a summary', () => {
    expect(reasons(without(change(), 'summaryEvent'))).toEqual([
      'unknown',
      'the events have no summary: the run did not end, or the file is cut',
    ])
  })

  test('without the beginning', () => {
    expect(reasons(without(change(), 'preludeEvent'))).toEqual([
      'unknown',
      'the events do not begin with those of the run',
    ])
  })

  test('a last line that stops in the middle', () => {
    const whole = text(change())
    const cut = readPlan(Buffer.from(whole.slice(0, whole.length - 10)), 'x').completeness
    expect(cut).toEqual({
      status: 'unknown',
      reasons: [
        'the last event of a run is missing: it did not end, or the file is cut',
        'the last line stops in the middle',
      ],
    })
  })

  test('two events of one number', () => {
    const list = change()
    list[7].sequence = list[6].sequence
    expect(reasons(list)).toEqual(['unknown', 'two events have the same number'])
  })

  test('events out of order', () => {
    const list = change()
    ;[list[5], list[30]] = [list[30], list[5]]
    expect(reasons(list)).toEqual(['unknown', 'the events are not in the order of their numbers'])
    expect(readEvents(list).resources).toEqual(plan('change.events.jsonl').resources)
  })

  test('the plan lacks what may have been lost', () => {
    expect(readEvents(change().slice(0, -1)).lacks).toEqual(['dependencies', 'options', 'sames', 'sources'])
  })

  test('a debug message out of order counts as well', () => {
    const debug = { sequence: 0, diagnosticEvent: { severity: 'debug', message: '' } }
    expect(reasons(change().toSpliced(9, 0, debug))).toEqual([
      'unknown',
      'the events are not in the order of their numbers',
    ])
  })

  test('an event after the last one', () => {
    expect(reasons(inserted(change(), 43, { policyLoadEvent: {} }))).toEqual([
      'unknown',
      'the last event of a run is missing: it did not end, or the file is cut',
    ])
  })

  test('what failed outweighs what is missing', () => {
    const failed = changed(change(), 'summaryEvent', { result: 'failed' }).slice(0, -1)
    expect(reasons(failed)).toEqual([
      'partial',
      'the engine did not end the update with success',
      'the last event of a run is missing: it did not end, or the file is cut',
    ])
  })

  test('a step that began and did not end', () => {
    const ended = `the events show 0 of 1 "create" steps`
    const list = without(change(), 'resOutputsEvent', MEMBER)
    expect(reasons(list)).toEqual(['unknown', `the operation on ${MEMBER} began, and no event says that it ended`])
    expect(reasons(without(list, 'resourcePreEvent', MEMBER))).toEqual(['unknown', ended])
  })

  test('a deletion that began and did not end', () => {
    const list = without(change(), 'resOutputsEvent', 'block-legacy-authentication')
    expect(reasons(list)[1]).toBe(
      'the operation on azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy::block-legacy-authentication began, and no event says that it ended',
    )
  })

  test('a component of an update may end without an event, one of a preview may not', () => {
    expect(reasons(without(change(), 'resOutputsEvent', '::baseline'))).toEqual(['full'])
    expect(reasons(without(events('create.events.jsonl'), 'resOutputsEvent', '::baseline'))).toEqual([
      'unknown',
      'the operation on acme:identity:ConditionalAccessBaseline::baseline began, and no event says that it ended',
    ])
  })

  test('a step that ended and did not begin', () => {
    expect(reasons(without(change(), 'resourcePreEvent', MEMBER))).toEqual([
      'unknown',
      `the operation on ${MEMBER} ended, and no event says that it began`,
    ])
  })

  test('a step that the summary counts and nothing shows; the default provider stands for none', () => {
    const list = change().filter((event) => !urnOf(event)?.endsWith('::office'))
    expect(reasons(list)).toEqual(['unknown', 'the events show 14 of 15 "same" steps'])
  })

  test('an operation that failed', () => {
    const list = change().map((event) =>
      kindOf(event) === 'resOutputsEvent' && urnOf(event)?.endsWith(MEMBER)
        ? {
            sequence: event.sequence,
            resOpFailedEvent: { metadata: event.resOutputsEvent.metadata, status: 1, steps: 4 },
          }
        : event,
    )
    expect(reasons(list)).toEqual([
      'partial',
      'the events show 0 of 1 "create" steps',
      `the operation on ${MEMBER} failed`,
    ])
  })

  test.each<[string, object, string]>([
    ['a result that may be corrupt', { maybeCorrupt: true }, 'the engine marks its own result as maybe corrupt'],
    ['a run that failed', { result: 'failed' }, 'the engine did not end the update with success'],
    ['a run that is told to go on', { result: 'in-progress' }, 'the engine did not end the update with success'],
  ])('%s', (_title, more, reason) => {
    expect(reasons(changed(change(), 'summaryEvent', more))).toEqual(['partial', reason])
  })

  test('an engine that does not say how the run went is believed by everything else', () => {
    const list = changed(change(), 'summaryEvent', {})
    delete list[at(list, 'summaryEvent')].summaryEvent.result
    expect(reasons(list)).toEqual(['full'])
  })

  test.each<[string, Loose, string]>([
    [
      'an error',
      { diagnosticEvent: { severity: 'error', message: 'boom', urn: urn(GROUP, 'g') } },
      `the update reported an error about ${GROUP}::g`,
    ],
    [
      'an error about nothing',
      { diagnosticEvent: { severity: 'error', message: 'boom' } },
      'the update reported an error',
    ],
    [
      'a message of a severity that is not known',
      { diagnosticEvent: { severity: 'fatal', message: 'boom' } },
      'the update reported an error',
    ],
    ['a fault of the engine', { errorEvent: { error: 'boom' } }, 'the update reported an error'],
    [
      'a violation of a mandatory policy of Pulumi',
      { policyEvent: { enforcementLevel: 'mandatory', resourceUrn: urn(GROUP, 'g'), message: 'no' } },
      `a mandatory policy of Pulumi refuses ${GROUP}::g`,
    ],
  ])('%s', (_title, event, reason) => {
    expect(reasons(inserted(change(), 20, event))).toEqual(['partial', reason])
  })

  test.each<[string, Loose]>([
    ['a warning', { diagnosticEvent: { severity: 'warning', message: 'deprecated' } }],
    ['what the program printed', { diagnosticEvent: { severity: 'info#err', message: 'hello' } }],
    ['a debug message', { diagnosticEvent: { severity: 'debug', message: 'GET /' } }],
    ['an advisory policy of Pulumi', { policyEvent: { enforcementLevel: 'advisory', message: 'hm' } }],
    ['what the command printed', { stdoutEvent: { message: 'updating', color: 'never' } }],
    ['progress', { progressEvent: { type: 'plugin-download', id: 'x', done: false } }],
    [
      'an error that is only shown while it lasts',
      { diagnosticEvent: { severity: 'error', message: '', ephemeral: true } },
    ],
  ])('%s takes nothing away', (_title, event) => {
    expect(reasons(inserted(change(), 20, event))).toEqual(['full'])
  })

  test('warnings and errors are kept without what they say', () => {
    const urnOfG = urn(GROUP, 'g')
    const list = inserted(change(), 20, { diagnosticEvent: { severity: 'warning', message: 'secret', urn: urnOfG } })
    const message = 'The text is not kept: messages in engine events can hold secrets. The events have it.'
    expect(readEvents(list).diagnostics).toEqual([{ severity: 'warning', message, key: urnOfG }])
  })
})

describe('a preview of chosen targets', () => {
  test('is seen by a parent or a provider that the events do not contain', () => {
    const parent = step('same', GROUP, 'g', {}, { parent: urn('my:index:Component', 'c') })
    const provider = step('same', GROUP, 'h', {}, { provider: `${urn('pulumi:providers:azuread', 'lab')}::id` })
    expect(reasons(eventsOf({ steps: [parent, provider] }))).toEqual([
      'partial',
      `${GROUP}::g refers to my:index:Component::c, which the document does not contain`,
      `${GROUP}::h refers to pulumi:providers:azuread::lab, which the document does not contain`,
    ])
  })

  test('is seen by what is deployed and has no step', () => {
    const same = document('same.preview.json')
    const stack = (entry: Loose) => entry.newState.type === 'pulumi:pulumi:Stack'
    same.steps = same.steps.filter((entry: Loose) => stack(entry) || entry.urn.endsWith('::admins'))
    same.changeSummary = { same: 2 }
    const read = readEvents(eventsOf(same), plan('export.json')).completeness
    expect([read.status, read.reasons.length, read.reasons[0]]).toEqual([
      'partial',
      16,
      'acme:identity:ConditionalAccessBaseline::baseline is deployed, but no step is about it',
    ])
    expect(readEvents(events('up.events.jsonl'), plan('export.json')).completeness.status).toBe('full')
  })
})

describe('refused', () => {
  const refusal = (list: readonly Loose[]) => failure(() => readEvents(list))

  test('two runs in one file', () => {
    const twice = numbered([...change(), ...change()])
    expect(refusal(twice)).toEqual({ code: 'malformed', message: 'the file holds the events of two runs' })
  })

  test('a preview and its update in one file', () => {
    const both = numbered([...events('create.events.jsonl'), ...events('up.events.jsonl')])
    expect(refusal(both)).toEqual({
      code: 'malformed',
      message: 'the file holds the events of a preview and an update',
    })
    expect(refusal(changed(change(), 'summaryEvent', { isPreview: true })).message).toBe(
      both && 'the file holds the events of a preview and an update',
    )
  })

  test('the events of a refresh', () => {
    const [begin, end] = eventsOf({ steps: [step('refresh', GROUP, 'g')] }).slice(1, 3)
    const list = change().toSpliced(2, 0, begin, {
      ...end,
      resOutputsEvent: { metadata: { ...end.resOutputsEvent.metadata, op: 'update' } },
    })
    for (const event of list) delete event[kindOf(event)].planning
    expect(refusal(numbered(list))).toEqual({
      code: 'unknown-form',
      message: 'these are the engine events of "pulumi refresh"',
    })
  })

  test.each<[string, string, string]>([
    ['other output between the lines', 'Updating (dev):', 'this line is not an engine event'],
    ['a line that is cut in the middle of the file', '{"sequence":9,"resourcePre', 'this line is not an engine event'],
    ['another object', '{"method":"GET","path":"/"}', 'this line is not an engine event'],
    ['an event without a number', '{"policyLoadEvent":{}}', 'this line is not an engine event'],
    ['a list', '[1]', 'this line is not an engine event'],
    [
      'a number that is none',
      '{"sequence":1.5,"policyLoadEvent":{}}',
      'the number of this event is not a whole number',
    ],
    ['a number below zero', '{"sequence":-1,"policyLoadEvent":{}}', 'the number of this event is not a whole number'],
    [
      'two events in one line',
      '{"sequence":9,"cancelEvent":{},"policyLoadEvent":{}}',
      'this line holds no event, or more than one',
    ],
    ['an event that is a text', '{"sequence":9,"cancelEvent":"x"}', 'this line holds no event, or more than one'],
    ['an event that is null', '{"sequence":9,"cancelEvent":null}', 'this line holds no event, or more than one'],
    [
      'a prototype',
      '{"sequence":9,"newEvent":{"\\u005f_proto__":{}}}',
      'the key "__proto__" is not allowed in an input',
    ],
    [
      'half a character',
      '{"sequence":9,"newEvent":{"a":"\\ud800"}}',
      'a text contains half of a surrogate pair, which no UTF-8 file can carry',
    ],
    ['a step without metadata', '{"sequence":9,"resourcePreEvent":{}}', 'resourcePreEvent.metadata is not an object'],
    [
      'a step without a URN',
      '{"sequence":9,"resourcePreEvent":{"metadata":{"op":"same"}}}',
      'metadata.urn is not a text',
    ],
    [
      'a step without an operation',
      '{"sequence":9,"resOutputsEvent":{"metadata":{"urn":"x"}}}',
      'metadata.op is not a text',
    ],
    [
      'an operation that is not known',
      `{"sequence":9,"resourcePreEvent":{"metadata":{"op":"mend","urn":"${urn(GROUP, 'g')}"}}}`,
      'metadata.op is "mend", an operation that is not known',
    ],
    [
      'a creation without a state',
      `{"sequence":9,"resourcePreEvent":{"metadata":{"op":"create","urn":"${urn(GROUP, 'g')}"}}}`,
      'metadata.new is not an object',
    ],
    [
      'a key that looks like a tag',
      `{"sequence":9,"resourcePreEvent":{"metadata":{"op":"create","urn":"${urn(GROUP, 'g')}","new":{"inputs":{"$gatehouse":"ref"}}}}}`,
      'metadata.new.inputs has the key "$gatehouse", which is reserved for tagged values',
    ],
    [
      'a difference of no known kind',
      `{"sequence":9,"resourcePreEvent":{"metadata":{"op":"create","urn":"${urn(GROUP, 'g')}","new":{},"detailedDiff":{"a":{"diffKind":"maybe"}}}}}`,
      'metadata.detailedDiff.a.diffKind is not a kind of change',
    ],
    [
      'a count that is none',
      '{"sequence":9,"summaryEvent":{"resourceChanges":{"same":"3"}}}',
      'summaryEvent.resourceChanges.same is not a count',
    ],
    ['configuration that is a list', '{"sequence":9,"preludeEvent":{"config":[]}}', 'config is not an object'],
  ])('%s', (_title, line, message) => {
    const kind = /"(\w+Event)"/.exec(line)?.[1] ?? ''
    const list = ['summaryEvent', 'preludeEvent'].includes(kind) ? without(change(), kind) : change()
    const lines = text(list).split('\n').toSpliced(12, 0, line).join('\n')
    expect(failure(() => readPlan(Buffer.from(lines), 'x')).message).toBe(message)
  })

  test('with the line, where there is one', () => {
    const lines = text(change()).split('\n').toSpliced(12, 0, 'Updating (dev):').join('\n')
    try {
      readPlan(Buffer.from(lines), 'up.events.jsonl')
      expect.unreachable()
    } catch (error) {
      expect((error as { place: unknown }).place).toEqual({ file: 'up.events.jsonl', line: 13 })
    }
  })

  test('one event alone, and the same step twice', () => {
    expect(refusal(change().slice(0, 1))).toEqual({
      code: 'unknown-form',
      message: 'this is one engine event, not all of them',
    })
    const twice = eventsOf({ steps: [step('same', GROUP, 'g'), step('same', GROUP, 'g')] })
    expect(refusal(twice).message).toContain(`${GROUP}::g has steps that contradict each other`)
  })
})
