/** Prints how many tests passed, as one line that machines read: node scripts/test-summary.ts RESULTS (JSON of vitest). */
import { readFileSync } from 'node:fs'
import process from 'node:process'

const results = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Readonly<Record<string, number>>
const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = results
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
if (passed === 0) process.exitCode = 1
