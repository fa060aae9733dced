import { byCodeUnit } from '../../json.ts'
import { subjectOf } from '../directory.ts'
import type { Subject } from '../model.ts'
import { textClasses } from './classes.ts'
import { type Context, contextOf } from './context.ts'
import type { Controls, Covering } from './controls.ts'
import { type Document, parseDocument } from './document.ts'
import type { Known } from './power.ts'
import { type Rights, somewhere } from './reach.ts'
import { foldCase, showTokens, type Token, wildcards } from './tokens.ts'
import { answerOf, NO, or, type Truth } from './truth.ts'

/** Whether the service control policies over an account deny everything that is not approved. */
export interface GuardFact {
  readonly account: string
  readonly holds: Known
  /** The policies that count, as subjects of findings. */
  readonly policies: readonly Subject[]
  /** What they let through although it is not approved: patterns of actions, not more than five. */
  readonly leaks: readonly string[]
  /** Regions in which they let it through. */
  readonly regions: readonly string[]
  /** Condition keys that keep them from denying it always. */
  readonly conditions: readonly string[]
  /** Why it cannot be seen. */
  readonly unclear: readonly string[]
}

/** What the register approves. */
export interface Approved {
  /** Prefixes of IAM actions. */
  readonly services: readonly string[]
  readonly regions: readonly string[]
  /** Patterns of actions of services that have no region. */
  readonly regionless: readonly string[]
}

const LEAKS_SHOWN = 5
const REGION = 'aws:requestedregion'
const EVERYTHING = parseDocument({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, 'identity')

/** Commercial regions (AWS general reference, "AWS Regions", state of 2026-08), and one that is none. */
const REGIONS: readonly string[] = (
  'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ' +
  'ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ' +
  'ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 ' +
  'il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2 any-other-1'
).split(' ')

/** The limits on accounts; equal policies are decided once, because most accounts have the same. */
export interface Guards {
  /** Every action of a service that is not approved must be denied, on every resource and in every circumstance. */
  readonly services: (account: string) => GuardFact
  /** Every action in a region that is not approved must be denied, but for services that have no region. */
  readonly regions: (account: string) => GuardFact
}

/** What service control policies must deny, asked of the accounts of a plan. */
export function guards(controls: Controls, approved: Approved): Guards {
  const services = remembered(
    approved.services.map((name) => wildcards(`${name}:*`)),
    () => [undefined],
  )
  const regions = remembered(approved.regionless.map(wildcards), (documents) => {
    const others = [...new Set([...REGIONS, ...documents.flatMap(regionsIn)])]
    return others.filter((region) => !approved.regions.includes(region)).sort(byCodeUnit)
  })
  return {
    services: (account) => guard(controls.over(account), account, services),
    regions: (account) => guard(controls.over(account), account, regions),
  }
}

type LeaksOf = (documents: readonly Document[]) => Leaks

/** @param spared patterns of actions that need not be denied. @param regions in which to look; undefined is anywhere. */
function remembered(
  spared: readonly (readonly Token[])[],
  regions: (documents: readonly Document[]) => readonly (string | undefined)[],
): LeaksOf {
  const known: { readonly documents: readonly Document[]; readonly leaks: Leaks }[] = []
  return (documents) => {
    const same = known.find((one) => {
      return (
        one.documents.length === documents.length && one.documents.every((document, at) => document === documents[at])
      )
    })
    if (same !== undefined) return same.leaks
    const leaks = leaksOf(documents, spared, regions(documents))
    known.push({ documents, leaks })
    return leaks
  }
}

/** Regions that a document names in full. */
function regionsIn(document: Document): readonly string[] {
  const conditions = document.statements.flatMap((statement) => statement.conditions)
  return conditions
    .filter(({ key }) => key === REGION)
    .flatMap(({ values }) => values.map(showTokens))
    .filter((region) => /^[a-z]+(?:-[a-z]+)+-\d+$/.test(region))
}

function guard(covering: Covering, account: string, leaks: LeaksOf): GuardFact {
  const sure = covering.sure.map(({ document }) => document)
  const found = leaks(sure)
  const holds = found.answer
  // With everything that may be attached as well, it may hold.
  const wide = [...sure, ...covering.perhaps.map(({ document }) => document)]
  const mayHold = holds === 'no' && covering.perhaps.length > 0 && leaks(wide).answer !== 'no'
  const policies = new Map(covering.sure.map(({ policy }) => [policy.key, subjectOf(policy)]))
  const unclear = [
    ...sure.flatMap(({ problems }) => problems),
    ...(mayHold ? covering.perhaps.map(({ why }) => why) : []),
  ]
  return {
    account,
    holds: mayHold ? 'unknown' : holds,
    policies: [...policies.values()].sort((a, b) => byCodeUnit(a.key, b.key)),
    leaks: found.leaks,
    regions: found.regions,
    conditions: found.leaks.length === 0 ? [] : conditionsOf(sure),
    unclear: [...new Set(unclear)].sort(byCodeUnit),
  }
}

interface Leaks {
  readonly answer: Known
  readonly leaks: readonly string[]
  readonly regions: readonly string[]
}

function leaksOf(
  documents: readonly Document[],
  spared: readonly (readonly Token[])[],
  regions: readonly (string | undefined)[],
): Leaks {
  const rights: Rights = { identity: [EVERYTHING], limits: [], denials: documents, self: undefined }
  const named = documents.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions.patterns))
  const exempt = spared.map(foldCase)
  const classes = textClasses([...exempt, ...named], [wildcards('*:*')])
  if (classes === undefined) return { answer: 'unknown', leaks: [], regions: [] }
  const leaks = new Set<string>()
  const leaking = new Set<string>()
  let all: Truth = NO
  for (const { matched, witness } of classes) {
    if (matched.slice(0, exempt.length).includes(true)) continue
    for (const region of regions) {
      const context: Context = region === undefined ? contextOf({}, false) : contextOf({ [REGION]: region }, false)
      const truth = somewhere(rights, witness, context)
      all = or(all, truth)
      if (truth === NO) continue
      leaking.add(region ?? '')
      const own = named.filter((_pattern, index) => matched[exempt.length + index] === true)
      const shown = own.filter((pattern) => pattern.length > 1).map(showTokens)
      for (const text of shown.length > 0 ? shown : ['every service that they do not name']) leaks.add(text)
    }
  }
  const answer = answerOf(all)
  return {
    answer: answer === 'no' ? 'yes' : answer === 'unknown' ? 'unknown' : 'no',
    leaks: [...leaks].sort(byCodeUnit).slice(0, LEAKS_SHOWN),
    regions: [...leaking].filter((region) => region !== '').sort(byCodeUnit),
  }
}

/** Condition keys, other than the region, on which a denial depends. */
function conditionsOf(documents: readonly Document[]): readonly string[] {
  const denying = documents.flatMap(({ statements }) => statements.filter(({ effect }) => effect === 'Deny'))
  const keys = denying.flatMap(({ conditions }) => conditions.map(({ key }) => key)).filter((key) => key !== REGION)
  return [...new Set(keys)].sort(byCodeUnit)
}
