import { byCodeUnit } from '../../json.ts'
import type { Plan, Resource } from '../../plan/model.ts'
import type { Value } from '../../plan/value.ts'
import { labelOf, subjectOf } from '../directory.ts'
import { asText } from '../shape.ts'
import { type Assumer, type Assumptions, assumptions } from './assume.ts'
import { type Holder, holders } from './attachments.ts'
import { type Controls, controls } from './controls.ts'
import { type Document, parseDocument } from './document.ts'
import { withoutHarmlessWays } from './gains.ts'
import { needsMfa } from './mfa.ts'
import type {
  AdministratorFact,
  AssignmentFact,
  AwsFacts,
  ConsoleFact,
  Link,
  PolicyFact,
  PrincipalFact,
} from './model.ts'
import { policyFacts } from './policy-facts.ts'
import type { Known } from './power.ts'
import { type Accounts, type AwsIndex, awsIndex, IAM, showValue } from './resources.ts'
import { type Applied, applied, type Powers, powers } from './rights.ts'
import { literal, opaque, type Token } from './tokens.ts'
import { trustFact } from './trust.ts'
import { wayOf } from './way.ts'

const ASSIGNMENT = 'aws:ssoadmin/accountAssignment:AccountAssignment'
const LOGIN = 'aws:iam/userLoginProfile:UserLoginProfile'
const PERMISSION_SET = 'aws:ssoadmin/permissionSet:PermissionSet'

/**
 * Everything that a plan says about who can do what in AWS. Pure; the same plan gives the same facts in the same order.
 * A policy that is not known leaves its holders' answers `unknown`.
 * @param accounts what the register knows: the account of the stack, and the organisation's management account.
 */
export function awsFacts(plan: Plan, accounts: Accounts = {}): AwsFacts {
  return identityAnalysis(awsIndex(plan, accounts)).facts
}

/** The facts, and what they were derived from. */
export interface IdentityAnalysis {
  readonly facts: AwsFacts
  readonly index: AwsIndex
  readonly controls: Controls
  /** Every declared role with its trust policy. */
  readonly roles: readonly RoleTrust[]
  /** As in `way.ts`. */
  readonly wayOf: (fact: PrincipalFact) => readonly Link[]
}

/** A role, its account, and who may assume it. */
export interface RoleTrust {
  readonly role: Resource
  readonly account: readonly Token[]
  readonly document: Document
}

/** As `awsFacts`, of a plan that is indexed already, with what the facts follow from. */
export function identityAnalysis(index: AwsIndex): IdentityAnalysis {
  const everybody = holders(index)
  const byId = new Map(everybody.map((holder) => [holder.id, holder]))
  const scps = controls(index)
  const known = powers()
  const trusts = index.ofType(IAM.role).map((role) => ({
    role,
    account: index.accountOf(role),
    document: parseDocument(role.inputs['assumeRolePolicy'], 'trust', index.resolve),
  }))
  const roles = assumptions(
    trusts.map(({ role, account, document }) => ({ id: role.key, arn: index.arnOf(role), account, trust: document })),
    known.keyOf,
  )
  const own = everybody.map((holder) => principalFact(index, holder, byId, scps, known, roles))
  const assignments = index.ofType(ASSIGNMENT).map((one) => assignmentFact(index, one, byId, scps, known, roles))
  const alone = policyFacts(index, known)
  const { principals, policies } = withoutHarmlessWays(
    index,
    throughRoles([...own, ...assignments]),
    alone.map(({ fact }) => fact),
    documentsOf(byId, new Map(alone.map(({ fact, document }) => [fact.id, document]))),
  )
  const facts: AwsFacts = {
    principals: principals.sort((a, b) => byCodeUnit(a.id, b.id)),
    policies: policies.sort((a, b) => byCodeUnit(a.id, b.id)),
    trusts: trusts
      .map(({ role, account, document }) => trustFact(role, document, account))
      .sort((a, b) => byCodeUnit(a.id, b.id)),
    controls: scps.facts,
    consoles: index.ofType(LOGIN).map((login) => consoleFact(index, login, byId, scps)),
  }
  return { facts, index, controls: scps, roles: trusts, wayOf: (fact) => wayOf(fact, byId, known) }
}

