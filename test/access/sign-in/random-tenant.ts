// Random tenants that touch few dimensions each, so that every relevant sign-in can be enumerated.
// A tenant has complete covers, split over a dimension, sometimes with one hole, and policies that are beside the point.
import type { Coverage } from '../../../src/access/sign-in/decide.ts'
import type { Exempt, Requirement } from '../../../src/access/sign-in/requirement.ts'
import { UNKNOWN } from '../../../src/plan/value.ts'
import { DIMENSIONS, type Dimension, draft, MFA, NOISE, one, random, SPLITS } from './splits.ts'
import { APP, type Asked, coveragesOf, type Inputs, LATER, REQUIREMENTS, ref, SALES } from './tenant.ts'

/** Ways in which something of a policy is not known. */
const OPENINGS: readonly ((inputs: Inputs) => void)[] = [
  (inputs) => (inputs['state'] = UNKNOWN),
  (inputs) => (inputs['later'] = 'a property of a later version'),
  (inputs) => (inputs['grantControls'] = UNKNOWN),
  (inputs) => (inputs['grantControls'] = { operator: UNKNOWN, builtInControls: ['mfa', 'compliantDevice'] }),
  (inputs) => (inputs['grantControls'] = { operator: 'OR', builtInControls: ['mfa', UNKNOWN] }),
  (inputs) => (inputs['grantControls'] = { operator: 'OR', authenticationStrengthPolicyId: ref(LATER) }),
  (inputs) => (part(inputs, 'conditions')['platforms'] = UNKNOWN),
  (inputs) => (part(inputs, 'conditions')['platforms'] = { includedPlatforms: ['windows', UNKNOWN] }),
  (inputs) => (part(inputs, 'conditions')['clientAppTypes'] = ['browser', UNKNOWN]),
  (inputs) => (part(inputs, 'conditions')['clientAppTypes'] = ['ALL']),
  (inputs) => (part(inputs, 'conditions')['clientApplications'] = UNKNOWN),
  (inputs) => (part(inputs, 'conditions')['locations'] = { includedLocations: ['All'], excludedLocations: [UNKNOWN] }),
  (inputs) => (part(inputs, 'conditions')['applications'] = { includedApplications: ['all'] }),
  (inputs) =>
    (part(inputs, 'conditions')['applications'] = { includedApplications: ['All'], excludedApplications: UNKNOWN }),
  (inputs) =>
    (part(inputs, 'conditions')['applications'] = { includedApplications: [APP], includedUserActions: UNKNOWN }),
  (inputs) => (part(inputs, 'conditions', 'users')['excludedGroups'] = [UNKNOWN]),
  (inputs) => (part(inputs, 'conditions', 'users')['excludedUsers'] = UNKNOWN),
  (inputs) => (part(inputs, 'conditions', 'users')['excludedRoles'] = [UNKNOWN]),
  (inputs) =>
    (part(inputs, 'conditions', 'users')['excludedGuestsOrExternalUsers'] = [
      { guestOrExternalUserTypes: ['serviceProvider'], externalTenants: UNKNOWN },
    ]),
  (inputs) => (part(inputs, 'conditions')['signInRiskLevels'] = [UNKNOWN]),
]

function part(inputs: Inputs, ...path: readonly string[]): Inputs {
  return path.reduce((at, name) => at[name] as Inputs, inputs)
}

/** The policies of a tenant, what they were split over, and what is asked about them. */
export interface RandomPolicies extends Asked {
  readonly dimensions: readonly Dimension[]
}

export interface RandomTenant extends RandomPolicies {
  readonly coverage: Coverage
}

/** The tenant of a seed. */
export function randomTenant(seed: number): RandomTenant {
  const made = randomPolicies(seed)
  const [coverage] = coveragesOf([made])
  if (coverage === undefined) throw new Error('no tenant')
  return { ...made, coverage }
}

/** Makes the policies of a seed: one or two dimensions split, sometimes with a hole, and some noise. */
export function randomPolicies(seed: number): RandomPolicies {
  const pick = random(seed * 7919 + 17)
  const first = DIMENSIONS[seed % DIMENSIONS.length] as Dimension
  const hole = pick(2) === 0
  const drafts = [...SPLITS[first](pick, hole)]
  const dimensions: Dimension[] = [first]
  if (pick(3) === 0) {
    // A second dimension: the first of the policies is divided once more.
    const second = one(
      pick,
      DIMENSIONS.filter((name) => name !== first && name !== 'method'),
    )
    const [whole] = drafts.splice(0, 1)
    const parts = SPLITS[second](pick, pick(4) === 0)
    for (const part of parts) {
      drafts.push({
        users: merge(whole?.users ?? {}, part.users),
        conditions: { ...whole?.conditions, ...part.conditions },
        grant: part.grant === MFA ? (whole?.grant ?? MFA) : part.grant,
      })
    }
    dimensions.push(second)
  }
  for (let count = pick(3); count > 0; count--) {
    const noisy = draft()
    one(pick, NOISE)(noisy, pick)
    drafts.push(noisy)
  }
  const requirement = pick(3) > 0 ? (REQUIREMENTS[0] as Requirement) : one(pick, REQUIREMENTS)
  const inputs: readonly Inputs[] = drafts.map(
    ({ users, conditions, grant }, index): Inputs => ({
      displayName: `p${index}`,
      state: pick(12) === 0 ? 'enabledForReportingButNotEnforced' : 'enabled',
      conditions: { users, ...conditions },
      grantControls: grant,
    }),
  )
  if (pick(6) === 0) {
    const victim = one(pick, inputs)
    one(pick, OPENINGS)(victim)
  }
  const exempt: readonly Exempt[] =
    pick(5) === 0
      ? [
          {
            id: 'EX',
            rule: requirement.rule,
            users: [],
            groups: [SALES.key],
            roles: [],
            guestTypes: [],
            applications: [],
          },
        ]
      : []
  return { dimensions, requirement, exempt, inputs }
}

function merge(whole: Inputs, part: Inputs): Inputs {
  const merged: Inputs = { ...whole }
  for (const [key, value] of Object.entries(part)) {
    const isEveryone = key === 'includedUsers' && Array.isArray(value) && value.includes('All')
    if (isEveryone && Object.keys(whole).some((name) => name.startsWith('included'))) continue
    merged[key] = value
  }
  if (
    part['includedUsers'] === undefined &&
    Array.isArray(whole['includedUsers']) &&
    whole['includedUsers'].includes('All')
  ) {
    delete merged['includedUsers']
  }
  return merged
}
