// The gate beside conftest and OPA: the same Rego, the same input.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { policySources } from '../../src/gate/bundle.ts'
import type { Decision } from '../../src/gate/decision.ts'
import { inputBuffer } from '../../src/gate/input.ts'
import { OWN_POLICIES, readSources } from '../../src/gate/sources.ts'
import { canonicalJson, sha256 } from '../../src/json.ts'
import { planBytes } from '../../src/plan/digest.ts'
import { readPlan } from '../../src/plan/read.ts'
import { parseYaml } from '../../src/yaml.ts'
import { ROOT, workplace } from '../workplace.ts'
import { gatehouse } from './gatehouse.ts'
import { type Command, cells, type Run, race, run, table } from './measure.ts'
import { profile } from './profile.ts'
import { GROWN_TYPES, grow } from './tenant.ts'

const NOW = '2026-11-23T12:00:00Z'

/**
 * Conftest asks a namespace for `deny`, not for a value. This one makes it evaluate the gate's whole decision, once, and
 * report what blocks it.
 */
const ADAPTER = `package main

import data.gate

deny contains entry.message if {
	gate.decision.decision == "deny"
	some entry in gate.decision.results
	entry.status in {"fail", "unknown"}
}
`

/** Measures plans of the given sizes, `times` runs of each tool in turn; a chapter of Markdown. */
export function benchGate(folder: string, sizes: readonly number[], times: number): string {
  const plans = ['identity', 'aws'].map((stack) => {
    const file = join(folder, `${stack}.json`)
    run({ argv: gatehouse('plan', '--stack', stack, '--output', file), cwd: ROOT, statuses: [0] })
    return readPlan(readFileSync(file), file)
  })
  const [identity, aws] = plans
  if (identity === undefined || aws === undefined) throw new Error('the example has two stacks')
  const register = writeRegister(folder)
  const policies = writePolicies(folder)
  const steps: string[] = []
  const goals: string[][] = []
  const rows = sizes.flatMap((size) => {
    const plan = join(folder, `plan-${size}.json`)
    writeFileSync(plan, planBytes(grow(identity, aws, size)))
    const input = writeInput(plan, register, join(folder, `input-${size}.json`))
    const commands = commandsFor(plan, register, policies, input.file, folder)
    compareDecisions(commands, input.digest)
    const runs = race([commands.gate, commands.conftest, commands.opa], times)
    steps.push(stepsOf(size, commands.gate), rulesOf(size, policies, input.file, folder))
    goals.push(...goalsOf(size, runs))
    return rowsOf(size, input.bytes, readFileSync(plan).length, runs)
  })
  const ratios = ['wall ratio', 'processor ratio', 'memory ratio']
  const tools = table(['resources', 'tool', 'wall', 'processor', 'peak memory', ...ratios], rows)
  return [tools, table(['goal', 'at most', 'measured', ''], goals), ...steps].join('\n')
}

/** The goals that the gate was built for: time and memory relative to conftest. */
function goalsOf(size: number, [gate, conftest]: readonly Run[]): string[][] {
  if (gate === undefined || conftest === undefined) throw new Error('both tools run')
  const goal = (name: string, most: number, ratio: number): string[] => [
    `${name} relative to conftest, ${size.toLocaleString('en')} resources`,
    most.toFixed(1),
    ratio.toFixed(2),
    ratio <= most ? 'met' : 'missed',
  ]
  return [goal('wall time', 1.5, gate.wall / conftest.wall), goal('peak memory', 0.8, gate.peak / conftest.peak)]
}

const READ = 'readPlanForm src/plan/read.ts'
const SOURCES = 'readSources src/gate/sources.ts'
const FACTS = 'deriveFacts src/access/facts.ts'
const SIGN_IN = 'signInView src/access/sign-in/facts.ts'
const INPUT = 'jsonBytes src/json-bytes.ts'
const EVALUATE = 'evaluate src/gate/evaluate.ts'
const DIGEST = 'desiredDigest src/plan/digest.ts'