/** The documents that give a principal rights, or the one that a policy is. */
function documentsOf(
  byId: ReadonlyMap<string, Holder>,
  alone: ReadonlyMap<string, Document>,
): (fact: PrincipalFact | PolicyFact) => readonly Document[] {
  return (fact) => {
    const own = alone.get(fact.id)
    if (!('kind' in fact)) return own === undefined ? [] : [own]
    const holder = byId.get(fact.assignment?.permissionSet ?? fact.id)
    return holder === undefined ? [] : applied(holder, byId, []).rights.identity
  }
}

/** A password for the console, and whether its user has to use MFA with it. */
function consoleFact(index: AwsIndex, login: Resource, byId: ReadonlyMap<string, Holder>, scps: Controls): ConsoleFact {
  const named = index.named(IAM.user, login.inputs['user'])
  const holder = named.kind === 'resource' ? byId.get(named.resource.key) : undefined
  const user = holder?.label ?? showValue(index, login.inputs['user'])
  const hidden = holder === undefined || [holder, ...holder.groups.map(({ id }) => byId.get(id))].some(isOpen)
  const answer: Known =
    holder === undefined || hidden
      ? 'unknown'
      : needsMfa(applied(holder, byId, scps.documentsFor(index.accounts.account)))
  return { ...subjectOf(login), user, mfa: answer }
}

function isOpen(holder: Holder | undefined): boolean {
  return holder === undefined || holder.open.length > 0
}

function principalFact(
  index: AwsIndex,
  holder: Holder,
  byId: ReadonlyMap<string, Holder>,
  scps: Controls,
  known: Powers,
  roles: Assumptions,
): PrincipalFact {
  const all = applied(holder, byId, holder.kind === 'permission-set' ? [] : scps.documentsFor(index.accounts.account))
  const { resource } = holder
  const where = holder.attached[0]?.by ?? holder.boundaries[0]?.by ?? holder.groups[0]?.by
  const account: readonly Token[] = resource ? index.accountOf(resource) : where ? index.accountOf(where) : []
  const canAssume = holder.kind === 'user' || holder.kind === 'role'
  const arn = canAssume ? arnOf(index, holder, account) : undefined
  const assumes = canAssume ? roles({ id: holder.id, arn, account, applied: all }) : []
  const subject = resource ? subjectOf(resource) : where ? { ...subjectOf(where), label: holder.label } : undefined
  return {
    ...(subject ?? { key: holder.id, label: holder.label }),
    id: holder.id,
    kind: holder.kind,
    declared: resource !== undefined,
    ...powerFacts(holder, all, byId, known),
    assumes,
  }
}

/** The ARN of a user or role; of one that only attachments name, as if it had no path. */
function arnOf(
  index: AwsIndex,
  { id, kind, resource }: Holder,
  account: readonly Token[],
): readonly Token[] | undefined {
  if (resource !== undefined) return index.arnOf(resource)
  const name = id.startsWith(`${kind} `) ? id.slice(kind.length + 1) : ''
  if (!/^[\w+=,.@-]+$/.test(name)) return undefined
  return [...literal('arn:'), opaque('partition'), ...literal(':iam::'), ...account, ...literal(`:${kind}/${name}`)]
}

/** What somebody's policies give, as far as the policies are known. */
function powerFacts(
  holder: Holder,
  all: Applied,
  byId: ReadonlyMap<string, Holder>,
  known: Powers,
): Pick<
  PrincipalFact,
  'administrator' | 'escalation' | 'escalations' | 'boundary' | 'policies' | 'documents' | 'open'
> {
  const power = known.of(all)
  const inherited = holder.groups.flatMap(({ id }) => byId.get(id)?.open ?? [])
  const problems = all.policies
    .filter(({ document }) => document.problems.length > 0)
    .flatMap(({ document, path }) => document.problems.map((problem) => `${path.at(-1)?.label ?? ''}: ${problem}`))
  const hidden = [...holder.open, ...inherited]
  const documents = all.policies.map(({ path }) => path.at(-1)?.document).filter((id) => id !== undefined)
  const isHidden = hidden.length > 0
  const administrator: AdministratorFact = {
    answer: isHidden && power.administrator === 'no' ? 'unknown' : power.administrator,
    through: 'policies',
    extent: isHidden && power.administrator === 'no' ? 'unknown' : power.extent,
    exceptions: power.exceptions,
    conditions: power.conditions,
    chain: known.chain(all),
  }
  return {
    administrator,
    escalation: isHidden && power.escalation === 'no' && power.administrator !== 'yes' ? 'unknown' : power.escalation,
    escalations: power.escalations,
    boundary:
      holder.boundaries.length === 0 ? 'no' : holder.boundaries.some((one) => one.document.open) ? 'unknown' : 'yes',
    policies: all.policies.length,
    documents: [...new Set(documents)].sort(byCodeUnit),
    open: [...new Set([...hidden, ...problems])].sort(byCodeUnit),
  }
}

