import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { packageVersion } from '../cli.ts'
import { AppError } from '../errors.ts'
import type { Target } from '../evidence/append.ts'
import { type Archived, archiveChange } from '../evidence/archive.ts'
import { openDisk } from '../evidence/disk.ts'
import { formatTime } from '../evidence/format.ts'
import { checkOrigin, createKeys, readPrivateKey } from '../evidence/keys.ts'
import type { GivenFile } from '../evidence/prepare.ts'
import {
  DEFAULT_MAX_BYTES,
  parseMaxBytes,
  readInput,
  readText,
  resolvePath,
  shownName,
  showPath,
  type Workplace,
} from '../files.ts'
import { parseNow } from '../gate/time.ts'
import { systemProblem } from '../system.ts'
import { archiveOperating } from './archive-operating.ts'
import { archiveScan } from './archive-scan.ts'

interface Options {
  readonly plan?: string
  readonly decision?: string
  readonly attach: readonly string[]
  readonly scuba?: string
  readonly prowler?: string
  readonly record: readonly string[]
  readonly change?: string
  readonly key?: string
  readonly logKey?: string
  readonly origin?: string
  readonly createKeys?: string
  readonly now?: string
  readonly demo?: boolean
  readonly allowUnsandboxed?: boolean
  readonly allowWorkingTree?: boolean
  readonly maxBytes: string
}

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value]

/**
 * Registers `gatehouse archive`: adds a judged change to an evidence archive, or makes the keys for one. Exit 0 when
 * the change is in the archive, also when it was there before; 2 when nothing was added.
 */
export function archiveCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  program
    .command('archive')
    .description('sign and log a judged change in an evidence archive')
    .argument('[dir]', 'archive; made where it does not exist')
    .option('--plan <file>', 'the plan that was judged, as it was written')
    .option('--decision <file>', 'the decision about it (gate --format json)')
    .option('--attach <file>', 'a text that belongs to the change; repeatable', collect, [])
    .option('--scuba <file>', 'instead of a change: the report of ScubaGear')
    .option('--prowler <file>', 'instead of a change: the results of Prowler')
    .option('--record <file>', 'instead of a change: a record of the register; repeatable', collect, [])
    .option('--change <file>', 'with --record: the change that brought them, as the forge knows it')
    .option('--key <file>', 'ECDSA P-256 key that signs records (PEM)')
    .option('--log-key <file>', 'Ed25519 key that signs the log (PEM)')
    .option('--origin <name>', 'name of the log, such as evidence.example.com/acme')
    .option('--create-keys <dir>', 'make both keys and the trust file for verifiers, then stop')
    .option('--now <time>', 'RFC 3339 time to archive at, instead of the clock')
    .option('--demo', 'mark the records as an example')
    .option('--allow-unsandboxed', 'accept a plan whose program ran without a sandbox')
    .option('--allow-working-tree', "accept a decision by the change's own policies")
    .option('--max-bytes <n>', 'largest input that is read', String(DEFAULT_MAX_BYTES))
    .action(async (directory: string | undefined, options: Options) => {
      const now = options.now === undefined ? formatTime(place.clock()) : parseNow(options.now)
      if (options.createKeys !== undefined) {
        if (directory !== undefined)
          throw new AppError('usage', '--create-keys makes keys only; do not name an archive', {
            expected: '--create-keys DIR --origin NAME',
            fix: 'make the keys first, then archive with them',
          })
        place.stdout(
          makeKeys(place, options.createKeys, checkOrigin(required(options.origin, '--origin', KEYS_LINE)), now),
        )
      } else place.stdout(await archive(place, required(directory, 'DIR'), options, now))
      setExit(0)
    })
}

