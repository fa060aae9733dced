// S-P: the sound tenant with a group for Privileged Identity Management, as the header of bypasses.yaml describes it.
import type { Case } from './changes.ts'
import { id, type Loose, step, TYPES } from './steps.ts'

export const PIM_GROUP = 'pim-useradmins'
export const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1'

/** 30 and 90 days after --now, and days as the provider writes them. */
export const IN_30_DAYS = '2026-12-23T12:00:00Z'
export const IN_90_DAYS = '2027-02-21T12:00:00Z'

const TOLD = { adminNotifications: { notificationLevel: 'All', defaultRecipients: true } }

/** Turns S into S-P. */
export const withPim: Case = (tenant) => {
  tenant.steps.push(
    step(TYPES.group, PIM_GROUP, {
      displayName: PIM_GROUP,
      securityEnabled: true,
      assignableToRole: true,
    }),
    step(TYPES.assignment, `${PIM_GROUP}-role`, {
      roleId: USER_ADMINISTRATOR,
      principalObjectId: id(PIM_GROUP),
      directoryScopeId: '/',
    }),
    step(TYPES.groupPolicy, `${PIM_GROUP}-policy`, {
      groupId: id(PIM_GROUP),
      roleId: 'member',
      activationRules: {
        maximumDuration: 'PT8H',
        requireApproval: true,
        approvalStage: { primaryApprovers: [approver('bert')] },
      },
      activeAssignmentRules: { expirationRequired: true, expireAfter: 'P15D' },
      eligibleAssignmentRules: { expirationRequired: true, expireAfter: 'P365D' },
      notificationRules: { activeAssignments: TOLD, eligibleActivations: TOLD, eligibleAssignments: TOLD },
    }),
    step(TYPES.eligibilitySchedule, `${PIM_GROUP}-adm-anna`, {
      groupId: id(PIM_GROUP),
      principalId: id('adm-anna'),
      assignmentType: 'member',
      expirationDate: IN_90_DAYS,
    }),
  )
}

/** A single user who approves. */
export function approver(name: string): Loose {
  return { type: 'singleUser', objectId: id(name) }
}
