import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { gateCommand } from '../../src/commands/gate.ts'
import { formatNamed, outputTarget, parseCommentLimit } from '../../src/commands/gate-output.ts'
import { RENDERERS } from '../../src/render/index.ts'
import { failure } from '../plan/fixtures.ts'
import { workplace } from '../workplace.ts'

describe('the outputs of the gate', () => {
  test.each([
    ['out/comment.md', 'markdown', 'out/comment.md'],
    ['gate.xml', 'junit', 'gate.xml'],
    ['junit=TEST-gate', 'junit', 'TEST-gate'],
    ['github=commands.log', 'github', 'commands.log'],
    ['text=a=b.json', 'text', 'a=b.json'],
  ])('%s is %s', (given, format, file) => {
    expect(outputTarget(given)).toEqual({ file, format })
  })

  test('what is not clear is refused', () => {
    expect(failure(() => outputTarget('gate.log'))).toEqual({
      code: 'usage',
      message: 'the format of gate.log is not clear from its name',
    })
    expect(failure(() => outputTarget('xml=gate.xml')).message).toBe('there is no format xml')
    expect(failure(() => formatNamed('constructor')).code).toBe('usage')
  })

  test.each(['65536', '4000', '1000000'])('a comment may have %s characters', (text) => {
    expect(parseCommentLimit(text)).toBe(Number(text))
  })

  test.each(['3999', '0', '', '-5000', '4000.5', 'many', 'Infinity'])(
    'a comment of %j characters is refused',
    (text) => {
      expect(failure(() => parseCommentLimit(text))).toEqual({
        code: 'usage',
        message: `--comment-limit ${text} is not a number of characters`,
      })
    },
  )

  test('the help names every format', () => {
    const program = new Command()
    gateCommand(program, workplace(), () => undefined)
    const help = program.commands[0]?.helpInformation().replace(/\s+/g, ' ') ?? ''
    for (const format of Object.keys(RENDERERS)) expect(help).toMatch(new RegExp(`--format <name>[^-]*\\b${format}\\b`))
    expect(help).toMatch(/--comment-limit <characters> .*65536/)
  })
})
