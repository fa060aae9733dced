import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { archiveRecords } from '../../src/evidence/archive.ts'
import { prepare } from '../../src/evidence/prepare.ts'
import { applyDraft } from '../../src/evidence/types/apply.ts'
import type { Draft } from '../../src/evidence/types/definition.ts'
import { intentDraft, referenceTo } from '../../src/evidence/types/intent.ts'
import type { Decision, RuleSummary } from '../../src/gate/decision.ts'
import { prettyJson, sha256 } from '../../src/json.ts'
import type { Plan } from '../../src/plan/model.ts'
import { type Bench, buildChange, OPTIONS, recordDraft, target } from '../evidence/builders.ts'
import { type Deployment, END, YEAR, type Year, type YearPerson, type YearRecord, type YearService } from './model.ts'
import { plusMinutes } from './random.ts'

/** The first second of every month of the year but the first, and the end of the year. */
export const MONTH_ENDS: readonly string[] = [
  ...Array.from({ length: 11 }, (_, index) => `${YEAR}-${String(index + 2).padStart(2, '0')}-01T00:00:00Z`),
  END,
]

/** Writes the register into a repository, one commit at the end of each month, as it was then. */
export function writeHistory(root: string, year: Year): void {
  const git = (args: readonly string[], time: string): void => {
    const env = { ...process.env, GIT_COMMITTER_DATE: time, GIT_AUTHOR_DATE: time }
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: root,
        env,
        stdio: 'ignore',
      },
    )
  }
  git(['init', '-q', '-b', 'main'], END)
  for (const end of MONTH_ENDS) {
    const time = plusMinutes(end, -1)
    writeRegister(join(root, 'register'), year, time)
    git(['add', '-A'], time)
    git(['commit', '-q', '-m', time], time)
  }
}

/** Writes the register as it was at a moment; `refused` adds the records that nobody merged. */
export function writeRegister(directory: string, year: Year, time: string, refused: readonly YearRecord[] = []): void {
  rmSync(directory, { recursive: true, force: true })
  const day = time.slice(0, 10)
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
  const list = (name: string, entries: readonly object[]): void => write(`${name}.yaml`, stringify({ [name]: entries }))
  for (const [path, content] of year.files) write(path, content)
  list(
    'people',
    year.people.map((person) => personAt(person, day)),
  )
  list(
    'services',
    year.services.map((service) => serviceAt(service, day)),
  )
  list('vendors', year.vendors)
  list(
    'exceptions',
    year.exceptions.flatMap(({ removedOn, ...exception }) =>
      removedOn !== undefined && removedOn <= day ? [] : [exception],
    ),
  )
  for (const record of [...year.records.filter(({ committedAt }) => committedAt <= time), ...refused])
    write(`records/${record.kind}/${record.at.slice(0, 10)}-${record.slug}.yaml`, stringify(record.body))
}

/** Who has left loses the accounts; who will leave is not known to. */
function personAt({ leftOn, account, adminAccount, ...person }: YearPerson, day: string): object {
  if (leftOn !== undefined && leftOn <= day) return { ...person, leftOn }
  return {
    ...person,
    ...(account === undefined ? {} : { account }),
    ...(adminAccount === undefined ? {} : { adminAccount }),
  }
}

/** Before it is approved, a service is an idea. */
function serviceAt({ critical: _, ...service }: YearService, day: string): object {
  if (service.approvedOn <= day) return service
  const { id, name, purpose, owner, vendor, criticality } = service
  return { id, name, purpose, owner, vendor, status: 'proposed', criticality }
}

/**
 * Archives what happened, each day's in the evening: plan, decision, intent and outcome of each change, and the records
 * that were merged, signed and logged.
 */
export async function archiveYear(root: string, year: Year, keys: Bench): Promise<void> {
  const changes = Map.groupBy(year.deployments.entries(), ([, { judgedAt }]) => judgedAt.slice(0, 10))
  const records = Map.groupBy(year.records, ({ committedAt }) => committedAt.slice(0, 10))
  for (const day of [...new Set([...changes.keys(), ...records.keys()])].toSorted()) {
    const drafts: Draft[] = []
    const objects = new Map<string, Buffer>()
    for (const [index, deployment] of changes.get(day) ?? []) {
      const judge = (time: string): readonly Draft[] => {
        const scope = { project: 'nordlicht', stack: deployment.stack }
        const change = buildChange(index, time, (plan) => decided(deployment, plan, index), scope)
        const prepared = prepare(change, { ...OPTIONS, allowWorkingTree: false })
        for (const [path, bytes] of prepared.objects) objects.set(path, bytes)
        return prepared.drafts
      }
      const plan = judge(deployment.judgedAt)
      const state = deployment.outcome === 'deployed' ? judge(plusMinutes(deployment.judgedAt, 8)) : []
      const [intent, ...outcome] = deploymentDrafts(deployment, index, plan, state)
      drafts.push(...plan, intent, ...state, ...outcome)
    }
    for (const { kind, at, slug, body } of records.get(day) ?? []) {
      const sealed = recordDraft(`${kind}/${at.slice(0, 10)}-${slug}`, body)
      drafts.push(sealed.draft)
      for (const [path, bytes] of sealed.objects) objects.set(path, bytes)
    }
    await archiveRecords(target(root, keys, `${day}T23:59:30Z`), drafts, objects)
  }
}

