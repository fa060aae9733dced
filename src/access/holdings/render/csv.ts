import { csv } from '../../../csv.ts'
import {
  accountText,
  assumedText,
  awsThroughText,
  limitsText,
  tiedText,
  trustedText,
  waysText,
} from '../../aws/standing/sentences.ts'
import { type Access, placeOf } from '../model.ts'
import { actsAsText, scopeText, throughText } from '../sentences.ts'
import type { Span } from '../span.ts'
import { shownStandings } from './aws.ts'

const HEAD = [
  'what',
  'principal',
  'principal kind',
  'principal id',
  'right',
  'right id',
  'privileged',
  'kind',
  'ends',
  'from',
  'until',
  'scope',
  'through',
  'approval',
  'file',
  'line',
]

/** Who holds what as rows: roles, permissions, memberships of groups, then AWS. RFC 4180, safe for a spreadsheet. */
export function renderAccessCsv(access: Access): string {
  const roles = access.holdings.map((holding) => [
    'role',
    ...party(holding.principal),
    holding.role.label,
    holding.role.id,
    holding.role.privileged,
    holding.activates ? 'owner after activation' : holding.kind,
    ...span(holding.span),
    scopeText(holding.scope).trim() || 'the tenant',
    throughText(holding),
    holding.approval ?? '',
    ...place(holding.resources),
  ])
  const permissions = access.permissions.map((permission) => [
    'permission',
    ...party(permission.principal),
    `${permission.permission.label} on ${permission.api.label}`,
    permission.permission.id ?? '',
    permission.risk,
    `${permission.type}, ${permission.state}`,
    'permanent',
    '',
    '',
    actsAsText(permission),
    'directly',
    '',
    ...place(permission.resources),
  ])
  const memberships = access.memberships.map((membership) => [
    'group',
    ...party(membership.member),
    membership.group.label,
    membership.group.id,
    '',
    `${membership.eligible ? 'eligible ' : ''}${membership.as}`,
    ...span(membership.span),
    '',
    'directly',
    '',
    ...place(membership.resources),
  ])
  const standings = (access.aws === undefined ? [] : shownStandings(access.aws)).map((standing) => [
    'aws',
    ...party(standing.principal),
    standing.power === 'administrator' ? 'administrator' : waysText(standing),
    standing.ways[0]?.id ?? '',
    standing.certain,
    standing.power,
    'permanent',
    '',
    '',
    accountText(standing.account),
    `${awsThroughText(standing)}${limitsText(standing)}`,
    '',
    ...place(standing.resources),
  ])
  const trusts = (access.aws?.trusts ?? []).map((trust) => [
    'aws trust',
    trustedText(trust).replace(/,$/, ''),
    trust.kind,
    trust.name,
    assumedText(trust),
    trust.role.id,
    trust.gives === 'rights' ? 'no' : trust.gives === 'open' ? 'open' : 'yes',
    trust.certain === 'yes' ? 'may assume' : 'perhaps may assume',
    'permanent',
    '',
    '',
    accountText(trust.account),
    tiedText(trust).trim(),
    '',
    ...place(trust.resources),
  ])
  return csv([HEAD, ...roles, ...permissions, ...memberships, ...standings, ...trusts])
}

function party({
  label,
  kind,
  id,
}: {
  readonly label: string
  readonly kind: string
  readonly id: string
}): readonly string[] {
  return [label, kind, id]
}

/** Ends, from, until. */
function span(value: Span): readonly string[] {
  const from = value.kind === 'until' ? (value.from ?? '') : ''
  return [value.kind, from, 'until' in value ? value.until : '']
}

function place(resources: Parameters<typeof placeOf>[0]): readonly (string | number)[] {
  const source = placeOf(resources)
  return source === undefined ? ['', ''] : [source.file, source.line]
}
