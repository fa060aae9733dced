import { readFileSync } from 'node:fs'
import { runtime } from '@pulumi/pulumi'
import { parse } from 'yaml'

/** A resource as the program declares it; computed values read `<type::name>.<property>`. */
export interface Declared {
  readonly type: string
  readonly name: string
  readonly inputs: Readonly<Record<string, unknown>>
}

/**
 * Runs one part of the example's program against Pulumi's own mocks, with the configuration of its stack.
 * To be called once per process: Pulumi's runtime and the program's modules are singletons.
 */
export async function declare(stack: 'identity' | 'aws'): Promise<readonly Declared[]> {
  const declared: Declared[] = []
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        declared.push({ type, name, inputs })
        const computed = (property: string): string => `${type}::${name}.${property}`
        return { id: computed('id'), state: { ...inputs, objectId: computed('objectId'), arn: computed('arn') } }
      },
      call: ({ inputs }) => inputs,
    },
    'gatehouse-example',
    stack,
    true,
  )
  const { config } = parse(readFileSync(`Pulumi.${stack}.yaml`, 'utf8')) as { config: Record<string, unknown> }
  runtime.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])),
  )
  await import('../../stacks/index.ts')
  await runtime.waitForRPCs()
  return declared.sort((a, b) => (`${a.type}::${a.name}` < `${b.type}::${b.name}` ? -1 : 1))
}
