import * as azuread from '@pulumi/azuread'
import * as pulumi from '@pulumi/pulumi'

/** What a conditional-access policy asks for. */
type Grant = 'mfa' | 'block' | { readonly strength: azuread.AuthenticationStrengthPolicy }

/** User actions, as Graph writes them. */
const ACTIONS = {
  'registering security information': 'urn:user:registersecurityinfo',
  'registering a device': 'urn:user:registerdevice',
} as const

export interface SignInPolicyArgs {
  readonly displayName: string
  /** The group of the emergency accounts. It has no default: a policy without it can lock everybody out. */
  readonly emergencyAccess: azuread.Group
  /** Further groups that the policy leaves out. The gate asks for an exception for each of them. */
  readonly leaveOut?: readonly azuread.Group[]
  /** Everybody, guests included, or the holders of directory roles, given by template id. */
  readonly who: 'everybody' | { readonly roles: readonly string[] }
  /** Every application, or one action of the user. */
  readonly what: 'every application' | keyof typeof ACTIONS
  /** Only sign-ins by these kinds of clients; otherwise all of them. */
  readonly clients?: readonly ('browser' | 'mobileAppsAndDesktopClients' | 'exchangeActiveSync' | 'other')[]
  /** Only these flows; otherwise all of them. */
  readonly flows?: readonly ('deviceCodeFlow' | 'authenticationTransfer')[]
  /** Only sign-ins from anywhere but here. */
  readonly outside?: azuread.NamedLocation
  readonly grant: Grant
}

/** A conditional-access policy that is enforced, protected, and leaves the emergency accounts out. */
export class SignInPolicy extends pulumi.ComponentResource {
  constructor(name: string, args: SignInPolicyArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('gatehouse:components:SignInPolicy', name, {}, options)
    const excludedGroups = [args.emergencyAccess, ...(args.leaveOut ?? [])].map((group) => group.objectId)
    new azuread.ConditionalAccessPolicy(
      name,
      {
        displayName: args.displayName,
        state: 'enabled',
        conditions: {
          users:
            args.who === 'everybody'
              ? { includedUsers: ['All'], excludedGroups }
              : { includedRoles: [...args.who.roles], excludedGroups },
          applications:
            args.what === 'every application'
              ? { includedApplications: ['All'] }
              : { includedUserActions: [ACTIONS[args.what]] },
          clientAppTypes: [...(args.clients ?? ['all'])],
          ...(args.flows && { authenticationFlowTransferMethods: [...args.flows] }),
          ...(args.outside && {
            locations: { includedLocations: ['All'], excludedLocations: [args.outside.objectId] },
          }),
        },
        grantControls:
          typeof args.grant === 'string'
            ? { operator: 'OR', builtInControls: [args.grant] }
            : { operator: 'OR', authenticationStrengthPolicyId: args.grant.strength.id },
      },
      { parent: this, protect: true },
    )
    this.registerOutputs({})
  }
}
