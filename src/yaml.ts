import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import { AppError, type Locate, type Place } from './errors.ts'
import { readText, shownName, type Workplace } from './files.ts'
import { firstRepeated, type Json, parseJson } from './json.ts'
import { findToken } from './json-place.ts'

/** The largest YAML file that is read: a register is written by hand, so anything above 4 MiB is a mistake. */
const YAML_MAX_BYTES: number = 4 * 1024 * 1024

/** How often aliases may be expanded in one document; a file of nested aliases ("billion laughs") exceeds it at once. */
const MAX_ALIAS_COUNT = 100

/** Deeper nesting than this is refused before it can exhaust the stack. */
const MAX_DEPTH = 100

const CHECK_FILE = 'check that this is the right file: none that is read here nests so deep'

/** A YAML or JSON file: its value, and where each part of it is written. */
export interface YamlDocument {
  readonly value: Json
  readonly locate: Locate
}

/**
 * Reads one YAML 1.2 document, or one JSON document, which is YAML as well.
 *
 * Only what JSON can express gets through: keys are texts, dates stay texts, numbers are finite and exact. Tags,
 * merge keys, other YAML versions, further documents and aliases without end are refused, because each of them
 * lets a file mean something else than what a reviewer sees.
 *
 * @throws AppError `malformed` with file, line and column, and what `readText` throws.
 */
export function readYaml(place: Workplace, path: string, maxBytes: number = YAML_MAX_BYTES): YamlDocument {
  return parseYaml(readWritten(place, path, maxBytes), shownName(place, path))
}

/** Its limit is no option: nobody writes so much by hand. */
function readWritten(place: Workplace, path: string, maxBytes: number): string {
  try {
    return readText(place, path, maxBytes)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'too-large') throw error
    throw new AppError(error.code, error.message, { place: error.place, fix: 'name the right file, or split it' })
  }
}

/** As `readYaml`, for text that is already there; `file` is the name shown in errors. @throws AppError `malformed`. */
export function parseYaml(text: string, file: string): YamlDocument {
  const lines = new LineCounter()
  const document = parse(text, file, lines)
  const at = (offset: number | undefined): Place => {
    if (offset === undefined) return { file }
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) {
    // What is written as JSON is told what is wrong with it as JSON.
    if (/^\s*(\{\s*["}]|\[)/.test(text) && !isTooDeep(problem)) parseJson(text, file)
    throw malformed(sentence(problem), at(positionOf(problem, document, text)), advice(problem))
  }
  refuseWhatJsonLacks(document, at)
  return { value: toJson(document, at), locate: (pointer, part) => at(offsetOf(document, pointer, part ?? 'value')) }
}

function parse(text: string, file: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      schema: 'core',
      strict: true,
      stringKeys: true,
      // Keys are compared below.
      uniqueKeys: false,
      resolveKnownTags: false,
    })
  } catch (cause) {
    throw malformed(`this cannot be read as YAML: ${(cause as Error).message}`, { file }, { cause })
  }
}

function refuseWhatJsonLacks(document: Document.Parsed, at: (offset: number | undefined) => Place): void {
  const version = document.directives.yaml
  if (version.explicit && version.version !== '1.2') {
    throw malformed(`the file asks for YAML ${version.version}`, at(0), {
      expected: 'YAML 1.2, in which yes, no and dates are texts',
      fix: 'remove the %YAML line',
    })
  }
  if (document.contents === null || isBlank(document.contents)) {
    throw malformed('the document is empty', at(0), {
      expected: 'one YAML or JSON document',
      fix: 'write the file again, or name another one',
    })
  }
  visit(document, {
    Node(_key, node, path) {
      if (path.length > 2 * MAX_DEPTH) {
        throw malformed(`the document is nested more than ${MAX_DEPTH} levels deep`, at(node.range?.[0]), {
          fix: CHECK_FILE,
        })
      }
    },
    Map(_key, map) {
      const again = firstRepeated(map.items.map(({ key }) => (isScalar(key) ? key.value : key)))
      if (again === -1) return
      throw malformed('this key is written twice in one mapping', at(start(map.items[again]?.key)), {
        fix: 'keep one of the two; neither is taken silently',
      })
    },
    Pair(_key, pair) {
      const name = isScalar(pair.key) ? pair.key.value : undefined
      if (name === '__proto__') {
        throw malformed('the key "__proto__" is not allowed in an input', at(start(pair.key)), {
          fix: 'remove the key',
        })
      }
      if (name === '<<') {
        throw malformed('merge keys (<<) are not read', at(start(pair.key)), { fix: 'write the keys out' })
      }
    },
    Scalar(_key, node) {
      if (typeof node.value !== 'number') return
      const whole = /^[-+]?(0o|0x)?[0-9a-f]+$/i.test(node.source ?? '')
      if (Number.isFinite(node.value) && (!whole || Number.isSafeInteger(node.value))) return
      throw malformed(`the number ${node.source} cannot be stored exactly`, at(start(node)), {
        fix: 'put it in quotes if it is an identifier',
      })
    },
  })
}

/** Nothing was written, as opposed to an empty text in quotes. */
function isBlank(node: unknown): boolean {
  return isScalar(node) && node.source === '' && node.type === 'PLAIN'
}

function toJson(document: Document.Parsed, at: (offset: number | undefined) => Place): Json {
  refuseOpenAliases(document, at)
  try {
    return document.toJS({ maxAliasCount: MAX_ALIAS_COUNT }) as Json
  } catch (cause) {
    throw malformed('the aliases of the file stand for too much to be written out', at(0), {
      expected: `at most ${MAX_ALIAS_COUNT} copies`,
      fix: 'write the repeated part out',
      cause,
    })
  }
}

function refuseOpenAliases(document: Document.Parsed, at: (offset: number | undefined) => Place): void {
  visit(document, {
    Alias(_key, alias, path) {
      const target = alias.resolve(document)
      if (!target) {
        throw malformed(`there is no anchor &${alias.source} before this alias`, at(start(alias)), {
          fix: 'write the value out, or set the anchor before it',
        })
      }
      if (path.includes(target)) {
        throw malformed(`the alias *${alias.source} contains itself`, at(start(alias)), { fix: 'write the value out' })
      }
    },
  })
}

/** Walks down the pointer as far as it leads. */
function offsetOf(document: Document.Parsed, pointer: string, part: 'value' | 'key'): number | undefined {
  let node: unknown = document.contents
  let offset = start(node)
  const tokens = pointer === '' ? [] : pointer.slice(1).split('/')
  for (const [index, token] of tokens.entries()) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    const collection = isAlias(node) ? node.resolve(document) : node
    const last = index === tokens.length - 1
    if (isMap(collection)) {
      const pair: Pair | undefined = collection.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === name,
      )
      if (!pair) return offset
      node = pair.value
      offset = last && part === 'key' ? start(pair.key) : (start(pair.value) ?? start(pair.key))
    } else if (isSeq(collection)) {
      node = collection.items[Number(name)]
      if (node === undefined) return offset
      offset = start(node) ?? offset
    } else return offset
  }
  return offset
}

