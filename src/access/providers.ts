import { byCodeUnit } from '../json.ts'
import type { Resource } from '../plan/model.ts'
import { providerPackage } from '../plan/urn.ts'
import { isTagged, type Value } from '../plan/value.ts'
import type { ProviderFact } from './model.ts'

const STACK_TYPE = 'pulumi:pulumi:Stack'

/** Which values of an input are harmless; `any` also where the plan does not show the value. */
type Harmless = 'any' | ((value: Value) => boolean)

const OFF: Harmless = (value) => value === false || value === 'false'
const oneOf = (...values: readonly Value[]): Harmless => values.includes.bind(values)
/** A region of the public cloud. It becomes part of a host name, so nothing else may stand there. */
const REGION: Harmless = (value) =>
  typeof value === 'string' && /^(?:af|ap|ca|eu|il|me|mx|sa|us)-(?!gov-|isob?-)[a-z]+-\d+$/.test(value)

/** Roles of which every account can be seen, written as src/access/aws/resources.ts reads them; no other text hides one. */
const VISIBLE_ROLES: Harmless = (value) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const roles = text.match(/"roleArn":"arn:[a-z-]+:iam::\d{12}:role\/[^"]+"/g) ?? []
  return !text.includes('\\') && roles.length === text.split('roleArn').length - 1
}

/**
 * Inputs of which it is known that they lead neither credentials nor requests elsewhere (registry.pulumi.com, azuread
 * 6.9.1 and aws 7.48.0, configuration). Everything else is a finding, so that a new input is one until somebody has
 * looked at it. Left out on purpose, for whoever writes a change could choose it:
 *
 * - addresses that get a token or every request: `msiEndpoint`, `oidcRequestUrl`, `metadataHost`, `endpoints`,
 *   `httpProxy`, `httpsProxy`, `noProxy`, `ec2MetadataServiceEndpoint`, and what makes a false one believed
 *   (`customCaBundle`, `insecure`);
 * - files of the machine that deploys, or of the repository: `clientSecretFilePath`, `oidcTokenFilePath`,
 *   `sharedConfigFiles` (which can name programs to run);
 * - another identity that no tenant and no account binds: `useMsi` does not look at `tenantId`; `accessKey`,
 *   `assumeRoleWithWebIdentity` and `skipRequestingAccountId` reach accounts that no rule sees.
 *
 * What a deployment needs of these, it gets from its environment, which a change does not write.
 */
const HARMLESS: { readonly [name: string]: { readonly [input: string]: Harmless } } = {
  azuread: {
    // Which identity asks; the tenant that `tenantId` names, and rules judge, answers.
    ...{ tenantId: 'any', clientId: 'any', clientSecret: 'any', adoPipelineServiceConnectionId: 'any' },
    ...{ clientCertificate: 'any', clientCertificatePassword: 'any', useCli: 'any', useOidc: 'any' },
    // Only a label that requests carry.
    ...{ partnerId: 'any', disableTerraformPartnerId: 'any' },
    environment: oneOf('global', 'public'),
    ...{ useMsi: OFF, useAksWorkloadIdentity: OFF },
    // Which plugin; where it comes from is judged on its own.
    version: 'any',
  },
  aws: {
    ...{ region: REGION, stsRegion: REGION },
    // Which account, which other rules judge: a role of another account is seen in its ARN.
    ...{ allowedAccountIds: 'any', forbiddenAccountIds: 'any', assumeRoles: VISIBLE_ROLES },
    // A name in the configuration of the machine that deploys.
    profile: 'any',
    // What is written to resources, and labels that requests carry.
    ...{ defaultTags: 'any', ignoreTags: 'any', tagPolicyCompliance: 'any', userAgents: 'any' },
    // How often is asked, and under which of Amazon's own addresses.
    ...{ maxRetries: 'any', retryMode: 'any', tokenBucketRateLimiterCapacity: 'any' },
    ...{ s3UsePathStyle: 'any', s3UsEast1RegionalEndpoint: 'any', useDualstackEndpoint: 'any', useFipsEndpoint: 'any' },
    // Checks before the first request; the requests stay the same. Regions are checked here.
    ...{ skipCredentialsValidation: 'any', skipMetadataApiCheck: 'any', skipRegionValidation: 'any' },
    ...{ skipRequestingAccountId: OFF, insecure: OFF },
    version: 'any',
  },
}

/** Whether a resource is the stack itself: a component without a parent; the engine makes one, and calls it so. */
export function isRoot({ custom, parent, type }: Pick<Resource, 'custom' | 'parent' | 'type'>): boolean {
  return type === STACK_TYPE && !custom && parent === undefined
}

/** What rules may know of a provider instance; nothing for any other resource, a component included. */
export function providerFact({ custom, inputs, options, type }: Resource): { readonly provider?: ProviderFact } {
  const name = providerPackage(type)
  if (name === undefined || !custom) return {}
  const { pluginDownloadURL: address } = options
  const text = typeof address === 'string' ? address : 'an address that the plan does not show'
  return {
    provider: {
      package: name,
      ...(address === undefined ? {} : { pluginDownloadURL: text }),
      cloud: cloudOf(HARMLESS[name], inputs),
    },
  }
}

/** A package that nobody has looked at is judged by the stack's list of types alone. */
function cloudOf(harmless: (typeof HARMLESS)[string] | undefined, inputs: Resource['inputs']): ProviderFact['cloud'] {
  if (harmless === undefined) return { kind: 'public', inputs: [] }
  const set = Object.entries(inputs).filter(([name, value]) => {
    const allowed = Object.hasOwn(harmless, name) ? harmless[name] : undefined
    if (value === null || value === '' || allowed === 'any') return false
    return allowed === undefined || isTagged(value) || !allowed(value)
  })
  if (set.length === 0) return { kind: 'public', inputs: [] }
  // An input that no value makes harmless is enough; of another one, the plan has to show the value.
  const isSure = set.some(([name, value]) => !Object.hasOwn(harmless, name) || !isTagged(value))
  return { kind: isSure ? 'other' : 'unknown', inputs: set.map(([name]) => name).sort(byCodeUnit) }
}
