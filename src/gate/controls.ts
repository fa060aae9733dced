import type { Workplace } from '../files.ts'
import { validate } from '../schema.ts'
import { readYaml } from '../yaml.ts'
import type { ControlTitles } from './control-titles.ts'

/** Where the mapping lies below a directory of policies. */
export const MAPPING_FILE = 'controls/iso27001-2022.yaml'

/** Which controls and clauses of a standard are evidenced by which rules and records. */
export interface ControlMapping {
  readonly standard: string
  readonly controls: readonly {
    readonly id: string
    readonly title: string
    readonly records?: readonly string[]
    /** Rule id to the source of the label. */
    readonly rules?: { readonly [id: string]: LabelSource }
  }[]
  readonly clauses: readonly { readonly id: string; readonly title: string; readonly records: readonly string[] }[]
}

/** `prowler`: in Prowler's own mapping of the standard; `own`: added here. */
export type LabelSource = 'prowler' | 'own'

/** Reads a mapping. @throws AppError as `readYaml` and `validate` do. */
export function readControlMapping(place: Workplace, path: string): ControlMapping {
  const document = readYaml(place, path)
  validate('urn:gatehouse:control-mapping/v1', document.value, document.locate)
  return document.value as unknown as ControlMapping
}

/** The titles of a mapping's controls. */
export function titlesOf(mapping: ControlMapping): ControlTitles {
  return Object.fromEntries(mapping.controls.map(({ id, title }) => [id, title]))
}
