import { describe, expect, test } from 'vitest'
import { readHistory } from '../../src/deploy/history.ts'
import { archiveChange, archiveRecords } from '../../src/evidence/archive.ts'
import { type ApplyField, applyDraft } from '../../src/evidence/types/apply.ts'
import type { Draft } from '../../src/evidence/types/definition.ts'
import { type IntentField, intentDraft, referenceTo } from '../../src/evidence/types/intent.ts'
import type { Decision } from '../../src/gate/decision.ts'
import { sha256 } from '../../src/json.ts'
import { readReport } from '../../src/report/model.ts'
import { renderReport } from '../../src/report/render.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { buildChange, buildKeys, newDirectory, OPTIONS, ORIGIN, sealRecord, target } from '../evidence/builders.ts'

const keys = buildKeys()
const COMMIT = 'a'.repeat(40)
const BASE = 'b'.repeat(40)
const DESIRED = sha256('desired')
const HOSTILE = '<img src=x> | [x](javascript:1) `y`'

/** An archive with one judged change; gives the record of its decision. */
async function judged(root: string, n: number, now: string, extra: Partial<Decision> = {}): Promise<Draft> {
  const change = buildChange(n, now, () => ({ policySource: { kind: 'base', revision: BASE }, ...extra }))
  const { prepared } = await archiveChange(target(root, keys, now), change, OPTIONS)
  const decision = prepared.drafts.find(({ type }) => type === 'decision')
  if (decision === undefined) throw new Error('no decision')
  return decision
}

function intentOf(decision: Draft, more: Partial<IntentField> = {}): IntentField {
  return {
    project: 'acme',
    stack: 'prod',
    time: '2026-11-23T12:01:00Z',
    decision: referenceTo(decision),
    desired: DESIRED,
    judged: { sha256: sha256('judged') },
    commit: COMMIT,
    base: BASE,
    changes: [
      {
        url: 'https://forge.example/7',
        head: COMMIT,
        merge: COMMIT,
        document: { sha256: sha256('change') },
        authors: ['anna'],
        approvals: [{ by: HOSTILE, at: '2026-11-23T11:00:00Z' }],
      },
    ],
    tool: { gatehouse: '0.1.0', sources: { sha256: sha256('sources') } },
    engine: { pulumi: 'v3.259.0', program: { sha256: sha256('program') }, refresh: false },
    environment: ['PATH'],
    ...more,
  }
}

function applyOf(intent: Draft, state: Draft, more: Partial<ApplyField> = {}): ApplyField {
  return {
    project: 'acme',
    stack: 'prod',
    time: '2026-11-23T12:02:00Z',
    intent: referenceTo(intent),
    outcome: 'deployed',
    status: 0,
    events: { sha256: sha256('events'), kept: 3, dropped: 40 },
    operations: { create: 1 },
    state: { decision: referenceTo(state), desired: DESIRED, differences: [] },
    ...more,
  }
}

const add = (root: string, ...drafts: readonly Draft[]) =>
  archiveRecords(target(root, keys, '2026-11-23T12:10:00Z'), drafts, new Map())
const findings = (root: string): readonly string[] =>
  verifyArchive(root, keys.trust, undefined).checks.flatMap((check) =>
    check.findings.map(({ message }) => `${check.id}: ${message.replace(/records\/\S+/, '<record>')}`),
  )

/** A whole deployment, with something wrong in it. */
async function deployed(wrong: {
  readonly decision?: Partial<Decision>
  readonly intent?: Partial<IntentField>
  readonly apply?: Partial<ApplyField>
  readonly stateless?: boolean
  readonly stateTime?: string
  readonly stateIsPlan?: boolean
  readonly backwards?: boolean
}): Promise<string> {
  const root = newDirectory()
  const early = wrong.stateTime === undefined ? undefined : await judged(root, 2, wrong.stateTime)
  const before = await judged(root, 1, '2026-11-23T12:00:00Z', wrong.decision)
  const after = early ?? (await judged(root, 2, '2026-11-23T12:02:00Z'))
  const intent = intentDraft(sha256('update plan'), intentOf(before, wrong.intent))
  const { state, ...apply } = applyOf(intent, wrong.stateIsPlan ? before : after, wrong.apply)
  const drafts = [
    intent,
    applyDraft({ ...apply, ...(wrong.stateless || state === undefined ? {} : { state }) }),
  ] as const
  for (const draft of wrong.backwards ? [...drafts].reverse() : drafts) await add(root, draft)
  return root
}

/** The change of the intent, with other authors and approvals. */
const changed = (authors: readonly string[], by: string, at: string): Partial<IntentField> => ({
  changes: [
    {
      url: 'https://forge.example/7',
      head: COMMIT,
      merge: COMMIT,
      document: { sha256: sha256('change') },
      authors,
      approvals: [{ by, at }],
    },
  ],
})

