// What the cases of several files change in a tenant.
import type { Plan } from '../../src/plan/model.ts'
import { create, id, type Loose, ref, type Step, step, TYPES } from './steps.ts'
import { exception, find, policyLike, rebase, type Tenant, update } from './tenant.ts'

/** A case: changes S, and may replace the plan that is made of it. */
// biome-ignore lint/suspicious/noConfusingVoidType: most cases only change the tenant
export type Case = (tenant: Tenant) => Plan | undefined | void

/** One case for each row; several where the row says "or". */
export type Cases = { readonly [row: string]: Case | readonly Case[] }

/** Makes the changes of several cases, one after the other. The last one may replace the plan. */
export const both =
  (...cases: readonly Case[]): Case =>
  (tenant) => {
    let plan: Plan | undefined
    for (const one of cases) plan = one(tenant) ?? undefined
    return plan
  }

/** Changes the inputs of a resource. */
export const changed =
  (name: string, change: (inputs: Loose) => void): Case =>
  (tenant) =>
    update(tenant, name, change)

/** Changes the inputs that a resource had before the change. */
export const based =
  (name: string, change: (inputs: Loose) => void): Case =>
  (tenant) =>
    rebase(tenant, name, change)

/** Adds resources that are deployed already. */
export const deployed =
  (...steps: readonly Step[]): Case =>
  (tenant) => {
    tenant.steps.push(...structuredClone(steps))
  }

/** A policy like CA001 that the change adds, or that is deployed already. */
export const policy = (name: string, change: Loose, make: typeof create | typeof step = create): Case => {
  const { state = 'enabled', ...rest } = change
  return deployed(make(TYPES.policy, name, { ...policyLike(rest), state }, { protect: true }))
}

/** Live exceptions for the rules. */
export const excepted =
  (rules: readonly string[], scope: Loose): Case =>
  (tenant) => {
    for (const rule of rules) tenant.exceptions.push(exception(`EX-case-${rule}`, rule, scope))
  }

/** A member that the change adds to a group; `value` where it is not a deployed resource of that name. */
export const joins = (group: string, member: string, value: string = id(member)): Case =>
  deployed(create(TYPES.member, `${group}-${member}`, { groupObjectId: id(group), memberObjectId: value }))

/** Users who are deployed already. */
export const people = (...names: readonly string[]): Case =>
  deployed(
    ...names.map((name) =>
      step(TYPES.user, name, { displayName: name, userPrincipalName: `${name}@acme.example`, accountEnabled: true }),
    ),
  )

/** A static security group that is deployed already. */
export const team = (name: string, further: Loose = {}): Case =>
  deployed(step(TYPES.group, name, { displayName: name, securityEnabled: true, assignableToRole: false, ...further }))

/** Sets options of a resource without a change of its inputs: the engine's operation stays `same`. */
export const options =
  (name: string, change: Loose): Case =>
  (tenant) => {
    Object.assign(find(tenant, name).newState, change)
  }

/** An application with its service principal that are deployed already. */
export const app = (name: string): Case => {
  const clientId = id(`client ${name}`)
  return deployed(
    step(TYPES.application, name, { displayName: name }, {}, { clientId }),
    step(TYPES.servicePrincipal, `${name}-principal`, { clientId }),
  )
}

/** An application with its service principal that the change adds. */
export const newApp = (name: string, further: Loose = {}): Case =>
  deployed(
    create(TYPES.application, name, { displayName: name, ...further }),
    create(TYPES.servicePrincipal, `${name}-principal`, { clientId: ref(name, 'clientId') }),
  )

/** The service principal of Microsoft Graph, which every tenant has. */
export const graph: Case = deployed(
  step(TYPES.servicePrincipal, 'microsoft-graph', {
    clientId: '00000003-0000-0000-c000-000000000000',
    useExisting: true,
  }),
)

/** CA004 targets everybody instead of the roles. */
export const CA004_FOR_ALL: Case = changed('CA004', (inputs) => {
  inputs.conditions.users = { includedUsers: ['All'], excludedGroups: [id('breakglass')] }
})
