import { AppError } from '../errors.ts'
import type { Decision } from '../gate/decision.ts'
import { isObject, isTooDeep, type Json, type JsonObject, MAX_DEPTH, prettyJson, sha256 } from '../json.ts'
import { parseDocument } from '../plan/document.ts'
import type { Plan } from '../plan/model.ts'
import { type ArchivedDecision, type ArchivedPlan, readDecision, readPlan } from './documents.ts'
import { type FileReference, mediaTypeOf, type StackScope } from './format.ts'
import { redactPlan } from './redact.ts'
import { type SecretHit, scanJson, scanText } from './scan.ts'
import { attachmentDraft } from './types/attachment.ts'
import { decisionDraft } from './types/decision.ts'
import { type Draft, fileReference } from './types/definition.ts'
import { planDraft, type Redaction } from './types/plan.ts'

/** A file as it was given: its bytes, and the path that errors name. */
export interface GivenFile {
  readonly path: string
  readonly bytes: Buffer
}

/** One change to archive. */
export interface Change {
  readonly plan: GivenFile
  readonly decision: GivenFile
  readonly attachments: readonly GivenFile[]
}

/** What the caller allows and says about a change. */
export interface PrepareOptions {
  readonly demo: boolean
  readonly allowUnsandboxed: boolean
  readonly allowWorkingTree: boolean
  /** Version of the tool that judged. */
  readonly version: string
}

/** A change ready to be written: a pure function of the input, without any signature. */
export interface Prepared {
  readonly drafts: readonly Draft[]
  /** Files by path in the archive. */
  readonly objects: ReadonlyMap<string, Buffer>
  readonly redactions: readonly Redaction[]
  readonly decision: ArchivedDecision
}

/**
 * Checks that the decision is about exactly this plan, takes out what may not be stored, and refuses what still looks
 * like a secret. Nothing is written.
 * @throws AppError `schema`, `refused`, `secret-found`.
 */
export function prepare(change: Change, options: PrepareOptions): Prepared {
  const plan = open(change.plan, readPlan(change.plan.bytes), 'a plan of "gatehouse plan" (urn:gatehouse:plan/v1)')
  const judgement = open(
    change.decision,
    readDecision(change.decision.bytes),
    'a decision of "gatehouse gate --format json" (urn:gatehouse:decision/v1)',
  )
  const { decision } = judgement
  checkBelonging(change, plan.plan, decision)
  checkAllowed(change, plan.plan, decision, options)

  const redacted = redactPlan(plan.json as JsonObject)
  const planBytes = redacted.redactions.length === 0 ? change.plan.bytes : Buffer.from(prettyJson(redacted.plan))
  // A secret in a message is no longer in what is stored, but it has to be revoked all the same.
  const { diagnostics = [] } = plan.json as JsonObject
  refuseSecrets(change.plan.path, scanJson({ ...redacted.plan, diagnostics }))
  refuseSecrets(change.decision.path, scanJson(judgement.json))
  for (const file of change.attachments) refuseSecrets(file.path, scanAttachment(file))

  const scope = scopeOf(decision, options.demo)
  const objects = new Map<string, Buffer>()
  const store = (name: string, bytes: Buffer, mediaType: string): FileReference => {
    const file = fileReference(name, bytes, mediaType)
    objects.set(file.downloadLocation, bytes)
    return file
  }
  const planFile = store('plan.json', planBytes, 'application/json')
  const document = store('decision.json', change.decision.bytes, 'application/json')
  const record = planDraft(plan.plan, planFile, decision.digests.plan, redacted.redactions, scope)
  const about = { name: planFile.name, judged: decision.digests.plan }
  const attachments = change.attachments.map((file) => {
    const name = file.path.split(/[\\/]/).at(-1) ?? file.path
    return attachmentDraft(store(name, file.bytes, mediaTypeOf(name)), about, scope)
  })
  const judged = decisionDraft(decision, document, { name: planFile.name, record }, options.version, scope)
  return { drafts: [record, judged, ...unique(attachments)], objects, redactions: redacted.redactions, decision }
}

/** Names of the stack, the time of the judgement, and the demo mark: the same in every record of one change. */
function scopeOf({ project, stack, now }: ArchivedDecision, demo: boolean): StackScope {
  return { project, stack, time: now, ...(demo ? { demo: true } : {}) }
}

function unique(drafts: readonly Draft[]): readonly Draft[] {
  return [...new Map(drafts.map((draft) => [draft.id, draft])).values()]
}

