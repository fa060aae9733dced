import { AppError } from '../errors.ts'
import { readInput, readText, shownName, type Workplace } from '../files.ts'
import { checkOutBase } from '../gate/base.ts'
import type { Decision } from '../gate/decision.ts'
import { commitOf } from '../gate/git.ts'
import type { GateInput } from '../gate/input.ts'
import { isVacuous, judge } from '../gate/judge.ts'
import { type ResolvedSources, readSources } from '../gate/sources.ts'
import { canonicalJson, parseUniqueJson, sha256 } from '../json.ts'
import { locateJson } from '../json-place.ts'
import { desiredDigest, planDigest } from '../plan/digest.ts'
import type { Plan } from '../plan/model.ts'
import { registerDigest } from '../register/read.ts'
import { validate, validateValue } from '../schema.ts'
import { approvalsOf, authorsOf, type Change } from './change.ts'
import type { Opened } from './deploy.ts'
import type { History } from './history.ts'
import type { Pulumi } from './pulumi.ts'
import { refusals } from './refusal.ts'
import { readRepository, refuseUncommitted } from './repository.ts'
import { OWN_ROOT, toolDigest } from './tool.ts'

/** What the user gave for one deployment, and what was found out before the archive was locked. */
export interface Given {
  readonly root: string
  readonly stack: string
  readonly archive: string
  readonly base: string | undefined
  readonly register: string | undefined
  readonly parameters: string | undefined
  readonly exceptions: string | undefined
  readonly baseline: string | undefined
  readonly decision: JudgedDecision | undefined
  readonly changes: readonly GivenChange[]
  readonly emergency: { readonly reason: string; readonly by: string } | undefined
  readonly wanted: Plan
  readonly pulumi: Pulumi
  readonly refresh: boolean
  readonly version: string
  readonly now: () => string
}

/** A decision that was read from a file. */
export interface JudgedDecision {
  readonly decision: Pick<Decision, 'decision' | 'digests' | 'policySource' | 'project' | 'stack' | 'now'>
  readonly bytes: Buffer
}

/** A change that was read from a file. */
export interface GivenChange {
  readonly change: Change
  readonly sha256: string
}

/** Reads `--change`. @throws AppError of the readers, `schema`. */
export function readChange(place: Workplace, path: string): GivenChange {
  const text = readText(place, path)
  const file = shownName(place, path)
  const value = parseUniqueJson(text, file)
  validate('urn:gatehouse:change/v1', value, locateJson(text, file))
  return { change: value as unknown as Change, sha256: sha256(text) }
}

/** Reads `--decision`. @throws AppError of the readers, `schema`. */
export function readJudged(place: Workplace, path: string): JudgedDecision {
  const bytes = readInput(place, path)
  const file = shownName(place, path)
  const value = parseUniqueJson(bytes.toString('utf8'), file)
  validateValue('urn:gatehouse:decision/v1', value, file)
  return { decision: value as unknown as Decision, bytes }
}

/**
 * Opens what decides a deployment: the policies, exceptions and approvals of what was deployed last.
 * @throws AppError `git`, `refused`, `usage`, and of every reader.
 */
export async function openDeployment(place: Workplace, given: Given, history: History): Promise<Opened> {
  const { root, archive } = given
  const reference = await baseOf(given, history)
  const repository = await readRepository(root, reference, archive)
  const base = await checkOutBase(root, reference)
  try {
    const revision = base.revision ?? reference
    const sources = readSources(place, {
      root,
      register: given.register,
      useDefaultRegister: true,
      parameters: given.parameters,
      exceptions: given.exceptions,
      baseline: given.baseline === undefined ? undefined : { path: given.baseline, now: given.now() },
      base,
    })
    const { deployment } = sources.binding.parameters
    const own = toolDigest(OWN_ROOT)
    const speaks = refusals({
      project: given.wanted.project,
      stack: given.wanted.stack,
      head: repository.head,
      base: revision,
      commits: repository.commits,
      changes: given.changes.map(({ change }) => change),
      approvals: deployment.approvals,
      desired: desiredDigest(given.wanted),
      sources: sourceDigests(sources),
      tool: { own, base: toolDigest(base.tip.root) },
      judged: given.decision?.decision,
      now: given.now(),
      emergency: given.emergency !== undefined,
    })
    return {
      wanted: given.wanted,
      judge: (plan, bytes, now) => judgeBy(sources, plan, bytes, now),
      refusals: speaks,
      intent: {
        ...(given.decision === undefined ? {} : { judged: { sha256: sha256(given.decision.bytes) } }),
        commit: repository.head,
        base: revision,
        changes: given.changes.map(({ change, sha256: digest }) => ({
          url: change.url,
          head: change.headCommit,
          merge: change.mergeCommit,
          document: { sha256: digest },
          authors: authorsOf(change),
          approvals: approvalsOf(change).counted,
        })),
        tool: { gatehouse: given.version, sources: { sha256: own ?? '' } },
        engine: { pulumi: given.pulumi.version, program: { sha256: given.pulumi.sha256 }, refresh: given.refresh },
        environment: given.pulumi.passed,
        ...(given.emergency === undefined
          ? {}
          : { emergency: { ...given.emergency, reviewBy: dayAfter(given.now(), deployment.emergencyReviewDays) } }),
      },
      recheck: async () => {
        await refuseUncommitted(root, archive)
        if ((await readRepository(root, reference, archive)).head === repository.head) return
        throw new AppError('refused', 'another commit was checked out while this one was judged', {
          fix: 'deploy from a checkout that nobody else uses',
        })
      },
      dispose: base.dispose,
    }
  } catch (error) {
    base.dispose()
    throw error
  }
}

/** What was deployed last decides; only before the first deployment the user says what does. */
async function baseOf({ root, base }: Given, { last }: History): Promise<string> {
  if (last !== undefined) {
    const deployed = last.field.commit
    if (base === undefined || (await commitOf(root, base)) === deployed) return deployed
    throw new AppError('usage', `--base ${base} is not what was deployed last`, {
      expected: deployed,
      fix: 'leave --base out: the evidence says what was deployed last',
    })
  }
  if (base !== undefined) return commitOf(root, base)
  throw new AppError('usage', 'nothing was deployed yet, so it is not clear whose policies decide', {
    expected: '--base REF',
    fix: 'name the commit whose policies, exceptions and approvals are to decide the first deployment',
  })
}

function sourceDigests({ binding }: ResolvedSources): Readonly<Record<string, string | undefined>> {
  return {
    bundle: binding.bundle.digest,
    parameters: sha256(canonicalJson(binding.parameters)),
    exceptions: sha256(canonicalJson(binding.exceptions)),
    register: binding.register && registerDigest(binding.register),
    baseline: binding.baseline && sha256(canonicalJson(binding.baseline)),
  }
}

async function judgeBy(sources: ResolvedSources, plan: Plan, bytes: Uint8Array, now: string) {
  const { bundle, ...binding } = sources.binding
  const input: GateInput = { plan, now, ...binding, exceptionChanges: sources.exceptions?.changes }
  const { policySource, controlTitles } = sources
  const decision = await judge(input, { bundle, planDigest: planDigest(bytes), policySource, controlTitles })
  return { decision, vacuous: isVacuous(decision, input) }
}

/** The day that comes some days after an instant. */
function dayAfter(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * 86_400_000).toISOString().slice(0, 10)
}
