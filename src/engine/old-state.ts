import { AppError } from '../errors.ts'
import { isObject, type Json } from '../json.ts'
import { isWireSecret, wireSecret } from './wire.ts'

/** One resource of a stack export, as far as a plan is computed from it. */
export interface OldResource {
  readonly urn: string
  readonly type: string
  readonly custom: boolean
  readonly id: string
  readonly parent: string
  readonly inputs: { readonly [name: string]: Json }
  /** Outputs; a secret's content is a placeholder, for its plaintext is not here. */
  readonly outputs: { readonly [name: string]: Json }
  readonly protect: boolean
  readonly deleted: boolean
  readonly external: boolean
}

/** Keys that the bridge keeps for itself. */
const INTERNAL: ReadonlySet<string> = new Set(['__meta', '__defaults', '__internal', '__pulumi_raw_state_delta'])

/**
 * Reads the resources of a `pulumi stack export`.
 * @param secret gives the text that stands for an encrypted value.
 * @throws AppError `schema`, `unsupported-version`.
 */
export function readOldState(document: Json, file: string, secret: (seed: string) => string): readonly OldResource[] {
  const place = { file }
  if (!isObject(document) || !isObject(document['deployment'])) {
    throw new AppError('schema', 'this is not a stack export', {
      place,
      expected: '{"version": 3, "deployment": {"resources": […]}}',
      fix: 'write it with "pulumi stack export --file FILE"',
    })
  }
  if (document['version'] !== 3 && document['version'] !== 4) {
    throw new AppError('unsupported-version', `the export has version ${JSON.stringify(document['version'] ?? null)}`, {
      place,
      expected: 'version 3 or 4',
      fix: 'write it again with a current Pulumi: "pulumi stack export --file FILE"',
    })
  }
  const pending = document['deployment']['pending_operations']
  if (Array.isArray(pending) && pending.length > 0) {
    throw new AppError('refused', 'the export has pending operations: nobody knows whether they happened', {
      place,
      fix: 'run "pulumi refresh" and export again',
    })
  }
  const resources = document['deployment']['resources'] ?? []
  if (!Array.isArray(resources))
    throw new AppError('schema', 'deployment.resources is not a list', {
      place,
      fix: 'write it with "pulumi stack export --file FILE"',
    })
  return resources.map((item, index) => readResource(item, `deployment.resources[${index}]`, file, secret))
}

function readResource(item: unknown, where: string, file: string, secret: (seed: string) => string): OldResource {
  if (!isObject(item) || typeof item['urn'] !== 'string' || typeof item['type'] !== 'string') {
    throw new AppError('schema', `${where} has no urn or no type`, {
      place: { file },
      fix: 'write it with "pulumi stack export --file FILE"',
    })
  }
  const text = (key: string): string => (typeof item[key] === 'string' ? item[key] : '')
  const values = (key: string): { readonly [name: string]: Json } => {
    const raw = isObject(item[key]) ? (item[key] as { [name: string]: Json }) : {}
    return closeSecrets(raw, `${item['urn']}.${key}`, secret) as { [name: string]: Json }
  }
  const outputs = Object.entries(values('outputs')).filter(([name]) => !INTERNAL.has(name))
  return {
    urn: item['urn'],
    type: item['type'],
    custom: item['custom'] === true,
    id: text('id'),
    parent: text('parent'),
    inputs: values('inputs'),
    outputs: Object.fromEntries(outputs),
    protect: item['protect'] === true,
    deleted: item['delete'] === true,
    external: item['external'] === true,
  }
}

/** Every secret's content becomes a placeholder, plaintext ones (`--show-secrets`) included. */
function closeSecrets(value: Json, seed: string, secret: (seed: string) => string): Json {
  if (Array.isArray(value)) return value.map((item, index) => closeSecrets(item, `${seed}[${index}]`, secret))
  if (!isObject(value)) return value
  if (isWireSecret(value)) return wireSecret(secret(seed))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, closeSecrets(item as Json, `${seed}.${key}`, secret)]),
  )
}

/** Outputs of another stack, from its export: the outputs of its root resource, secrets unknown. */
export function stackOutputs(
  document: Json,
  file: string,
  secret: (seed: string) => string,
): { readonly [name: string]: Json } {
  const root = readOldState(document, file, secret).find((item) => item.type === 'pulumi:pulumi:Stack')
  return root?.outputs ?? {}
}
