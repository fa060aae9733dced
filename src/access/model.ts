import type { Completeness, Lack, Options, Source } from '../plan/model.ts'
import type { AwsView } from './aws/facts.ts'
import type { CredentialFact } from './credentials.ts'
import type { DynamicGroupFact } from './dynamic-rules.ts'
import type { LeaverFact } from './leavers.ts'
import type { LocationFact } from './location-facts.ts'
import type { PolicyShape } from './policy-shape.ts'
import type { PrivilegeFacts } from './privileges/facts.ts'
import type { RequiredFact } from './required.ts'
import type { ExclusionEffect } from './sign-in/exclusion-effects.ts'
import type { SignInFact } from './sign-in/facts.ts'

/** Everything that rules may know about access, derived from one plan. Every fact names the resource it follows from. */
export interface Facts {
  readonly stack: {
    readonly project: string
    readonly name: string
    /** The stack is in stacks.yaml. */
    readonly registered: boolean
    /** Types the stack may contain; empty without a register. */
    readonly types: readonly string[]
  }
  readonly completeness: Completeness
  readonly lacks: readonly Lack[]
  /** The tenants the stack answers for: the register's, or without one those that the plan shows. */
  readonly tenants: readonly TenantFact[]
  /** The exact answer to every sign-in requirement, for each of the tenants. */
  readonly signIn: readonly SignInFact[]
  readonly groups: { readonly [id: string]: GroupFact }
  readonly users: { readonly [id: string]: UserFact }
  readonly roleGrants: readonly RoleGrantFact[]
  readonly resources: readonly ResourceFact[]
  /** Ids of the accounts that people.yaml marks for emergencies. */
  readonly emergency: readonly string[]
  /** Who holds roles, how they are activated, what packages give and what applications may do. */
  readonly privileges: PrivilegeFacts
  readonly locations: readonly LocationFact[]
  readonly dynamicGroups: readonly DynamicGroupFact[]
  readonly credentials: readonly CredentialFact[]
  /** Who has left, with what the plan still gives them; empty without a register. */
  readonly leavers: readonly LeaverFact[]
  /** What must not disappear by one edit. */
  readonly required: readonly RequiredFact[]
  readonly aws: AwsView
}

/** A fact that a finding can point at. */
export interface Subject {
  readonly key: string
  /** What people call it: the display name in quotes where it is a literal, else `type::name`. */
  readonly label: string
  readonly source?: Source
  readonly related?: readonly Source[]
}

export interface TenantFact {
  readonly id: string
  readonly policies: readonly PolicyFact[]
  /** Labels of the conditional-access policies that this change deletes. */
  readonly deleted: readonly string[]
}

/** A provider instance: which program does the work, and where it sends the credentials. */
export interface ProviderFact {
  readonly package: string
  /** Where its plugin is fetched, where that is not its publisher's place. */
  readonly pluginDownloadURL?: string
  /** Inputs that may lead credentials or requests elsewhere; `unknown` where none of them can be read. */
  readonly cloud: { readonly kind: 'public' | 'other' | 'unknown'; readonly inputs: readonly string[] }
}

/** One entry that a policy excludes. */
export interface Exclusion {
  readonly kind: 'broken' | 'open'
  /** The scope key of an exception that can name it. */
  readonly dimension: 'users' | 'groups' | 'roles' | 'guestTypes' | 'applications'
  readonly id: string
  readonly text: string
  readonly fix: string
  readonly affected: readonly string[]
  /** What it lets through; absent where that was not asked or cannot be decided. */
  readonly effect?: ExclusionEffect
}

export interface PolicyFact extends Subject {
  readonly state: 'enabled' | 'report-only' | 'disabled' | 'open'
  readonly exclusions: readonly Exclusion[]
  readonly shape: PolicyShape
  /** Whom the policy includes; empty where it targets no application or no people. */
  readonly includes: {
    readonly users: readonly string[]
    readonly groups: readonly string[]
    readonly roles: readonly string[]
    readonly open: boolean
  }
}

export interface GroupFact extends Subject {
  /** Ids of the members, through nested groups too. */
  readonly members: readonly string[]
  /** Why there may be further members; empty when the list is complete. */
  readonly open: readonly string[]
  /** Those of the members that nothing declares: each may be a group of any size. */
  readonly undeclared: readonly string[]
  /** Why the group is not a controlled set; each continues a sentence about it. */
  readonly weaknesses: readonly string[]
  /** Why it cannot be seen whether it is one; each continues a sentence about it. */
  readonly unclear: readonly string[]
  /** Names of the members. */
  readonly affected: readonly string[]
}

export interface UserFact extends Subject {
  /** It comes from an on-premises directory. */
  readonly synchronised: 'yes' | 'no' | 'open'
  /** How others can know its password, continuing "has a password that"; empty where they cannot. */
  readonly password: '' | 'is written in the program' | 'is computed from what others can read'
  /** Why an emergency could not rely on the account; each continues a sentence about it. */
  readonly weaknesses: readonly string[]
}

/** Somebody who holds a role through a grant. */
export interface Holder {
  readonly id: string
  readonly label: string
  /** Ids with which an exception can name the holder. */
  readonly covers: readonly string[]
  readonly affected: readonly string[]
  /** Who it is cannot be seen. */
  readonly open: boolean
  /** How the role is reached, or empty. */
  readonly through: string
  /** The place that makes them a holder, where it is not that of the grant. */
  readonly at?: Pick<Subject, 'source' | 'related'>
}

/** How long something is assigned: instants in seconds since 1970, lengths in seconds from its deployment. */
export type TermFact =
  | { readonly kind: 'permanent' }
  | { readonly kind: 'until'; readonly until: number; readonly from?: number }
  | { readonly kind: 'lasts'; readonly seconds: number }
  | { readonly kind: 'open'; readonly why: string }

export interface RoleGrantFact extends Subject {
  readonly kind: 'active' | 'eligible'
  readonly role: {
    /** Template id of a built-in role, key of a custom one, empty when it is not known. */
    readonly id: string
    readonly label: string
    /** Whether a custom role is privileged, by its actions; absent for a built-in role. */
    readonly custom?: 'yes' | 'no' | 'open'
  }
  /** Id of the person or group that the grant names; empty where it cannot be seen. */
  readonly principal: string
  /** Whether the role counts in the whole tenant or in one administrative unit. */
  readonly scope: 'tenant' | 'unit' | 'open'
  readonly holders: readonly Holder[]
  /** The grant of a group's role, where the fact is about a further way into that group. */
  readonly grant?: string
  /** All of them have to hold; absent where the grant lasts as long as it is declared. */
  readonly terms?: readonly TermFact[]
  /**
   * Absent for holders of the role. `owner`: they own a group that has it, and can add members; `settings`: the
   * settings of the group allow assignments of this kind.
   */
  readonly means?: 'owner' | 'settings'
  /** Label of the group that is owned, or that the settings are of. */
  readonly group?: string
}

export interface ResourceFact extends Subject {
  readonly type: string
  /** It is the stack itself, the one component that the engine makes. */
  readonly root: boolean
  /** What a provider instance says about its program. */
  readonly provider?: ProviderFact
  readonly op: string
  readonly ignoreChanges: Options['ignoreChanges']
  /** A requirement rests on it. */
  readonly bearing: boolean
  /** It is a resource of a service: not a stack, a provider or a component. */
  readonly ofService: boolean
  /** Ids of the services whose `manages` names its type. */
  readonly services: readonly string[]
}
