import { AppError } from '../../errors.ts'
import { byCodeUnit, isObject } from '../../json.ts'
import type { Change, PropertyChange, Resource } from '../model.ts'
import { requireUrn, shortName } from '../urn.ts'
import { readState, type State, toResource, wrong } from './state.ts'

/** The engine's operations (pulumi, pkg/resource/deploy/step.go), by what they mean for the post-state. */
const OPERATIONS: { readonly [op: string]: 'stays' | 'goes' | 'part' | 'refresh' } = {
  same: 'stays',
  create: 'stays',
  update: 'stays',
  read: 'stays',
  import: 'stays',
  delete: 'goes',
  // A resource that was only read is forgotten; the object itself stays where it is.
  discard: 'goes',
  refresh: 'refresh',
  replace: 'part',
  'create-replacement': 'part',
  'delete-replaced': 'part',
  'read-replacement': 'part',
  'import-replacement': 'part',
  'discard-replaced': 'part',
  'remove-pending-replace': 'part',
}

/** Sub-steps of a replacement that carry the new state, best first. */
const REPLACING: readonly string[] = ['replace', 'create-replacement', 'import-replacement', 'read-replacement']
const REMOVING: readonly string[] = ['delete-replaced', 'discard-replaced', 'remove-pending-replace']

/** One step of a digest. */
export interface Step {
  readonly op: string
  readonly urn: string
  /** Its place among the steps; a later one has a higher number. */
  readonly index: number
  /** How errors name it. */
  readonly where: string
  readonly old?: State
  readonly new?: State
  readonly diff: readonly PropertyChange[]
  readonly replaceReasons: readonly string[]
}

/** How a document names the parts of a step. */
export interface StepNames {
  readonly old: string
  readonly new: string
  readonly diffs: string
  readonly reasons: string
  readonly kind: string
}

const DIGEST_NAMES: StepNames = {
  old: 'oldState',
  new: 'newState',
  diffs: 'diffReasons',
  reasons: 'replaceReasons',
  kind: 'kind',
}

/** What the steps of one URN come to. */
export interface Outcome {
  readonly urn: string
  /** Absent where the resource goes, or went. */
  readonly resource?: Resource
  readonly change?: Change
  /** Only a refresh step was shown. */
  readonly refreshedOnly: boolean
}

/**
 * Reads the list of steps. @throws AppError `malformed` for an unknown operation: what it does to the post-state cannot
 * be guessed.
 */
export function readSteps(raw: readonly unknown[], file: string): readonly Step[] {
  return raw.map((step, index) => readStep(step, index, file, `steps[${index}]`, DIGEST_NAMES))
}

/**
 * Reads one step. @param index its place among the steps. @param where names it in errors.
 * @throws AppError `malformed`.
 */
export function readStep(raw: unknown, index: number, file: string, where: string, keys: StepNames): Step {
  if (!isObject(raw)) throw wrong(file, where, 'an object')
  const { op, urn } = raw
  if (typeof op !== 'string' || !Object.hasOwn(OPERATIONS, op)) {
    throw new AppError('malformed', `${where}.op is ${JSON.stringify(op)}, an operation that is not known`, {
      place: { file },
      expected: `one of ${Object.keys(OPERATIONS).join(', ')}`,
      fix: 'a newer engine may have added it: use a version of Gatehouse that knows it',
    })
  }
  requireUrn(urn, file, `${where}.urn`)
  const old = stateOf(raw[keys.old], String(urn), true, file, `${where}.${keys.old}`)
  const next = stateOf(raw[keys.new], String(urn), false, file, `${where}.${keys.new}`)
  if (next === undefined && (OPERATIONS[op] === 'stays' || op === 'replace')) {
    throw wrong(file, `${where}.${keys.new}`, 'an object')
  }
  const reasons = names(raw[keys.reasons], file, `${where}.${keys.reasons}`)
  return {
    op,
    urn: String(urn),
    index,
    where,
    ...(old ? { old } : {}),
    ...(next ? { new: next } : {}),
    diff: readDiff(raw, reasons, file, where, keys),
    replaceReasons: [...reasons].sort(byCodeUnit),
  }
}

/** An old state may stand under an earlier URN (alias), a new one may not. */
function stateOf(raw: unknown, urn: string, old: boolean, file: string, where: string): State | undefined {
  if (raw === undefined || raw === null) return undefined
  const own = old && isObject(raw) && typeof raw['urn'] === 'string' ? raw['urn'] : urn
  return readState(raw, own, file, where)
}

function names(raw: unknown, file: string, where: string): readonly string[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw) || !raw.every((item): item is string => typeof item === 'string')) {
    throw wrong(file, where, 'a list of texts')
  }
  return raw
}

