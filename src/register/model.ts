import type { OperatingRecord } from '../records/model.ts'
import type { YamlDocument } from '../yaml.ts'

/** Format id of a register as one value: all files of the directory together. */
export const REGISTER_SCHEMA = 'urn:gatehouse:register/v1'

/** The files of a register, without their ending. */
export type FileName = 'services' | 'stacks' | 'people' | 'vendors' | 'classification' | 'controls' | 'exceptions'

/** The register's files as they were read, by name. */
export type Documents = { readonly [name in FileName]?: YamlDocument }

/** An account in the directory: `directory` is an object id, or a declared resource written `type::name`. */
export interface Account {
  readonly userPrincipalName: string
  readonly directory: string
}

/** A person, or an emergency account (then without `kind`, with a custodian). Dates are `YYYY-MM-DD`. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly kind?: 'employee' | 'contractor'
  readonly team?: string
  readonly title?: string
  readonly company?: string
  readonly startedOn: string
  readonly leftOn?: string
  readonly account?: Account
  readonly adminAccount?: Account
  /** The account in the forge with which the person writes and approves changes. */
  readonly forge?: string
  readonly emergency: boolean
  readonly custodian?: string
}

/** What belongs to a service; an absent list in the file is an empty one here: the service manages nothing of the kind. */
export interface Manages {
  /** Exact type tokens, or a module followed by `/*`. */
  readonly types: readonly string[]
  /** Prefixes of IAM actions. */
  readonly awsServices: readonly string[]
  /** Application ids in Entra ID. */
  readonly applications: readonly string[]
}

interface Score {
  readonly impact: number
  readonly likelihood: number
}

interface Responsibility {
  readonly party: 'provider' | 'customer' | 'shared'
  readonly role?: string
  readonly note?: string
}

/** A cloud service in use. Everything that a rule asks for may still be missing: that is the rule's finding. */
export interface Service {
  readonly id: string
  readonly name: string
  readonly purpose: string
  readonly owner?: string
  readonly vendor?: string
  readonly status: 'proposed' | 'approved' | 'retiring' | 'retired'
  readonly approvedOn?: string
  readonly approvedBy?: string
  readonly criticality: { readonly stopsBusinessInOneDay: boolean; readonly breachDoesSignificantHarm: boolean }
  /** Derived: one of the two answers is yes. */
  readonly critical: boolean
  readonly data?: { readonly categories: readonly string[]; readonly personal: boolean }
  readonly location?: {
    readonly storedIn: readonly string[]
    readonly regions?: readonly string[]
    readonly accessedFrom: readonly string[]
  }
  /** Derived, where a change says other regions than its base: those of the base, which alone are open in a cloud. */
  readonly approvedRegions?: readonly string[]
  readonly risk?: {
    readonly confidentiality: Score
    readonly integrity: Score
    readonly availability: Score
    readonly treatment: 'accept' | 'reduce' | 'share' | 'avoid'
    readonly measures: string
    readonly residual: number
    /** Where the highest remaining risk stands in the grid; its product is `residual`. */
    readonly remaining?: Score
    readonly assessedOn: string
    readonly assessedBy: string
  }
  readonly responsibilities?: { readonly [area: string]: Responsibility }
  readonly authentication?: {
    readonly sso: string
    readonly mfa: 'entra' | 'service' | 'none'
    readonly adminAccountsSeparate: boolean
  }
  readonly logging?: { readonly sink: string; readonly retentionDays: number }
  readonly backup?: { readonly method: string; readonly rpoHours: number; readonly rtoHours: number }
  readonly firstUsedOn?: string
  readonly contract?: {
    readonly signedOn: string
    readonly renewsOn: string
    readonly requirements: { readonly [name: string]: boolean | number | null }
  }
  readonly exit?: { readonly plan: string; readonly testedOn?: string }
  readonly manages: Manages
}

/** A company behind services. */
export interface Vendor {
  readonly id: string
  readonly name: string
  readonly country?: string
  readonly criticality: 'low' | 'medium' | 'high'
  readonly certificates: readonly {
    readonly standard: string
    readonly scope: string
    readonly issuer: string
    readonly expiresOn: string
  }[]
  readonly evaluations: readonly {
    readonly on: string
    readonly by: string
    readonly score?: number
    readonly verdict: 'accepted' | 'accepted-with-conditions' | 'rejected'
    readonly notes?: string
    /** Id of the record that says more; absent for what is in vendors.yaml. */
    readonly record?: string
  }[]
}

/** Classes of data, least sensitive first, and the categories that belong to them. */
export interface Classification {
  readonly classes: readonly {
    readonly id: string
    readonly name: string
    readonly description: string
    readonly storedIn?: readonly string[]
    readonly services?: readonly string[]
  }[]
  readonly categories: readonly {
    readonly id: string
    readonly name: string
    readonly class: string
    readonly personal: boolean
  }[]
}

/** One line of the Statement of Applicability. */
export interface Control {
  readonly id: string
  readonly title: string
  readonly applicable: boolean
  readonly justification: string
  readonly owner?: string
  readonly status: 'implemented' | 'partial' | 'planned' | 'not-applicable'
}

/** An approved exception from one rule, live from the start of `approvedOn` through the end of `expiresOn`, UTC. */
export interface Exception {
  readonly id: string
  readonly rule: string
  readonly scope: {
    readonly users?: readonly string[]
    readonly groups?: readonly string[]
    readonly roles?: readonly string[]
    readonly guestTypes?: readonly string[]
    readonly applications?: readonly string[]
    readonly resources?: readonly string[]
    readonly services?: readonly string[]
  }
  readonly reason: string
  readonly risk: string
  readonly compensating: string
  readonly owner: string
  readonly approvedBy: string
  readonly approvedOn: string
  readonly expiresOn: string
}

/** What a stack owns and may contain. An absent `regions` sets no limit. */
export interface StackEntry {
  readonly tenants: readonly string[]
  readonly accounts: readonly string[]
  /** Another stack, which declares what holds for the whole organisation that these accounts belong to. */
  readonly organization?: string
  readonly regions?: readonly string[]
  readonly types: readonly string[]
}

/** The declarations of the organisation, as the files say them, lists sorted by id. It does not depend on the clock. */
export interface Register {
  readonly schema: typeof REGISTER_SCHEMA
  readonly services: readonly Service[]
  readonly stacks: { readonly [name: string]: StackEntry }
  readonly people: readonly Person[]
  readonly vendors: readonly Vendor[]
  readonly classification: Classification
  readonly controls: readonly Control[]
  readonly exceptions: readonly Exception[]
  /** What people did, by id. */
  readonly records: readonly OperatingRecord[]
  /** Everyday accounts that a change calls so no longer: they are until it is merged. Only where a base is known. */
  readonly everydayBefore?: readonly Account[]
}

/** The register on one day, with what depends on the clock: the form that policies read. */
export interface RegisterAt extends Omit<Register, 'people' | 'services'> {
  readonly people: readonly (Person & { readonly active: boolean })[]
  readonly services: readonly (Service & { readonly ownerActive: boolean })[]
}
