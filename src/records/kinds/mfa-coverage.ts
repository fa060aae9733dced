import { defineKind, type Flaw, type RecordBody, type RecordKind } from '../kind.ts'

interface Counted {
  readonly total: number
  readonly registered: number
}

/** How many people have a second factor. Exclusions stay in the totals. */
export interface MfaCoverage extends RecordBody {
  readonly record: 'mfa-coverage'
  readonly takenAt: string
  readonly takenBy: string
  readonly source: { readonly what: string; readonly sha256?: string }
  readonly users: Counted
  readonly administrators: Counted
  readonly missing: readonly string[]
  readonly exclusions: readonly {
    readonly who: string
    readonly group: 'users' | 'administrators'
    readonly registered: boolean
    readonly why: string
    readonly exception?: string
  }[]
}

/** Once a week. */
export const mfaCoverage: RecordKind<'mfa-coverage', MfaCoverage> = defineKind({
  kind: 'mfa-coverage',
  title: 'MFA coverage',
  cadence: { every: 'week', per: 'organisation' },
  madeBy: 'system administration, from the export of the directory',
  by: 'takenBy',
  at: 'takenAt',
  moment: 'now',
  check: (body) => [
    ...countedFlaws('/users', body.users),
    ...countedFlaws('/administrators', body.administrators),
    ...(body.missing.length === body.users.total - body.users.registered
      ? []
      : [
          {
            pointer: '/missing',
            message: `${body.users.total - body.users.registered} of ${body.users.total} have no second factor, but ${body.missing.length} are listed`,
            expected: 'everybody who has none, by name',
            fix: 'correct the list or the figures',
          },
        ]),
  ],
})

function countedFlaws(pointer: string, { total, registered }: Counted): readonly Flaw[] {
  if (registered <= total) return []
  return [
    {
      pointer: `${pointer}/registered`,
      message: `${registered} of ${total} are registered`,
      expected: 'no more than there are',
      fix: 'correct the figures',
    },
  ]
}