/** The detailed difference, or the names of the properties where the provider gave no more. */
function readDiff(
  step: { readonly [key: string]: unknown },
  reasons: readonly string[],
  file: string,
  where: string,
  keys: StepNames,
): readonly PropertyChange[] {
  const detailed = step['detailedDiff'] ?? undefined
  if (detailed === undefined) {
    return names(step[keys.diffs], file, `${where}.${keys.diffs}`)
      .map((path) => ({ path, kind: 'update' as const, replaces: reasons.includes(path) }))
      .sort((a, b) => byCodeUnit(a.path, b.path))
  }
  if (!isObject(detailed)) throw wrong(file, `${where}.detailedDiff`, 'an object')
  return Object.entries(detailed)
    .map(([path, entry]) => {
      const match = isObject(entry) ? /^(add|delete|update)(-replace)?$/.exec(String(entry[keys.kind])) : null
      if (!match) throw wrong(file, `${where}.detailedDiff.${path}.${keys.kind}`, 'a kind of change')
      return { path, kind: match[1] as PropertyChange['kind'], replaces: match[2] !== undefined }
    })
    .sort((a, b) => byCodeUnit(a.path, b.path))
}

/**
 * One outcome for each URN: the later of a refresh and what follows it, the whole of a replacement, else the one step.
 * Steps of an object that an earlier replacement left behind (marked `delete`) say nothing about the resource.
 * @throws AppError `malformed` where two steps of one URN contradict each other.
 */
export function outcomes(steps: readonly Step[], file: string): readonly Outcome[] {
  const groups = new Map<string, Step[]>()
  for (const step of steps) {
    const group = groups.get(step.urn)
    if (group) group.push(step)
    else groups.set(step.urn, [step])
  }
  return [...groups].map(([urn, group]) => outcome(urn, group, file))
}

function outcome(urn: string, group: readonly Step[], file: string): Outcome {
  const kindOf = (step: Step): string => OPERATIONS[step.op] ?? 'part'
  const leftover = (step: Step): boolean =>
    step.old?.pendingDelete === true && step.new === undefined && kindOf(step) !== 'part'
  const live = group.filter((step) => !leftover(step) && !(step.op === 'refresh' && step.old?.pendingDelete))
  const refreshes = live.filter((step) => kindOf(step) === 'refresh')
  const single = live.filter((step) => kindOf(step) === 'stays' || kindOf(step) === 'goes')
  const replacing = REPLACING.map((op) => live.filter((step) => step.op === op && step.new))
  const replaced = replacing.flat()[0]
  if (
    refreshes.length > 1 ||
    single.length + (replaced ? 1 : 0) > 1 ||
    replacing.some((same) => same.length > 1) ||
    (refreshes[0] && live.indexOf(refreshes[0]) > 0)
  ) {
    const ops = live.map((step) => `${step.op} (${step.where})`).join(', ')
    throw new AppError('malformed', `${shortName(urn)} has steps that contradict each other: ${ops}`, {
      place: { file },
      expected: 'one step for each URN, besides a refresh before it and the parts of a replacement',
      fix: 'write the document again, from one run',
    })
  }
  const last = single[0] ?? replaced ?? refreshes[0]
  if (last === undefined) return { urn, refreshedOnly: false }
  if (kindOf(last) === 'goes') return { urn, change: changeOf(last, 'delete', false), refreshedOnly: false }
  if (last.op === 'refresh') {
    const resource = last.new && toResource(last.new, 'refresh', last.new.computed)
    return resource ? { urn, resource, refreshedOnly: true } : { urn, refreshedOnly: true }
  }
  return { urn, ...staying(last, deletesFirst(last, live)), refreshedOnly: false }
}

function staying(step: Step, first: boolean): { resource?: Resource; change?: Change } {
  const op = RESULT[step.op] ?? 'replace'
  const state = step.new
  if (state === undefined) return {}
  const resource = toResource(state, op, computedAfter(step, op))
  return op === 'same' ? { resource } : { resource, change: changeOf(step, op, first) }
}

const RESULT: { readonly [op: string]: Resource['op'] } = {
  same: 'same',
  create: 'create',
  update: 'update',
  read: 'read',
  import: 'import',
  'read-replacement': 'read',
}

/** The old object's computed values hold after a step that keeps the object; a new object's are not known yet. */
function computedAfter(step: Step, op: Resource['op']): Resource['computed'] {
  const next = step.new?.computed ?? {}
  return op === 'same' || op === 'update' ? { ...step.old?.computed, ...next } : next
}

/**
 * Whether the old object is deleted before the new one exists: by the order of the sub-steps where they are shown;
 * else by the mark that the engine sets on the old state when it creates first. Without either, assume the gap.
 */
function deletesFirst(last: Step, live: readonly Step[]): boolean {
  if (!REPLACING.includes(last.op)) return false
  const removed = live.find((step) => REMOVING.includes(step.op))
  const created = live.find((step) => step.op !== 'replace' && REPLACING.includes(step.op))
  if (removed && created) return removed.index < created.index
  return !live.some((step) => step.old?.pendingDelete === true)
}

function changeOf(step: Step, op: Change['op'], first: boolean): Change {
  const parts = step.new ?? step.old
  const before = op === 'update' || op === 'replace' || op === 'delete' ? step.old?.inputs : undefined
  const { type, name } = parts ?? requireUrn(step.urn, '', step.urn)
  return {
    op,
    key: step.urn,
    type,
    name,
    ...(before === undefined ? {} : { before }),
    diff: step.diff,
    replaceReasons: step.replaceReasons,
    deletesFirst: first,
  }
}
