import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import process from 'node:process'
import { packageVersion } from '../src/cli.ts'
import { archiveChange } from '../src/evidence/archive.ts'
import { openDisk } from '../src/evidence/disk.ts'
import { formatTime } from '../src/evidence/format.ts'
import { createKeys, readPrivateKey } from '../src/evidence/keys.ts'
import { readReport } from '../src/report/model.ts'
import { renderReport } from '../src/report/render.ts'
import { writeAtomic } from '../src/write.ts'

/**
 * Makes a sample archive: node scripts/make-sample.ts OUTPUT PLAN DECISION [PLAN DECISION]…
 * Oldest change first. Beside OUTPUT it writes OUTPUT.trust.json. The private keys are never written anywhere, so that
 * nothing can be added to a sample: a format change adds another one.
 */
const ORIGIN = 'example.invalid/gatehouse'
const [output, ...inputs] = process.argv.slice(2)
if (output === undefined || inputs.length === 0 || inputs.length % 2 !== 0) {
  process.stderr.write('usage: node scripts/make-sample.ts OUTPUT PLAN DECISION [PLAN DECISION]…\n')
  process.exit(2)
}
const root = resolve(output)
if (existsSync(root) && readdirSync(root).length > 0) {
  process.stderr.write(`${output} is not empty: a sample is added, never replaced\n`)
  process.exit(2)
}
const times = inputs
  .filter((_, i) => i % 2 === 1)
  .map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { now: string }).now)
const keys = createKeys(ORIGIN, [...times].sort()[0] ?? '')
const signer = {
  signing: readPrivateKey(keys.signing, 'signing.pem', 'p256'),
  log: readPrivateKey(keys.log, 'log.pem', 'ed25519'),
}
for (const [index, now] of times.entries()) {
  const file = (at: number): { path: string; bytes: Buffer } => {
    const path = inputs[at] ?? ''
    return { path, bytes: readFileSync(path) }
  }
  const minuteLater = formatTime(new Date(Date.parse(now) + 60_000))
  const { appended } = await archiveChange(
    { root, origin: ORIGIN, signer, now: minuteLater, disk: openDisk(root) },
    { plan: file(index * 2), decision: file(index * 2 + 1), attachments: [] },
    { demo: true, allowUnsandboxed: true, allowWorkingTree: true, version: packageVersion() },
  )
  process.stderr.write(`${basename(inputs[index * 2] ?? '')}: ${appended.added.length} records\n`)
}
const report = readReport(root)
if (typeof report === 'string') throw new Error(report)
for (const [name, text] of renderReport(report, '..')) writeAtomic(join(root, 'reports', name), text)
writeFileSync(`${root}.trust.json`, keys.trust, { flag: 'wx' })
process.stdout.write(`${output} and ${output}.trust.json\n`)
