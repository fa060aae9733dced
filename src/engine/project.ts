import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar, type YAMLMap } from 'yaml'
import { AppError, type Place } from '../errors.ts'
import { byCodeUnit, canonicalJson, type Json } from '../json.ts'
import { SECRET, type Value } from '../plan/value.ts'

/** A Pulumi project as its `Pulumi.yaml` describes it. */
export interface Project {
  readonly name: string
  /** Directory of `Pulumi.yaml`, absolute. */
  readonly root: string
  /** Working directory of the program. */
  readonly directory: string
  /** What the SDK runs: a file in `directory`, or `.`. */
  readonly entry: string
  /** False where the program's own Node runs it without ts-node. */
  readonly typescript: boolean
}

/** Configuration of one stack, as the program gets it and as the plan shows it. */
export interface Configuration {
  /** `namespace:name` → text; secrets are placeholders. */
  readonly values: { readonly [key: string]: string }
  readonly secretKeys: readonly string[]
  readonly shown: { readonly [key: string]: Value }
}

interface Yaml {
  readonly file: string
  readonly root: YAMLMap
  readonly place: (node: unknown) => Place
}

/**
 * Reads `Pulumi.yaml` of a directory.
 * @throws AppError `not-found`, `malformed`, `schema` (with file, line, column), `program` for another runtime.
 */
export function readProject(directory: string, show: (path: string) => string): Project {
  const file = ['Pulumi.yaml', 'Pulumi.yml'].map((name) => join(directory, name)).find((path) => existsSync(path))
  if (file === undefined) {
    throw new AppError('not-found', 'there is no Pulumi project here', {
      place: { file: show(join(directory, 'Pulumi.yaml')) },
      fix: 'name the directory that holds Pulumi.yaml with --program DIR',
    })
  }
  const yaml = readYaml(file, show)
  const name = text(yaml, 'name')
  if (name === undefined) throw schema(yaml, yaml.root, 'the project has no name', 'name: <project>')
  return { name, root: directory, ...entryPoint(yaml, directory), typescript: readRuntime(yaml) }
}

/** Where the program starts, as pkg/engine of pulumi does it: a directory is run as `.`, a file from its directory. */
function entryPoint(yaml: Yaml, root: string): { directory: string; entry: string } {
  const main = text(yaml, 'main')
  if (main === undefined) return { directory: root, entry: '.' }
  const path = resolve(root, main)
  const node = yaml.root.get('main', true)
  if (relative(root, path).split(sep)[0] === '..') {
    throw schema(yaml, node, `main leads out of the project: ${main}`, 'a path below the directory of Pulumi.yaml')
  }
  if (!existsSync(path)) throw schema(yaml, node, `main names a path that does not exist: ${main}`, 'an existing path')
  return statSync(path).isDirectory()
    ? { directory: path, entry: '.' }
    : { directory: dirname(path), entry: basename(path) }
}

function readRuntime(yaml: Yaml): boolean {
  const runtime = yaml.root.get('runtime', true)
  const name = isMap(runtime) ? runtime.get('name') : isScalar(runtime) ? runtime.value : undefined
  if (name !== 'nodejs') {
    throw new AppError('program', `the planner cannot run programs of the runtime ${JSON.stringify(name ?? null)}`, {
      place: yaml.place(runtime),
      expected: 'runtime: nodejs',
      fix: 'give the output of "pulumi preview --json --show-sames" instead (--engine preview FILE)',
    })
  }
  return (isMap(runtime) ? runtime.getIn(['options', 'typescript']) : undefined) !== false
}

/**
 * Names of the stacks that have a configuration file beside `Pulumi.yaml`, sorted.
 */
export function stackNames(root: string): readonly string[] {
  const names = readdirSync(root).map((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1])
  return names.filter((name) => name !== undefined).sort(byCodeUnit)
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
  const found = new Map<string, Setting>()
  const projectFile = ['Pulumi.yaml', 'Pulumi.yml'].map((name) => join(project.root, name)).find(existsSync)
  if (projectFile !== undefined) {
    for (const [key, setting] of settings(readYaml(projectFile, show), project.name, true, secret)) found.set(key, setting)
  }
  const stackFile = [`Pulumi.${stack}.yaml`, `Pulumi.${stack}.yml`].map((name) => join(project.root, name)).find(existsSync)
  if (stackFile !== undefined) {
    const yaml = readYaml(stackFile, show)
    refuseEnvironment(yaml)
    for (const [key, setting] of settings(yaml, project.name, false, secret)) found.set(key, setting)
  }
  const entries = [...found].sort(([a], [b]) => byCodeUnit(a, b))
  return {
    values: Object.fromEntries(entries.map(([key, setting]) => [key, setting.text])),
    secretKeys: entries.filter(([, setting]) => setting.secret).map(([key]) => key),
    shown: Object.fromEntries(entries.map(([key, setting]) => [key, setting.secret ? SECRET : setting.text])),
  }
}

