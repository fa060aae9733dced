import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { byCodeUnit } from '../json.ts'

/** Plain files below a directory, as sorted paths with `/`; links are not followed. */
export function listFiles(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort(byCodeUnit)
}
