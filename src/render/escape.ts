/**
 * Everything that comes from a plan, a register or a tenant was chosen by somebody: a display name may hold terminal
 * escapes, right-to-left overrides, Markdown or an @mention. No renderer writes such a text without one of these.
 */

/** Control, format (bidirectional, zero-width, tag), line-separator and surrogate characters: Unicode categories Cc, Cf, Zl, Zp, Cs. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * What a CI system obeys in the output of a job: `##vso[` (azure-pipelines-agent, Command.cs) and `##[` (actions/runner,
 * ActionCommand.cs) anywhere in a line, `::` at its beginning, which may be that of any word where text is wrapped.
 */
const COMMAND = /#(?=#(?:vso)?\[)|(?<=^|\s):(?=:)/gi

/**
 * The text on one line, with every character that is not seen or that moves others written as an escape (`\n`, `\u202E`),
 * and the first character of what a CI system would obey.
 * @param text any string, lone surrogates included
 */
export function visible(text: string): string {
  return withoutCommands(shown(text))
}

/** As `visible`, for what no CI system reads line by line. */
export function shown(text: string): string {
  return text.replace(HIDDEN, (character) => SHORT_ESCAPES[character] ?? hexEscape(character.codePointAt(0) ?? 0))
}

/** The text with the first character of what a CI system would obey written as an escape, and nothing else. */
export function withoutCommands(text: string): string {
  return text.replace(COMMAND, (character) => hexEscape(character.codePointAt(0) ?? 0))
}

function hexEscape(code: number): string {
  const hex = code.toString(16).toUpperCase()
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}

/** Prose that was wrapped in its source: line breaks with their indentation become one space. */
export function unwrap(text: string): string {
  return text.replace(/[ \t]*\r?\n\s*/g, ' ').trim()
}

/** The first `max` code points, with `…` where something was cut off. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  const points = Array.from(text)
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`
}

/**
 * Characters that mean something in GitHub Flavored Markdown (https://github.github.com/gfm/, and `$` for mathematics)
 * anywhere in a line. The zero-width space (`&#8203;`) keeps GitHub from seeing a mention, an issue number or an address,
 * which it looks for after Markdown is rendered, so that a backslash or an entity alone would not help.
 */
const MARKDOWN: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '@&#8203;',
  '#': '#&#8203;',
  '://': '&#8203;://',
}

const MARKDOWN_PIECES = /:\/\/|www\.|gh-(?=\d)|./giu

/**
 * A text as inert inline Markdown: no HTML, no link, no mention, no emphasis, no code, no table cell, one line.
 * It must not stand at the beginning of a line, where a number or a dash would start a list.
 * @param max the most characters of the result, escapes included
 */
export function markdownText(text: string, max = 1000): string {
  let result = ''
  for (const [piece] of visible(text).matchAll(MARKDOWN_PIECES)) {
    const next = markdownPiece(piece)
    if (result.length + next.length > max - 1) return `${result}…`
    result += next
  }
  return result
}

function markdownPiece(piece: string): string {
  const known = MARKDOWN[piece]
  if (known !== undefined) return known
  if (piece.length > 1 && /^[a-z]/i.test(piece)) return `${piece.slice(0, 1)}&#8203;${piece.slice(1)}`
  return /^[\\`*_{}[\]()~|$^!]$/.test(piece) ? `\\${piece}` : piece
}

/** An identifier or a digest in code type; what is not a plain identifier is written as text. */
export function markdownCode(text: string): string {
  return /^[A-Za-z0-9._-]{1,100}$/.test(text) ? `\`${text}\`` : markdownText(text, 200)
}

/**
 * A path relative to the checkout as a URI reference (RFC 3986): every segment percent-encoded, so that no name becomes
 * a scheme, a host, a query or the end of a Markdown link. Undefined where the path is absolute or leaves the checkout.
 */
export function relativeUri(path: string): string | undefined {
  const segments = path.toWellFormed().split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return undefined
  return segments.map(encodeSegment).join('/')
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/**
 * A text as character data or as an attribute's value of XML 1.0, on one line. What no XML document may hold (2.2, Char:
 * control characters, halves of a surrogate pair, U+FFFE and U+FFFF) is written as an escape.
 */
export function xmlText(text: string): string {
  return visible(text)
    .replace(/[\uFFFE\uFFFF]/g, (character) => hexEscape(character.charCodeAt(0)))
    .replace(/[&<>"']/g, (character) => XML[character] ?? character)
}

/** A text as the message of a workflow command of GitHub (actions/toolkit, core, escapeData). Line feeds stay. */
export function commandData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** A text as a property of such a command (escapeProperty): neither the end of the property nor of the command. */
export function commandProperty(text: string): string {
  return commandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
