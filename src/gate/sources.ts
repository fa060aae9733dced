import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Requirement } from '../access/sign-in/requirement.ts'
import { AppError, renamePlace } from '../errors.ts'
import { requireDirectory, resolvePath, showPath, type Workplace } from '../files.ts'
import { byCodeUnit, canonicalJson } from '../json.ts'
import type { Exception, Person, Register, Service } from '../register/model.ts'
import { readExceptions, readRegister } from '../register/read.ts'
import { type Base, baseDirectory, type Checkout, checkOutBase } from './base.ts'
import { type Baseline, readBaseline } from './baseline.ts'
import { type Bundle, readBundle } from './bundle.ts'
import type { ControlTitles } from './control-titles.ts'
import { MAPPING_FILE, readControlMapping, titlesOf } from './controls.ts'
import type { Decision, FileChange } from './decision.ts'
import { type ExceptionChanges, exceptionChanges } from './exceptions.ts'
import { registerChanges } from './file-changes.ts'
import { type Parameters, readParameters, readRequirements } from './parameters.ts'

/** The policies that came with this program. */
export const OWN_POLICIES: string = fileURLToPath(new URL('../../policies', import.meta.url))

/** Where the files of the judgement come from, as the user said it. */
export interface SourceOptions {
  /** Directory of the program: where `policies/` and `stacks/register` are looked for. */
  readonly root: string
  readonly register?: string | undefined
  /** The default register directory may be used where `register` is not given. */
  readonly useDefaultRegister: boolean
  readonly parameters?: string | undefined
  readonly exceptions?: string | undefined
  /** A baseline as the user typed it, and the clock (RFC 3339 in UTC) by which its end may not be too far. */
  readonly baseline?: { readonly path: string; readonly now: string } | undefined
  /** The base's checkout, opened with `openBase`. */
  readonly base?: Base | undefined
}

/** What decides, and what it decides about besides the plan. */
export interface Sources {
  readonly bundle: Bundle
  readonly parameters: Parameters
  readonly requirements: readonly Requirement[]
  readonly exceptions: readonly Exception[]
  readonly register: Register | undefined
  readonly baseline: Baseline | undefined
}

/** The binding sources, and the head's own where they differ. */
export interface ResolvedSources {
  readonly binding: Sources
  readonly policySource: Decision['policySource']
  /** Titles of controls, from the binding policies. */
  readonly controlTitles: ControlTitles
  readonly head?: { readonly sources: Sources; readonly changed: readonly string[] }
  /** Only with a base: what the change says otherwise in the register. */
  readonly registerChanges?: readonly FileChange[]
  /** Only with a base: the exceptions with which the change began, and what it does to them. */
  readonly exceptions?: { readonly before: readonly Exception[]; readonly changes: ExceptionChanges }
}

/**
 * Reads policies, parameters, exceptions, register and baseline. With a base, all of them are the base's, but for what
 * the head's register says beside stacks, approvals and emergency accounts: a change is never judged by what it brings
 * itself.
 * @throws AppError of every reader.
 */
export function readSources(place: Workplace, options: SourceOptions): ResolvedSources {
  const head = readTree(place, options.root, options)
  const { base } = options
  const controlTitles = readTitles(place, base?.tip.root ?? options.root)
  if (base === undefined) return { binding: head, policySource: { kind: 'working-tree' }, controlTitles }
  const own = readCheckout(place, options, base.tip)
  const binding = { ...own, register: bindRegister(own.register, head.register) }
  const began = readOrigin(place, options, base) ?? own
  const changed = differences(began, head)
  return {
    binding,
    policySource: { kind: 'base', ...(base.revision === undefined ? {} : { revision: base.revision }) },
    controlTitles,
    ...(changed.length > 0 ? { head: { sources: head, changed } } : {}),
    registerChanges: registerChanges(began.register, head.register),
    exceptions: { before: began.exceptions, changes: exceptionChanges(began.exceptions, head.exceptions) },
  }
}

/** Opens the base that the user named, if any; the caller disposes of it. @throws AppError `usage`, `git`. */
export async function openBase(
  place: Workplace,
  root: string,
  reference: string | undefined,
  directory: string | undefined,
): Promise<Base | undefined> {
  if (reference !== undefined && directory !== undefined) {
    throw new AppError('usage', '--base and --base-dir exclude each other', {
      expected: 'a revision, or a directory in which it is checked out',
      fix: 'give one of them',
    })
  }
  if (directory !== undefined) {
    return baseDirectory(requireDirectory(place, directory, 'a checkout of the base'), root)
  }
  return reference === undefined ? undefined : checkOutBase(root, reference)
}

/** Policies that say nothing about controls are read with the titles that came with this program. */
function readTitles(place: Workplace, root: string): ControlTitles {
  const own = join(root, 'policies', MAPPING_FILE)
  return titlesOf(readControlMapping(place, existsSync(own) ? own : join(OWN_POLICIES, MAPPING_FILE)))
}

/** The files of one checkout. It is gone when the user reads about it, so errors name its files by revision and path. */
function readCheckout(place: Workplace, options: SourceOptions, checkout: Checkout): Sources {
  try {
    return readTree(place, checkout.root, relocated(place, options, checkout))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw renamePlace(error, (file) => checkout.nameOf(file) ?? file)
  }
}

