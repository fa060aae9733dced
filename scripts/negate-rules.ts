// Breaks every expression in the rule bodies of policies/, one at a time, and runs the test file beside it. A change
// that no test notices survives, and the exit code is 1, unless scripts/negate/equivalents.ts says why nothing can notice
// it. Needs OPA, on the path or in $OPA. Usage: node scripts/negate-rules.ts [--only policies/lib]
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { byCodeUnit } from '../src/json.ts'
import { EQUIVALENTS, type Equivalent } from './negate/equivalents.ts'
import { type RegoFile, regoFile, testOf, withImports } from './negate/files.ts'
import { type Mutant, mutants } from './negate/mutants.ts'
import { parse, runTests } from './negate/opa.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A change and what became of it; `impossible` where Rego has no such change. */
interface Attempt {
  readonly file: string
  readonly mutant: Mutant
  readonly end: 'killed' | 'survived' | 'impossible'
}

const directory = mkdtempSync(join(tmpdir(), 'gatehouse-negate-'))
try {
  const { values } = parseArgs({ options: { only: { type: 'string', default: 'policies' } } })
  process.exitCode = await main(directory, values.only)
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exitCode = 2
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/** Works on a copy of the policies in `copy`, on the files that begin with `only`; returns the exit code. */
async function main(copy: string, only: string): Promise<number> {
  const paths = globSync('policies/**/*.rego', { cwd: root }).sort(byCodeUnit)
  for (const path of paths) cpSync(join(root, path), join(copy, path))
  const files = paths.map((path) => regoFile(path, parse(copy, path)))
  const chosen = files.filter(({ path }) => path.startsWith(only) && !path.endsWith('_test.rego'))
  if (chosen.length === 0) {
    process.stderr.write(`no Rego file begins with ${only}; name a path such as policies/lib\n`)
    return 2
  }
  const untested: string[] = []
  const work: (() => Promise<Attempt>)[] = []
  for (const file of chosen) {
    const needed = withImports(files, [file.path, testOf(file.path)])
    if (!paths.includes(testOf(file.path)) || (await runTests(copy, needed)) !== 'passed') untested.push(file.path)
    else work.push(...attempts(copy, file, needed))
  }
  return report(chosen, untested, await inParallel(work, availableParallelism()))
}

/** One attempt per change of a file. `needed` are the files to load, the file itself among them. */
function attempts(copy: string, file: RegoFile, needed: readonly string[]): (() => Promise<Attempt>)[] {
  const others = needed.filter((path) => path !== file.path)
  const source = readFileSync(join(copy, file.path), 'utf8')
  return mutants(file.path, source, file.tree).map((mutant, index) => async () => {
    const changed = `${file.path.replaceAll('/', '-')}-${index}.rego`
    for (const broken of mutant.sources) {
      writeFileSync(join(copy, changed), broken)
      const outcome = await runTests(copy, [changed, ...others])
      if (outcome === 'invalid') continue
      return { file: file.path, mutant, end: outcome === 'failed' ? 'killed' : 'survived' }
    }
    return { file: file.path, mutant, end: 'impossible' }
  })
}

/** Runs the work with so many at once; the results are in the order of the work. */
async function inParallel<T>(work: readonly (() => Promise<T>)[], width: number): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < work.length; index = next++)
      results[index] = await (work[index] as () => Promise<T>)()
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}

function isEquivalent(attempt: Attempt, entry: Equivalent): boolean {
  const { kind, text, nth } = attempt.mutant
  return attempt.file === entry.file && kind === entry.kind && text === entry.text && nth === entry.nth
}

/** Prints the score of each file and what survived; returns the exit code. */
function report(chosen: readonly RegoFile[], untested: readonly string[], all: readonly Attempt[]): number {
  const lines: string[] = []
  const untouched = all.filter(({ end, mutant }) => end === 'impossible' && mutant.kind === 'negate')
  const made = all.filter(({ end }) => end !== 'impossible')
  const survivors = made.filter(({ end }) => end === 'survived')
  const unexplained = survivors.filter((attempt) => !EQUIVALENTS.some((entry) => isEquivalent(attempt, entry)))
  const stale = EQUIVALENTS.filter(
    (entry) =>
      chosen.some(({ path }) => path === entry.file) && !survivors.some((attempt) => isEquivalent(attempt, entry)),
  )
  for (const { path } of chosen) {
    const own = made.filter(({ file }) => file === path)
    const killed = own.filter(({ end }) => end === 'killed').length
    lines.push(untested.includes(path) ? `${path}: no tests that pass` : `${path}: ${killed} of ${own.length} killed`)
  }
  for (const { file, mutant } of unexplained) {
    lines.push(`survived ${file}:${mutant.line} ${mutant.kind}: ${mutant.text} (${mutant.nth})`)
  }
  for (const { file, mutant } of untouched) {
    lines.push(`cannot be negated ${file}:${mutant.line} ${mutant.text}: write it another way`)
  }
  for (const { file, kind, text, nth } of stale) {
    lines.push(`not needed in scripts/negate/equivalents.ts: ${file} ${kind}: ${text} (${nth})`)
  }
  const killed = made.length - survivors.length
  const known = survivors.length - unexplained.length
  lines.push(`${killed} of ${made.length} changes killed, ${known} equivalent, ${unexplained.length} survived`)
  process.stdout.write(`${lines.join('\n')}\n`)
  return unexplained.length + untouched.length + stale.length + untested.length === 0 ? 0 : 1
}
