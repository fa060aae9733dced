// Writes the page of each rule below docs/rules/, their index, and the rules of the control mapping, from the METADATA in
// the bundle; what is written by hand below the line in a page stays. With --check it writes nothing, and exits 1 where a
// file is not what it should be. A page that nobody has written yet is made, and counts as a fault.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Workplace } from '../src/files.ts'
import { writeAtomic } from '../src/write.ts'
import { ruleDocs, staleFiles } from './rule-docs/check.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const place: Workplace = {
  cwd: root,
  env: {},
  stdin: () => Buffer.alloc(0),
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  isTerminal: false,
  clock: () => new Date(),
}
const docs = await ruleDocs(place, root)
const stale = staleFiles(root, docs)
const isCheck = process.argv.includes('--check')
for (const path of stale) {
  if (isCheck) process.stdout.write(`${path}: run "npm run rule-docs" and commit\n`)
  else {
    writeAtomic(join(root, path), docs.files.get(path) ?? '')
    process.stdout.write(`${path} written\n`)
  }
}
for (const fault of docs.faults) process.stdout.write(`${fault}\n`)
process.exitCode = docs.faults.length > 0 || (isCheck && stale.length > 0) ? 1 : 0