function open<T>(file: GivenFile, read: T | string, expected: string): T {
  if (typeof read !== 'string') return read
  // What is no JSON at all is said with its line.
  const document = parseDocument(file.bytes, file.path)
  const schema = document.kind === 'json' && isObject(document.value) ? document.value['schema'] : undefined
  const isOther = typeof schema === 'string' && !expected.includes(`(${schema})`)
  throw new AppError('schema', isOther ? `this is a document of the format ${JSON.stringify(schema)}` : read, {
    place: { file: file.path },
    expected,
    fix: 'give the file as the command wrote it; do not edit or reformat it',
  })
}

/** The decision names the digest of what it judged; any other plan beside it would be a lie. */
function checkBelonging(change: Change, plan: ArchivedPlan, decision: ArchivedDecision): void {
  const digest = sha256(change.plan.bytes)
  if (decision.digests.plan !== digest) {
    throw new AppError('refused', 'this decision is about another plan', {
      place: { file: change.decision.path },
      expected: `digests.plan ${digest} (SHA-256 of ${change.plan.path}), found ${decision.digests.plan}`,
      fix: 'judge this plan again, or give the plan that was judged',
    })
  }
  if (decision.project !== plan.project || decision.stack !== plan.stack) {
    throw new AppError('refused', `the plan is of ${plan.project}/${plan.stack}, the decision of another stack`, {
      place: { file: change.decision.path },
      expected: `${plan.project}/${plan.stack}, found ${decision.project}/${decision.stack}`,
      fix: 'give the decision about this plan',
    })
  }
}

/** Node's permissions alone keep nobody from the network, and so not from other processes of the machine. */
const UNSANDBOXED: ReadonlySet<string> = new Set<Plan['origin']['sandbox']>(['none', 'permissions'])

function checkAllowed(
  change: Change,
  plan: ArchivedPlan,
  decision: ArchivedDecision,
  options: Pick<PrepareOptions, 'allowUnsandboxed' | 'allowWorkingTree'>,
): void {
  if (UNSANDBOXED.has(plan.origin.sandbox) && !options.allowUnsandboxed) {
    throw new AppError('refused', 'the program ran without a sandbox when this plan was made', {
      place: { file: change.plan.path },
      expected: `a plan whose program could not reach the network, the disk and other processes, found ${plan.origin.sandbox}`,
      fix: 'plan on Linux with user namespaces, or accept it with --allow-unsandboxed (the record will say so)',
    })
  }
  const ownPolicies: Decision['policySource']['kind'] = 'working-tree'
  if (decision.policySource.kind === ownPolicies && !options.allowWorkingTree) {
    throw new AppError('refused', 'the change was judged by its own copy of the policies, not by those of the base', {
      place: { file: change.decision.path },
      expected: 'policySource.kind "base"',
      fix: 'judge with "gatehouse gate --base REF", or accept it with --allow-working-tree (the record will say so)',
    })
  }
}

/** What looks like a secret in a file that is kept as it is. @throws AppError `refused` for one that cannot be scanned. */
export function scanAttachment(file: GivenFile): readonly SecretHit[] {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file.bytes)
  } catch (cause) {
    throw new AppError('refused', 'an attachment must be text, so that it can be scanned for secrets', {
      place: { file: file.path },
      expected: 'UTF-8',
      fix: 'attach a text, or leave the file out',
      cause,
    })
  }
  const value = jsonOf(text)
  if (value === undefined) return scanText(text)
  if (!isTooDeep(value)) return [...scanJson(value), ...scanText(text)]
  throw new AppError(
    'refused',
    `an attachment that nests deeper than ${MAX_DEPTH} levels cannot be scanned for secrets`,
    {
      place: { file: file.path },
      expected: `at most ${MAX_DEPTH} levels`,
      fix: 'attach another form of it, or leave the file out',
    },
  )
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Refuses what looks like a secret. @throws AppError `secret-found`. */
export function refuseSecrets(file: string, hits: readonly SecretHit[]): void {
  const [first] = hits
  if (first === undefined) return
  const all = [...new Set(hits.map((hit) => `${hit.at} (${hit.kind})`))]
  const more = all.length > 5 ? `, and ${all.length - 5} more` : ''
  throw new AppError(
    'secret-found',
    `this looks like a secret, and evidence is kept for years: ${all.slice(0, 5).join(', ')}${more}`,
    {
      place: { file },
      expected: 'no secret in anything that is archived',
      fix: 'revoke it, make it a secret value of the program (pulumi.secret), and plan again; nothing was written',
    },
  )
}
