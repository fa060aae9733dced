import { existsSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { AppError } from '../errors.ts'
import { ancestors, checkoutOf } from './sandbox.ts'

const PACKAGES = 'node_modules'

/**
 * Node's permissions follow symbolic links out of what is allowed, and a pull request can add one, also below a
 * `node_modules` that it commits. So every link of the checkout is looked at, those of installed packages too; they may
 * lead to the packages of the directories above, and a whole `node_modules` may be a link to another one.
 * @throws AppError `refused` for a link in the checkout that leads out of it.
 */
export function refuseEscapes(root: string, show: (path: string) => string): void {
  const checkout = checkoutOf(root)
  const inside = [realpathSync(checkout), ...packagesAbove(checkout)]
  const walk = (directory: string, isPackage: boolean): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (entry.name === '.git') continue
      const path = join(directory, entry.name)
      if (entry.isDirectory()) walk(path, isPackage || entry.name === PACKAGES)
      else if (entry.isSymbolicLink() && !leadsInside(path, inside, isPackage)) throw leadsOut(show(path))
    }
  }
  walk(checkout, false)
}

function leadsOut(file: string): AppError {
  return new AppError('refused', 'a symbolic link leads out of the checkout', {
    place: { file },
    expected: 'links to files of the checkout',
    fix: 'remove the link; a program could read any file of this machine through it',
  })
}

/** The `node_modules` of the directories above the checkout, which no pull request changes and a program may read. */
function packagesAbove(checkout: string): readonly string[] {
  return ancestors(dirname(checkout))
    .map((directory) => join(directory, PACKAGES))
    .filter((path) => existsSync(path))
    .map((path) => realpathSync(path))
}

/**
 * Whether a link leads to something in these directories. One that leads nowhere counts as leading out: what it names
 * may appear while the program runs. Only installed packages have such links for good reasons (a command of a package
 * that was left out), and there the place that it names decides.
 */
function leadsInside(link: string, inside: readonly string[], isPackage: boolean): boolean {
  const target = resolve(realpathSync(dirname(link)), readlinkSync(link))
  if (!existsSync(target)) return isPackage && isBelow(target, inside)
  const real = realpathSync(target)
  if (basename(link) === PACKAGES && basename(real) === PACKAGES && statSync(real).isDirectory()) return true
  return isBelow(real, inside)
}

function isBelow(path: string, directories: readonly string[]): boolean {
  return directories.some((directory) => path === directory || path.startsWith(`${directory}${sep}`))
}
