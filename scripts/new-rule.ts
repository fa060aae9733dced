// Makes the folder of a new rule, with tests that fail and a page to write. Nothing that is there is replaced.
// Usage: npm run new:rule -- entra.some_rule [--root DIR]
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeAtomic } from '../src/write.ts'
import { newRuleFiles, nextSteps } from './new-rule/template.ts'

const own = fileURLToPath(new URL('..', import.meta.url))

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { root: { type: 'string', default: own } },
  })
  process.exitCode = make(positionals, values.root)
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exitCode = 2
}

function make([id, ...more]: readonly string[], root: string): number {
  if (id === undefined || more.length > 0) throw new Error('usage: npm run new:rule -- <area>.<rule>')
  const files = newRuleFiles(id)
  if (typeof files === 'string') throw new Error(files)
  const taken = [...files.keys()].find((path) => existsSync(join(root, path)))
  if (taken !== undefined) throw new Error(`${taken} is there already; choose another id`)
  for (const [path, text] of files) {
    writeAtomic(join(root, path), text)
    process.stdout.write(`${path}\n`)
  }
  process.stdout.write(`\n${nextSteps(id)}`)
  return 0
}
