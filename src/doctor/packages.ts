import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, parseJson } from '../json.ts'
import { visible } from '../render/escape.ts'
import { bad, type Check, ok } from './model.ts'

const FIX = 'run "npm ci" in the checkout'

/** Whether what is installed is what the lock names: same packages, same versions, same digests. */
export function packageCheck(root: string): Check {
  const lock = packagesOf(join(root, 'package-lock.json'))
  if (lock === undefined) {
    return bad(
      'packages',
      'fail',
      'there is no package-lock.json that lists packages',
      'commit the lock that "npm install" writes',
    )
  }
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'))
  if (installed === undefined) return bad('packages', 'fail', 'the packages are not installed', FIX)
  const wanted = Object.entries(lock).filter(([name]) => name !== '')
  const other = [
    ...wanted.filter(([name, entry]) => {
      const found = installed[name]
      return found === undefined ? entry['optional'] !== true && entry['dev'] !== true : !isSame(entry, found)
    }),
    ...Object.entries(installed).filter(([name]) => lock[name] === undefined),
  ].map(([name]) => name.replace(/^node_modules\//, ''))
  if (other.length === 0) return ok('packages', `${wanted.length} packages as the lock names them`)
  const shown = `${other.slice(0, 3).map(visible).join(', ')}${other.length > 3 ? ` and ${other.length - 3} more` : ''}`
  return bad('packages', 'fail', `installed otherwise than the lock says: ${shown}`, FIX)
}

type Entry = { readonly [key: string]: unknown }

function isSame(one: Entry, other: Entry): boolean {
  return one['version'] === other['version'] && one['integrity'] === other['integrity']
}

function packagesOf(file: string): { readonly [name: string]: Entry } | undefined {
  if (!existsSync(file)) return undefined
  const lock = parseJson(readFileSync(file, 'utf8'), file)
  const packages = isObject(lock) ? lock['packages'] : undefined
  return isObject(packages) && Object.values(packages).every(isObject)
    ? (packages as { readonly [name: string]: Entry })
    : undefined
}
