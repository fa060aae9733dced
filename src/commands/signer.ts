import type { Target } from '../evidence/append.ts'
import { openDisk } from '../evidence/disk.ts'
import { checkOrigin, readPrivateKey } from '../evidence/keys.ts'
import { readText, resolvePath, type Workplace } from '../files.ts'

/** The archive that a command writes to, with the keys that the user named. @throws AppError of the readers, `usage`. */
export function archiveTarget(
  place: Workplace,
  directory: string,
  given: { readonly key: string; readonly logKey: string; readonly origin: string },
): Omit<Target, 'now'> {
  const root = resolvePath(place, directory)
  return {
    root,
    origin: checkOrigin(given.origin),
    signer: {
      signing: readPrivateKey(readText(place, given.key), given.key, 'p256'),
      log: readPrivateKey(readText(place, given.logKey), given.logKey, 'ed25519'),
    },
    disk: openDisk(root),
  }
}
