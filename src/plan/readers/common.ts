import { AppError } from '../../errors.ts'
import { isObject } from '../../json.ts'
import type { Diagnostic, Lack, Resource } from '../model.ts'
import { NO_OPTIONS } from '../model.ts'
import { isDefaultProvider, parseUrn, providerPackage, requireUrn } from '../urn.ts'
import type { Value } from '../value.ts'
import { wrong } from './state.ts'

/** What a caller can add to a plan that is read. */
export interface ReadOptions {
  /** The deployed state, read from an export: a preview that leaves out one of its resources is partial. */
  readonly state?: import('../model.ts').Plan
}

/**
 * Project and stack of all URNs; both empty for none.
 * @throws AppError `malformed` where two URNs disagree: the document was put together from two stacks.
 */
export function projectAndStack(urns: readonly string[], file: string): { project: string; stack: string } {
  let found: { project: string; stack: string } | undefined
  for (const urn of urns) {
    const { project, stack } = requireUrn(urn, file, urn)
    if (found && (found.project !== project || found.stack !== stack)) {
      throw new AppError(
        'malformed',
        `the document mixes the stacks ${found.project}/${found.stack} and ${project}/${stack}`,
        { place: { file }, expected: 'resources of one stack only', fix: 'write the document again, for one stack' },
      )
    }
    found = { project, stack }
  }
  return found ?? { project: '', stack: '' }
}

/**
 * The default providers that resources name and the engine hides. Their inputs are the stack's configuration of that
 * package (pulumi, default providers), as far as the document shows it.
 */
export function hiddenProviders(
  resources: readonly Resource[],
  config: { readonly [name: string]: Value },
): readonly Resource[] {
  const known = new Set(resources.map((resource) => resource.key))
  const added = new Map<string, Resource>()
  for (const { provider } of resources) {
    if (provider === undefined || known.has(provider) || added.has(provider)) continue
    const parts = parseUrn(provider)
    if (!parts || !isDefaultProvider(parts)) continue
    const prefix = `${providerPackage(parts.type)}:`
    added.set(provider, {
      key: provider,
      type: parts.type,
      name: parts.name,
      custom: true,
      op: 'same',
      inputs: Object.fromEntries(
        Object.entries(config)
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, value]) => [name.slice(prefix.length), value]),
      ),
      computed: {},
      dependencies: [],
      propertyDependencies: {},
      options: NO_OPTIONS,
    })
  }
  return [...added.values()]
}

/** Messages of the engine; debug messages are dropped, they can hold what a provider sent and received. */
export function readDiagnostics(raw: unknown, file: string): readonly Diagnostic[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw)) throw wrong(file, 'diagnostics', 'a list of messages')
  return raw.flatMap((entry: unknown, index) => {
    if (!isObject(entry)) throw wrong(file, `diagnostics[${index}]`, 'an object')
    const { severity, message, urn } = entry
    if (severity === 'debug') return []
    const text = typeof message === 'string' ? message.trimEnd() : ''
    const key = typeof urn === 'string' && urn !== '' ? { key: urn } : {}
    return [{ severity: severityOf(severity), message: text, ...key }]
  })
}

/** A severity that is not known counts as an error. */
export function severityOf(raw: unknown): Diagnostic['severity'] {
  if (raw === 'info' || raw === 'info#err') return 'info'
  return raw === 'warning' ? 'warning' : 'error'
}

/** How often the engine did each operation, as it counts them itself; undefined where the document does not say it. */
export function readCounts(raw: unknown, file: string, where: string): { readonly [op: string]: number } | undefined {
  const counts = raw ?? undefined
  if (counts === undefined) return undefined
  if (!isObject(counts)) throw wrong(file, where, 'an object')
  for (const [op, count] of Object.entries(counts)) {
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
      throw wrong(file, `${where}.${op}`, 'a count')
  }
  return counts as { readonly [op: string]: number }
}

/** `sources` where no resource of a provider has a place, although there are such resources. */
export function lackOfSources(resources: readonly Resource[]): readonly Lack[] {
  const declared = resources.filter((resource) => resource.provider !== undefined)
  return declared.length > 0 && declared.every((resource) => resource.source === undefined) ? ['sources'] : []
}
