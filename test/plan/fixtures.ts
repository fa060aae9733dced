import { readFileSync } from 'node:fs'
import type { AppError } from '../../src/errors.ts'
import type { Json } from '../../src/json.ts'
import type { Plan, Resource } from '../../src/plan/model.ts'
import { readPlan } from '../../src/plan/read.ts'

/** Anything that JSON can hold, open for mutation. */
export type Loose = ReturnType<typeof JSON.parse>

/** Bytes of a recorded document. */
export function bytes(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/plans/${name}`, import.meta.url))
}

/** A recorded document as JSON that a test may change. */
export function document(name: string): Loose {
  return JSON.parse(bytes(name).toString('utf8')) as Loose
}

/** The plan of a recorded document. */
export function plan(name: string): Plan {
  return readPlan(bytes(name), name)
}

/** Reads a JSON value as a plan. */
export function readJson(value: unknown): Plan {
  return readPlan(Buffer.from(JSON.stringify(value)), 'test.json')
}

/** The resource of a logical name. */
export function named(from: Plan, name: string): Resource {
  const found = from.resources.find((resource) => resource.name === name)
  if (!found) throw new Error(`no resource ${name}`)
  return found
}

/** The error that a call throws, as the code and the sentence. */
export function failure(call: () => unknown): { code: string; message: string } {
  try {
    call()
  } catch (error) {
    const { name, code, message } = error as AppError
    if (name !== 'AppError') throw error
    return { code, message }
  }
  throw new Error('nothing was thrown')
}

const URN = 'urn:pulumi:dev::demo::'

/** A URN of the test stack. */
export function urn(type: string, name: string): string {
  return `${URN}${type}::${name}`
}

/** A step with a state of the given inputs, as a digest has it. */
export function step(op: string, type: string, name: string, inputs: Json = {}, more: object = {}): Loose {
  const state = { urn: urn(type, name), custom: true, type, inputs, ...more }
  const old = ['same', 'update', 'delete', 'replace', 'delete-replaced'].includes(op)
    ? { oldState: structuredClone(state) }
    : {}
  const next = ['delete', 'delete-replaced', 'discard'].includes(op) ? {} : { newState: state }
  return { op, urn: urn(type, name), ...old, ...next }
}