const STACK_KEYS: readonly string[] = ['config', 'encryptionsalt', 'encryptedkey', 'secretsprovider', 'environment']

function refuseEnvironment(yaml: Yaml): void {
  for (const { key } of yaml.root.items) {
    const name = String((key as Scalar).value)
    if (STACK_KEYS.includes(name)) continue
    throw schema(yaml, key, `a stack's configuration has no key ${JSON.stringify(name)}`, STACK_KEYS.join(', '))
  }
  const environment = yaml.root.get('environment', true)
  if (environment === undefined) return
  throw new AppError('program', 'the stack takes values from a Pulumi ESC environment, which the planner cannot open', {
    place: yaml.place(environment),
    fix: 'plan with the preview engine (--engine preview FILE), or write the values into the stack configuration',
  })
}

interface Setting {
  readonly text: string
  readonly secret: boolean
}

function settings(
  yaml: Yaml,
  project: string,
  ofProject: boolean,
  secret: (key: string) => string,
): readonly [string, Setting][] {
  const config = yaml.root.get('config', true)
  if (config === undefined || (isScalar(config) && config.value === null)) return []
  if (!isMap(config)) throw schema(yaml, config, 'config is not a map', 'config:\n    <namespace>:<name>: <value>')
  const result: [string, Setting][] = []
  for (const { key, value } of config.items) {
    const name = String((key as Scalar).value)
    const full = name.includes(':') ? name.replace(/^([^:]+):config:/, '$1:') : `${project}:${name}`
    const node = ofProject ? projectValue(value as Node | null) : (value as Node | null)
    if (node === undefined) continue
    result.push([full, setting(yaml, full, node, secret)])
  }
  return result
}

/** A project's `config` holds `{value: …}` or `{type: …, default: …}` besides plain values. */
function projectValue(node: Node | null): Node | undefined | null {
  if (!isMap(node)) return node
  if (node.has('value')) return node.get('value', true) as unknown as Node
  if (node.has('default')) return node.get('default', true) as unknown as Node
  return node.has('type') || node.has('description') ? undefined : node
}

/** Scalars keep the text that the user wrote; lists and maps become JSON with sorted keys, as the engine sends them. */
function setting(yaml: Yaml, key: string, node: Node | null, secret: (key: string) => string): Setting {
  let hidden = false
  const hide = (path: string): string => {
    hidden = true
    return secret(path)
  }
  if (isScalar(node)) return { text: scalarText(node), secret: false }
  const value = toJson(yaml, node, key, hide)
  return { text: typeof value === 'string' ? value : canonicalJson(value), secret: hidden }
}

function scalarText(node: Scalar): string {
  if (node.value === null || node.value === undefined) return ''
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

function toJson(yaml: Yaml, node: Node | null, path: string, hide: (path: string) => string): Json {
  if (node === null) return null
  if (isScalar(node)) return node.value as Json
  if (isSeq(node)) return node.items.map((item, index) => toJson(yaml, item as Node, `${path}[${index}]`, hide))
  if (!isMap(node)) throw schema(yaml, node, 'an alias is not read here', 'the value itself')
  if (node.items.length === 1 && node.has('secure')) return hide(path)
  const entries = node.items.map(({ key, value }): [string, Json] => {
    const name = String((key as Scalar).value)
    if (name === '__proto__') throw schema(yaml, key, 'the key "__proto__" is not allowed', 'another name')
    return [name, toJson(yaml, value as Node | null, `${path}.${name}`, hide)]
  })
  return Object.fromEntries(entries)
}

function text(yaml: Yaml, key: string): string | undefined {
  const node = yaml.root.get(key, true)
  if (node === undefined) return undefined
  if (isScalar(node) && typeof node.value === 'string' && node.value !== '') return node.value
  throw schema(yaml, node, `${key} is not a text`, `${key}: <text>`)
}

function readYaml(path: string, show: (path: string) => string): Yaml {
  const file = show(path)
  const lines = new LineCounter()
  const source = readFileSync(path, 'utf8')
  const document = parseDocument(source, { strict: true, uniqueKeys: true, lineCounter: lines, prettyErrors: false })
  const place = (node: unknown): Place => {
    const range = (node as { range?: readonly number[] } | null | undefined)?.range
    if (range?.[0] === undefined) return { file }
    const { line, col } = lines.linePos(range[0])
    return { file, line, column: col }
  }
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0])
    throw new AppError('malformed', `this is not valid YAML: ${problem.message}`, {
      place: { file, line, column: col },
      expected: 'YAML 1.2 with unique keys',
    })
  }
  if (!isMap(document.contents)) {
    throw new AppError('schema', 'the file does not hold a map', { place: { file }, expected: 'key: value lines' })
  }
  return { file, root: document.contents, place }
}

function schema(yaml: Yaml, node: unknown, message: string, expected: string): AppError {
  return new AppError('schema', message, { place: yaml.place(node), expected })
}
