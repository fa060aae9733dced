// `npm start`: the main job on the example organisation, from a change to evidence that somebody else can check.
// Every step is the command that a user would type; nothing here decides anything.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters, styleText } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const work = join(root, '.work/start')
const keys = mkdtempSync(join(tmpdir(), 'gatehouse-keys-'))
const evidence = join(work, 'evidence')
const origin = 'example.invalid/nordlicht'
const checkpoint = join(keys, 'kept-checkpoint')
/** The example's day: its contracts, reviews and exceptions are of that year, and run out as real ones do. */
const now = '2026-11-27T12:00:00Z'
/** When the second change is judged. */
const later = '2026-11-27T14:00:00Z'
const color = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined

/** What a change may touch: the declaration and the policies. */
const DECLARED = [
  'Pulumi.yaml',
  'Pulumi.identity.yaml',
  'Pulumi.aws.yaml',
  'package.json',
  'tsconfig.json',
  'stacks',
  'policies',
]

function say(text = ''): void {
  process.stdout.write(`${text}\n`)
}

function heading(number: number, text: string): void {
  const line = `${number}. ${text}`
  say()
  say(color ? styleText('bold', line) : line)
}

function shown(argument: string): string {
  const short = argument.startsWith(root) ? relative(root, argument) || '.' : argument
  return /[\s"]/.test(short) ? JSON.stringify(short) : short
}

/** Runs one command of Gatehouse, shows the command line and returns what it wrote; another status than expected ends the story. */
function gatehouse(args: readonly string[], expected: number): string {
  say(`   $ gatehouse ${args.map(shown).join(' ')}`)
  const env = { ...process.env, INIT_CWD: root, ...(color ? { FORCE_COLOR: '1' } : {}) }
  const run = spawnSync(process.execPath, [join(root, 'bin/gatehouse.js'), ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.status !== expected) {
    process.stderr.write(`${run.stdout}${run.stderr}\nthe command ended with ${run.status}, expected ${expected}\n`)
    process.exit(2)
  }
  return run.stdout
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `   ${line}`))
    .join('\n')
}

/** The text of a decision up to the tables that follow the findings. */
function untilTables(text: string): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => /^(Rules|Exceptions|Judged)\b/.test(stripVTControlCharacters(line)))
  return lines.slice(0, end < 0 ? lines.length : end).join('\n')
}

/** A copy of the declaration with one pull request applied. */
function checkout(name: string): string {
  const target = join(work, name)
  mkdirSync(target, { recursive: true })
  for (const entry of DECLARED) cpSync(join(root, entry), join(target, entry), { recursive: true })
  const patch = join(root, 'test/fixtures/pull-requests', `${name}.patch`)
  execFileSync('git', ['apply', patch], { cwd: target, env: { ...process.env, GIT_CEILING_DIRECTORIES: work } })
  return target
}

function judge(name: string, at: string, expected: number): string {
  const files = (extension: string): string => join(work, `${name}.${extension}`)
  const change = checkout(name)
  return gatehouse(
    [
      'gate',
      '--program',
      change,
      '--stack',
      'identity',
      '--base-dir',
      root,
      '--now',
      at,
      '--plan-output',
      files('plan.json'),
      '--output',
      files('decision.json'),
      '--output',
      files('comment.md'),
    ],
    expected,
  )
}

function archive(name: string, at: string): string {
  const given = ['--plan', join(work, `${name}.plan.json`), '--decision', join(work, `${name}.decision.json`)]
  const signers = [
    '--key',
    join(keys, 'signing.pem'),
    '--log-key',
    join(keys, 'log.pem'),
    '--origin',
    origin,
    '--now',
    at,
    '--demo',
  ]
  return gatehouse(['archive', evidence, ...given, ...signers], 0)
}

const started = performance.now()
if (existsSync(work)) rmSync(work, { recursive: true })
mkdirSync(work, { recursive: true })

say('Gatehouse: access and cloud services as code, gated and evidenced.')
say(
  'The example is Nordlicht Instruments, an invented company of 60 people. Its services, people and exceptions are YAML',
)
say('in stacks/register; its Entra ID and AWS settings are a Pulumi program in stacks/. No cloud account is used.')
say(`Its clock stands at ${now}, so that the story is the same on every day.`)

heading(
  1,
  'A good pull request: a new colleague joins Support. The program is planned in a sandbox and judged by the rules of main.',
)
say(indent(untilTables(judge('new-colleague', now, 0))))

heading(2, 'The change is archived: plan and decision as signed records in a log.')
gatehouse(['archive', '--create-keys', keys, '--origin', origin, '--now', now], 0)
say(indent(archive('new-colleague', now)))
copyFileSync(join(evidence, 'log/checkpoint'), checkpoint)
say(
  `   The auditor keeps the log's checkpoint of this day (${checkpoint}): whatever is rewritten later shows against it.`,
)

heading(3, 'A bad pull request: Sales is excluded from MFA, and a contractor becomes a permanent administrator.')
say(indent(untilTables(judge('sales-without-mfa', later, 1))))
say('   It ends with exit code 1, which keeps the pull request from being merged. The refusal is evidence too:')
say(indent(archive('sales-without-mfa', later)))

heading(4, 'The archive as pages to read.')
gatehouse(['report', evidence], 0)

heading(
  5,
  'An auditor verifies it all, without the company and without the network. The trust file comes by another way; here it lies beside the keys.',
)
say(indent(gatehouse(['verify', evidence, '--trust', join(keys, 'trust.json'), '--checkpoint', checkpoint], 0)))
say()
say(
  `Open ${relative(root, join(evidence, 'reports/index.html'))} in a browser, or ${relative(root, join(evidence, 'reports/README.md'))} in a forge.`,
)
say(`The comment that the bad pull request gets is ${relative(root, join(work, 'sales-without-mfa.comment.md'))}.`)
say()
say(
  `All of it took ${((performance.now() - started) / 1000).toFixed(1)} s. Change something in stacks/ and run: npm run -s gatehouse -- gate --stack identity --now ${now}`,
)
