/** How a column is stored: times are RFC 3339 in UTC, whole seconds; any column may be empty. */
export type ColumnType = 'text' | 'boolean' | 'integer' | 'time'

/** A table's columns, in order. */
export type Columns = { readonly [column: string]: ColumnType }

/**
 * The tables from which every metric is computed, by our own code and by the printed query. Days are stored as their
 * first second. `countsFrom` is when a record began to count: when it was written down or, where it was archived much
 * later, when it was archived.
 */
export const TABLES = {
  services: {
    id: 'text',
    name: 'text',
    inUse: 'boolean',
    critical: 'boolean',
    owner: 'text',
    vendor: 'text',
    firstUsedOn: 'time',
    contractSignedOn: 'time',
  },
  people: {
    id: 'text',
    emergency: 'boolean',
    startedOn: 'time',
    leftOn: 'time',
    hasAccount: 'boolean',
    hasAdminAccount: 'boolean',
  },
  vendors: { id: 'text', name: 'text', critical: 'boolean' },
  evaluations: { vendor: 'text', record: 'text', evaluatedAt: 'time', countsFrom: 'time', verdict: 'text' },
  accessReviews: { service: 'text', period: 'text', record: 'text', reviewedAt: 'time', countsFrom: 'time' },
  adminReviews: { period: 'text', record: 'text', reviewedAt: 'time', countsFrom: 'time' },
  incidents: { record: 'text', service: 'text', detectedAt: 'time', loggedAt: 'time', closedAt: 'time' },
  recoveryTests: { service: 'text', record: 'text', testedAt: 'time', countsFrom: 'time', passed: 'boolean' },
  mfaCoverage: {
    record: 'text',
    population: 'text',
    takenAt: 'time',
    countsFrom: 'time',
    total: 'integer',
    registered: 'integer',
  },
  leaverAccounts: {
    person: 'text',
    record: 'text',
    system: 'text',
    account: 'text',
    leftAt: 'time',
    disabledAt: 'time',
  },
  judgedStacks: {
    project: 'text',
    stack: 'text',
    record: 'text',
    judgedAt: 'time',
    examined: 'integer',
    outside: 'integer',
  },
  exceptions: {
    id: 'text',
    rule: 'text',
    approvedOn: 'time',
    expiresAfter: 'time',
    lastJudgedAt: 'time',
    lastUsed: 'boolean',
    ruleFails: 'boolean',
  },
  deployments: {
    record: 'text',
    project: 'text',
    stack: 'text',
    announcedAt: 'time',
    decision: 'text',
    judgedBefore: 'boolean',
    emergency: 'boolean',
    changes: 'integer',
    unapproved: 'integer',
    desired: 'text',
    decidedDesired: 'text',
    endedAt: 'time',
    outcome: 'text',
    deployedDesired: 'text',
    differences: 'integer',
  },
} as const

/** The name of a table. */
export type TableName = keyof typeof TABLES

type ValueOf<Type extends ColumnType> = Type extends 'boolean' ? boolean : Type extends 'integer' ? number : string

/** One row of a table. */
export type Row<Name extends TableName> = {
  readonly [Column in keyof (typeof TABLES)[Name]]: ValueOf<(typeof TABLES)[Name][Column] & ColumnType> | null
}

/** Every table with its rows: all that was known at one moment. */
export type Facts = { readonly [Name in TableName]: readonly Row<Name>[] }
