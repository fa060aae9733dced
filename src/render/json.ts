import type { Decision } from '../gate/decision.ts'
import { prettyJson } from '../json.ts'

/**
 * The decision as JSON with sorted keys, valid against `src/schemas/decision.v1.json`.
 * Characters that JSON allows bare but a terminal obeys or hides (C1 controls, bidirectional, zero-width) are written
 * as `\u` escapes, which changes the bytes and not the value.
 * @throws AppError `internal` for a string with a lone surrogate, which has no canonical form (RFC 8785)
 */
export function renderJson(decision: Decision): string {
  return prettyJson(decision).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' ? character : escapeUnits(character),
  )
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
