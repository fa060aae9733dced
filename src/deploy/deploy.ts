import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { append, type Target } from '../evidence/append.ts'
import { inArchive } from '../evidence/archive.ts'
import { lockArchive } from '../evidence/lock.ts'
import { type GivenFile, prepare } from '../evidence/prepare.ts'
import { readRecord } from '../evidence/records.ts'
import { applyDraft } from '../evidence/types/apply.ts'
import type { Draft } from '../evidence/types/definition.ts'
import {
  changesProblem,
  type IntentField,
  type IntentRecord,
  intentDraft,
  type RecordReference,
  referenceTo,
} from '../evidence/types/intent.ts'
import type { Decision } from '../gate/decision.ts'
import { desiredDigest, planBytes } from '../plan/digest.ts'
import type { Plan } from '../plan/model.ts'
import { shortName } from '../plan/urn.ts'
import { visible } from '../render/escape.ts'
import { renderJson } from '../render/json.ts'
import { previewUpdate, readState, runUpdate, type Target as StackTarget, type Update, updateError } from './engine.ts'
import { type History, readHistory } from './history.ts'
import type { Pulumi } from './pulumi.ts'
import { type Disagreement, disagreements, withReferences } from './references.ts'
import type { Refusal } from './refusal.ts'

/** What a judgement gives back. */
export interface Judgement {
  readonly decision: Decision
  /** No enforced rule, or nothing to look at. */
  readonly vacuous: boolean
}

/** Everything that the chain needs from outside; it decides nothing by itself. */
export interface Chain {
  readonly archive: Omit<Target, 'now'>
  readonly clock: () => string
  readonly project: string
  readonly target: StackTarget
  readonly pulumi: Pulumi
  readonly version: string
  readonly demo: boolean
  /** The decision that the reviewers saw, to be kept with the deployment's own. */
  readonly judged: GivenFile | undefined
  /** Carries the archive away, with the intent in it, before anything is deployed; a machine may be lost in between. */
  readonly beforeUpdate?: () => Promise<void>
  /** Opens what decides: by the history of the archive, which names the base. */
  readonly open: (history: History) => Promise<Opened>
  /** Ids of the emergencies that the register has a review of. */
  readonly reviewed: ReadonlySet<string>
  readonly stderr: (text: string) => void
}

/** What decides one deployment. */
export interface Opened {
  /** The program's own plan, made here without credentials. */
  readonly wanted: Plan
  readonly judge: (plan: Plan, bytes: Uint8Array, now: string) => Promise<Judgement>
  readonly refusals: readonly Refusal[]
  /** The intent, but for what only the engine's plan says. */
  readonly intent: Omit<IntentField, 'project' | 'stack' | 'time' | 'decision' | 'desired' | 'demo'>
  /** Throws where the checkout is no longer what was judged. */
  readonly recheck: () => Promise<void>
  readonly dispose: () => void
}

/** What came of a deployment. */
export type Outcome =
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'denied' | 'vacuous'; readonly decision: Decision }
  | {
      readonly kind: 'deployed' | 'failed'
      readonly decision: Decision
      readonly operations: Readonly<Record<string, number>>
      readonly error?: string
      readonly state?: Decision
      /** What is otherwise than it was judged. */
      readonly differences: readonly string[]
      /** The emergency that it was deployed in, and its intent, which a review names. */
      readonly emergency?: NonNullable<IntentField['emergency']> & { readonly intent: string }
    }

/** What a run of `deploy` did. */
export interface Deployed {
  readonly outcome: Outcome
  /** Deployments of earlier runs whose outcome this one recorded. */
  readonly completed: readonly IntentRecord[]
  readonly history: History
}

/** How long a deployment waits for another one, or for an archive run. */
const WAIT_MS = 30_000

/**
 * Deploys exactly what was judged, and leaves the evidence of it. The archive is locked from the first look at its
 * history to the last record: two deployments cannot both begin. Nothing is deployed before plan, decision and intent
 * are on the disk; whatever happens after that, an outcome is recorded, here or by the next run.
 * @throws AppError of every part; after the update began, only where its outcome could not be recorded.
 */
