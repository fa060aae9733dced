import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import { commandData, commandProperty } from '../../src/render/escape.ts'
import { sortFindings } from '../../src/render/findings.ts'
import { renderGithub } from '../../src/render/github.ts'
import { anyDecision, exitCode, text } from './arbitrary.ts'
import { decision, denied, HOSTILE, result, roleResult } from './builders.ts'

interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/** In this order, so that an escaped percent sign is not decoded twice (actions/runner, ActionCommand.cs). */
const DATA = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
] as const
const PROPERTY = [...DATA.slice(0, 2), ['%3A', ':'], ['%2C', ','], ...DATA.slice(2)] as const

function decode(value: string, table: readonly (readonly [string, string])[]): string {
  return table.reduce((result, [code, character]) => result.replaceAll(code, character), value)
}

/**
 * The commands that GitHub's runner finds in the output of a step (actions/runner, ActionCommand.cs, TryParseV2, and
 * TryParse for the older form, which it tries where the newer one does not fit).
 */
function commandsOf(output: string): readonly Command[] {
  return output.split('\n').flatMap((line): Command[] => {
    const start = line.trimStart()
    const end = start.indexOf('::', 2)
    if (!start.startsWith('::') || end < 0)
      return /##\[/.test(line) ? [{ name: 'old', properties: {}, message: line }] : []
    const info = start.slice(2, end)
    const [name = '', ...rest] = info.split(' ')
    const properties = rest
      .join(' ')
      .split(',')
      .filter((part) => part !== '')
      .map((part) => part.split(/=(.*)/s, 2) as [string, string])
      .map(([key, value]) => [key, decode(value, PROPERTY)])
    return [{ name, properties: Object.fromEntries(properties), message: decode(start.slice(end + 2), DATA) }]
  })
}

const render = (value: Decision, code: 0 | 1 | 3 = 1) => commandsOf(renderGithub(value, { exitCode: code }))

describe('workflow commands', () => {
  test('the verdict, then every finding with its place, worst first', () => {
    const value = denied([
      roleResult(),
      result({ nearest: 'CA001 lacks the group: Sales, 50% of it.', related: [] }),
      roleResult({ rule: 'register.owner_assigned', severity: 'medium', status: 'unknown', affected: [] }),
      result({ status: 'excepted', exceptions: ['EX-001'], affected: [] }),
      roleResult({ baselineUntil: '2027-01-31', resource: '', affected: [] }),
    ])
    const commands = render(value)
    expect(commands.map(({ name }) => name)).toEqual(['notice', 'error', 'error', 'warning', 'notice', 'notice'])
    expect(commands[0]).toEqual({
      name: 'notice',
      properties: { title: 'Gatehouse: change denied' },
      message:
        'nordlicht/prod: 2 findings to fix, 1 advisory, 1 excepted, 1 tolerated by the baseline. Enforced rules fail.',
    })
    expect(commands[1]).toEqual({
      name: 'error',
      properties: {
        file: 'stacks/identity/conditional-access.ts',
        line: '41',
        col: '7',
        title: 'critical, fails: Multi-factor authentication is required for all users (entra.mfa_all_users)',
      },
      message: [
        'The group Sales is excluded, so its 9 members sign in with a password alone.',
        'Who: Anna Virtanen, Bert Nilsson, Carla Ek, Dora Lind, Emil Strand, Frida Holm, Gustav Berg, Hanna Sund, Ivar Dahl',
        'Where: stacks/identity/conditional-access.ts:41  mfa-for-all',
        'Nearest: CA001 lacks the group: Sales, 50% of it.',
        'Fix: Remove the group from excludedGroups, or register an exception with an owner and an end.',
      ].join('\n'),
    })
    expect(commands[4]?.message).toContain('\nTolerated until: 2027-01-31\n')
    expect(commands[5]?.message).toContain('\nExcepted: EX-001\n')
  })

  test('say that GitHub shows ten errors where there are more, and which come first', () => {
    const low = Array.from({ length: 12 }, (_, index) =>
      roleResult({ severity: 'low', message: `Low ${index}.`, finding: `low-${index}` }),
    )
    const commands = render(denied([...low, result()]))
    expect(commands[0]?.message).toContain('\nGitHub shows 10 errors; 3 more are in the log of this step.')
    expect(commands[1]?.properties['title']).toMatch(/^critical/)
    expect(commands.filter(({ name }) => name === 'error').length).toBe(13)
  })

  test('are red only where the status is not 0', () => {
    expect(render(decision(), 0)).toEqual([
      {
        name: 'notice',
        properties: { title: 'Gatehouse: change allowed' },
        message: 'nordlicht/prod: 0 findings to fix. No enforced rule fails or is unknown.',
      },
    ])
    expect(render(decision({ reason: 'Nothing.' }), 3).map(({ name, properties }) => [name, properties])).toEqual([
      ['error', { title: 'Gatehouse: nothing was evaluated' }],
    ])
    expect(render(decision({ decision: 'deny' }), 1)[0]?.name).toBe('error')
  })

  test('point to no file outside the checkout', () => {
    for (const file of ['../x.ts', '/etc/passwd', 'a//b', '']) {
      const [, finding] = render(denied([result({ source: { file, line: 3 } })]))
      expect([Object.keys(finding?.properties ?? {}), finding?.message.includes(`${file}:3`)]).toEqual([
        ['title'],
        true,
      ])
    }
  })
})

describe('for any decision', () => {
  test('there is one command for the verdict and one for each finding, and no other', () => {
    fc.assert(
      fc.property(anyDecision, exitCode, (value, code) => {
        const output = renderGithub(value, { exitCode: code })
        const { blocking, advisory, tolerated, excepted } = sortFindings(value)
        const level = code === 0 || blocking.length > 0 ? 'notice' : 'error'
        expect(commandsOf(output).map(({ name }) => name)).toEqual([
          level,
          ...blocking.map(() => 'error'),
          ...advisory.map(() => 'warning'),
          ...[...tolerated, ...excepted].map(() => 'notice'),
        ])
        expect(output.trimEnd().split('\n').length).toBe(commandsOf(output).length)
        expect(output).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|##(?:vso)?\[/iu)
        for (const { properties } of commandsOf(output)) {
          expect(Object.keys(properties).filter((name) => !['file', 'line', 'col', 'title'].includes(name))).toEqual([])
        }
      }),
    )
  })

  test('a text is decoded to itself', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decode(commandData(value), DATA)).toBe(value)
        expect(decode(commandProperty(value), PROPERTY)).toBe(value)
        expect(commandData(value)).not.toMatch(/[\r\n]/)
        expect(commandProperty(value)).not.toMatch(/[\r\n:,]/)
      }),
    )
  })

  test('a name cannot begin a command', () => {
    for (const name of [...HOSTILE, 'x\n::error::y', 'x\r\n::stop-commands::y', 'a::b', '%0A::error::x']) {
      const commands = render(
        denied([result({ message: name, remediation: name, affected: [name] })], { project: name }),
      )
      expect(commands.map((command) => command.name)).toEqual(['notice', 'error'])
    }
  })
})
