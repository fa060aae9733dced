import { prettyJson } from '../json.ts'

/**
 * A decision, or another document that a person may read, as JSON with sorted keys.
 * Characters that JSON allows bare but a terminal obeys or hides (C1 controls, bidirectional, zero-width), and the `#`
 * before what a CI system would obey, are written as `\u` escapes, which changes the bytes and not the value.
 * @throws AppError `internal` for a string with a lone surrogate, which has no canonical form (RFC 8785)
 */
export function renderJson(document: object): string {
  return prettyJson(document).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|#(?=#(?:vso)?\[)/giu, (character) =>
    character === '\n' ? character : escapeUnits(character),
  )
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