const BASE = '4f2c1d0a4f2c1d0a4f2c1d0a4f2c1d0a4f2c1d0a'
const commit = (text: string): string => sha256(text).slice(0, 40)

/** The intent, and the outcome if there is one; `after` are the records of the state that was found then. */
function deploymentDrafts(
  deployment: Deployment,
  index: number,
  before: readonly Draft[],
  after: readonly Draft[],
): readonly [Draft, ...Draft[]] {
  const decision = before.find(({ type }) => type === 'decision')
  const state = after.find(({ type }) => type === 'decision')
  if (decision === undefined) throw new Error('no decision')
  const scope = { project: 'nordlicht', stack: deployment.stack }
  const announcedAt = plusMinutes(deployment.judgedAt, 5)
  const desired = sha256(`desired ${index}`)
  const intent = intentDraft(sha256(`update plan ${index}`), {
    ...scope,
    time: announcedAt,
    decision: referenceTo(decision),
    desired,
    ...(deployment.unjudged === true ? {} : { judged: { sha256: sha256(`judged ${index}`) } }),
    commit: commit(`commit ${index}`),
    base: BASE,
    changes: [
      {
        url: `https://forge.example/changes/${index}`,
        head: commit(`head ${index}`),
        merge: commit(`merge ${index}`),
        document: { sha256: sha256(`change ${index}`) },
        authors: deployment.authors,
        approvals: deployment.approvals.map((by) => ({ by, at: plusMinutes(deployment.judgedAt, -30) })),
      },
    ],
    tool: { gatehouse: '0.1.0', sources: { sha256: sha256('tool') } },
    engine: { pulumi: '3.259.0', program: { sha256: sha256('program') }, refresh: false },
    environment: ['ARM_TENANT_ID'],
    ...(deployment.emergency === true
      ? {
          emergency: { reason: 'Nobody could sign in.', by: 'sven-albers', reviewBy: deployment.judgedAt.slice(0, 10) },
        }
      : {}),
  })
  if (deployment.outcome === 'none') return [intent]
  const apply = applyDraft({
    ...scope,
    time: plusMinutes(deployment.judgedAt, 8),
    intent: referenceTo(intent),
    outcome: deployment.outcome,
    status: state === undefined ? 255 : 0,
    operations: { update: 1, create: 1 },
    ...(state === undefined
      ? {}
      : {
          state: {
            decision: referenceTo(state),
            desired,
            differences: deployment.drifted === true ? ['CA001: state is disabled, not enabled'] : [],
          },
        }),
  })
  return [intent, apply]
}

/** What the gate said about a change. */
function decided(deployment: Deployment, plan: Plan, index: number): Partial<Decision> {
  const { decision, exceptions, judgedAt } = deployment
  const rule = (id: string, status: RuleSummary['status'], mode: RuleSummary['mode'] = 'enforced'): RuleSummary => ({
    id,
    title: id,
    severity: 'high',
    controls: ['A.5.23'],
    mode,
    status,
    examined: plan.resources.length,
    results: 1,
  })
  const outside = deployment.outside ?? 0
  return {
    decision,
    policySource: { kind: 'base', revision: BASE },
    digests: {
      plan: sha256(Buffer.from(prettyJson(plan))),
      desired: sha256(`desired ${index}`),
      input: sha256(judgedAt),
      bundle: sha256('bundle'),
      parameters: sha256('parameters'),
      exceptions: sha256('exceptions'),
    },
    rules: [
      rule('entra.mfa_all_users', decision === 'allow' ? 'pass' : 'fail'),
      rule('register.service_approved', outside === 0 ? 'pass' : 'excepted'),
      ...exceptions.map((one) =>
        rule(one.rule, !one.used ? 'pass' : one.state === 'live' ? 'excepted' : 'fail', 'advisory'),
      ),
    ],
    results: Array.from({ length: Math.max(1, outside) }, (_, number) => ({
      rule: 'register.service_approved',
      status: outside === 0 ? ('pass' as const) : ('excepted' as const),
      severity: 'high' as const,
      controls: ['A.5.23'],
      resource: outside === 0 ? '' : `urn:outside-${number}`,
      finding: `approved ${number}`,
      message: 'Resources belong to approved services.',
      affected: [],
      remediation: '',
      exceptions: outside === 0 ? [] : ['EX-001'],
    })),
    exceptions: exceptions.map(({ id, rule: about, state, used }) => ({
      id,
      rule: about,
      owner: 'sven-albers',
      expiresOn: `${YEAR}-12-31`,
      state,
      used: used && state === 'live',
    })),
  }
}
