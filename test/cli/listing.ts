import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { sha256 } from '../../src/json.ts'

/** Everything below a directory: paths with what they hold. A repository's own data is left out, git changes it. */
export function listing(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const visit = (directory: string): void => {
    for (const name of readdirSync(directory).sort()) {
      const path = join(directory, name)
      const info = lstatSync(path)
      const shown = relative(root, path)
      if (info.isDirectory()) {
        found.set(`${shown}/`, 'directory')
        if (name !== '.git') visit(path)
      } else if (info.isSymbolicLink()) found.set(shown, `link to ${readlinkSync(path)}`)
      else found.set(shown, info.isFile() && (info.mode & 0o400) !== 0 ? sha256(readFileSync(path)) : 'other')
    }
  }
  visit(root)
  return found
}
