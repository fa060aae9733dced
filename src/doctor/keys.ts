import { statSync } from 'node:fs'
import { AppError } from '../errors.ts'
import { readPrivateKey } from '../evidence/keys.ts'
import { readText, resolvePath, type Workplace } from '../files.ts'
import { git } from '../gate/git.ts'
import { bad, type Check, ok } from './model.ts'

/** The private keys as they were named; undefined where none was. */
export interface KeyFiles {
  readonly key: string | undefined
  readonly logKey: string | undefined
}

const OTHERS = 0o077

/** Whether the keys can sign, and nobody else can read them. */
export async function keyChecks(place: Workplace, root: string, files: KeyFiles): Promise<readonly Check[]> {
  return [
    await keyCheck(place, root, 'signing-key', '--key', files.key, 'p256'),
    await keyCheck(place, root, 'log-key', '--log-key', files.logKey, 'ed25519'),
  ]
}

async function keyCheck(
  place: Workplace,
  root: string,
  id: string,
  option: string,
  file: string | undefined,
  kind: 'p256' | 'ed25519',
): Promise<Check> {
  if (file === undefined) return bad(id, 'skipped', 'no key was named', `give ${option} FILE where records are signed`)
  try {
    readPrivateKey(readText(place, file), file, kind)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return bad(
      id,
      'fail',
      `${file}: ${error.message}`,
      error.fix ?? 'make keys with "gatehouse archive --create-keys DIR"',
    )
  }
  const path = resolvePath(place, file)
  if ((statSync(path).mode & OTHERS) !== 0) {
    return bad(
      id,
      'fail',
      `${file} can be read by others on this machine`,
      `run "chmod 600 ${file}", and make new keys if somebody else had access`,
    )
  }
  const tracked = await git(root, ['ls-files', '--error-unmatch', '--', path])
  if (tracked.code === 0) {
    return bad(
      id,
      'fail',
      `${file} is committed: whoever reads the repository can sign`,
      'make new keys outside of the checkout, and tell the verifiers',
    )
  }
  return ok(id, `${file} signs, and only its owner reads it`)
}
