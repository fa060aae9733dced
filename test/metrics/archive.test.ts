import { expect, test } from 'vitest'
import { archiveChange, archiveRecords } from '../../src/evidence/archive.ts'
import { applyDraft } from '../../src/evidence/types/apply.ts'
import type { Draft } from '../../src/evidence/types/definition.ts'
import { type IntentField, intentDraft, referenceTo } from '../../src/evidence/types/intent.ts'
import { sha256 } from '../../src/json.ts'
import { type ArchiveFacts, archiveFacts } from '../../src/metrics/archive.ts'
import { computeMetrics } from '../../src/metrics/index.ts'
import { type LoggedRecords, readLoggedRecords } from '../../src/report/model.ts'
import { announcedDeployments } from '../../src/status/archive.ts'
import { buildChange, buildKeys, newDirectory, OPTIONS, target } from '../evidence/builders.ts'
import { ask } from './duck.ts'
import { NO_FACTS } from './facts.ts'

const keys = buildKeys()
const SCOPE = { project: 'acme', stack: 'prod' }
const DESIRED = sha256('desired')

async function judged(root: string, n: number, now: string): Promise<Draft> {
  const change = buildChange(n, now, () => ({ policySource: { kind: 'base', revision: 'b'.repeat(40) } }))
  const { prepared } = await archiveChange(target(root, keys, now), change, OPTIONS)
  const decision = prepared.drafts.find(({ type }) => type === 'decision')
  if (decision === undefined) throw new Error('no decision')
  return decision
}

/** Deploys what was judged; gives the intent. */
async function deploy(root: string, n: number, day: string, more: Partial<IntentField> = {}): Promise<Draft> {
  const decision = await judged(root, n, `${day}T12:00:00Z`)
  const intent = intentDraft(sha256(`update plan ${n}`), {
    ...SCOPE,
    time: `${day}T12:01:00Z`,
    decision: referenceTo(decision),
    desired: DESIRED,
    judged: { sha256: sha256('judged') },
    commit: 'a'.repeat(40),
    base: 'b'.repeat(40),
    changes: [
      {
        url: 'https://forge.example/7',
        head: 'a'.repeat(40),
        merge: 'a'.repeat(40),
        document: { sha256: sha256('change') },
        authors: ['anna'],
        approvals: [{ by: 'ben', at: `${day}T11:00:00Z` }],
      },
    ],
    tool: { gatehouse: '0.1.0', sources: { sha256: sha256('sources') } },
    engine: { pulumi: 'v3.259.0', program: { sha256: sha256('program') }, refresh: false },
    environment: [],
    ...more,
  })
  await archiveRecords(target(root, keys, `${day}T12:01:00Z`), [intent], new Map())
  const state = await judged(root, n + 100, `${day}T12:02:00Z`)
  const apply = applyDraft({
    ...SCOPE,
    time: `${day}T12:03:00Z`,
    intent: referenceTo(intent),
    outcome: 'deployed',
    status: 0,
    operations: {},
    state: { decision: referenceTo(state), desired: DESIRED, differences: [] },
  })
  await archiveRecords(target(root, keys, `${day}T12:03:00Z`), [apply], new Map())
  return intent
}

function read(root: string, until: string): { readonly log: LoggedRecords; readonly facts: ArchiveFacts } {
  const log = readLoggedRecords(root, { until })
  const facts = typeof log === 'string' ? log : archiveFacts(root, log)
  if (typeof log === 'string' || typeof facts === 'string') throw new Error(String(facts))
  return { log, facts }
}

test('deployments of a log: complete, self-approved, an emergency; as of a moment, and as DuckDB counts them', async () => {
  const root = newDirectory()
  await deploy(root, 1, '2026-03-02')
  const own = { url: 'x', head: 'a'.repeat(40), merge: 'a'.repeat(40), document: { sha256: sha256('x') } }
  await deploy(root, 2, '2026-03-03', {
    changes: [{ ...own, authors: ['Anna'], approvals: [{ by: 'anna', at: '2026-03-03T11:00:00Z' }] }],
  })
  await deploy(root, 3, '2026-03-04', {
    emergency: { reason: 'Nobody could sign in.', by: 'Sven', reviewBy: '2026-03-09' },
  })
  const count = async (until: string): Promise<readonly (string | number)[]> => {
    const { judgedStacks, deployments } = read(root, until).facts
    const facts = { ...NO_FACTS, judgedStacks, deployments }
    const metrics = computeMetrics(
      facts,
      { from: '2026-01-01T00:00:00Z', asOf: until },
      { register: '', archive: 'log' },
    )
    const metric = metrics.find(({ id }) => id === 'changes-complete')
    if (metric === undefined) throw new Error('no metric')
    expect(await ask(facts, [metric.query])).toEqual([[metric.numerator, metric.denominator]])
    return [metric.numerator, metric.denominator, ...metric.rows.map(({ detail }) => detail)]
  }
  expect(await count('2026-03-02T23:59:59Z')).toEqual([1, 1, 'complete'])
  expect(await count('2026-03-31T23:59:59Z')).toEqual([
    1,
    3,
    'complete',
    '1 changes without approval by another person',
    'emergency',
  ])

  expect(announcedDeployments(read(root, '2026-12-31T00:00:00Z').log).map(({ endedAt }) => endedAt)).toEqual([
    '2026-03-02T12:03:00Z',
    '2026-03-03T12:03:00Z',
    '2026-03-04T12:03:00Z',
  ])
})
