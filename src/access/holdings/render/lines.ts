import type { Source } from '../../../plan/model.ts'
import { type Access, type ApplicationState, type Holding, type PartyRef, type Principal, placeOf } from '../model.ts'
import { howText, scopeText } from '../sentences.ts'

/** What every rendering says of a principal, a place and a plan, in words. */

/** `file:line`, or nothing. */
export function placeText(resources: Parameters<typeof placeOf>[0]): string {
  const source: Source | undefined = placeOf(resources)
  return source === undefined ? '' : `${source.file}:${source.line}`
}

/** Principals by id, to look up what a fact names. */
export function principalsById(access: Access): ReadonlyMap<string, Principal> {
  return new Map(access.principals.map((principal) => [principal.key, principal]))
}

const KIND_WORDS: { readonly [kind in PartyRef['kind']]: string } = {
  user: '',
  guest: 'guest',
  group: 'group',
  servicePrincipal: 'service principal',
  application: 'application',
  package: '',
  undeclared: 'not declared',
  unknown: '',
}

/** `Anna Virtanen`, `group "Sales"`, `"CI" (service principal, 1 secret, 1 owner)`. */
export function partyText(party: PartyRef, principals: ReadonlyMap<string, Principal>): string {
  if (party.kind === 'group') return `group ${party.label}`
  const found = principals.get(party.id)
  const notes = [
    KIND_WORDS[party.kind],
    ...(found?.emergency ? ['emergency account'] : []),
    ...(found?.application ? credentialWords(found.application) : []),
  ].filter((note) => note !== '')
  return notes.length === 0 ? party.label : `${party.label} (${notes.join(', ')})`
}

function credentialWords({ secrets, certificates, federated, owners, open }: ApplicationState): readonly string[] {
  return [
    counted(secrets, 'secret'),
    counted(certificates, 'certificate'),
    federated > 0 ? 'federated' : '',
    counted(owners.length, 'owner'),
    open ? 'credentials or owners that are not known' : '',
  ]
}

/** `1 secret`, `2 secrets`; nothing for none. */
export function counted(number: number, word: string): string {
  return number === 0 ? '' : `${number} ${word}${number === 1 ? '' : 's'}`
}

/** Why the answer may not be all of it; empty for a plan of the whole stack. */
export function incompleteness({ completeness }: Access): string {
  if (completeness.status === 'full') return ''
  const reasons = completeness.reasons.length === 0 ? '' : `: ${completeness.reasons.join('; ')}`
  return `The plan may not show everything (${completeness.status})${reasons}.`
}

/** `privileged`, `may be privileged`, or nothing. */
export function privilegedText(privileged: 'yes' | 'no' | 'open'): string {
  return { yes: 'privileged', open: 'may be privileged', no: '' }[privileged]
}

/** `high risk: can …`, `may be of high risk`, or nothing. */
export function riskText(risk: 'yes' | 'no' | 'open', power: string | undefined): string {
  if (risk === 'yes') return `high risk: ${power ?? ''}`
  return risk === 'open' ? 'may be of high risk' : ''
}

/** `eligible, until 2026-12-01, in the administrative unit "Munich"`. */
export function whereText(holding: Holding): string {
  const scope = scopeText(holding.scope)
  return `${howText(holding)}${scope === '' ? '' : `,${scope}`}`
}
