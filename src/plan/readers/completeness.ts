import { byCodeUnit } from '../../json.ts'
import type { Completeness, Diagnostic, Plan, Resource } from '../model.ts'
import { isDefaultProvider, parseUrn, shortName } from '../urn.ts'
import type { Step } from './steps.ts'

/** Beyond this many, reasons of one kind are counted instead of listed. */
const LISTED = 20

/** What a digest says about itself. */
export interface Account {
  readonly steps: readonly Step[]
  readonly summary: { readonly [op: string]: number } | undefined
  readonly maybeCorrupt: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly resources: readonly Resource[]
  /** A refresh document: its refresh steps are counted as `same`. */
  readonly refresh: boolean
  /** The deployed state, where the caller has it. */
  readonly state: Plan | undefined
}

/** Why steps are hidden, in words; empty where all are shown. */
export function hiddenSteps(account: Account): readonly string[] {
  const { steps, summary, refresh } = account
  const shown = new Map<string, number>()
  for (const step of steps) {
    const op = refresh && step.op === 'refresh' ? 'same' : step.op
    shown.set(op, (shown.get(op) ?? 0) + 1)
  }
  if (summary) {
    return Object.entries(summary)
      .filter(([op, count]) => count > (shown.get(op) ?? 0))
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(
        ([op, count]) =>
          `the document shows ${shown.get(op) ?? 0} of ${count} "${op}" steps${op === 'same' ? '; use --show-sames' : ''}`,
      )
  }
  const changed = steps.some((step) => ['update', 'replace', 'delete'].includes(step.op))
  const kept = steps.some((step) => ['same', 'refresh'].includes(step.op) && (step.new ?? step.old)?.custom)
  return changed && !kept ? ['the document shows no unchanged resource and no summary; use --show-sames'] : []
}

/**
 * Whether a digest covers the whole stack. What is known to be missing makes it `partial`; steps that the command hid
 * make it `unknown`, because a missing resource then looks like a hidden one.
 */
export function digestCompleteness(account: Account): Completeness {
  const hidden = hiddenSteps(account)
  const broken = [...errors(account), ...(hidden.length === 0 ? missing(account) : [])]
  const status = broken.length > 0 ? 'partial' : hidden.length > 0 ? 'unknown' : 'full'
  return { status, reasons: [...broken, ...hidden] }
}

function errors(account: Account): readonly string[] {
  const failed = account.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  return [
    ...(account.maybeCorrupt ? ['the engine marks its own result as maybe corrupt'] : []),
    ...listed(failed.map((diagnostic) => `the preview reported an error: ${diagnostic.message.split('\n')[0]}`)),
  ]
}

/** What the document should contain and does not: targets of references, and deployed resources. */
export function missing(account: Pick<Account, 'steps' | 'resources' | 'state'>): readonly string[] {
  const seen = new Set(account.steps.map((step) => step.urn))
  const deployed = (account.state?.resources ?? []).filter(
    (resource) => !seen.has(resource.key) && !hiddenByEngine(resource.key),
  )
  const renamed = new Set(
    account.steps.flatMap((step) => (step.old && step.old.urn !== step.urn ? [step.old.urn] : [])),
  )
  return [
    ...listed(danglingReferences(account.resources, seen)),
    ...listed(
      deployed
        .filter((resource) => !renamed.has(resource.key))
        .map((resource) => `${shortName(resource.key)} is deployed, but no step is about it`),
    ),
  ]
}

/** References of the resources to keys that are not in `known`, in words. */
export function danglingReferences(resources: readonly Resource[], known: ReadonlySet<string>): readonly string[] {
  const reasons: string[] = []
  for (const resource of resources) {
    const { parent, provider, dependencies, propertyDependencies, options } = resource
    const targets = new Set([
      ...(parent === undefined ? [] : [parent]),
      ...(provider === undefined ? [] : [provider]),
      ...dependencies,
      ...Object.values(propertyDependencies).flat(),
      ...(options.deletedWith === undefined ? [] : [options.deletedWith]),
    ])
    for (const target of targets) {
      if (known.has(target) || hiddenByEngine(target)) continue
      reasons.push(`${shortName(resource.key)} refers to ${shortName(target)}, which the document does not contain`)
    }
  }
  return reasons
}

function hiddenByEngine(urn: string): boolean {
  const parts = parseUrn(urn)
  return parts !== undefined && isDefaultProvider(parts)
}

/** Reasons of one kind, sorted; beyond 20 they are counted. */
export function listed(reasons: readonly string[]): readonly string[] {
  const sorted = [...new Set(reasons)].sort(byCodeUnit)
  if (sorted.length <= LISTED) return sorted
  return [...sorted.slice(0, LISTED), `and ${sorted.length - LISTED} more of this kind`]
}