/** Where the time of the gate goes; conftest does one of these steps. */
function stepsOf(size: number, { argv, cwd }: Command): string {
  const functions = [READ, SOURCES, FACTS, SIGN_IN, INPUT, EVALUATE, DIGEST]
  const seconds = profile(typeof argv === 'function' ? argv(0) : argv, cwd, functions)
  const of = (name: string): number => seconds.get(name) ?? 0
  const listed = of(READ) + of(SOURCES) + of(FACTS) + of(INPUT) + of(EVALUATE) + of(DIGEST)
  const steps: readonly (readonly [string, number])[] = [
    ['read and check the plan', of(READ)],
    ['read register, parameters and compiled policies', of(SOURCES)],
    ['derive facts, without the next line', of(FACTS) - of(SIGN_IN)],
    ['decide the sign-in requirements', of(SIGN_IN)],
    ['write the input', of(INPUT)],
    ['evaluate the policies in the Wasm', of(EVALUATE)],
    ['digest of what the plan wants', of(DIGEST)],
    ['start, garbage collection, rendering, the rest', of('total') - listed],
    ['the whole run, profiled', of('total')],
  ]
  return table(
    [`step of \`gatehouse gate\`, ${size.toLocaleString('en')} resources`, 'time'],
    steps.map(([name, time]) => [name, `${time.toFixed(2)} s`]),
  )
}

/** Rules that are shown one by one. */
const SHOWN_RULES = 15

/** Where the time of the policies goes, as OPA's profiler sees it: the interpreter, not the Wasm. */
function rulesOf(size: number, policies: string, input: string, cwd: string): string {
  const query = ['-i', input, '-f', 'json', 'data.gate.decision']
  const argv = ['opa', 'eval', '--profile', '--profile-limit', '100000', '-d', policies, ...query]
  const { profile: lines } = JSON.parse(run({ argv, cwd, statuses: [0] }).stdout) as {
    profile: readonly { total_time_ns: number; location: { file: string } }[]
  }
  const spent = new Map<string, number>()
  for (const { total_time_ns: time, location } of lines) {
    const [area = '', name = ''] = location.file.slice(policies.length + 1).split('/')
    const of = area === 'lib' ? `library ${name}` : area === name || area === 'gate' ? 'the gate' : `${area}.${name}`
    spent.set(of, (spent.get(of) ?? 0) + time / 1e9)
  }
  const sorted = [...spent].sort(([, a], [, b]) => b - a)
  const rest = sorted.slice(SHOWN_RULES)
  const sum = (list: readonly (readonly [string, number])[]): number =>
    list.reduce((total, [, time]) => total + time, 0)
  const rows = [
    ...sorted.slice(0, SHOWN_RULES),
    [`${rest.length} further`, sum(rest)] as const,
    ['all', sum(sorted)] as const,
  ]
  return table(
    [`rule or library, ${size.toLocaleString('en')} resources, OPA's profiler`, 'time'],
    rows.map(([name, time]) => [name, `${(time * 1000).toFixed(0)} ms`]),
  )
}

interface Commands {
  readonly gate: Command
  readonly conftest: Command
  readonly opa: Command
}

function commandsFor(plan: string, register: string, policies: string, input: string, cwd: string): Commands {
  const gate = gatehouse('gate', '--plan', plan, '--register', register, '--now', NOW, '--json')
  return {
    gate: { argv: gate, cwd, statuses: [0, 1] },
    conftest: { argv: ['conftest', 'test', '--policy', policies, '-o', 'json', input], cwd, statuses: [0, 1] },
    opa: { argv: ['opa', 'eval', '-d', policies, '-i', input, '-f', 'json', 'data.gate.decision'], cwd, statuses: [0] },
  }
}

