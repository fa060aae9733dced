import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../src/gate/decision.ts'
import { allRules, sortFindings } from '../../src/render/findings.ts'
import { renderJunit } from '../../src/render/junit.ts'
import { anyDecision, exitCode } from './arbitrary.ts'
import { decision, denied, HOSTILE, RULES, result, roleResult } from './builders.ts'
import { CASES } from './cases.ts'

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
}

/** What Python's parser finds in each document: every element with its attributes and its own text. */
function parseXml(documents: readonly string[]): readonly (readonly Element[])[] {
  const script = `
import json, sys, xml.dom.minidom
def element(e):
    text = ''.join(n.data for n in e.childNodes if n.nodeType == n.TEXT_NODE)
    return {'name': e.tagName, 'attributes': dict(e.attributes.items()), 'text': text}
documents = json.load(sys.stdin)
found = [[element(e) for e in xml.dom.minidom.parseString(d.encode('utf-8')).getElementsByTagName('*')] for d in documents]
json.dump(found, sys.stdout)`
  const run = spawnSync('python3', ['-c', script], { input: JSON.stringify(documents), maxBuffer: 1 << 28 })
  if (run.status !== 0) throw new Error(run.stderr.toString())
  return JSON.parse(run.stdout.toString()) as Element[][]
}

const hasPython = spawnSync('python3', ['-c', 'import xml.dom.minidom']).status === 0

/** Elements of one name by their opening tags: no text of ours holds a bare `<`. */
function tags(xml: string, name: string): number {
  return xml.match(new RegExp(`<${name}[ />]`, 'g'))?.length ?? 0
}

/** The numbers that the suite gives of itself. */
function numbers(xml: string): Record<string, number> {
  const [, list = ''] = /<testsuite ([^>]*)>/.exec(xml) ?? []
  return Object.fromEntries(
    [...list.matchAll(/(tests|failures|errors|skipped)="(\d+)"/g)].map(([, name, value]) => [name, Number(value)]),
  )
}

/** Every case of the suite by its rule, with what became of it. */
function outcomes(value: Decision, code: 0 | 1 | 3 = 1): Record<string, string> {
  const xml = renderJunit(value, { exitCode: code })
  return Object.fromEntries(
    [...xml.matchAll(/<testcase classname="([^"]*)"[^>]*?(?:\/>|>\s*<(\w+) message="([^"]*)")/g)].map(
      ([, id, element, message]) => [id, element === undefined ? 'passed' : `${element}: ${message}`],
    ),
  )
}

describe('a case for each rule', () => {
  test('fails, cannot be decided, passes or does not apply', () => {
    const value = denied([
      result(),
      result({ finding: 'an earlier one', message: 'The group "Guests" is excluded.' }),
      roleResult({ status: 'unknown', message: 'The role is not known.' }),
    ])
    expect(outcomes(value)).toEqual({
      'entra.device_code_flow_blocked': 'skipped: not applicable',
      'entra.legacy_authentication_blocked': 'passed',
      'entra.mfa_all_users': 'failure: The group &quot;Guests&quot; is excluded. (and 1 more)',
      'entra.no_permanent_privileged_role': 'error: The role is not known.',
      'register.owner_assigned': 'passed',
    })
  })

  test('is not passed where something is only tolerated', () => {
    const value = denied([
      result({ status: 'excepted', exceptions: ['EX-001'] }),
      roleResult({ baselineUntil: '2027-01-31' }),
      roleResult({ rule: RULES.owner.id }),
      roleResult({ rule: RULES.owner.id, finding: 'second' }),
    ])
    expect(outcomes({ ...value, decision: 'allow' }, 0)).toEqual({
      'entra.device_code_flow_blocked': 'skipped: not applicable',
      'entra.legacy_authentication_blocked': 'passed',
      'entra.mfa_all_users': 'skipped: excepted: 1 finding',
      'entra.no_permanent_privileged_role': 'skipped: tolerated by the baseline: 1 finding',
      'register.owner_assigned': 'skipped: advisory, does not block: 2 findings',
    })
  })

  test('is red for an enforced rule without a result, and for a status that no finding explains', () => {
    const silent = decision({ rules: [{ ...RULES.mfa, status: 'unknown', results: 0 }], results: [] })
    expect(outcomes(silent)['entra.mfa_all_users']).toMatch(/^error: The rule gave no result/)
    const found = { ...result(), status: 'pass' as const }
    const broken = (status: 'fail' | 'unknown') => decision({ rules: [{ ...RULES.mfa, status }], results: [found] })
    expect([outcomes(broken('fail')), outcomes(broken('unknown'))]).toEqual([
      { 'entra.mfa_all_users': 'failure: fail' },
      { 'entra.mfa_all_users': 'error: unknown' },
    ])
  })

  test('stands beside one for the whole where nothing was evaluated, or nothing says why it is denied', () => {
    const empty = decision({ rules: [], results: [], reason: 'No enforced rule was selected.' })
    expect(outcomes(empty, 3)).toEqual({ gatehouse: 'error: No enforced rule was selected.' })
    expect(outcomes(decision({ decision: 'deny', reason: 'No.' }))['gatehouse']).toBe('error: No.')
    expect(outcomes(decision(), 0)['gatehouse']).toBeUndefined()
  })
})

