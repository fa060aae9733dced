/** What a sign-in must be for a requirement to speak about it; a part that is absent restricts nothing. */
export interface Scope {
  readonly users: 'everyone' | 'guests' | 'privilegedRoles'
  /** Application ids, `type::name` or the words Office365 and MicrosoftAdminPortals; every application without it. */
  readonly applications?: readonly string[]
  /** User actions instead of applications. */
  readonly actions?: readonly string[]
  readonly clients?: readonly string[]
  readonly platforms?: readonly string[]
  readonly flows?: readonly string[]
  readonly signInRisk?: readonly string[]
  readonly userRisk?: readonly string[]
}

/** What every allowed sign-in of the scope must be; `block`: there must be none. */
export type Outcome = 'mfa' | 'phishingResistant' | 'managedDevice' | 'block' | 'limitedSession'

/** A sign-in requirement as data (controls.md 0a). */
export interface Requirement {
  /** Id of the rule that states it; exceptions name it. */
  readonly rule: string
  readonly scope: Scope
  readonly outcome: Outcome
  /** Licence without which it is not applicable; a key of the parameter `licences`. */
  readonly licence?: string
  /** Continues "Sign-ins …" when the requirement is broken, and says what is wrong with them. */
  readonly broken: string
  /** One sentence for when it holds. */
  readonly holds: string
}

/** A live exception, its scope resolved to the ids that the facts use. */
export interface Exempt {
  readonly id: string
  readonly rule: string
  readonly users: readonly string[]
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  readonly guestTypes: readonly string[]
  readonly applications: readonly string[]
}