/** What the change began with; undefined where that is the tip, or cannot be read any more. Nothing is decided by it. */
function readOrigin(place: Workplace, options: SourceOptions, base: Base): Sources | undefined {
  if (base.origin === base.tip) return undefined
  try {
    return readCheckout(place, options, base.origin)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** Paths in the head's repository are read in the checkout instead; others stay the user's own choice. */
function relocated(place: Workplace, options: SourceOptions, { root, relocate }: Checkout): SourceOptions {
  const { baseline } = options
  const isNoPath = baseline?.path === '-' || baseline?.path === ''
  const move = (path: string | undefined): string | undefined => (path === undefined ? undefined : relocate(path))
  return {
    ...options,
    root,
    register: move(options.register),
    parameters: move(options.parameters),
    exceptions: move(options.exceptions),
    baseline: baseline && {
      ...baseline,
      path: isNoPath ? baseline.path : relocate(resolvePath(place, baseline.path)),
    },
  }
}

function readTree(place: Workplace, root: string, options: SourceOptions): Sources {
  const own = join(root, 'policies')
  // One file of two is a bundle that is broken, never a reason to judge by other policies.
  const policies = ['policy.wasm', 'lock.json'].some((file) => existsSync(join(own, 'bundle', file)))
    ? own
    : OWN_POLICIES
  const defaultRegister = join(root, 'stacks/register')
  const directory =
    options.register ?? (options.useDefaultRegister && existsSync(defaultRegister) ? defaultRegister : undefined)
  const register = directory === undefined ? undefined : readRegister(place, directory)
  const exceptions =
    options.exceptions === undefined ? (register?.exceptions ?? []) : readExceptions(place, options.exceptions)
  return {
    bundle: readBundle(policies, (path) => showPath(place, path)),
    parameters: readParameters(place, join(policies, 'parameters.yaml'), options.parameters),
    requirements: readRequirements(place, join(policies, 'requirements.yaml')),
    exceptions,
    register,
    baseline: options.baseline && readBaseline(place, options.baseline.path, options.baseline.now),
  }
}

/**
 * The head's register with the base's stacks, approvals, emergency accounts and accounts in the forge: those a change
 * cannot give itself. An emergency account is the base's as a whole, also one that the head leaves out or calls another
 * account. What people did stays done: a record that the head leaves out counts as the base has it. An everyday account
 * of the base is one.
 */
function bindRegister(base: Register | undefined, head: Register | undefined): Register | undefined {
  if (base === undefined || head === undefined) return base
  const approved = new Map(base.services.map((service) => [service.id, service]))
  const emergency = base.people.filter((person) => person.emergency)
  const taken = new Set(emergency.map((person) => person.id))
  const kept = new Set(head.records.map((record) => record.id))
  const known = new Map(base.people.map((person) => [person.id, person]))
  const others = head.people
    .filter((person) => !taken.has(person.id))
    .map((person) => bindPerson(person, known.get(person.id)))
  const still = new Set(others.map(({ account }) => account?.directory))
  const everydayBefore = base.people.flatMap(({ emergency: isKept, account }) =>
    isKept || account === undefined || still.has(account.directory) ? [] : [account],
  )
  return {
    ...head,
    ...(everydayBefore.length === 0 ? {} : { everydayBefore }),
    records: [...head.records, ...base.records.filter(({ id }) => !kept.has(id))].sort((a, b) =>
      byCodeUnit(a.id, b.id),
    ),
    stacks: base.stacks,
    services: head.services.map((service) => bindService(service, approved.get(service.id))),
    people: [...emergency, ...others.map((person) => ({ ...person, emergency: false }))].sort((a, b) =>
      byCodeUnit(a.id, b.id),
    ),
  }
}

/**
 * Who somebody is in the forge says the base, or nobody: else an author renames herself, or invents a person with her own
 * account, and approves what she wrote.
 */
function bindPerson(head: Person, base: Person | undefined): Person {
  const { forge: _forge, ...rest } = head
  return { ...rest, ...(base?.forge === undefined ? {} : { forge: base.forge }) }
}

/** Where the data is says the head, so that rules judge a correction; which regions that opens in a cloud, the base. */
function bindService(head: Service, base: Service | undefined): Service {
  const { approvedOn: _on, approvedBy: _by, approvedRegions: _regions, ...rest } = head
  const regions = base?.location?.regions ?? []
  const opened = { ...rest, ...(same(regions, head.location?.regions ?? []) ? {} : { approvedRegions: regions }) }
  if (base === undefined) return { ...opened, status: 'proposed' }
  return {
    ...opened,
    status: head.status === 'retired' ? 'retired' : base.status,
    manages: base.manages,
    ...(base.approvedOn === undefined ? {} : { approvedOn: base.approvedOn }),
    ...(base.approvedBy === undefined ? {} : { approvedBy: base.approvedBy }),
  }
}

function differences(base: Sources, head: Sources): readonly string[] {
  const approvals = (register: Register | undefined): unknown =>
    register && {
      stacks: register.stacks,
      services: register.services.map(({ id, status, approvedOn, approvedBy, manages, location }) => ({
        id,
        status,
        regions: location?.regions ?? [],
        approvedOn: approvedOn ?? null,
        approvedBy: approvedBy ?? null,
        manages,
      })),
      emergency: register.people.filter((person) => person.emergency),
      forge: register.people.flatMap(({ id, forge }) => (forge === undefined ? [] : [{ id, forge }])),
    }
  return [
    ...(base.bundle.digest === head.bundle.digest ? [] : ['policies']),
    ...(same(base.parameters, head.parameters) ? [] : ['parameters']),
    ...(same(base.requirements, head.requirements) ? [] : ['requirements']),
    ...(same(base.exceptions, head.exceptions) ? [] : ['exceptions']),
    ...(same(approvals(base.register), approvals(head.register)) ? [] : ['approvals in the register']),
    ...(same(base.baseline, head.baseline) ? [] : ['baseline']),
  ].sort(byCodeUnit)
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null)
}
