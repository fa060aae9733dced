import type { AwsAccess, AwsStanding } from '../../aws/standing/model.ts'
import {
  accountText,
  assumedText,
  awsPartyText,
  awsThroughText,
  doubtText,
  limitsText,
  tiedText,
  trustedText,
  waysText,
} from '../../aws/standing/sentences.ts'
import type { Access } from '../model.ts'
import { placeText } from './lines.ts'

/** The rows of both tables about AWS, and the sentence where there are none. */
export interface AwsRows {
  /** Who, in which account, what, how, where. */
  readonly standings: readonly (readonly string[])[]
  /** Who, which role, on which terms, how it could be misused, where. */
  readonly trusts: readonly (readonly string[])[]
  readonly none: string
}

/** A permission set that is assigned is shown by those who have it. */
export function shownStandings({ standings }: AwsAccess): readonly AwsStanding[] {
  return standings.filter(({ assigned }) => assigned !== true)
}

/** Administrators of AWS, those who can become one, and whom roles let in from outside, for a table. */
export function awsRows({ aws }: Access): AwsRows {
  if (aws === undefined) return { standings: [], trusts: [], none: '' }
  const standings = shownStandings(aws).map((standing) => [
    awsPartyText(standing.principal),
    accountText(standing.account),
    standing.power === 'escalation'
      ? `${standing.certain === 'open' ? 'may gain more rights: ' : 'can gain more rights: '}${waysText(standing)}`
      : standing.certain === 'open'
        ? `may be an administrator: ${doubtText(standing)}`
        : 'is an administrator',
    `${awsThroughText(standing)}${limitsText(standing)}`.replace(/^, /, ''),
    placeText(standing.resources),
  ])
  const trusts = aws.trusts.map((trust) => [
    trustedText(trust).replace(/,$/, ''),
    `${trust.certain === 'open' ? 'may assume' : 'can assume'} ${assumedText(trust)}`,
    tiedText(trust).trim(),
    trust.weaknesses.map((weakness) => `it ${weakness}`).join('; '),
    placeText(trust.resources),
  ])
  const isEmpty = standings.length + trusts.length === 0
  const none = 'Nobody is an administrator of AWS, has a known way to become one, or can come in from outside.'
  return { standings, trusts, none: isEmpty ? none : '' }
}