/** The example's register, whose stack `identity` answers for both tenants and all grown types. */
function writeRegister(folder: string): string {
  const target = join(folder, 'register')
  cpSync(join(ROOT, 'stacks/register'), target, { recursive: true })
  const file = join(target, 'stacks.yaml')
  const { stacks } = parseYaml(readFileSync(file, 'utf8'), file).value as {
    stacks: Readonly<Record<'identity' | 'aws', { types: readonly string[] }>>
  }
  const types = [...new Set([...stacks.identity.types, ...stacks.aws.types, ...GROWN_TYPES])]
  // Every JSON document is YAML.
  writeFileSync(file, JSON.stringify({ stacks: { identity: { ...stacks.aws, ...stacks.identity, types } } }))
  return target
}

/** The Rego that the bundle was compiled from, tests left out, and the adapter for conftest beside it. */
function writePolicies(folder: string): string {
  const target = join(folder, 'policies')
  for (const path of policySources(OWN_POLICIES)) cpSync(join(OWN_POLICIES, path), join(target, path))
  mkdirSync(join(target, 'conftest'))
  writeFileSync(join(target, 'conftest/main.rego'), ADAPTER)
  return target
}

/** Writes the very bytes that the gate gives to the Wasm. */
function writeInput(plan: string, register: string, file: string): { file: string; digest: string; bytes: number } {
  const place = workplace()
  const sources = readSources(place, { root: ROOT, register, useDefaultRegister: false })
  const { bundle: _bundle, ...binding } = sources.binding
  const bytes = inputBuffer({ plan: readPlan(readFileSync(plan), plan), now: NOW, ...binding })
  writeFileSync(file, bytes)
  return { file, digest: sha256(bytes), bytes: bytes.length }
}

/** The three must agree before they are compared: the same input, the same results, the same decision. */
function compareDecisions({ gate, conftest, opa }: Commands, inputDigest: string): void {
  const decision = JSON.parse(run(gate).stdout) as Decision
  if (decision.digests.input !== inputDigest)
    throw new Error('the gate judged another input than the one that was written')
  const answer = JSON.parse(run(opa).stdout) as {
    result: readonly [{ expressions: readonly [{ value: { decision: string; results: readonly unknown[] } }] }]
  }
  const theirs = answer.result[0].expressions[0].value
  const sorted = (results: readonly unknown[]): string => canonicalJson(results.map((one) => canonicalJson(one)).sort())
  if (theirs.decision !== decision.decision || sorted(theirs.results) !== sorted(decision.results)) {
    throw new Error('OPA decides otherwise than the gate')
  }
  const [report] = JSON.parse(run(conftest).stdout) as readonly [{ failures?: readonly { msg: string }[] }]
  const failures = (report.failures ?? []).map(({ msg }) => msg).sort()
  const blocking = decision.results.filter(({ status }) => status === 'fail' || status === 'unknown')
  const expected = [...new Set(blocking.map(({ message }) => message))].sort()
  if (canonicalJson(failures) !== canonicalJson(decision.decision === 'deny' ? expected : [])) {
    throw new Error('conftest decides otherwise than the gate')
  }
}

function rowsOf(size: number, inputBytes: number, planSize: number, runs: readonly Run[]): string[][] {
  const [gate, conftest, opa] = runs
  if (gate === undefined || conftest === undefined || opa === undefined) throw new Error('three tools run')
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
  const about = `${size.toLocaleString('en')} (plan ${megabytes(planSize)}, input ${megabytes(inputBytes)})`
  const against = (other: Run): string[] =>
    (['wall', 'cpu', 'peak'] as const).map((figure) => (gate[figure] / other[figure]).toFixed(2))
  return [
    [about, 'gatehouse gate', ...cells(gate), '', '', ''],
    ['', 'conftest test', ...cells(conftest), ...against(conftest)],
    ['', 'opa eval', ...cells(opa), ...against(opa)],
  ]
}
