import type { JsonObject } from '../../json.ts'
import type { Plan } from '../model.ts'
import type { ReadOptions } from './common.ts'
import { readDigest } from './digest.ts'
import type { Step } from './steps.ts'

/**
 * Reads what `pulumi preview --json` prints, with `--show-sames` or without, with `--refresh` or without.
 * The post-state is the later step of each URN. In a preview the new state has no id and no outputs: what the old
 * state says about an object that stays is kept, a new object's ids are not known.
 * @throws AppError `malformed`.
 */
export function readPreview(raw: JsonObject, steps: readonly Step[], file: string, options: ReadOptions): Plan {
  return readDigest(raw, steps, 'preview', file, options)
}
