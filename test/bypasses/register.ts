// The register of the sound tenant S and of the sound stack `aws`.
import type { Register } from '../../src/register/model.ts'
import { AWS, id, type Loose, T1, TYPES } from './steps.ts'

/** The account of the stack `aws`. */
export const ACCOUNT = '111111111111'

/** What the service control policy of the stack `aws` follows from. */
export const APPROVED_SERVICES: readonly string[] = [
  'access-analyzer',
  'cloudtrail',
  'iam',
  'organizations',
  's3',
  'sso',
  'sts',
]
export const APPROVED_REGIONS: readonly string[] = ['eu-central-1']

export function soundRegister(): Register {
  const people = ['anna', 'bert', 'carl', 'dora'].map((name) => ({
    id: name,
    name,
    kind: 'employee' as const,
    startedOn: '2020-01-01',
    emergency: false,
    account: { userPrincipalName: `${name}@acme.example`, directory: id(name) },
  }))
  const emergency = ['breakglass1', 'breakglass2'].map((name) => ({
    id: name,
    name,
    startedOn: '2020-01-01',
    emergency: true,
    account: { userPrincipalName: `${name}@acme.example`, directory: id(name) },
  }))
  const types = [...Object.values(TYPES), 'gatehouse:components:MfaPolicy']
  const service = (name: string, managed: string[], further: Loose = {}): Loose => ({
    id: name,
    name,
    purpose: 'work',
    owner: 'anna',
    status: 'approved',
    approvedOn: '2025-01-01',
    approvedBy: 'bert',
    criticality: { stopsBusinessInOneDay: true, breachDoesSignificantHarm: true },
    critical: true,
    ...further,
    manages: { types: managed, awsServices: [], applications: [], ...further.manages },
  })
  return {
    schema: 'urn:gatehouse:register/v1',
    services: [
      service('aws', ['aws:*'], {
        location: { storedIn: ['DE'], regions: APPROVED_REGIONS, accessedFrom: ['DE'] },
        manages: { awsServices: APPROVED_SERVICES },
      }),
      service('microsoft-365', ['azuread:index/*']),
    ],
    stacks: {
      identity: { tenants: [T1], accounts: [], types: [...types, AWS.bucket] },
      aws: { tenants: [], accounts: [ACCOUNT], regions: APPROVED_REGIONS, types: Object.values(AWS) },
    },
    people: [...people, ...emergency],
    vendors: [],
    classification: { classes: [], categories: [] },
    controls: [],
    exceptions: [],
    records: [],
  }
}
