import { createRequire } from 'node:module'
import { AppError } from '../errors.ts'
import { isObject } from '../json.ts'
import type { Bundle } from './bundle.ts'

// The host's ES module exports the asynchronous loader only. That one asks for `Response`, so that Node loads its HTTP
// client: 40 ms and 17 MB.
const { loadPolicySync } = createRequire(import.meta.url)(
  '@open-policy-agent/opa-wasm',
) as typeof import('@open-policy-agent/opa-wasm')

const PAGE = 65_536
/** Pages for the module itself and small inputs. */
const BASE_PAGES = 256
/** A parsed input takes up to this many times its JSON text; growing in steps instead would cost a collection each time. */
const GROWTH = 14
const MOST_PAGES = 65_536

/** What the entrypoint `gate/decision` returns. */
export interface Answer {
  readonly decision: 'allow' | 'deny'
  readonly rules: readonly { readonly [key: string]: unknown }[]
  readonly results: readonly { readonly [key: string]: unknown }[]
  readonly live: readonly string[]
  /** Ids of exceptions; absent in policies of an older version. */
  readonly expiring?: readonly string[]
  readonly broad?: readonly string[]
  readonly tolerated: { readonly [finding: string]: string }
}

/**
 * Evaluates the policies once, in a fresh instance: the memory of an instance never shrinks.
 * @param input UTF-8 JSON text of the whole input.
 * @throws AppError `policy-runtime` for whatever the module or its host throws, strings and plain objects included.
 */
export async function evaluate(bundle: Bundle, input: Buffer): Promise<Answer> {
  const initial = Math.min(MOST_PAGES, BASE_PAGES + Math.ceil((input.length * GROWTH) / PAGE))
  let output: unknown
  try {
    const policy = loadPolicySync(bundle.wasm, { initial })
    output = policy.evaluate(wholeBuffer(input))
  } catch (cause) {
    throw failed(describe(cause), cause)
  }
  const result = Array.isArray(output) && isObject(output[0]) ? output[0]['result'] : undefined
  if (!isAnswer(result)) throw failed('they gave no decision')
  return result
}

/** The host takes an ArrayBuffer; a small Buffer is a part of a shared one. */
function wholeBuffer({ buffer, byteOffset, length }: Buffer): ArrayBufferLike {
  return length === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + length)
}

function isAnswer(value: unknown): value is Answer {
  return (
    isObject(value) &&
    (value['decision'] === 'allow' || value['decision'] === 'deny') &&
    Array.isArray(value['rules']) &&
    Array.isArray(value['results']) &&
    Array.isArray(value['live']) &&
    isObject(value['tolerated'])
  )
}

function describe(cause: unknown): string {
  if (typeof cause === 'string') return cause
  if (isObject(cause) && typeof cause['message'] === 'string') return cause['message']
  return cause instanceof Error ? cause.message : 'unknown fault'
}

function failed(message: string, cause?: unknown): AppError {
  return new AppError('policy-runtime', `the policies could not be evaluated: ${message}`, {
    expected: 'a decision of the entrypoint gate/decision',
    fix: 'report this with the plan, or remove the rule that was added last; nothing was allowed',
    cause,
  })
}