describe('verify', () => {
  test('accepts a deployment', async () => {
    expect(findings(await deployed({}))).toEqual([])
  })

  const reference = {
    uri: `records/2026/11/23/acme.prod/${'a'.repeat(26)}-decision.sigstore.json`,
    sha256: sha256('x'),
  }
  test.each<[string, Parameters<typeof deployed>[0], readonly string[]]>([
    ['a decision that denies', { decision: { decision: 'deny' } }, ['intent: its decision does not allow it']],
    [
      'a decision that denies, answered for',
      {
        decision: { decision: 'deny' },
        intent: { emergency: { reason: 'Nobody can sign in', by: 'Anna Virtanen', reviewBy: '2026-11-28' } },
      },
      [],
    ],
    [
      'another state than the one that was judged, which is hidden',
      { intent: { desired: sha256('other') } },
      [
        'intent: it wants another state than the one that was judged',
        'apply: it hides that the state is not the one that was wanted',
      ],
    ],
    [
      'a good outcome without a state',
      { stateless: true },
      ['apply: it says "deployed" without a good end of the engine and a state that was judged'],
    ],
    ['an interrupted one without a state', { stateless: true, apply: { outcome: 'interrupted' } }, []],
    [
      'the policies of another base',
      { intent: { base: COMMIT } },
      ['intent: its decision was made by other policies than those of its base'],
    ],
    [
      'the decision of another stack',
      { intent: { stack: 'test' }, apply: { stack: 'test' } },
      [
        'intent: its stack or its demo mark is not that of its decision',
        'apply: the state that it names is of another stack',
      ],
    ],
    [
      'an intent that is older than its decision',
      { intent: { time: '2026-11-23T11:59:59Z' } },
      ['intent: it is older than its decision'],
    ],
    [
      'no decision',
      { intent: { decision: reference } },
      ['intent: the decision record that it names is not archived: <record>'],
    ],
    [
      'no state',
      { apply: { state: { decision: reference, desired: DESIRED, differences: [] } } },
      ['apply: the decision record that it names is not archived: <record>'],
    ],
    [
      'the judgement of the plan as that of the state',
      { stateIsPlan: true },
      ['apply: it gives the judgement of the plan for one of the state'],
    ],
    [
      'a state that was judged before the deployment',
      { stateTime: '2026-11-23T11:30:00Z' },
      ['apply: the state that it names was judged before the deployment'],
    ],
    [
      'an outcome that was logged before its intent',
      { backwards: true },
      ['apply: it was logged before the intent that it is the outcome of'],
    ],
    [
      'an approval by an author, in other letters',
      { intent: changed(['anna', 'Ben'], 'bEN', '2026-11-23T11:00:00Z') },
      ['intent: it counts an approval of somebody who wrote a part of the change'],
    ],
    [
      'an approval from after it began',
      { intent: changed(['anna'], 'ben', '2026-11-23T14:00:00+01:00') },
      ['intent: it was approved after it began'],
    ],
    ['an approval by a clock that is fast', { intent: changed(['anna'], 'ben', '2026-11-23T12:10:00Z') }, []],
    [
      'a good outcome after a bad end',
      { apply: { status: 1 } },
      ['apply: it says "deployed" without a good end of the engine and a state that was judged'],
    ],
  ])('%s', async (_, wrong, expected) => {
    expect(findings(await deployed(wrong))).toEqual(expected)
  })

  test('finds a deployment without an outcome, one with two, and a decision that is used twice', async () => {
    const root = newDirectory()
    const before = await judged(root, 1, '2026-11-23T12:00:00Z')
    const intent = intentDraft(sha256('update plan'), intentOf(before))
    await add(root, intent)
    const open =
      'intent: the deployment that it announces has no outcome: it is running, or it was interrupted, and the next deployment records what came of it'
    expect(findings(root)).toEqual([open])
    const after = await judged(root, 2, '2026-11-23T12:10:00Z')
    const again = intentDraft(sha256('another update plan'), intentOf(before))
    await add(
      root,
      applyDraft(applyOf(intent, after)),
      applyDraft(applyOf(intent, after, { outcome: 'failed' })),
      again,
    )
    expect([...findings(root)].sort()).toEqual([
      'apply: its deployment has another outcome: <record>',
      'intent: its decision was used before, by <record>',
    ])
  })
})

