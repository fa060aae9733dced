import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { byCodeUnit, canonicalJson, isObject, own } from '../json.ts'
import type { Register } from '../register/model.ts'
import { parseYaml } from '../yaml.ts'
import type { FileChange } from './decision.ts'

/** Keys of a stack's configuration that say how its secrets are encrypted. */
const SECRETS_KEYS: readonly string[] = ['encryptedkey', 'encryptionsalt', 'secretsprovider']

/**
 * What a change says otherwise in the register, file by file: ids of entries that it adds, takes out or changes, sorted.
 * Comments and order are no change. A register that is not there has no entries.
 */
export function registerChanges(before: Register | undefined, after: Register | undefined): readonly FileChange[] {
  const [old, now] = [before, after].map((register) => (register === undefined ? {} : filesOf(register)))
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])].sort(byCodeUnit)
  return names.flatMap((file) => changeOf(file, old?.[file] ?? {}, now?.[file] ?? {}))
}

/**
 * What a change says otherwise about the secrets of a stack: how they are encrypted, and those that it writes. The plan
 * holds no secret and no key, so nothing else shows it. Values are never said.
 */
export function secretsChanges(before: string, after: string, stack: string): readonly FileChange[] {
  const file = `Pulumi.${stack}.yaml`
  return changeOf(file, secretsOf(join(before, file)), secretsOf(join(after, file)))
}

type Entries = { readonly [id: string]: unknown }

function changeOf(file: string, before: Entries, after: Entries): readonly FileChange[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodeUnit)
  const entries = ids.filter((id) => canonicalJson(own(before, id) ?? null) !== canonicalJson(own(after, id) ?? null))
  return entries.length === 0 ? [] : [{ file, entries }]
}

function filesOf(register: Register): { readonly [file: string]: Entries } {
  const { classes, categories } = register.classification
  return {
    'classification.yaml': byId([...classes, ...categories]),
    'controls.yaml': byId(register.controls),
    'exceptions.yaml': byId(register.exceptions),
    'people.yaml': byId(register.people),
    records: byId(register.records),
    'services.yaml': byId(register.services),
    'stacks.yaml': register.stacks,
    'vendors.yaml': byId(register.vendors),
  }
}

/** Two lists of one file may use the same id: then both stand for it. */
function byId(items: readonly { readonly id: string }[]): Entries {
  const found = new Map<string, readonly unknown[]>()
  for (const item of items) found.set(item.id, [...(found.get(item.id) ?? []), item])
  return Object.fromEntries(found)
}

function secretsOf(path: string): Entries {
  const value = read(path)
  const config = Object.entries(isObject(value['config']) ? value['config'] : {})
  return Object.fromEntries([
    ...SECRETS_KEYS.flatMap((key) => (own(value, key) === undefined ? [] : [[key, own(value, key)] as const])),
    ...config.filter(([, setting]) => isSecret(setting)).map(([key, setting]) => [`config ${key}`, setting] as const),
  ])
}

function isSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isSecret)
  return isObject(value) && (typeof value['secure'] === 'string' || Object.values(value).some(isSecret))
}

/** What cannot be read has nothing to compare: the planner says what is wrong with the head's, and the base's is past. */
function read(path: string): { readonly [key: string]: unknown } {
  try {
    const value = existsSync(path) ? parseYaml(readFileSync(path, 'utf8'), path).value : {}
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
