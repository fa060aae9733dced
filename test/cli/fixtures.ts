import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prettyJson } from '../../src/json.ts'
import { NO_OPTIONS, PLAN_SCHEMA, type Plan, type Resource } from '../../src/plan/model.ts'
import { ROOT } from '../workplace.ts'

/** The clock of every row: the same decision every time. */
export const NOW = ['--now', '2026-11-23T12:00:00Z'] as const

/** Key of a group of the plan below. */
function groupKey(name: string): string {
  return `urn:pulumi:dev::lab::azuread:index/group:Group::${name}`
}

/** A group; `members` names other groups of the plan. */
export function group(name: string, ...members: readonly string[]): Resource {
  return {
    key: groupKey(name),
    type: 'azuread:index/group:Group',
    name,
    custom: true,
    op: 'create',
    inputs: {
      displayName: name,
      securityEnabled: true,
      members: members.map((member) => ({ $gatehouse: 'ref', urn: groupKey(member), property: 'objectId' })),
    },
    computed: {},
    dependencies: [],
    propertyDependencies: {},
    options: NO_OPTIONS,
  }
}

/** A plan that can be judged: one group. */
export function planOf(resources: readonly Resource[] = [group('first')]): Plan {
  return {
    schema: PLAN_SCHEMA,
    project: 'lab',
    stack: 'dev',
    origin: { kind: 'embedded', version: '3.270.0', sandbox: 'network+permissions' },
    completeness: { status: 'full', reasons: [] },
    lacks: [],
    config: {},
    resources,
    changes: resources.map(({ key, type, name }) => ({
      op: 'create',
      key,
      type,
      name,
      diff: [],
      replaceReasons: [],
      deletesFirst: false,
    })),
    invokes: [],
    diagnostics: [],
  }
}

/** The plan as a file. */
export const PLAN: string = prettyJson(planOf())

/** The plan with one text replaced; the text must be there. */
export function planWith(from: string, to: string): string {
  const changed = PLAN.replace(from, to)
  if (changed === PLAN) throw new Error(`the plan has no ${from}`)
  return changed
}

/** A Pulumi project with this program; it resolves the repository's packages. */
export function projectWith(program: string): Readonly<Record<string, string>> {
  return {
    'Pulumi.yaml': 'name: lab\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n',
    'Pulumi.dev.yaml': 'config: {}\n',
    'package.json': '{"type": "module"}\n',
    'index.ts': program,
  }
}

/** Links the repository's packages into a directory. */
export function linkPackages(directory: string): void {
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'))
}

/** Copies a part of the repository to the same path below a directory. */
export function copyOf(path: string): (directory: string) => void {
  return (directory) => cpSync(join(ROOT, path), join(directory, path), { recursive: true })
}

/** One after the other. */
export function all(...steps: readonly ((directory: string) => void)[]): (directory: string) => void {
  return (directory) => {
    for (const step of steps) step(directory)
  }
}

/** A repository with one commit of what is there. */
export function commitAll(directory: string): void {
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']
    execFileSync('git', [...identity, ...args], { cwd: directory, stdio: 'ignore' })
  }
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '--allow-empty', '-m', 'base')
}

/** Changes the bytes of a file. */
export function edit(path: string, change: (bytes: Buffer) => Uint8Array): (directory: string) => void {
  return (directory) => writeFileSync(join(directory, path), change(readFileSync(join(directory, path))))
}

/** An empty directory. */
export function directory(path: string): (root: string) => void {
  return (root) => void mkdirSync(join(root, path), { recursive: true })
}

/** Copies a whole directory. */
export function copyTree(from: string, to: string): void {
  cpSync(from, to, { recursive: true })
}
