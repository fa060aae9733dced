import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { planCommand } from '../../src/commands/plan.ts'
import { AppError, formatError } from '../../src/errors.ts'
import type { Workplace } from '../../src/files.ts'
import { readPlan } from '../../src/plan/read.ts'
import { makeProgram } from './programs.ts'

const FIXTURES = new URL('../fixtures/plans/', import.meta.url).pathname

async function gatehouse(cwd: string, ...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [code, out, err] = [-1, '', '']
  const place: Workplace = {
    cwd,
    env: {},
    stdin: () => readFileSync(join(FIXTURES, 'create.preview.json')),
    stdout: (text) => {
      out += text
    },
    stderr: (text) => {
      err += text
    },
    isTerminal: false,
    clock: () => new Date(0),
  }
  const program = new Command().exitOverride().configureOutput({ writeErr: place.stderr })
  planCommand(program, place, (status) => {
    code = status
  })
  try {
    await program.parseAsync(['plan', ...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { code: 2, out, err: formatError(error) }
  }
  return { code, out, err }
}

const PROGRAM = `import * as azuread from '@pulumi/azuread'
console.log('hello')
new azuread.Group('g', { displayName: (await azuread.getUser({ userPrincipalName: 'a@b' })).displayName, securityEnabled: true })
`

describe('gatehouse plan', () => {
  test('prints the plan, and what the program prints goes to standard error', async () => {
    const { code, out, err } = await gatehouse(makeProgram(PROGRAM))
    expect([code, err]).toEqual([0, 'program: hello\n'])
    expect(readPlan(Buffer.from(out), 'plan').resources.map((item) => item.name)).toEqual([
      'g',
      'default_6_9_1',
      'lab-dev',
    ])
  })

  test('takes recorded answers, and gives a summary or a file', async () => {
    const root = makeProgram(PROGRAM)
    const token = 'azuread:index/getUser:getUser'
    writeFileSync(
      join(root, 'answers.json'),
      JSON.stringify([{ token, arguments: { userPrincipalName: 'a@b' }, result: { displayName: 'A' } }]),
    )
    const { code, out } = await gatehouse(
      root,
      '--stack',
      'dev',
      '--invokes',
      'answers.json',
      '--output',
      'out/plan.json',
    )
    expect([code, out]).toEqual([0, ''])
    const plan = readPlan(readFileSync(join(root, 'out/plan.json')), 'plan.json')
    expect(plan.resources[0]?.inputs['displayName']).toBe('A')
    expect((await gatehouse(root, '--format', 'text')).out).toMatch(
      /^lab\/dev: create 2, same 1; isolation: .*\ncreate {2}azuread:index\/group:Group::g {2}index.ts:3\ncreate {2}pulumi:pulumi:Stack::lab-dev\nunknown answer of azuread:index\/getUser:getUser\n$/,
    )
  })

  test('reads what Pulumi wrote, also from standard input', async () => {
    const preview = await gatehouse(FIXTURES, '--engine', 'preview', 'change.preview.json', '--format', 'text')
    expect(preview.out.split('\n')[0]).toBe(
      'identity-baseline/dev: create 1, delete 1, same 16, update 2; isolation: not-run',
    )
    expect((await gatehouse(FIXTURES, '--engine', 'preview', '-')).code).toBe(0)
    expect((await gatehouse(FIXTURES, '--engine', 'export', 'export.json')).code).toBe(0)
    const log = await gatehouse(FIXTURES, '--engine', 'preview', 'up.events.jsonl', '--format', 'text')
    expect(log.out.split('\n')[0]).toBe('identity-baseline/dev: create 18, same 1; isolation: not-run')
  })

  test.each<[string, readonly string[], string]>([
    [
      'the wrong engine',
      ['--engine', 'preview', 'export.json'],
      'gatehouse: export.json: this is not the document of --engine preview: it is of the kind export',
    ],
    ['no file', ['--engine', 'export'], 'gatehouse: --engine export reads a document'],
    ['a file for the embedded engine', ['export.json'], 'gatehouse: the embedded engine reads a program, not a file'],
    ['a timeout that is none', ['--timeout', 'soon'], 'gatehouse: --timeout soon is not a number of seconds'],
    ['a directory that is none', ['--program', 'nowhere'], 'gatehouse: nowhere: there is no such directory'],
    ['a directory without a project', [], `gatehouse: Pulumi.yaml: there is no Pulumi project here`],
    [
      'a reference without a file',
      ['--stack-reference', 'acme/base/dev'],
      'gatehouse: --stack-reference acme/base/dev does not name a stack and a file',
    ],
    [
      'answers that are none',
      ['--invokes', 'export.json'],
      'gatehouse: export.json: the document is not a recorded answer',
    ],
    ['a state that is none', ['--state', 'change.events.jsonl'], 'gatehouse: change.events.jsonl'],
  ])('%s', async (_, args, sentence) => {
    const { code, out, err } = await gatehouse(FIXTURES, ...args)
    expect([code, out]).toEqual([2, ''])
    expect(err.slice(0, sentence.length)).toBe(sentence)
  })
})
