import { byCodeUnit } from '../../../json.ts'
import type { Plan, Resource } from '../../../plan/model.ts'
import type { RegisterAt } from '../../../register/model.ts'
import type { ChangeKind } from '../../holdings/diff.ts'
import { sameObjects } from '../../holdings/identities.ts'
import type { Subject } from '../../model.ts'
import { type AwsObject, awsObjects } from './derive.ts'
import type { AwsAccess, AwsStanding, AwsTrust } from './model.ts'
import { changedStandingSentence, changedTrustSentence, standingSentence, trustSentence } from './sentences.ts'

/** One side of a comparison: the facts, and what makes their objects known again. */
export interface AwsSide {
  readonly access: AwsAccess | undefined
  readonly objects: readonly AwsObject[]
  /** What the plan declares, by key. */
  readonly resources: ReadonlyMap<string, Resource>
}

/** One side of a comparison; `access` is what `awsAccess` says of the plan. */
export function awsSide(plan: Plan, access: AwsAccess | undefined, register: RegisterAt | undefined): AwsSide {
  const resources = new Map(plan.resources.map((resource) => [resource.key, resource]))
  return { access, objects: awsObjects(plan, register), resources }
}

/** What a change does to the power of somebody in an account, or to whom a role lets in. */
export interface AwsChange {
  readonly change: ChangeKind
  readonly sentence: string
  /** An administrator, a way to more rights, or a role that can be misused. */
  readonly privileged: boolean
  /** It is about an administrator, or about a role that is one. */
  readonly grave: boolean
  /** What the change follows from; the last one is the place to show. */
  readonly resources: readonly Subject[]
}

type Same = (id: string) => string

/**
 * Who becomes, stays or ceases to be an administrator, has a way to more rights, or can assume roles from outside.
 * Objects that were renamed in the program are the same ones. Pure.
 */
export function diffAws(before: AwsSide, after: AwsSide): readonly AwsChange[] {
  const side = ({ objects }: AwsSide): Parameters<typeof sameObjects>[0] => ({
    principals: [],
    objects: objects.map((one) => ({ ...one, label: '' })),
  })
  const same = sameObjects(side(before), side(after))
  const standings = paired(before.access?.standings ?? [], after.access?.standings ?? [], same, standingKey)
  const trusts = paired(before.access?.trusts ?? [], after.access?.trusts ?? [], same, trustKey)
  const changes = [
    ...standings.filter(isShown).map(([was, is]) => standingChange(was, is)),
    ...trusts.map(([was, is]) => trustChange(was, is)),
  ]
  return changes.map((one) => ({ ...one, resources: changedLast(one.resources, before, after) })).sort(byChange)
}

/** Of the steps on the way, the last one that the change touches is the place to show. */
function changedLast(steps: readonly Subject[], before: AwsSide, after: AwsSide): readonly Subject[] {
  const inputs = ({ resources }: AwsSide, key: string): string => JSON.stringify(resources.get(key)?.inputs)
  const touched = steps.findLast(({ key }) => inputs(before, key) !== inputs(after, key))
  return touched === undefined ? steps : [...steps.filter((one) => one !== touched), touched]
}

/** What becomes of a permission set that is assigned is told of those who have it. */
function isShown([before, after]: readonly [readonly AwsStanding[], readonly AwsStanding[]]): boolean {
  return [...after, ...before][0]?.assigned !== true
}

function standingKey({ principal, account }: AwsStanding, same: Same): string {
  return JSON.stringify([same(principal.id), same(account.id)])
}

function trustKey({ role, kind, name }: AwsTrust, same: Same): string {
  return JSON.stringify([same(role.id), kind, name])
}

