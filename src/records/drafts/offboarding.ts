import { byCodeUnit, type JsonObject } from '../../json.ts'
import { recordsOf } from '../model.ts'
import { type Drafter, type Known, TODO } from './draft.ts'

/** What no program knows of; an organisation adds its own in the file. */
const CHECKLIST: readonly string[] = [
  'Laptop, telephone, keys and badges returned',
  'Shared passwords and codes that the person knew changed',
  'Private devices taken out of device management',
  'Mail forwarded, calendar and files handed over',
  'Accounts at services outside the register closed',
  'Certificates, tokens and keys of the person revoked',
  'Data of the person archived or deleted',
]

interface Account {
  readonly system: string
  readonly account: string
  readonly what?: string
  readonly declared?: string
}

/** Every account and access that the register, the plans and the last reviews know of the person. */
export const offboardingDraft: Drafter = (known) => {
  const accounts = [...directoryAccounts(known), ...reviewedAccounts(known)]
  const person = known.register.people.find(({ id }) => id === known.about)
  return {
    fields: {
      accounts: accounts.length === 0 ? TODO : accounts.map((account) => ({ ...account, disabledAt: TODO })),
      checklist: CHECKLIST.map((what) => ({ what, state: TODO })),
    } as unknown as JsonObject,
    ...(person?.leftOn === undefined ? {} : { suggested: { '/leftAt': `${person.leftOn}T17:00:00Z` } }),
  }
}

/** Accounts of the directory with everything that plans give to them; the register's own where plans have none. */
function directoryAccounts({ register, plans, about }: Known): readonly Account[] {
  const person = register.people.find(({ id }) => id === about)
  const entries = plans.flatMap((plan) => plan.entries).filter(({ who }) => who === about)
  const names = [person?.account, person?.adminAccount].flatMap((one) =>
    one === undefined ? [] : [one.userPrincipalName],
  )
  const all = [...new Set([...names, ...entries.flatMap(({ account }) => account ?? [])])]
  return all.map((account) => {
    const own = entries.filter((entry) => entry.account === account)
    const places = [...new Set(own.flatMap(({ declared }) => declared ?? []))]
    return {
      system: own[0]?.service ?? directoryService(register),
      account,
      ...(own.length === 0 ? {} : { what: own.map(({ what }) => what).join('; ') }),
      ...(places.length === 0 ? {} : { declared: places.join(', ') }),
    }
  })
}

function directoryService({ services }: Known['register']): string {
  return services.find(({ manages }) => manages.types.some((type) => type.startsWith('azuread:')))?.id ?? TODO
}

/** What the last review of each other service lists for the person. */
function reviewedAccounts({ register, about }: Known): readonly Account[] {
  const reviews = recordsOf(register.records, 'access-review')
  const latest = new Map(
    [...reviews].sort((a, b) => byCodeUnit(a.at, b.at)).map((review) => [review.body.service, review]),
  )
  return [...latest.values()].flatMap(({ body }) =>
    body.entries
      .filter(({ who, declared }) => who === about && declared === undefined)
      .map(({ account, what }) => ({ system: body.service, account: account ?? about, what })),
  )
}
