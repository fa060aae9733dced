import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeProgram, run } from './programs.ts'

const GROUP = `import * as azuread from '@pulumi/azuread'
new azuread.Group('first', { displayName: 'First', securityEnabled: true })
`

describe('a program that does not come to a good end is an error, never a plan with fewer resources', () => {
  test.each([
    ['ends itself', `${GROUP}process.exit(0)`],
    ['ends itself with a status', `${GROUP}process.exit(3)`],
    ['throws', `${GROUP}throw new Error('no such team')`],
    ['rejects', `${GROUP}Promise.reject(new Error('nobody listens'))`],
    ['gives an input that never comes', `${GROUP}new azuread.Group('second', { displayName: new Promise(() => {}) })`],
    ['waits for a promise that never comes', `${GROUP}await new Promise(() => {})`],
    ['declares a name twice', `${GROUP}\nnew azuread.Group('first', { displayName: 'Again' })`],
    ['does not parse', `${GROUP}const = 1`],
    ['imports what is not there', `${GROUP}import './missing.ts'`],
    [
      'uses a component of another package',
      `${GROUP}import * as pulumi from '@pulumi/pulumi'
class Far extends pulumi.ComponentResource { constructor() { super('far:index:Far', 'far', {}, {}, true) } }
new Far()`,
    ],
    [
      'reads a stack that was not given',
      `${GROUP}import * as pulumi from '@pulumi/pulumi'
export const id = new pulumi.StackReference('acme/base/dev').getOutput('id')`,
    ],
    [
      'calls a data source that nobody knows',
      `${GROUP}import * as pulumi from '@pulumi/pulumi'
export const x = pulumi.runtime.invokeOutput('acme:index:lookUp', { name: 'x' })`,
    ],
    [
      'writes a tag by hand',
      `${GROUP}import * as aws from '@pulumi/aws'
new aws.s3.Bucket('b', { tags: { $gatehouse: 'unknown' } })`,
    ],
    [
      'swallows a refusal',
      `import * as azuread from '@pulumi/azuread'
process.on('unhandledRejection', () => {})
for (const n of [1, 2]) new azuread.Group('same', { displayName: String(n) })`,
    ],
  ])('%s', async (_, program) => {
    expect((await run(makeProgram(program))).error).toMatchSnapshot()
  })

  test('has no SDK', async () => {
    const root = makeProgram('')
    rmSync(join(root, 'node_modules'))
    expect((await run(root)).error).toBe(
      'program: gatehouse: .: the program has no Pulumi SDK: @pulumi/pulumi is not installed\n  fix: run "npm ci" in the program\'s directory',
    )
  })

  test('hangs', async () => {
    const started = performance.now()
    const { error } = await run(makeProgram('setInterval(() => {}, 1000)\n'), { timeoutMs: 2500 })
    expect(error).toBe(
      'program: gatehouse: index.ts: the program did not end within 2.5 s\n  fix: look for a promise or a timer that never ends, or allow more time with --timeout SECONDS',
    )
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('what is wrong with a project is said with its place', () => {
  const YAML = 'name: lab\nmain: index.ts\nruntime:\n  name: nodejs\n'
  test.each<[string, Record<string, string>]>([
    ['another runtime', { 'Pulumi.yaml': 'name: lab\nruntime: python\n' }],
    ['no name', { 'Pulumi.yaml': 'runtime: nodejs\n' }],
    ['a main that leads out', { 'Pulumi.yaml': 'name: lab\nruntime: nodejs\nmain: ../other\n' }],
    ['a main that is missing', { 'Pulumi.yaml': 'name: lab\nruntime: nodejs\nmain: stacks/\n' }],
    ['a key twice', { 'Pulumi.yaml': YAML, 'Pulumi.dev.yaml': 'config:\n  lab:a: 1\n  lab:a: 2\n' }],
    ['a config that is a list', { 'Pulumi.yaml': YAML, 'Pulumi.dev.yaml': 'config: [1]\n' }],
    ['a key that stacks do not have', { 'Pulumi.yaml': YAML, 'Pulumi.dev.yaml': 'confg:\n  lab:a: 1\n' }],
    ['an environment of the service', { 'Pulumi.yaml': YAML, 'Pulumi.dev.yaml': 'environment: [base]\n' }],
    ['another stack', { 'Pulumi.yaml': YAML, 'Pulumi.dev.yaml': '' }],
  ])('%s', async (name, files) => {
    const { error } = await run(
      makeProgram({ 'index.ts': '', ...files }),
      name === 'another stack' ? { stack: 'prod' } : {},
    )
    expect(error).toMatchSnapshot()
  })
})