test('what an emergency brought decides once it was reviewed', async () => {
  const emergency = { reason: 'Nobody can sign in', by: 'Anna Virtanen', reviewBy: '2026-11-28' }
  const root = await deployed({ decision: { decision: 'deny' }, intent: { emergency } })
  const read = (...reviewed: string[]) => readHistory(root, ORIGIN, keys.signer, 'acme', 'prod', new Set(reviewed))
  const [open] = read().emergencies
  expect([read().emergencies.length, read().last]).toEqual([1, undefined])
  expect([read('x').emergencies.length, read('x').last]).toEqual([1, undefined])
  const after = read(open?.id ?? '')
  expect([after.emergencies, after.last?.field.commit]).toEqual([[], COMMIT])
  const shown = (): readonly unknown[] => {
    const report = readReport(root)
    if (typeof report === 'string') throw new Error(report)
    const files = renderReport(report, '..')
    const rows = files.get('deployments.csv') ?? ''
    return [/Emergency, [^|<]*/.exec(files.get('README.md') ?? '')?.[0].trim(), rows.trim().split(',').at(-4)]
  }
  expect(shown()).toEqual(['Emergency, to be reviewed by 2026-11-28', '""'])
  await sealRecord(root, keys, '2026-11-25T10:00:00Z', 'emergency-review/2026-11-25-sign-in', {
    record: 'emergency-review',
    deployment: open?.id,
    deployedBy: 'anna-virtanen',
    reviewer: 'mikael-strand',
    reviewedAt: '2026-11-25T09:00:00Z',
    recordedAt: '2026-11-25T09:10:00Z',
    necessary: true,
    findings: 'Nobody could sign in.',
    actions: [],
  })
  expect(shown()).toEqual(['Emergency, reviewed on 2026-11-25 by mikael-strand', '"2026-11-25T09:00:00Z"'])
  expect(findings(root)).toEqual([])
})

test('the report shows the chain of custody, with the state after it as a part of it', async () => {
  const root = await deployed({})
  const report = readReport(root)
  if (typeof report === 'string') throw new Error(report)
  expect([report.changes.length, report.deployments.length]).toEqual([1, 1])
  const files = renderReport(report, '..')
  const page = [...files].find(([name]) => name.startsWith('changes/'))?.[1] ?? ''
  expect(
    page
      .slice(page.indexOf('## Deployed'))
      .replaceAll(/[a-z2-7]{26}/g, '<id>')
      .replaceAll(/[0-9a-f]{64}/g, '<digest>'),
  ).toMatchInlineSnapshot(`
    "## Deployed

    | Step | What the records say |
    | --- | --- |
    | Change | https://forge.example/7, commit aaaaaaaaaaaa, merged as aaaaaaaaaaaa; written by anna; approved by &lt;img src=x&gt; \\| \\[x\\](javascript:1) \\\`y\\\` (2026-11-23T11:00:00Z) |
    | Judged before | decision with the SHA-256 <digest> |
    | Commit | <id>aaaaaaaaaaaaaa, judged by the policies of <id>bbbbbbbbbbbbbb |
    | Program | Gatehouse 0.1.0, sources 878a52fc5ff6; Pulumi v3.259.0, program 1310ca2c8932 |
    | Begun | 2026-11-23 12:01 UTC |
    | Outcome | deployed, as it was judged |
    | Steps | 1 create |
    | Records | [intent](../../records/2026/11/23/acme.prod/<id>-intent.sigstore.json) [outcome](../../records/2026/11/23/acme.prod/<id>-apply.sigstore.json) [judgement of the state](../../records/2026/11/23/acme.prod/<id>-decision.sigstore.json) |
    "
  `)
  expect(
    files
      .get('deployments.csv')
      ?.split('\n')[1]
      ?.replaceAll(/[a-z2-7]{26}/g, '<id>'),
  ).toMatchInlineSnapshot(
    `""<id>","2026-11-23T12:01:00Z","acme","prod","<id>aaaaaaaaaaaaaa","<id>bbbbbbbbbbbbbb","deployed, as it was judged","https://forge.example/7","anna","<img src=x> | [x](javascript:1) \`y\`","","","","records/2026/11/23/acme.prod/<id>-intent.sigstore.json","records/2026/11/23/acme.prod/<id>-decision.sigstore.json","records/2026/11/23/acme.prod/<id>-apply.sigstore.json""`,
  )
  expect(files.get('README.md')).toContain('## Deployments')
  expect(files.get('index.html')).toContain('<h4>Deployed</h4>')
  expect(files.get('index.html')).not.toContain('<img')
})

test('a report without deployments has none of their files', async () => {
  const root = newDirectory()
  await judged(root, 1, '2026-11-23T12:00:00Z')
  const report = readReport(root)
  expect(typeof report === 'string' ? [] : [...renderReport(report, '..').keys()]).not.toContain('deployments.csv')
})
