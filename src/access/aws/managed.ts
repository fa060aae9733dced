import { readFileSync } from 'node:fs'
import type { Value } from '../../plan/value.ts'
import { type Document, openDocument, parseDocument } from './document.ts'

/**
 * Policies that AWS manages, by the path and name after `policy/`: of each document what decides about administrators
 * and the escalation catalogue (scripts/aws-managed-policies.ts). The first line says where and when they are from.
 * Policies for service-linked roles are left out, because nobody can attach them.
 */
const FILE = new URL('./managed.jsonl', import.meta.url)

let statements: ReadonlyMap<string, Value> | undefined

function managedStatements(): ReadonlyMap<string, Value> {
  if (statements === undefined) {
    const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n').slice(1)
    statements = new Map(lines.map((line) => JSON.parse(line) as [string, Value]))
  }
  return statements
}

const parsed = new Map<string, Document>()

/**
 * The document of a policy that AWS manages, as far as it matters for `powerOf`; for a name that is not in the list one
 * of which nothing is known. Names are case-sensitive in ARNs.
 * @param name path and name, such as `job-function/Billing`.
 */
export function managedPolicy(name: string): Document {
  const known = parsed.get(name)
  if (known !== undefined) return known
  const found = managedStatements().get(name)
  const document =
    found === undefined
      ? openDocument(`the policy ${name} is not among the policies of AWS that this version knows`)
      : parseDocument({ Version: '2012-10-17', Statement: found }, 'identity')
  parsed.set(name, document)
  return document
}

/** The path and name of a policy that AWS manages, in any partition: `arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess`. */
export function managedPolicyName(arn: string): string | undefined {
  return /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1]
}
