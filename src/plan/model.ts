import type { Value } from './value.ts'

/** Format id of a plan; an unknown major version is refused. */
export const PLAN_SCHEMA = 'urn:gatehouse:plan/v1'

/** The ways a resource can reach the state that a plan describes. */
export const OPERATIONS = ['same', 'create', 'update', 'replace', 'delete', 'read', 'import', 'refresh'] as const
export type Operation = (typeof OPERATIONS)[number]

/** Where a resource is declared; `line` and `column` count from 1, `file` is relative to the project's root with `/`. */
export interface Source {
  readonly file: string
  readonly line: number
  readonly column?: number
}

/** The options of a resource that decide whether what is declared stays true. */
export interface Options {
  readonly protect: boolean
  readonly retainOnDelete: boolean
  readonly deleteBeforeReplace: boolean
  readonly ignoreChanges: readonly string[]
  readonly replaceOnChanges: readonly string[]
  readonly aliases: readonly string[]
  readonly deletedWith?: string
  /** Of a provider: which version of its plugin is asked for; absent where its name says it, or the engine chooses. */
  readonly version?: string
  /** Of a provider: where its plugin, a program that gets the credentials, is fetched instead of from its publisher. */
  readonly pluginDownloadURL?: Value
}

/** One resource of the post-state. */
export interface Resource {
  /** The URN, or `graph:<tenant>/<collection>/<id>` for an import. No rule reads it. */
  readonly key: string
  /** Always the provider's token, e.g. `azuread:index/group:Group`, also for an import. */
  readonly type: string
  /** The logical name. No rule decides by it. */
  readonly name: string
  readonly custom: boolean
  readonly op: Exclude<Operation, 'delete'>
  /** What the program makes true; in normal form empty for what is only read (`read`), where it would be a mere claim. */
  readonly inputs: { readonly [name: string]: Value }
  /**
   * Names of the secret inputs whose text the program itself holds: it is written there, or in configuration that is not
   * encrypted. Only the planner that runs the program knows.
   */
  readonly written?: readonly string[]
  /** Computed properties that other resources refer to (objectId, templateId, id, arn …), as far as they are known. */
  readonly computed: { readonly [name: string]: Value }
  /** Key of the provider instance; absent for stacks, components and providers themselves. */
  readonly provider?: string
  readonly parent?: string
  readonly dependencies: readonly string[]
  readonly propertyDependencies: { readonly [name: string]: readonly string[] }
  readonly options: Options
  readonly source?: Source
  /** Further places: the component that made the resource. */
  readonly related?: readonly Source[]
}

/**
 * Whether the stack makes an object what the inputs say. A component is no object, whatever type it calls itself; an
 * object that is only read stays what it is.
 */
export function isDeclared({ custom, op }: Resource): boolean {
  return custom && op !== 'read'
}

/** One property path that changes. */
export interface PropertyChange {
  readonly path: string
  readonly kind: 'add' | 'delete' | 'update'
  readonly replaces: boolean
}

/** One step that is not `same`. */
export interface Change {
  readonly op: Exclude<Operation, 'same'>
  readonly key: string
  readonly type: string
  readonly name: string
  /** Inputs before the change; absent for create, import and read. */
  readonly before?: { readonly [name: string]: Value }
  readonly diff: readonly PropertyChange[]
  readonly replaceReasons: readonly string[]
  /** The old object is deleted before the new one exists. */
  readonly deletesFirst: boolean
}

/** What a reader could not know; a rule that needs it answers `unknown`. */
export type Lack = 'sources' | 'dependencies' | 'options' | 'changes' | 'sames' | 'directory'

/** How a plan was made. */
export interface Origin {
  readonly kind: 'embedded' | 'preview' | 'refresh' | 'update' | 'export' | 'import' | 'register'
  /** Version of the SDK (embedded), of the engine (export), or empty where the form does not say it. */
  readonly version: string
  /** What kept the program from the network, the disk and other processes while it ran. `none`: nothing did. */
  readonly sandbox: 'network+permissions' | 'network' | 'permissions' | 'none' | 'not-run'
}

/** Whether the plan covers the whole stack. */
export interface Completeness {
  readonly status: 'full' | 'partial' | 'unknown'
  readonly reasons: readonly string[]
}

/** A call of a data source. */
export interface Invoke {
  readonly token: string
  readonly arguments: { readonly [name: string]: Value }
  readonly answered: 'evaluated' | 'recorded' | 'unknown'
  readonly source?: Source
}

/** A message of the program or the engine about the plan. */
export interface Diagnostic {
  readonly severity: 'info' | 'warning' | 'error'
  readonly message: string
  readonly key?: string
}

/** The post-state of one stack and how it is reached. Lists are sorted by key, so that equal plans have equal bytes. */
export interface Plan {
  readonly schema: typeof PLAN_SCHEMA
  readonly project: string
  readonly stack: string
  readonly origin: Origin
  readonly completeness: Completeness
  readonly lacks: readonly Lack[]
  readonly config: { readonly [name: string]: Value }
  readonly resources: readonly Resource[]
  readonly changes: readonly Change[]
  readonly invokes: readonly Invoke[]
  readonly diagnostics: readonly Diagnostic[]
  /** What an importer kept although the provider cannot express it: key → property → value. */
  readonly extra?: { readonly [key: string]: { readonly [name: string]: Value } }
}

/** Options of a resource that sets none. */
export const NO_OPTIONS: Options = {
  protect: false,
  retainOnDelete: false,
  deleteBeforeReplace: false,
  ignoreChanges: [],
  replaceOnChanges: [],
  aliases: [],
}

/** A plan of nothing. */
export const NO_PLAN: Plan = {
  schema: PLAN_SCHEMA,
  project: '',
  stack: '',
  origin: { kind: 'import', version: '', sandbox: 'not-run' },
  completeness: { status: 'full', reasons: [] },
  lacks: [],
  config: {},
  resources: [],
  changes: [],
  invokes: [],
  diagnostics: [],
}
