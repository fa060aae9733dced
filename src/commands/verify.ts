import { existsSync, statSync } from 'node:fs'
import type { Command } from 'commander'
import { AppError } from '../errors.ts'
import { readInput, readText, resolvePath, type Workplace } from '../files.ts'
import { parseJson, prettyJson } from '../json.ts'
import type { Verification } from '../verify/model.ts'
import { renderVerificationMarkdown, renderVerificationText } from '../verify/render.ts'
import { type Keys, readTrust } from '../verify/trust.ts'
import { verifyArchive } from '../verify/verify.ts'

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
        throw new AppError('usage', `there is no format ${format}`, { expected: Object.keys(RENDERERS).join(', ') })
      }
      const root = resolvePath(place, directory)
      if (!existsSync(root))
        throw new AppError('not-found', 'there is no such directory', { place: { file: directory } })
      if (!statSync(root).isDirectory()) {
        throw new AppError('unreadable', 'this is a file', {
          place: { file: directory },
          expected: 'the directory of an archive',
        })
      }
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
  const keys = readTrust(parseJson(readText(place, path), path))
  if (typeof keys !== 'string') return keys
  throw new AppError('schema', `this is not a trust file: ${keys}`, {
    place: { file: path },
    expected: 'trust.json of "gatehouse archive --create-keys" (urn:gatehouse:trust/v1)',
    fix: 'keys.json inside an archive is not a trust file: whoever wrote the archive wrote it too',
  })
}
