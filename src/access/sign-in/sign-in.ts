import type { Target } from './space.ts'

/** One concrete sign-in: a point of the space in words that people and `--sign-in` use. */
export interface SignIn {
  readonly person: {
    /** `member` or a guest type. */
    readonly kind: string
    /** Home tenant of a guest; `other` for one that no policy names, empty for a member. */
    readonly tenant: string
    /** Key or id of the person where it is a certain one. */
    readonly id?: string
    readonly label: string
    /** Ids of all named groups that the person is in, nested ones included. */
    readonly groups: readonly string[]
    /** Template ids of the roles that are active. */
    readonly roles: readonly string[]
  }
  readonly target: Target
  readonly client: string
  readonly platform: string
  readonly flow: string
  readonly location: {
    /** Absent where no address lies in exactly the chosen locations. */
    readonly address?: string
    readonly countryByIp: string
    readonly countryByGps: string
    /** Ids of locations that nothing declares, taken to contain the sign-in. */
    readonly undeclared: readonly string[]
    /** In a location that is trusted but not declared. */
    readonly otherTrusted: boolean
  }
  readonly device: {
    readonly compliant: boolean
    readonly hybridJoined: boolean
    /** Filter rules that the device satisfies. */
    readonly filters: readonly string[]
  }
  readonly risk: { readonly signIn: string; readonly user: string; readonly insider: string }
  /** The modes that the person uses. */
  readonly modes: readonly string[]
}
