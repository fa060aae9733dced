import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { policySources, readBundle, readLock } from '../gate/bundle.ts'
import { sha256 } from '../json.ts'
import { visible } from '../render/escape.ts'
import { bad, type Check, ok } from './model.ts'

/** Whether the compiled rules are those of their lock, and the sources those that they were compiled from. */
export function policyChecks(policies: string): readonly Check[] {
  try {
    const { digest } = readBundle(policies)
    return [ok('bundle', `the compiled rules are those of their lock, ${digest.slice(0, 12)}`), sourceCheck(policies)]
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [bad('bundle', 'fail', error.message, error.fix ?? 'restore the files with "git checkout policies/bundle"')]
  }
}

function sourceCheck(policies: string): Check {
  const { rego } = readLock(policies)
  const found = policySources(policies)
  const other = [
    ...found.filter((path) => rego[path] !== sha256(readFileSync(join(policies, path)))),
    ...Object.keys(rego).filter((path) => !existsSync(join(policies, path))),
  ]
  if (other.length === 0) return ok('rules', `${found.length} sources of rules are those that were compiled`)
  const [first = ''] = other
  const more = other.length > 1 ? ` and ${other.length - 1} more` : ''
  return bad(
    'rules',
    'fail',
    `changed since the rules were compiled: ${visible(first)}${more}`,
    'build them with "npm run bundle" (needs OPA), or restore the sources',
  )
}
