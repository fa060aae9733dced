import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { byCodeUnit } from '../json.ts'

/** The directory of this program. */
export const OWN_ROOT: string = fileURLToPath(new URL('../..', import.meta.url))

/** What decides how this program behaves, besides the rules: its sources, and the packages that it is locked to. */
const PARTS: readonly string[] = ['bin', 'src', 'package.json', 'package-lock.json']

/** Digest of the sources of this program in a directory; undefined where the directory is not one of it. */
export function toolDigest(root: string): string | undefined {
  if (!existsSync(join(root, 'src/cli.ts')) || !isOwn(join(root, 'package.json'))) return undefined
  const files = PARTS.flatMap((part) => filesBelow(root, part)).sort(byCodeUnit)
  const hash = createHash('sha256')
  for (const file of files) {
    const content = createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex')
    hash.update(`${content}  ${file}\n`)
  }
  return hash.digest('hex')
}

function isOwn(manifest: string): boolean {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name === 'gatehouse'
  } catch {
    return false
  }
}

/** Paths with `/` from the root. */
function filesBelow(root: string, part: string): readonly string[] {
  const full = join(root, part)
  if (!existsSync(full)) return []
  if (part.endsWith('.json')) return [part]
  return readdirSync(full, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
}