/** A permission set in an account, for a group or a user of Identity Center. */
function assignmentFact(
  index: AwsIndex,
  resource: Resource,
  byId: ReadonlyMap<string, Holder>,
  scps: Controls,
  known: Powers,
  roles: Assumptions,
): PrincipalFact {
  const named = index.named(PERMISSION_SET, resource.inputs['permissionSetArn'])
  const id =
    named.kind === 'resource' ? named.resource.key : named.kind === 'other' ? `permission-set ${named.text}` : ''
  const nothing: Holder = {
    id: resource.key,
    kind: 'permission-set',
    label: showValue(index, resource.inputs['permissionSetArn']),
    resource: undefined,
    attached: [],
    boundaries: [],
    groups: [],
    open: ['the policies of its permission set are not known'],
  }
  const set = byId.get(id) ?? nothing
  const account = resource.inputs['targetId']
  const all = applied(set, byId, scps.documentsFor(account))
  const facts = powerFacts(set, all, byId, known)
  const step: Link = { kind: 'permission-set', label: set.label, key: resource.key }
  const chain = facts.administrator.chain.length === 0 ? [] : [step, ...facts.administrator.chain]
  const who: Assumer = { id: resource.key, arn: undefined, account: literal(asText(account) ?? ''), applied: all }
  const assignment: AssignmentFact = {
    permissionSet: set.id,
    principalType: principalType(resource.inputs['principalType']),
    holder: holderOf(index, resource),
    account: showValue(index, account),
  }
  return {
    ...subjectOf(resource),
    id: resource.key,
    kind: 'assignment',
    declared: true,
    ...facts,
    administrator: { ...facts.administrator, chain },
    assumes: asText(account) === undefined ? [] : roles(who),
    assignment,
  }
}

function principalType(value: Value | undefined): AssignmentFact['principalType'] {
  return value === 'GROUP' || value === 'USER' ? value : 'unknown'
}

function holderOf(index: AwsIndex, assignment: Resource): string {
  for (const type of ['aws:identitystore/group:Group', 'aws:identitystore/user:User']) {
    const named = index.named(type, assignment.inputs['principalId'])
    if (named.kind === 'resource') return labelOf(named.resource)
  }
  return showValue(index, assignment.inputs['principalId'])
}

/** Makes administrators of those who can assume a role that is one; the shortest way counts. */
function throughRoles(facts: readonly PrincipalFact[]): PrincipalFact[] {
  const result = new Map(facts.map((fact) => [fact.id, fact]))
  for (const wanted of ['yes', 'unknown'] as const) {
    for (let changed = true; changed; ) {
      changed = false
      // All of one length are found before those of the next, so that order changes nothing.
      const found = [...result.values()].flatMap((fact) => {
        if (fact.administrator.answer === 'yes' || fact.administrator.answer === wanted) return []
        const steps = fact.assumes.filter((one) => wanted === 'unknown' || one.answer === 'yes')
        const step = steps.find((one) => ['yes', wanted].includes(result.get(one.role)?.administrator.answer ?? 'no'))
        const role = result.get(step?.role ?? '')
        return step && role ? [becomes(fact, role, step.conditions, wanted)] : []
      })
      for (const fact of found) result.set(fact.id, fact)
      changed = found.length > 0
    }
  }
  return [...result.values()]
}

function becomes(
  fact: PrincipalFact,
  role: PrincipalFact,
  conditions: readonly string[],
  answer: 'yes' | 'unknown',
): PrincipalFact {
  const { extent, exceptions } = role.administrator
  return {
    ...fact,
    administrator: {
      answer,
      through: 'role',
      extent,
      exceptions,
      conditions: [...new Set([...conditions, ...role.administrator.conditions])].sort(byCodeUnit),
      chain: [{ kind: 'role', label: role.label, key: role.key }, ...role.administrator.chain],
    },
  }
}
