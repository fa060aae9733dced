// Three invented organisations with good practice, each in a style of its own: the gate lets them through.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { gateCommand } from '../../src/commands/gate.ts'
import type { Decision } from '../../src/gate/decision.ts'
import { runCommand } from '../run-command.ts'
import { ROOT } from '../workplace.ts'

const NOW = '2026-11-27T12:00:00Z'

async function judged(folder: string, stack: string): Promise<Decision> {
  const program = join('test/fixtures/sound', folder)
  const register = join(program, 'stacks/register')
  const { out } = await runCommand(gateCommand, [
    ...['gate', '--program', program, '--stack', stack, '--register', register, '--now', NOW, '--format', 'json'],
  ])
  return JSON.parse(out)
}

/** Every result that fails or is unknown: `mode status rule resource`. */
function broken({ results, rules }: Decision): readonly string[] {
  const modes = new Map(rules.map(({ id, mode }) => [id, mode]))
  return results
    .filter(({ status }) => status === 'fail' || status === 'unknown')
    .map(({ rule, status, resource }) => [modes.get(rule), status, rule, resource.split('::').at(-1)].join(' ').trim())
    .sort()
}

function written(folder: string, file: string): Record<string, Record<string, unknown>> {
  return parse(readFileSync(join(ROOT, 'test/fixtures/sound', folder, file), 'utf8'))
}

describe.each(['by-role-groups', 'by-personas', 'by-applications'])('%s', (folder) => {
  const expected = Object.entries(written(folder, 'expected.yaml')['stacks'] ?? {})
  test.each(expected)('%s: the decision and every broken rule are as written', async (stack, decision) => {
    const found = await judged(folder, stack)
    expect({ decision: found.decision, broken: broken(found) }).toEqual({
      decision,
      broken: written(folder, 'broken.yaml')['stacks']?.[stack],
    })
  })
})