function paired<One>(
  before: readonly One[],
  after: readonly One[],
  same: Same,
  keyOf: (one: One, same: Same) => string,
): readonly (readonly [before: readonly One[], after: readonly One[]])[] {
  const was = Map.groupBy(before, (one) => keyOf(one, same))
  const is = Map.groupBy(after, (one) => keyOf(one, (id) => id))
  return [...new Set([...is.keys(), ...was.keys()])].map((key) => [was.get(key) ?? [], is.get(key) ?? []])
}

/** More than that is never less: a way to more rights is below an administrator, and what is open below what is sure. */
function strength({ power, certain }: AwsStanding): number {
  return (power === 'administrator' ? 2 : 0) + (certain === 'yes' ? 1 : 0)
}

function standingChange(before: readonly AwsStanding[], after: readonly AwsStanding[]): AwsChange {
  const strongest = (list: readonly AwsStanding[]): readonly AwsStanding[] => {
    const most = Math.max(...list.map(strength))
    return list.filter((one) => strength(one) === most)
  }
  const [was, is] = [before, after].map(strongest) as [readonly AwsStanding[], readonly AwsStanding[]]
  const [old, now] = [was[0], is[0]]
  const found = (change: ChangeKind, sentence: string): AwsChange => {
    const grave = [old, now].some((one) => one?.power === 'administrator')
    return { change, sentence, privileged: true, grave, resources: (now ?? old)?.resources ?? [] }
  }
  if (now === undefined) return found('lost', old === undefined ? '' : standingSentence('loses', old))
  if (old === undefined) return found('gained', standingSentence('gains', now))
  if (strength(now) > strength(old)) return found('gained', changedStandingSentence('gains', was, is))
  if (old.power !== now.power) return found('lost', changedStandingSentence('loses', was, is))
  const ways = (list: readonly AwsStanding[]): string => JSON.stringify(list.map(wayOf).sort(byCodeUnit))
  return ways(was) === ways(is)
    ? found('kept', standingSentence('keeps', now))
    : found('changed', changedStandingSentence('keeps', was, is))
}

/** What makes it another way: neither the resources nor reasons for doubt, which only say it differently. */
function wayOf({ power, certain, through, conditions, exceptions, ways }: AwsStanding): string {
  return JSON.stringify([power, certain, through, conditions, exceptions, ways.map(({ id, extent }) => [id, extent])])
}

const GIVES: readonly AwsTrust['gives'][] = ['rights', 'open', 'escalation', 'administrator']

function trustChange(before: readonly AwsTrust[], after: readonly AwsTrust[]): AwsChange {
  const [old, now] = [before[0], after[0]]
  const shown = now ?? old
  const found = (change: ChangeKind, sentence: string): AwsChange => ({
    change,
    sentence,
    privileged: [...before, ...after].some(({ gives, weaknesses }) => gives !== 'rights' || weaknesses.length > 0),
    grave: [...before, ...after].some(({ gives }) => gives === 'administrator'),
    resources: shown?.resources ?? [],
  })
  if (now === undefined) return found('lost', old === undefined ? '' : trustSentence('loses', old))
  if (old === undefined) return found('gained', after.map((one) => trustSentence('gains', one)).join(' '))
  const terms = (list: readonly AwsTrust[]): string =>
    JSON.stringify(list.map(({ conditions, certain }) => [conditions, certain]))
  const isSame = terms(before) === terms(after)
  if (isSame && old.gives === now.gives) return found('kept', trustSentence('keeps', now))
  const sentence = changedTrustSentence(before, after)
  return found(isSame && GIVES.indexOf(now.gives) > GIVES.indexOf(old.gives) ? 'gained' : 'changed', sentence)
}

const ORDER: readonly ChangeKind[] = ['gained', 'lost', 'changed', 'kept']

function byChange(a: AwsChange, b: AwsChange): number {
  return (
    ORDER.indexOf(a.change) - ORDER.indexOf(b.change) ||
    Number(b.privileged) - Number(a.privileged) ||
    Number(b.grave) - Number(a.grave) ||
    byCodeUnit(a.sentence, b.sentence)
  )
}
