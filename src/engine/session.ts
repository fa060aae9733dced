import { AppError } from '../errors.ts'
import type { Json } from '../json.ts'
import type { Change, Diagnostic, Invoke, PropertyChange, Resource, Source } from '../plan/model.ts'
import { providerUrn } from '../plan/urn.ts'
import { diffInputs, dropDefaults, parsePath, pathsMeet, restoreIgnored } from './diff.ts'
import { type Goal, type Places, STACK_TYPE } from './goal.ts'
import { answerInvoke, type RecordedInvoke } from './invokes.ts'
import type { OldResource } from './old-state.ts'
import {
  aliasUrns,
  changeOf,
  computedOf,
  deletionOf,
  hideNamed,
  isHidden,
  literals,
  markSecret,
  newOutputs,
  optionsOf,
  pluginOptions,
  protectedError,
  readOutputs,
  stackReference,
  type Values,
  type Wire,
  writtenSecrets,
} from './resources.ts'
import type { SdkTypes } from './sdk-types.ts'
import type { Symbols } from './symbols.ts'
import { wireSecret } from './wire.ts'

/** What a session is made from. */
export interface SessionInput {
  readonly project: string
  readonly stack: string
  readonly config: { readonly [key: string]: string }
  readonly secretKeys: readonly string[]
  /** Deployed resources; undefined where no state was given, so that everything is new. */
  readonly old: readonly OldResource[] | undefined
  readonly invokes: readonly RecordedInvoke[]
  readonly stackReferences: { readonly [name: string]: Wire }
  readonly symbols: Symbols
  readonly types: SdkTypes
}

/** What the SDK is told about a registered resource. */
interface Registered {
  readonly urn: string
  readonly id: string
  readonly properties: Wire
}

/** The engine's side of one run of a program: every registration becomes a resource of the plan. */
export interface Session {
  readonly urnOf: (goal: Pick<Goal, 'type' | 'name' | 'parent'>) => string
  readonly register: (goal: Goal) => Registered
  readonly setOutputs: (urn: string) => void
  readonly read: (goal: Goal, id: string) => Registered
  readonly invoke: (token: string, args: Wire) => Wire
  readonly warn: (diagnostic: Diagnostic) => void
  /** True after the stack's own outputs came: the SDK sends them when the program's module has run to its end. */
  readonly stackEnded: () => boolean
  /** The plan's lists, after the program has ended. */
  readonly finish: () => Finished
}

