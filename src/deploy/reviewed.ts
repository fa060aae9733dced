import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Workplace } from '../files.ts'
import { recordsOf } from '../records/model.ts'
import { readRegister } from '../register/read.ts'

/**
 * The emergencies that were reviewed, by the records of the register that is checked out. It may be taken from there: a
 * record names the id of the intent, which nobody knows before the emergency, so that it came with a later change; and
 * that one is deployed only with approvals of its own.
 * @throws AppError of the register's reader.
 */
export function reviewedEmergencies(place: Workplace, root: string, register: string | undefined): ReadonlySet<string> {
  const directory = register ?? join(root, 'stacks/register')
  if (register === undefined && !existsSync(directory)) return new Set()
  const { records } = readRegister(place, directory)
  return new Set(recordsOf(records, 'emergency-review').map(({ body }) => body.deployment))
}
