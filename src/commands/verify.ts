import type { Command } from 'commander'
import { AppError, type Place } from '../errors.ts'
import { readInput, readText, requireDirectory, shownName, type Workplace } from '../files.ts'
import { isObject, parseUniqueJson, prettyJson } from '../json.ts'
import { locateJson } from '../json-place.ts'
import { validateValue } from '../schema.ts'
import type { Verification } from '../verify/model.ts'
import { renderVerificationMarkdown, renderVerificationText } from '../verify/render.ts'
import { type Keys, readTrust } from '../verify/trust.ts'
import { verifyArchive } from '../verify/verify.ts'

const TRUST_SCHEMA = 'urn:gatehouse:trust/v1'

interface Options {
  readonly trust?: string
  readonly checkpoint?: string
  readonly format: string
  readonly json?: boolean
}

const RENDERERS: Readonly<Record<string, (result: Verification) => string>> = {
  text: renderVerificationText,
  json: prettyJson,
  markdown: renderVerificationMarkdown,
}
const STATUS: Readonly<Record<Verification['verdict'], number>> = { verified: 0, consistent: 1, failed: 1, empty: 3 }

/**
 * Registers `gatehouse verify`: exit 0 when every check passed with trusted keys, 1 when one failed or no trust file was
 * given, 2 for a fault, 3 for an empty archive.
 */
export function verifyCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('verify')
    .description('verify an evidence archive; opens no connection')
    .argument('<dir>', 'archive')
    .option('--trust <file>', 'public keys that you received by another way than the archive')
    .option('--checkpoint <file>', 'log/checkpoint as you kept it earlier: finds a cut-off end and a rewritten history')
    .option('--format <format>', 'text, json or markdown', 'text')
    .option('--json', 'the same as --format json')
    .action((directory: string, options: Options) => {
      const format = options.json ? 'json' : options.format
      const render = Object.hasOwn(RENDERERS, format) ? RENDERERS[format] : undefined
      if (render === undefined) {
        throw new AppError('usage', `there is no format ${format}`, {
          expected: `one of ${Object.keys(RENDERERS).join(', ')}`,
          fix: 'choose one of them',
        })
      }
      const root = requireDirectory(place, directory, 'the directory of an archive')
      const trust = options.trust === undefined ? undefined : loadTrust(place, options.trust)
      const kept =
        options.checkpoint === undefined
          ? undefined
          : { file: options.checkpoint, bytes: readInput(place, options.checkpoint) }
      const result = verifyArchive(root, trust, kept)
      place.stdout(render(result))
      setExit(STATUS[result.verdict])
    })
}

function loadTrust(place: Workplace, path: string): Keys {
  const text = readText(place, path)
  const file = shownName(place, path)
  const document = parseUniqueJson(text, file)
  if (!isObject(document) || document['schema'] !== TRUST_SCHEMA) throw noTrust('it is of another format', { file })
  validateValue(TRUST_SCHEMA, document, file, locateJson(text, file))
  const keys = readTrust(document)
  if (typeof keys !== 'string') return keys
  throw noTrust(keys, { file })
}

function noTrust(problem: string, place: Place): AppError {
  return new AppError('schema', `this is not a trust file: ${problem}`, {
    place,
    expected: 'trust.json of "gatehouse archive --create-keys" (urn:gatehouse:trust/v1)',
    fix: 'get the file from who made the keys; keys.json of an archive is none: whoever wrote the archive wrote it too',
  })
}