function start(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined
}

/** Where the reader has to look: for an unclosed quote, where it was opened. */
function positionOf(problem: YAMLError, document: Document.Parsed, text: string): number | undefined {
  // Where the stack ended says nothing; flow collections have the brackets of JSON.
  if (isTooDeep(problem)) return findToken(text, (token) => token.depth > MAX_DEPTH)
  let offset = problem.pos[0]
  if (!problem.message.startsWith('Missing closing')) return offset
  visit(document, {
    Scalar(_key, node) {
      const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
      if (quoted && (node.range?.[1] ?? 0) >= problem.pos[0]) offset = start(node) ?? offset
    },
  })
  return offset
}

/** The reader of YAML is recursive, and says so only in its message. */
function isTooDeep(problem: YAMLError): boolean {
  return problem.message.startsWith('Maximum call stack')
}

function sentence(problem: YAMLError): string {
  if (isTooDeep(problem)) return `the document is nested more than ${MAX_DEPTH} levels deep`
  if (problem.message.startsWith('Missing closing')) return 'this quote is never closed'
  if (problem.code === 'MULTIPLE_DOCS') return 'the file holds more than one document'
  if (problem.code === 'TAB_AS_INDENT') return 'the line is indented with a tab'
  return `this is not valid YAML: ${problem.message.replace(/\s+/g, ' ')}`
}

function advice(problem: YAMLError): { expected?: string; fix?: string } {
  if (problem.code === 'MULTIPLE_DOCS')
    return { expected: 'one document, without a second "---" line', fix: 'keep one of them' }
  if (problem.code === 'TAB_AS_INDENT') return { fix: 'indent with spaces' }
  if (problem.code === 'TAG_RESOLVE_FAILED')
    return { fix: 'remove the tag; every value is a text, a number, true, false or null' }
  if (problem.message.startsWith('Missing closing')) return { fix: 'close the quote' }
  return { fix: isTooDeep(problem) ? CHECK_FILE : 'correct the file at this place' }
}

function malformed(
  message: string,
  place: Place,
  details: { expected?: string; fix?: string; cause?: unknown } = {},
): AppError {
  return new AppError('malformed', message, { ...details, place })
}
