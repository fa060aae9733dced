// Reads policies of the test tenant.
import { directory } from '../../../src/access/directory.ts'
import { POLICY_TYPE } from '../../../src/access/policies.ts'
import {
  type Conditions,
  type Names,
  type People,
  type PolicyReading,
  readPolicy,
  type Words,
} from '../../../src/access/sign-in/reading.ts'
import { NO_PLAN } from '../../../src/plan/model.ts'
import type { Value } from '../../../src/plan/value.ts'
import { DECLARED, type Inputs, resource } from './tenant.ts'

export const SECRET: Value = { $gatehouse: 'secret' }
const INDEX = directory({ ...NO_PLAN, resources: DECLARED }, [])

export function read(inputs: Inputs): PolicyReading {
  return readPolicy(INDEX, resource(POLICY_TYPE, 'p', inputs))
}

const USERS: Value = { includedUsers: ['All'] }
const APPLICATIONS: Value = { includedApplications: ['All'] }

/** The conditions of a policy for everyone and everything, but for what is given. */
export function conditions(given: Inputs): Inputs {
  return { state: 'enabled', conditions: { users: USERS, applications: APPLICATIONS, ...given } }
}

export const NONE: Names = { names: [], open: [] }
export const NOTHING: Names & Words = { names: [], words: [], open: [] }
export const ALL: Names = { names: [{ id: 'All', label: 'All' }], open: [] }
export const NOBODY: People = { users: NONE, groups: NONE, roles: NONE, guests: NOTHING }
export const PLAIN: Conditions = {
  included: { ...NOBODY, users: ALL },
  excluded: NOBODY,
  targets: { included: ALL, excluded: NONE, actions: NOTHING },
}

export function said(given: Inputs): { readonly conditions: Conditions; readonly doubts: readonly string[] } {
  const { conditions: found, doubts } = read(conditions(given))
  return { conditions: found, doubts }
}