async function archive(place: Workplace, directory: string, options: Options, now: string): Promise<string> {
  const maxBytes = parseMaxBytes(options.maxBytes)
  const given = (path: string): GivenFile => ({
    path: shownName(place, path),
    bytes: readInput(place, path, maxBytes),
  })
  const key = required(options.key, '--key')
  const logKey = required(options.logKey, '--log-key')
  const root = resolvePath(place, directory)
  const target: Target = {
    root,
    origin: checkOrigin(required(options.origin, '--origin')),
    signer: {
      signing: readPrivateKey(readText(place, key), key, 'p256'),
      log: readPrivateKey(readText(place, logKey), logKey, 'ed25519'),
    },
    now,
    disk: openDisk(root),
  }
  if (options.scuba !== undefined || options.prowler !== undefined)
    return archiveScan(place, target, options, showPath(place, root))
  if (options.record.length > 0) return archiveOperating(place, target, options, showPath(place, root))
  const archived = await archiveChange(
    target,
    {
      plan: given(required(options.plan, '--plan')),
      decision: given(required(options.decision, '--decision')),
      attachments: options.attach.map(given),
    },
    {
      demo: options.demo === true,
      allowUnsandboxed: options.allowUnsandboxed === true,
      allowWorkingTree: options.allowWorkingTree === true,
      version: packageVersion(),
    },
  )
  return describe(archived, showPath(place, root))
}

function describe({ prepared, appended }: Archived, directory: string): string {
  const { decision, drafts, redactions } = prepared
  const known = new Set(appended.known)
  const lines = [
    `${decision.decision} of ${decision.project}/${decision.stack} is archived in ${directory}: ${appended.added.length} records added, ${appended.size} in the log`,
    ...drafts.map((draft) => `  ${draft.path}${known.has(draft.id) ? ' (was there)' : ''}`),
    ...(redactions.length === 0
      ? []
      : [`  ${redactions.length} values were taken out of the plan; the record lists where`]),
    ...appended.recovered.map((id) => `  ${id} of an interrupted run was completed`),
  ]
  return `${lines.join('\n')}\n`
}

/** Private keys are readable by their owner only, and no existing file is ever replaced. */
function makeKeys(place: Workplace, directory: string, origin: string, now: string): string {
  const target = resolvePath(place, directory)
  const keys = createKeys(origin, now)
  const files: readonly (readonly [string, string, number])[] = [
    ['signing.pem', keys.signing, 0o600],
    ['log.pem', keys.log, 0o600],
    ['trust.json', keys.trust, 0o644],
  ]
  const taken = files.find(([name]) => existsSync(join(target, name)))
  if (taken) {
    throw new AppError('refused', 'there is a key already, and keys are never replaced', {
      place: { file: showPath(place, join(target, taken[0])) },
      fix: 'give another directory',
    })
  }
  const made: string[] = []
  try {
    mkdirSync(target, { recursive: true, mode: 0o700 })
    for (const [name, text, mode] of files) {
      const file = openSync(join(target, name), 'wx', mode)
      made.push(join(target, name))
      writeSync(file, text)
      closeSync(file)
    }
  } catch (cause) {
    for (const path of made) rmSync(path, { force: true })
    throw new AppError('write', `the keys cannot be written: ${systemProblem(cause)}`, {
      place: { file: directory },
      fix: 'name another directory, or check its permissions and the space',
      cause,
    })
  }
  const shown = (name: string): string => showPath(place, join(target, name))
  return [
    `made ${shown('signing.pem')} and ${shown('log.pem')}: keep them where only the archive job reads them`,
    `made ${shown('trust.json')}: give it to verifiers by another way than the archive`,
    '',
  ].join('\n')
}

const ARCHIVE_LINE = 'gatehouse archive DIR --plan FILE --decision FILE --key PEM --log-key PEM --origin NAME'
const KEYS_LINE = 'gatehouse archive --create-keys DIR --origin NAME'

function required(value: string | undefined, option: string, line: string = ARCHIVE_LINE): string {
  if (value !== undefined) return value
  throw new AppError('usage', `${option} is missing`, { expected: line, fix: `add ${option}` })
}
