import { readPlan as readArchivedPlan } from '../evidence/documents.ts'
import { redactPlan } from '../evidence/redact.ts'
import { byCodeUnit, isObject, type Json, type JsonObject, prettyJson } from '../json.ts'
import { planBytes } from '../plan/digest.ts'
import type { Plan } from '../plan/model.ts'
import { describeChanges } from '../report/words.ts'
import { type AuditEntry, entryFor } from './audit.ts'

/** Format id of what was found to have drifted. */
export const DRIFT_SCHEMA = 'urn:gatehouse:drift/v1'

/** Who did it, as far as the audit log says. */
export interface Doer {
  readonly who: string
  readonly at: string
  readonly activity: string
}

/** An object that is otherwise than it was deployed. */
export interface Drifted {
  readonly key: string
  readonly type: string
  readonly name: string
  readonly op: 'changed' | 'deleted'
  /** "Change Entra group “Sales”". */
  readonly title: string
  readonly details: readonly string[]
  readonly by?: Doer
}

/** An object of the directory that no program declares. */
export interface Undeclared {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly by?: Doer
}

/** What was found. */
export interface Drift {
  readonly schema: typeof DRIFT_SCHEMA
  readonly project: string
  readonly stack: string
  readonly now: string
  readonly drifted: readonly Drifted[]
  /** Absent where no export of the directory was given. */
  readonly undeclared?: readonly Undeclared[]
  /** Whether an audit log was given. */
  readonly audited: boolean
}

/** What a drift is told from. */
export interface DriftInput {
  /** The plan of `pulumi refresh --preview-only --json`. */
  readonly plan: Plan
  /** The same document, for the ids of what is gone. */
  readonly document: Json
  readonly audit: readonly AuditEntry[] | undefined
  /** The plan of an export of the directory. */
  readonly directory: Plan | undefined
  readonly now: string
}

/** What is otherwise in the cloud than it was deployed, with who did it. */
export function findDrift({ plan, document, audit, directory, now }: DriftInput): Drift {
  const ids = objectIds(document)
  const described = describe(plan)
  const doer = (id: string | undefined, properties: readonly string[]): { readonly by?: Doer } => {
    const entry = id === undefined || audit === undefined ? undefined : entryFor(audit, id, properties, now)
    return entry === undefined ? {} : { by: { who: entry.who, at: entry.at, activity: entry.activity } }
  }
  const drifted = plan.changes.flatMap((change, index): readonly Drifted[] => {
    if (change.op !== 'update' && change.op !== 'delete') return []
    const { key, type, name, diff } = change
    const properties = [...new Set(diff.map(({ path }) => path.split(/[.[]/)[0] ?? path))]
    return [
      {
        key,
        type,
        name,
        op: change.op === 'update' ? 'changed' : 'deleted',
        title: described[index]?.title ?? name,
        details: described[index]?.details ?? [],
        ...doer(ids.get(key), properties),
      },
    ]
  })
  const undeclared = directory && undeclaredIn(directory, new Set([...ids.values()]))
  return {
    schema: DRIFT_SCHEMA,
    project: plan.project,
    stack: plan.stack,
    now,
    drifted,
    ...(undeclared === undefined ? {} : { undeclared: undeclared.map((one) => ({ ...one, ...doer(one.id, []) })) }),
    audited: audit !== undefined,
  }
}

/** Changes in words, without what may not be stored. */
function describe(plan: Plan): ReturnType<typeof describeChanges> {
  const json = JSON.parse(planBytes(plan).toString('utf8')) as JsonObject
  const read = readArchivedPlan(Buffer.from(prettyJson(redactPlan(json).plan)))
  return typeof read === 'string' ? [] : describeChanges(read.plan)
}

/** Objects of the directory whose id is none of the stack's, by type and name. */
function undeclaredIn(directory: Plan, known: ReadonlySet<string>): readonly Undeclared[] {
  return directory.resources
    .filter(({ custom, type }) => custom && !type.startsWith('pulumi:'))
    .map(({ key, type, name, inputs, computed }) => ({
      id: bareId(String(computed['objectId'] ?? computed['id'] ?? key.split('/').at(-1))),
      type,
      name: typeof inputs['displayName'] === 'string' ? inputs['displayName'] : name,
    }))
    .filter(({ id }) => !known.has(id))
    .sort((a, b) => byCodeUnit(a.type, b.type) || byCodeUnit(a.id, b.id))
}

/** Ids of the objects of a refresh document by URN, lower case and without a path before them. */
function objectIds(document: Json): ReadonlyMap<string, string> {
  const steps = isObject(document) && Array.isArray(document['steps']) ? document['steps'] : []
  const found = new Map<string, string>()
  for (const step of steps.filter(isObject)) {
    for (const state of [step['newState'], step['oldState']]) {
      const id = isObject(state) ? state['id'] : undefined
      if (typeof id === 'string' && id !== '') found.set(String(step['urn']), bareId(id))
    }
  }
  return found
}

function bareId(id: string): string {
  return (id.split('/').at(-1) ?? id).toLowerCase()
}
