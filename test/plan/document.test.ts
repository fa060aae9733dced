import { describe, expect, test } from 'vitest'
import { readPlan } from '../../src/plan/read.ts'
import { failure } from './fixtures.ts'

const text = (value: string) => failure(() => readPlan(Buffer.from(value), 'f'))
const json = (value: unknown) => text(JSON.stringify(value))

describe('what is no plan', () => {
  test.each([
    ['an empty object', {}, 'an empty JSON object'],
    ['a list', [], 'a JSON list'],
    ['a text', 'x', 'a JSON string'],
    ['null', null, 'a JSON null'],
    [
      'a policy of Graph',
      { '@odata.type': '#microsoft.graph.conditionalAccessPolicy', id: 'x' },
      'an object of Microsoft Graph',
    ],
    ['a group of Graph', { id: 'x', displayName: 'y', groupTypes: [] }, 'an object of Microsoft Graph'],
    ['an answer of Graph', { '@odata.context': 'https://x', value: [] }, 'a list answered by Microsoft Graph'],
    ['SARIF', { version: '2.1.0', runs: [] }, 'a SARIF log'],
    ['a statement', { _type: 'https://in-toto.io/Statement/v1' }, 'an in-toto statement'],
    ['an envelope', { payloadType: 'application/vnd.in-toto+json' }, 'a signed envelope'],
    ['a Sigstore bundle', { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }, 'a Sigstore bundle'],
    ['Terraform', { format_version: '1.2', resource_changes: [] }, 'a document of Terraform'],
    ['a decision', { schema: 'urn:gatehouse:decision/v1' }, 'another document of Gatehouse'],
    ['a checkpoint', { version: 3, checkpoint: {} }, 'a checkpoint file'],
    ['the inside of an export', { manifest: {}, resources: [] }, 'the inner part of a stack export'],
    ['a workflow with steps', { steps: [{ run: 'make' }] }, 'a JSON object of no known form (its keys are "steps")'],
    ['an engine event', { sequence: 1, timestamp: 2, preludeEvent: {} }, 'one engine event'],
    ['anything else', { a: 1, b: 2 }, 'a JSON object of no known form (its keys are "a", "b")'],
  ])('%s', (_title, value, form) => {
    const error = json(value)
    expect(error.code).toBe('unknown-form')
    expect(error.message).toContain(`this is ${form}`)
  })

  test.each([
    ['an empty file', '', 'malformed'],
    ['a truncated document', '{"steps": [{"op": "sa', 'malformed'],
    ['a truncated document over lines', '{\n  "steps": [\n    {', 'malformed'],
    ['text', 'Previewing update (dev):\n', 'malformed'],
    ['JSON lines of no known form', '{"a":1}\n{"b":2}\n', 'unknown-form'],
    ['a cut event log', '{"sequence":0,"preludeEvent":{}}\n{"sequence":1,"dia', 'malformed'],
    ['deep nesting', `{"steps":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'malformed'],
    ['a prototype', '{"steps":[],"__proto__":{}}', 'malformed'],
    ['a prototype in disguise', '{"steps":[],"\\u005f_proto__":{}}', 'malformed'],
    ['half a character', '{"steps":[],"config":{"a":"\\ud800"}}', 'malformed'],
    ['a number beyond all bounds', '{"steps":[],"config":{"a":1e999}}', 'malformed'],
  ])('%s', (_title, value, code) => {
    expect(text(value).code).toBe(code)
  })

  test.each([
    ['bytes that are not UTF-8', [0x7b, 0xff, 0x7d]],
    ['half a UTF-16 unit', [0xff, 0xfe, 0x7b]],
  ])('%s', (_title, bytes) => {
    expect(failure(() => readPlan(Uint8Array.from(bytes), 'f')).code).toBe('malformed')
  })
})
