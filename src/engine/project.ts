import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { AppError, type Place } from '../errors.ts'
import { byCodeUnit, canonicalJson, isObject, type Json, type JsonObject } from '../json.ts'
import { SECRET, type Value } from '../plan/value.ts'
import { parseYaml } from '../yaml.ts'
import { type MapFile, pointer, projectFile, refuseProjectKeys, refuseStackKeys, stackFile } from './project-files.ts'

/** A Pulumi project as its `Pulumi.yaml` describes it. */
export interface Project {
  readonly name: string
  /** Directory of `Pulumi.yaml`, absolute. */
  readonly root: string
  /** The project file, absolute. */
  readonly path: string
  /** Working directory of the program. */
  readonly directory: string
  /** What the SDK runs: a file in `directory`, or `.`. */
  readonly entry: string
  /** False where the program's own Node runs it without ts-node. */
  readonly typescript: boolean
  /** Default configuration of all stacks. */
  readonly config: MapFile
}

/** Configuration of one stack, as the program gets it and as the plan shows it. */
export interface Configuration {
  /** `namespace:name` → text; secrets are placeholders. */
  readonly values: { readonly [key: string]: string }
  readonly secretKeys: readonly string[]
  readonly shown: { readonly [key: string]: Value }
}

/**
 * Reads `Pulumi.yaml` of a directory.
 * @throws AppError `not-found`, `malformed`, `schema` (with file, line, column), `program` for another runtime,
 *   `refused` for what would make the engine deploy something else, or elsewhere.
 */
export function readProject(directory: string, show: (path: string) => string): Project {
  const path = projectFile(directory, show)
  if (path === undefined) {
    throw new AppError('not-found', 'there is no Pulumi project here', {
      place: { file: show(join(directory, 'Pulumi.yaml')) },
      fix: 'name the directory that holds Pulumi.yaml with --program DIR',
    })
  }
  const file = readFile(path, show)
  const name = textOf(file, 'name')
  if (name === undefined) throw wrong(file, '', 'the project has no name', 'name: <project>')
  refuseProjectKeys(file)
  return { name, root: directory, path, ...entryPoint(file, directory), typescript: usesTypescript(file), config: file }
}

/** Where the program starts, as the engine does it: a directory is run as `.`, a file from its own directory. */
function entryPoint(file: MapFile, root: string): { directory: string; entry: string } {
  const main = textOf(file, 'main')
  if (main === undefined) return { directory: root, entry: '.' }
  const path = resolve(root, main)
  if (relative(root, path).split(sep)[0] === '..') {
    throw wrong(file, '/main', `main leads out of the project: ${main}`, 'a path below the directory of Pulumi.yaml')
  }
  if (!existsSync(path))
    throw wrong(file, '/main', `main names a path that does not exist: ${main}`, 'an existing path')
  return statSync(path).isDirectory()
    ? { directory: path, entry: '.' }
    : { directory: dirname(path), entry: basename(path) }
}

function usesTypescript(file: MapFile): boolean {
  const runtime = file.value['runtime']
  const name = isObject(runtime) ? runtime['name'] : runtime
  if (name !== 'nodejs') {
    throw new AppError('program', `the planner cannot run programs of the runtime ${JSON.stringify(name ?? null)}`, {
      place: file.locate('/runtime'),
      expected: 'runtime: nodejs',
      fix: 'give the output of "pulumi preview --json --show-sames" instead (--engine preview FILE)',
    })
  }
  const options = isObject(runtime) ? runtime['options'] : undefined
  return !(isObject(options) && options['typescript'] === false)
}

/**
 * Reads `Pulumi.<stack>.yaml` and the project's own `config`. A `secure:` value is never decrypted: the program gets
 * what `secret` returns for it.
 * @throws AppError `malformed`, `schema` with file, line, column; `program` for an ESC environment.
 */
