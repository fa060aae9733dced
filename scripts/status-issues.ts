// Keeps one issue of the forge for each duty of a status: opened, corrected, and closed when the duty is done.
//
//   gatehouse status --output status.json; node scripts/status-issues.ts status.json [--dry-run]
//
// Environment: GITHUB_REPOSITORY (owner/name), GITHUB_TOKEN (may write issues), GITHUB_API_URL (by default GitHub's own).
// An issue belongs to a duty by the mark in its text and the label, never by its title. Run it as often as you like.
import { readFileSync } from 'node:fs'
import { AppError, formatError } from '../src/errors.ts'
import { parseJson } from '../src/json.ts'
import { validateValue } from '../src/schema.ts'
import { syncIssues } from '../src/status/issues.ts'
import type { Status } from '../src/status/model.ts'

try {
  const [file, ...flags] = process.argv.slice(2)
  const { GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token, GITHUB_API_URL: api } = process.env
  if (file === undefined || flags.some((flag) => flag !== '--dry-run') || !repository || !token) {
    throw new AppError('usage', 'a file, GITHUB_REPOSITORY and GITHUB_TOKEN are needed', {
      expected: 'node scripts/status-issues.ts STATUS.json [--dry-run]',
      fix: 'set both variables and name the output of "gatehouse status --json"',
    })
  }
  const status = parseJson(readFileSync(file, 'utf8'), file)
  validateValue('urn:gatehouse:status/v1', status, file)
  const steps = await syncIssues(status as unknown as Status, {
    api: api ?? 'https://api.github.com',
    repository,
    token,
    isDryRun: flags.includes('--dry-run'),
  })
  for (const step of steps) process.stdout.write(`${step}\n`)
} catch (error) {
  process.stderr.write(error instanceof AppError ? formatError(error) : `status-issues: ${String(error)}\n`)
  process.exitCode = 2
}
