import type { Resource } from '../plan/model.ts'
import { providerPackage } from '../plan/urn.ts'
import type { Value } from '../plan/value.ts'
import type { ProviderFact } from './model.ts'

const STACK_TYPE = 'pulumi:pulumi:Stack'

/** Inputs that choose the cloud, with the values that mean the public one (registry.pulumi.com, azuread, configuration). */
const CLOUD_INPUTS: { readonly [name: string]: { readonly [input: string]: readonly Value[] } } = {
  azuread: { environment: ['global', 'public'], metadataHost: [] },
}

/** Whether a resource is the stack itself: a component without a parent; the engine makes one, and calls it so. */
export function isRoot({ custom, parent, type }: Pick<Resource, 'custom' | 'parent' | 'type'>): boolean {
  return type === STACK_TYPE && !custom && parent === undefined
}

/** What rules may know of a provider instance; nothing for any other resource, a component included. */
export function providerFact({ custom, inputs, options, type }: Resource): { readonly provider?: ProviderFact } {
  const name = providerPackage(type)
  if (name === undefined || !custom) return {}
  const { pluginDownloadURL: address } = options
  const text = typeof address === 'string' ? address : 'an address that the plan does not show'
  return {
    provider: {
      package: name,
      ...(address === undefined ? {} : { pluginDownloadURL: text }),
      cloud: cloudOf(CLOUD_INPUTS[name] ?? {}, inputs),
    },
  }
}

function cloudOf(
  known: { readonly [input: string]: readonly Value[] },
  inputs: Resource['inputs'],
): ProviderFact['cloud'] {
  const set = Object.entries(known).filter(([input, usual]) => {
    const value = inputs[input] ?? ''
    return value !== '' && !usual.includes(value)
  })
  const names = set.map(([input]) => input)
  if (names.length === 0) return { kind: 'public', inputs: [] }
  return { kind: set.some(([input]) => typeof inputs[input] === 'string') ? 'other' : 'unknown', inputs: names }
}
