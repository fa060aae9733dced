import { existsSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { AppError } from '../errors.ts'
import { byCodeUnit, type Json } from '../json.ts'
import type { Source } from '../plan/model.ts'
import { readPlaces } from '../plan/readers/position.ts'
import type { Request } from './protocol.ts'
import { type ProtoStruct, structToJson, unwrapOutputs } from './wire.ts'

/** What a program asks for with one registration, after decoding. Transforms change it before it is judged. */
export interface Goal {
  readonly type: string
  readonly name: string
  readonly custom: boolean
  readonly parent: string
  readonly provider: string
  readonly version: string
  /** Where the provider's plugin is fetched; empty for its publisher's own place. */
  readonly pluginDownloadURL: string
  readonly inputs: { readonly [name: string]: Json }
  readonly dependencies: readonly string[]
  readonly propertyDependencies: { readonly [name: string]: readonly string[] }
  readonly protect: boolean
  readonly retainOnDelete: boolean
  readonly deleteBeforeReplace: boolean
  readonly ignoreChanges: readonly string[]
  readonly replaceOnChanges: readonly string[]
  readonly replaceWith: readonly string[]
  readonly deletedWith: string
  readonly secretOutputs: readonly string[]
  readonly aliases: readonly Alias[]
  readonly importId: string
  readonly places: Places
}

/** Another identity of a resource: a whole URN, or what differs from the present one. */
export type Alias =
  | { readonly kind: 'urn'; readonly urn: string }
  | {
      readonly kind: 'spec'
      readonly name: string
      readonly type: string
      readonly stack: string
      readonly project: string
      readonly parent: string
      readonly noParent: boolean
    }

/** Where a resource is declared; `any` is the innermost frame of all, also inside packages. */
export interface Places {
  readonly source?: Source
  readonly related?: readonly Source[]
  readonly any?: Source
}

export const STACK_TYPE = 'pulumi:pulumi:Stack'

/** Text of a getter; empty where this version of the SDK has none. */
export function textOf(request: Request, getter: string): string {
  const value = request[getter]?.()
  return typeof value === 'string' ? value : ''
}

/** True where a boolean getter says so. */
export function flagOf(request: Request, getter: string): boolean {
  return request[getter]?.() === true
}

/** List of texts of a getter. */
export function textsOf(request: Request, getter: string): readonly string[] {
  const value = request[getter]?.()
  return Array.isArray(value) ? value.map(String) : []
}

/** Properties of a struct getter, without output wrappers. @throws AppError `program` for reserved keys. */
export function propertiesOf(request: Request, getter: string): { readonly [name: string]: Json } {
  return unwrapOutputs(structToJson(request[getter]?.() as ProtoStruct | undefined)) as { [name: string]: Json }
}

/**
 * Decodes a RegisterResourceRequest.
 * @param root directory of the project; sources are relative to it.
 * @throws AppError `program` for features that only a provider's plugin can answer.
 */
export function readGoal(request: Request, root: string, rootUrn: string): Goal {
  const type = textOf(request, 'getType')
  const name = textOf(request, 'getName')
  const places = readRequestPlaces(request, root)
  refuseUnsupported(request, type, name, places)
  return {
    type,
    name,
    places,
    custom: flagOf(request, 'getCustom'),
    parent: textOf(request, 'getParent') || (type === STACK_TYPE ? '' : rootUrn),
    provider: textOf(request, 'getProvider'),
    version: textOf(request, 'getVersion'),
    pluginDownloadURL: textOf(request, 'getPlugindownloadurl'),
    inputs: withPlace(places, () => propertiesOf(request, 'getObject')),
    dependencies: [...textsOf(request, 'getDependenciesList')].sort(byCodeUnit),
    propertyDependencies: readPropertyDependencies(request),
    protect: flagOf(request, 'getProtect'),
    retainOnDelete: flagOf(request, 'getRetainondelete'),
    deleteBeforeReplace: flagOf(request, 'getDeletebeforereplace'),
    ignoreChanges: textsOf(request, 'getIgnorechangesList'),
    replaceOnChanges: textsOf(request, 'getReplaceonchangesList'),
    replaceWith: textsOf(request, 'getReplaceWithList'),
    deletedWith: textOf(request, 'getDeletedwith'),
    secretOutputs: textsOf(request, 'getAdditionalsecretoutputsList'),
    aliases: [
      ...textsOf(request, 'getAliasurnsList').map((urn): Alias => ({ kind: 'urn', urn })),
      ...readAliases(request, 'getAliasesList'),
    ],
    importId: textOf(request, 'getImportid'),
  }
}

/** Adds the resource's place to a refusal that has none. */
function withPlace<T>(places: Places, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof AppError) || error.place !== undefined) throw error
    const { code, message, expected, fix } = error
    throw new AppError(code, message, { place: places.source, expected, fix, cause: error })
  }
}