export async function deploy(chain: Chain, waitMs: number = WAIT_MS): Promise<Deployed> {
  const { root, origin, signer } = chain.archive
  const unlock = await lockArchive(root, waitMs)
  try {
    record(chain, [], new Map())
    const history = readHistory(root, origin, signer, chain.project, chain.target.stack, chain.reviewed)
    const opened = await chain.open(history)
    try {
      for (const intent of history.open) await completeInterrupted(chain, opened, intent)
      return { outcome: await runChain(chain, opened), completed: history.open, history }
    } finally {
      opened.dispose()
    }
  } finally {
    unlock()
  }
}

async function runChain(chain: Chain, opened: Opened): Promise<Outcome> {
  if (opened.refusals.length > 0) return { kind: 'refused', refusals: opened.refusals }
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-deploy-'))
  try {
    const updatePlan = join(directory, 'update-plan.json')
    chain.stderr('gatehouse: asking the engine what it would do\n')
    const preview = await previewUpdate(chain.pulumi, chain.target, updatePlan)
    const plan = withReferences(preview.plan, opened.wanted)
    const others = disagreements(opened.wanted, plan)
    if (others.length > 0) return { kind: 'refused', refusals: [planRefusal(others)] }
    const bytes = planBytes(plan)
    const { decision, vacuous } = await opened.judge(plan, bytes, chain.clock())
    const judged = prepareJudged(chain, bytes, decision)
    const isEmergency = opened.intent.emergency !== undefined
    if (vacuous || (decision.decision !== 'allow' && !isEmergency)) {
      record(chain, judged.drafts, judged.objects)
      return { kind: vacuous ? 'vacuous' : 'denied', decision }
    }
    await opened.recheck()
    const field: IntentField = {
      ...opened.intent,
      project: plan.project,
      stack: plan.stack,
      time: chain.clock(),
      ...(chain.demo ? { demo: true } : {}),
      decision: judged.decision,
      desired: decision.digests.desired,
    }
    const intent = intentDraft(preview.updatePlan, field)
    refuseUnverifiable(intent, field)
    record(chain, [...judged.drafts, intent], judged.objects)
    await chain.beforeUpdate?.()
    chain.stderr('gatehouse: deploying what was judged\n')
    const update = await runUpdate(chain.pulumi, chain.target, updatePlan)
    return await recordOutcome(chain, opened, { decision, field, reference: referenceTo(intent), update })
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** What a verifier would refuse is found before anything is deployed, not for ever after. @throws AppError `refused`. */
function refuseUnverifiable(intent: Draft, field: IntentField): void {
  const read = readRecord(intent.payload)
  const problem = typeof read === 'string' ? read : changesProblem(field, 0)
  if (problem === undefined) return
  throw new AppError('refused', `the record of this deployment would not verify, so nothing is deployed: ${problem}`, {
    fix: 'shorten the reason of the emergency, or save the change again as the forge has it',
  })
}

function planRefusal(others: readonly Disagreement[]): Refusal {
  const shown = others.slice(0, 5).map(said)
  const more = others.length > shown.length ? `; and ${others.length - shown.length} more` : ''
  return {
    about: 'plan',
    sentence: `the engine would deploy something else than what was judged: ${shown.join('; ')}${more}`,
    fix: 'a program must not read the clock, the environment or files that change; judge again what it wants now',
  }
}

interface Begun {
  readonly decision: Decision
  readonly field: IntentField
  readonly reference: RecordReference
  readonly update: Update
}

/** The state is read, judged and recorded, however the update ended. */
async function recordOutcome(chain: Chain, opened: Opened, begun: Begun): Promise<Outcome> {
  const { update, field, reference, decision } = begun
  const after = await stateAfter(chain, opened, field.desired)
  const isDeployed = update.status === 0 && after !== undefined
  const { sha256, kept, dropped, operations } = update.events
  const apply = applyDraft({
    project: field.project,
    stack: field.stack,
    time: after?.decision.now ?? chain.clock(),
    ...(chain.demo ? { demo: true } : {}),
    intent: reference,
    outcome: isDeployed ? 'deployed' : 'failed',
    status: update.status,
    events: { sha256, kept, dropped },
    operations,
    ...(after === undefined ? {} : { state: after.state }),
  })
  record(chain, [...(after?.drafts ?? []), apply], after?.objects ?? new Map())
  return {
    kind: isDeployed ? 'deployed' : 'failed',
    decision,
    operations,
    ...(isDeployed
      ? {}
      : { error: update.status === 0 ? 'the state after it could not be recorded' : updateError(update) }),
    ...(after === undefined ? {} : { state: after.decision }),
    differences: after?.state.differences ?? [],
    ...(field.emergency === undefined ? {} : { emergency: { ...field.emergency, intent: reference.uri } }),
  }
}

/** A deployment that began and whose end nobody saw: what is known of it is the state. */
async function completeInterrupted(chain: Chain, opened: Opened, intent: IntentRecord): Promise<void> {
  const after = await stateAfter(chain, opened, intent.field.desired)
  const apply = applyDraft({
    project: intent.field.project,
    stack: intent.field.stack,
    time: after?.decision.now ?? chain.clock(),
    ...(intent.field.demo ? { demo: true } : {}),
    intent: referenceTo(intent),
    outcome: 'interrupted',
    operations: {},
    ...(after === undefined ? {} : { state: after.state }),
  })
  record(chain, [...(after?.drafts ?? []), apply], after?.objects ?? new Map())
}

/** The deployed state, judged and ready to be stored; undefined where that is not possible, which the record then says. */
async function stateAfter(chain: Chain, opened: Opened, desired: string) {
  try {
    const plan = await readState(chain.pulumi, chain.target.stack)
    const bytes = planBytes(plan)
    const { decision } = await opened.judge(plan, bytes, chain.clock())
    const { drafts, objects, decision: reference } = prepareJudged(chain, bytes, decision)
    const found = decision.digests.desired
    return {
      decision,
      drafts,
      objects,
      state: { decision: reference, desired: found, differences: found === desired ? [] : told(opened, plan, desired) },
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    chain.stderr(`gatehouse: the state after the deployment is not recorded: ${visible(error.message)}\n`)
    return undefined
  }
}

/** What is otherwise than the deployment wanted, in words. */
function told({ wanted }: Opened, plan: Plan, desired: string): readonly string[] {
  const others = desiredDigest(wanted) === desired ? disagreements(wanted, plan) : []
  return others.length === 0 ? ['it is not the state that this deployment wanted'] : others.map(said)
}

function said({ key, what }: Disagreement): string {
  return `${key === '' ? '' : `${shortName(key)}: `}${what}`.slice(0, 2000)
}

/** Plan and decision as records, redacted and scanned. */
function prepareJudged(chain: Chain, bytes: Buffer, decision: Decision) {
  const prepared = prepare(
    {
      plan: { path: 'the plan of the engine', bytes },
      decision: { path: 'the decision about it', bytes: Buffer.from(renderJson(decision)) },
      attachments: chain.judged === undefined || decision.plan.origin === 'export' ? [] : [chain.judged],
    },
    {
      demo: chain.demo,
      // The engine ran the program, in no sandbox of ours: the plan says `not-run`.
      allowUnsandboxed: false,
      allowWorkingTree: false,
      version: chain.version,
    },
  )
  const own = prepared.drafts.find(({ type }) => type === 'decision')
  if (own === undefined) throw new AppError('internal', 'there is no decision record to name')
  return { drafts: prepared.drafts, objects: prepared.objects, decision: referenceTo(own) }
}

/** On the disk, in the log and synced before it returns; also completes what an interrupted run left. */
function record(chain: Chain, drafts: readonly Draft[], objects: ReadonlyMap<string, Buffer>): void {
  inArchive(chain.archive.root, () => append({ ...chain.archive, now: chain.clock() }, drafts, objects))
}
