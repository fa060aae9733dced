import { readFileSync } from 'node:fs'
import process from 'node:process'
import { ESCALATION_PATHS } from '../src/access/aws/catalogue.ts'
import { parseDocument } from '../src/access/aws/document.ts'
import { powerOf } from '../src/access/aws/power.ts'
import { actionCovers, ONESELF, UNNAMED_ACTIONS } from '../src/access/aws/reach.ts'
import { foldCase, literal, opaque } from '../src/access/aws/tokens.ts'
import { NO } from '../src/access/aws/truth.ts'
import { byCodeUnit, isObject } from '../src/json.ts'
import type { Value } from '../src/plan/value.ts'

/**
 * Writes src/access/aws/managed.jsonl from the policies that AWS manages:
 *
 *     node scripts/aws-managed-policies.ts STATE < policies.json > src/access/aws/managed.jsonl
 *
 * policies.json is a list of {Arn, Document}, as `aws iam list-policies --scope AWS` and `get-policy-version` give them;
 * `moto[iam]` ships a copy (moto/iam/aws_managed_policies.py). STATE says where and when it is from. Of each document
 * stays what decides about administrators and the escalation catalogue; the script stops if that changes an answer.
 */
const state = process.argv[2]
if (state === undefined) throw new Error('say where the policies are from')
const policies = JSON.parse(readFileSync(0, 'utf8')) as {
  Arn: string
  Document: { Statement: unknown; Version?: string }
}[]

const ACTIONS = [...new Set(ESCALATION_PATHS.flatMap((path) => path.actions))].map((action) =>
  foldCase(literal(action)),
)
const PROBES = [...ACTIONS, ...UNNAMED_ACTIONS, [...literal('iam:'), opaque('action')]]
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])
const single = <T>(items: readonly T[]): T | readonly T[] => (items.length === 1 ? (items[0] as T) : items)

/** The statement with only the actions that a probe can tell apart, or nothing. */
function reduced(statement: { [name: string]: Value }): { [name: string]: Value } | undefined {
  const { Sid: _sid, ...rest } = statement
  if (rest['Action'] === undefined) return rest
  const kept = list(rest['Action']).filter((action) => {
    const [one] = parseDocument(
      { Statement: { Effect: 'Allow', Action: action as Value, Resource: '*' } },
      'identity',
    ).statements
    return one !== undefined && PROBES.some((probe) => actionCovers(one, probe) !== NO)
  })
  const resource = rest['Resource'] === undefined ? {} : { Resource: single(list(rest['Resource'])) as Value }
  return kept.length === 0 ? undefined : { ...rest, Action: single(kept) as Value, ...resource }
}

const answer = (document: Value): string => {
  const power = powerOf(
    { identity: [parseDocument(document, 'identity')], limits: [], denials: [], self: ONESELF },
    false,
  )
  return JSON.stringify([power.administrator, power.extent === 'nothing' ? 'some' : power.extent, power.escalations])
}
const found: { [name: string]: Value } = {}
for (const { Arn, Document } of policies) {
  const name = Arn.replace(/^arn:[^:]+:iam::aws:policy\//, '')
  // IAM attaches these to service-linked roles only.
  if (name.startsWith('aws-service-role/')) continue
  const statements = list(Document.Statement)
    .filter(isObject)
    .map((one) => reduced(one as { [name: string]: Value }))
    .filter((one) => one !== undefined)
  found[name] = statements as unknown as Value
  const version = Document.Version ?? '2008-10-17'
  if (version !== '2012-10-17') process.stderr.write(`${name} has version ${version}\n`)
  if (
    answer({ Version: version, Statement: statements } as unknown as Value) !== answer(Document as unknown as Value)
  ) {
    throw new Error(`${name}: leaving something out changes the answer`)
  }
}
const names = Object.keys(found).sort(byCodeUnit)
const lines = names.map((name) => JSON.stringify([name, found[name]]))
process.stdout.write(`${[JSON.stringify({ state }), ...lines].join('\n')}\n`)