function refuseUnsupported(request: Request, type: string, name: string, places: Places): void {
  const refuse = (what: string): never => {
    throw new AppError('program', `the resource ${name} (${type}) ${what}, which the planner cannot evaluate`, {
      place: places.source,
      fix: 'give the output of "pulumi preview --json --show-sames" instead (--engine preview FILE)',
    })
  }
  if (flagOf(request, 'getRemote')) refuse('is a component of another package')
  if (textOf(request, 'getPackageref') !== '') refuse('belongs to a parameterized package')
  const migrations = request['getStateMigrationsList']?.()
  if (Array.isArray(migrations) && migrations.length > 0) refuse('migrates its state')
  const trigger = request['hasReplacementTrigger']?.()
  if (trigger === true) refuse('has a replacement trigger')
}

interface ProtoMap {
  entries(): { next(): { done: boolean; value: [string, Request] } }
}

function readPropertyDependencies(request: Request): { [name: string]: readonly string[] } {
  const result: [string, readonly string[]][] = []
  const map = request['getPropertydependenciesMap']?.() as ProtoMap | undefined
  if (map === undefined) return {}
  const entries = map.entries()
  for (let entry = entries.next(); !entry.done; entry = entries.next()) {
    const [name, urns] = entry.value
    result.push([name, [...textsOf(urns, 'getUrnsList')].sort(byCodeUnit)])
  }
  return Object.fromEntries(result.sort(([a], [b]) => byCodeUnit(a, b)))
}

/** Aliases of a request or of a transform's options. */
export function readAliases(request: Request, getter: string): readonly Alias[] {
  const list = (request[getter]?.() ?? []) as readonly Request[]
  return list.map((alias): Alias => {
    const spec = alias['getSpec']?.() as Request | undefined
    if (spec === undefined) return { kind: 'urn', urn: textOf(alias, 'getUrn') }
    return {
      kind: 'spec',
      name: textOf(spec, 'getName'),
      type: textOf(spec, 'getType'),
      stack: textOf(spec, 'getStack'),
      project: textOf(spec, 'getProject'),
      parent: textOf(spec, 'getParenturn'),
      noParent: flagOf(spec, 'getNoparent'),
    }
  })
}

/** Where the program made a request: from the position and the stack frames that the SDK sends with it. */
export function readRequestPlaces(request: Request, root: string): Places {
  const frames = (request['getStacktrace']?.() as Request | undefined)?.['getFramesList']?.() as
    | readonly Request[]
    | undefined
  const positions = (frames ?? []).map((frame) => position(frame['getPc']?.() as Request | undefined, root))
  const own = position(request['getSourceposition']?.() as Request | undefined, root)
  const trace = positions.map((text) => (text === undefined ? {} : { sourcePosition: text }))
  const places = readPlaces(own, trace)
  const innermost = [own, ...positions].find((text) => text !== undefined)
  if (places.source !== undefined || innermost === undefined) return places
  const match = /^project:\/\/\/(.*)#(\d+)/.exec(innermost)
  return match ? { any: { file: decodeURIComponent(match[1] ?? ''), line: Number(match[2]) } } : {}
}

/** A position in the engine's own notation, `project:///<path>#<line>,<column>`; undefined outside the project. */
function position(frame: Request | undefined, root: string): string | undefined {
  const uri = frame === undefined ? '' : textOf(frame, 'getUri')
  if (!uri.startsWith('file:')) return undefined
  const path = relative(root, unquote(fileURLToPath(uri)))
  if (path.split(sep)[0] === '..') return undefined
  const line = Number(frame?.['getLine']?.())
  const column = Number(frame?.['getColumn']?.() ?? 0)
  const encoded = path.split(sep).map(encodeURIComponent).join('/')
  return `project:///${encoded}#${line}${column > 0 ? `,${column}` : ''}`
}

/** Frames of ES modules hold URLs, which the SDK quotes a second time: `%2520` for a space. */
function unquote(path: string): string {
  if (!path.includes('%') || existsSync(path)) return path
  try {
    const once = fileURLToPath(`file://${path}`)
    return existsSync(once) ? once : path
  } catch {
    return fileURLToPath(pathToFileURL(path))
  }
}