describe('for any decision', () => {
  test('the document has exactly its elements, and no character that XML does not have', () => {
    fc.assert(
      fc.property(anyDecision, exitCode, (value, code) => {
        const xml = renderJunit(value, { exitCode: code })
        const all = numbers(xml)
        const extra = xml.includes('classname="gatehouse"') ? 1 : 0
        expect(all).toEqual({
          tests: tags(xml, 'testcase'),
          failures: tags(xml, 'failure'),
          errors: tags(xml, 'error'),
          skipped: tags(xml, 'skipped'),
        })
        expect([all['tests'], tags(xml, 'testsuite'), tags(xml, 'testsuites')]).toEqual([
          allRules(value).length + extra,
          1,
          1,
        ])
        // XML 1.0, 2.2 Char; ours is stricter: nothing invisible but the line feed.
        expect(xml).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uFFFE\uFFFF]/u)
        expect(xml).not.toMatch(/##(?:vso)?\[|^\s*::/im)
        const red = (all['failures'] ?? 0) + (all['errors'] ?? 0) > 0
        const unexplained = value.rules.some(({ mode, status }) => mode === 'enforced' && /fail|unknown/.test(status))
        expect(red).toBe(code !== 0 || sortFindings(value).blocking.length > 0 || (red && unexplained))
      }),
    )
  })

  test.skipIf(!hasPython)('a parser reads it, and finds every text as it was shown', { timeout: 60_000 }, () => {
    const samples = fc.sample(fc.tuple(anyDecision, exitCode), { numRuns: 150, seed: 41 })
    const pinned = Object.values(CASES).map((value) => [value.decision, value.exitCode] as const)
    const documents = [...samples, ...pinned].map(([value, code]) => renderJunit(value, { exitCode: code }))
    const parsed = parseXml(documents)
    expect(parsed.length).toBe(documents.length)
    for (const [index, elements] of parsed.entries()) {
      const named = (name: string) => elements.filter((element) => element.name === name)
      expect(named('testcase').length).toBe(tags(documents[index] ?? '', 'testcase'))
      expect(new Set(elements.map(({ name }) => name))).toSatisfy((names: Set<string>) =>
        [...names].every((name) => /^(testsuites?|propert(y|ies)|testcase|failure|error|skipped)$/.test(name)),
      )
    }
  })

  test.skipIf(!hasPython)('markup in a name is text', () => {
    const name = HOSTILE.join(' ')
    const value = denied([result({ message: '</failure><testcase name="x"/>', affected: ['a & b', ']]>'] })], {
      project: name,
    })
    const [elements = []] = parseXml([renderJunit(value, { exitCode: 1 })])
    const failures = elements.filter((element) => element.name === 'failure')
    expect(failures.map(({ attributes }) => attributes['message'])).toEqual(['</failure><testcase name="x"/>'])
    expect(failures[0]?.text).toContain('Who: a & b, ]]>\n')
    const [suite] = elements.filter((element) => element.name === 'testsuite')
    expect(suite?.attributes['name']).toContain('<img src=x onerror=alert(1)>')
    expect(suite?.attributes['name']).toContain('\\u001B[2J')
    expect(suite?.attributes['name']).toContain('\\uFFFE')
  })
})