export function readConfiguration(
  project: Project,
  stack: string,
  secret: (key: string) => string,
  show: (path: string) => string,
): Configuration {
  const path = stackFile(project.path, project.root, stack, show)
  const own = path === undefined ? undefined : readFile(path, show)
  if (own !== undefined) refuseStackKeys(own)
  const found = new Map([
    ...settings(project.config, project.name, projectValue, secret),
    ...(own === undefined ? [] : settings(own, project.name, (value) => value, secret)),
  ])
  const entries = [...found].sort(([a], [b]) => byCodeUnit(a, b))
  return {
    values: Object.fromEntries(entries.map(([key, setting]) => [key, setting.text])),
    secretKeys: entries.filter(([, setting]) => setting.secret).map(([key]) => key),
    shown: Object.fromEntries(entries.map(([key, setting]) => [key, setting.secret ? SECRET : setting.text])),
  }
}

interface Setting {
  readonly text: string
  readonly secret: boolean
}

function settings(
  file: MapFile,
  project: string,
  select: (value: Json) => Json | undefined,
  secret: (key: string) => string,
): readonly (readonly [string, Setting])[] {
  const config = file.value['config'] ?? {}
  if (!isObject(config)) throw wrong(file, '/config', 'config is not a map', 'config: {"<namespace>:<name>": <value>}')
  const written = new Map<string, string>()
  return Object.entries(config).flatMap(([name, raw]) => {
    const key = name.includes(':') ? name.replace(/^([^:]+):config:/, '$1:') : `${project}:${name}`
    const first = written.get(key)
    if (first !== undefined) throw twice(file, key, first, name)
    written.set(key, name)
    const value = select(raw as Json)
    return value === undefined ? [] : [[key, setting(value, key, secret)] as const]
  })
}

/** Which of two spellings of one key counts is chance in the engine, and changes from run to run. */
function twice(file: MapFile, key: string, first: string, second: string): AppError {
  const at = ({ line, column }: Place): string => `${line}:${column}`
  const [one, other] = [first, second].map((name) => file.locate(`/config/${pointer(name)}`, 'key'))
  return new AppError('reference', `${second} and ${first} are the same key, ${key}`, {
    place: other,
    expected: one && `one of them; the first is at ${at(one)}`,
    fix: 'keep one of the two; neither is taken silently',
  })
}

/** A project's `config` holds `{value: …}` or `{type: …, default: …}` besides plain values; a bare type sets nothing. */
function projectValue(raw: Json): Json | undefined {
  if (!isObject(raw)) return raw
  const value = (raw['value'] ?? raw['default']) as Json | undefined
  return value !== undefined || 'type' in raw || 'description' in raw ? value : raw
}

/** Texts stay as they are; everything else becomes JSON with sorted keys, as the engine sends it. */
function setting(raw: Json, key: string, secret: (key: string) => string): Setting {
  let hidden = false
  const open = (value: Json, path: string): Json => {
    if (Array.isArray(value)) return value.map((item, index) => open(item, `${path}[${index}]`))
    if (!isObject(value)) return value
    if (Object.keys(value).length === 1 && typeof value['secure'] === 'string') {
      hidden = true
      return secret(path)
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, open(item as Json, `${path}.${name}`)]),
    )
  }
  const value = open(raw, key)
  const text = typeof value === 'string' ? value : value === null ? '' : canonicalJson(value)
  return { text, secret: hidden }
}

function textOf(file: MapFile, key: string): string | undefined {
  const value = file.value[key] ?? undefined
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '') return value
  throw wrong(file, `/${key}`, `${key} is not a text`, `${key}: <text>`)
}

function readFile(path: string, show: (path: string) => string): MapFile {
  const name = show(path)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (cause) {
    throw new AppError('unreadable', 'the file cannot be read as UTF-8 text', {
      place: { file: name },
      fix: 'save it as UTF-8, or check its permissions',
      cause,
    })
  }
  const { value, locate } = parseYaml(text, name)
  if (isObject(value)) return { value: value as JsonObject, locate }
  throw new AppError('schema', 'the file does not hold a map', {
    place: locate(''),
    expected: 'key: value lines',
    fix: 'write the file again',
  })
}

function wrong(file: MapFile, where: string, message: string, expected: string): AppError {
  return new AppError('schema', message, { place: file.locate(where), expected, fix: 'correct it at this place' })
}