export interface Finished {
  readonly resources: readonly Resource[]
  readonly changes: readonly Change[]
  readonly invokes: readonly Invoke[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Starts a session. No function of it opens a file or a connection. */
export function createSession(input: SessionInput): Session {
  const { symbols, types } = input
  const old = new Map((input.old ?? []).filter((item) => !item.deleted).map((item) => [item.urn, item]))
  const seen = new Set<string>()
  const resources = new Map<string, Resource>()
  const aliases = new Map<string, readonly string[]>()
  const replaced = new Set<string>()
  const changes: Change[] = []
  const invokes: Invoke[] = []
  const diagnostics: Diagnostic[] = []
  let stackEnded = false

  const urnOf: Session['urnOf'] = ({ type, name, parent }) => {
    const parentType = parent.split('::')[2] ?? ''
    const chain = parentType === '' || parentType === STACK_TYPE ? type : `${parentType}$${type}`
    return `urn:pulumi:${input.stack}::${input.project}::${chain}::${name}`
  }

  const claim = (urn: string, places: Places): void => {
    const known = resources.get(urn)
    if (known === undefined) return
    // Registrations arrive in any order; the later place in the file is the one to correct.
    const [first, second] = [known.source, places.source].sort((a, b) => (a?.line ?? 0) - (b?.line ?? 0))
    throw new AppError('program', `two resources have the URN ${urn}`, {
      place: second,
      expected: 'one resource for each type, name and parent',
      fix: `give one of them another name${first ? `; the first is at ${first.file}:${first.line}` : ''}`,
    })
  }

  /** Own identity first, then the aliases, then those that the parent's aliases give. */
  const findOld = (urn: string, goal: Goal): OldResource | undefined => {
    const inherited = (aliases.get(goal.parent) ?? []).map((parent) => urnOf({ ...goal, parent }))
    for (const candidate of [urn, ...aliasUrns(goal, urnOf, input, aliases), ...inherited]) {
      const found = old.get(candidate)
      if (found === undefined || seen.has(candidate)) continue
      seen.add(candidate)
      return found
    }
    return undefined
  }

  // The engine names it by version and address (pkg/resource/deploy/providers, ProviderRequest.DefaultName).
  const defaultProvider = ({ type, version, pluginDownloadURL }: Goal): string => {
    const provider = type.split(':')[0] ?? ''
    const name = ['default', version, pluginDownloadURL]
      .filter((part) => part !== '')
      .map((part) => part.replace(/[^A-Za-z0-9]/g, '_'))
      .join('_')
    const urn = urnOf({ type: `pulumi:providers:${provider}`, name, parent: '' })
    if (resources.has(urn)) return urn
    seen.add(urn)
    const inputs = Object.entries(input.config)
      .filter(([key]) => key.startsWith(`${provider}:`))
      .map(([key, text]): [string, Json] => [
        key.slice(provider.length + 1),
        input.secretKeys.includes(key) ? wireSecret(text) : text,
      ])
    resources.set(urn, {
      key: urn,
      type: `pulumi:providers:${provider}`,
      name,
      custom: true,
      // The engine makes it by itself and hides it: it never counts as a change.
      op: 'same',
      inputs: symbols.value(Object.fromEntries(inputs)) as Values,
      computed: {},
      dependencies: [],
      propertyDependencies: {},
      options: { ...optionsOf(undefined, []), ...pluginOptions({ pluginDownloadURL }) },
    })
    return urn
  }

  const providerOf = (goal: Goal): string | undefined => {
    if (!goal.custom || goal.type.startsWith('pulumi:')) return undefined
    return goal.provider === '' ? defaultProvider(goal) : providerUrn(goal.provider)
  }

  const sourceOf = (goal: Goal): { source?: Source; related?: readonly Source[] } => {
    const { source, related, any } = goal.places
    if (source !== undefined) return related === undefined ? { source } : { source, related }
    if (goal.type === STACK_TYPE) return {}
    const inherited = resources.get(goal.parent)?.source ?? any
    if (inherited !== undefined) return { source: inherited }
    throw new AppError('program', `nobody can say where the resource ${goal.name} (${goal.type}) is declared`, {
      fix: 'declare it in a file of the project, not in code that is generated while the program runs',
    })
  }

  const judge = (goal: Goal, before: OldResource | undefined, inputs: Values): Judged => {
    if (before === undefined) return { op: goal.importId === '' ? 'create' : 'import', inputs, diff: [], reasons: [] }
    const known = symbols.value(before.inputs) as Values
    const kept = restoreIgnored(dropDefaults(known, inputs) as Values, inputs, goal.ignoreChanges)
    const declared = types.resource(goal.type)?.replacing ?? new Set<string>()
    const replaces = (path: string): boolean =>
      declared.has(path.replace(/\[[^\]]*\]$/, '')) || goal.replaceOnChanges.some((item) => pathsMeet(item, path))
    const diff = goal.custom ? diffInputs(goal.type, dropDefaults(known, kept) as Values, kept, replaces) : []
    const followed = [goal.deletedWith, ...goal.replaceWith].filter((urn) => replaced.has(urn))
    const reasons = [...new Set(diff.filter((item) => item.replaces).map((item) => String(parsePath(item.path)[0])))]
    if (reasons.length > 0 || followed.length > 0) return { op: 'replace', inputs: kept, diff, reasons }
    return { op: diff.length > 0 ? 'update' : 'same', inputs: kept, diff, reasons }
  }

  const register: Session['register'] = (goal) => {
    const urn = urnOf(goal)
    claim(urn, goal.places)
    const provider = providerOf(goal)
    const before = findOld(urn, goal)
    const { op, inputs, diff, reasons } = judge(goal, before, hideNamed(symbols.value(goal.inputs) as Values, goal))
    if (op === 'replace') replaced.add(urn)
    const keeps = before !== undefined && (op === 'same' || op === 'update')
    const outputs = keeps ? { ...before.outputs, ...goal.inputs } : newOutputs(urn, goal, symbols, types)
    const id = !goal.custom ? '' : keeps ? before.id : goal.importId || symbols.property(urn, goal.type, 'id')
    const names = aliasUrns(goal, urnOf, input, aliases)
    const written = writtenSecrets(goal, symbols)
    aliases.set(urn, before === undefined || before.urn === urn ? names : [...names, before.urn])
    resources.set(urn, {
      key: urn,
      type: goal.type,
      name: goal.name,
      custom: goal.custom,
      op,
      inputs,
      ...(written.length === 0 ? {} : { written }),
      computed: keeps ? computedOf(goal.type, before, symbols) : goal.importId === '' ? {} : { id: goal.importId },
      ...(provider === undefined ? {} : { provider }),
      ...(goal.parent === '' ? {} : { parent: goal.parent }),
      dependencies: goal.dependencies,
      propertyDependencies: goal.propertyDependencies,
      options: optionsOf(goal, names),
      ...sourceOf(goal),
    })
    if (op !== 'same') changes.push(changeOf(urn, goal, op, before, diff, reasons, symbols))
    if (op === 'replace' && before?.protect === true) diagnostics.push(protectedError(urn, 'replaced'))
    if (symbols.holdsPlaceholder(goal.name)) {
      diagnostics.push({
        severity: 'warning',
        key: urn,
        message: 'the name is made of a value that only the deployment knows',
      })
    }
    return { urn, id, properties: markSecret(outputs, goal.secretOutputs) }
  }

  const read: Session['read'] = (goal, id) => {
    const urn = urnOf(goal)
    claim(urn, goal.places)
    const reference = goal.type === 'pulumi:pulumi:StackReference'
    const before = old.get(urn)
    const outputs = reference
      ? stackReference(id, goal, input.stackReferences)
      : readOutputs(urn, goal, id, before?.id === id ? before : undefined, symbols, types)
    const provider = providerOf(goal)
    seen.add(urn)
    const known = { ...outputs, id } as Wire
    resources.set(urn, {
      key: urn,
      type: goal.type,
      name: goal.name,
      custom: true,
      op: 'read',
      inputs: symbols.value(goal.inputs) as Values,
      computed: literals(goal.type, symbols.value(markSecret(known, goal.secretOutputs)) as Values),
      ...(provider === undefined ? {} : { provider }),
      ...(goal.parent === '' ? {} : { parent: goal.parent }),
      dependencies: goal.dependencies,
      propertyDependencies: {},
      options: optionsOf(undefined, []),
      ...sourceOf(goal),
    })
    changes.push(changeOf(urn, goal, 'read', undefined, [], [], symbols))
    return { urn, id, properties: markSecret(outputs, goal.secretOutputs) }
  }

  const finish: Session['finish'] = () => {
    const gone = [...old.values()].filter((item) => !seen.has(item.urn) && !isHidden(item.urn))
    return {
      resources: [...resources.values()],
      changes: [...changes, ...gone.map((item) => deletionOf(item, symbols))],
      invokes,
      diagnostics: [
        ...diagnostics,
        ...gone.filter((item) => item.protect).map((item) => protectedError(item.urn, 'deleted')),
      ],
    }
  }

  return {
    urnOf,
    register,
    read,
    finish,
    stackEnded: () => stackEnded,
    setOutputs: (urn) => {
      const resource = resources.get(urn)
      if (resource === undefined) {
        throw new AppError('program', `the program gives outputs of a resource that it never declared: ${urn}`, {
          fix: 'install the packages of the program again: its SDK and this program do not agree',
        })
      }
      if (resource.type === STACK_TYPE) stackEnded = true
    },
    invoke: (token, args) => {
      const { result, record } = answerInvoke(token, args, input.invokes, types, symbols)
      invokes.push(record)
      return result
    },
    warn: (diagnostic) => void diagnostics.push(diagnostic),
  }
}

interface Judged {
  readonly op: 'same' | 'create' | 'import' | 'update' | 'replace'
  readonly inputs: Values
  readonly diff: readonly PropertyChange[]
  readonly reasons: readonly string[]
}
