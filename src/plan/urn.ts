import { AppError } from '../errors.ts'

/** The parts of `urn:pulumi:<stack>::<project>::<parent types$type>::<name>`. */
export interface UrnParts {
  readonly stack: string
  readonly project: string
  /** The resource's own type, without those of its parents. */
  readonly type: string
  readonly name: string
}

const PREFIX = 'urn:pulumi:'

/** The parts of a Pulumi URN, or undefined; a name may itself contain `::` (Pulumi, concepts/resources/names). */
export function parseUrn(urn: string): UrnParts | undefined {
  if (!urn.startsWith(PREFIX)) return undefined
  const [stack, project, types, ...name] = urn.slice(PREFIX.length).split('::')
  if (!stack || !project || !types || name.length === 0) return undefined
  return { stack, project, type: types.slice(types.lastIndexOf('$') + 1), name: name.join('::') }
}

/** As `parseUrn`. @throws AppError `malformed` naming the place where the text stands. */
export function requireUrn(urn: unknown, file: string, where: string): UrnParts {
  const parts = typeof urn === 'string' ? parseUrn(urn) : undefined
  if (parts) return parts
  throw new AppError('malformed', `${where} is not a resource URN`, {
    place: { file },
    expected: 'urn:pulumi:<stack>::<project>::<type>::<name>',
    fix: 'write the document again with Pulumi',
  })
}

/** The URN in a provider reference `<urn>::<id>`. */
export function providerUrn(reference: string): string {
  const end = reference.lastIndexOf('::')
  return end < 0 ? reference : reference.slice(0, end)
}

/** `type::name`, the short form that people read and exceptions use; an import's key stays as it is. */
export function shortName(urn: string): string {
  const parts = parseUrn(urn)
  return parts ? `${parts.type}::${parts.name}` : urn
}

/** The package of a provider resource's type, `azuread` for `pulumi:providers:azuread`; undefined for other types. */
export function providerPackage(type: string): string | undefined {
  return type.startsWith('pulumi:providers:') ? type.slice('pulumi:providers:'.length) : undefined
}

/**
 * True for a provider that the engine makes by itself and hides from every preview. The engine tells it by the type
 * and by a name that begins with `default` (pulumi, pkg/resource/deploy/providers, IsDefaultProvider); the same test
 * decides here what a digest may leave out.
 */
export function isDefaultProvider(parts: UrnParts): boolean {
  return providerPackage(parts.type) !== undefined && parts.name.startsWith('default')
}
