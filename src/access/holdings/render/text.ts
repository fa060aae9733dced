import { styleText } from 'node:util'
import { clip, visible } from '../../../render/escape.ts'
import type { Access, Holding, Membership, Permission, Principal } from '../model.ts'
import { rolesOf } from '../role-holdings.ts'
import { actsAsText, approvalText, dayText, spanText, throughText } from '../sentences.ts'
import { awsRows } from './aws.ts'
import {
  counted,
  incompleteness,
  partyText,
  placeText,
  principalsById,
  privilegedText,
  riskText,
  whereText,
} from './lines.ts'

/** In characters; a longer text from an input is cut. */
const LONGEST_CELL = 100

/** What a terminal can show. */
export interface TextOptions {
  readonly color: boolean
  /** Show the groups that the principals are in: for one principal, not for thousands. */
  readonly memberships: boolean
}

/**
 * Who holds what, for a terminal: by role, the most powerful first, one line a holder; then the permissions of
 * applications. Nothing from an input reaches the terminal unescaped.
 */
export function renderAccessText(access: Access, { color, memberships }: TextOptions): string {
  const bold = (text: string): string => (color ? styleText('bold', text, { validateStream: false }) : text)
  const principals = principalsById(access)
  const missing = incompleteness(access)
  const sections = [
    [
      `${bold(cell(`${access.project}/${access.stack}`))}  ${dayText(access.now)}`,
      ...[summary(access)].filter((text) => text !== ''),
      ...(missing === '' ? [] : [visible(missing)]),
    ],
    ...roleSections(access, principals, bold),
    permissionSection(access.permissions, principals, bold),
    memberships ? membershipSection(access.memberships, bold) : [],
    ...awsSections(access, bold),
    access.unclear.length === 0
      ? []
      : [
          bold('Not clear'),
          ...table(access.unclear.map(({ text, source }) => [text, source ? `${source.file}:${source.line}` : ''])),
        ],
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function awsSections(access: Access, bold: (text: string) => string): readonly (readonly string[])[] {
  const { standings, trusts, none } = awsRows(access)
  return [
    ...(standings.length > 0 ? [[bold('Who is an administrator of AWS or can become one'), ...table(standings)]] : []),
    ...(trusts.length > 0 ? [[bold('Who can come into AWS from outside'), ...table(trusts)]] : []),
    ...(none === '' ? [] : [[none]]),
  ]
}

function summary({ holdings, permissions, aws, principals }: Access): string {
  const holders = new Set(
    holdings.filter(({ principal }) => principal.kind !== 'group').map(({ principal }) => principal.id),
  )
  const risky = permissions.filter(({ risk }) => risk !== 'no').length
  const parts = [
    counted(rolesOf(holdings).length, 'role'),
    counted(holders.size, 'holder'),
    counted(permissions.length, 'permission'),
    risky === 0 ? '' : `${risky} of high risk or not known`,
  ].filter((part) => part !== '')
  if (parts.length === 0 && aws !== undefined && principals.length === 0) return ''
  return parts.length === 0 ? 'Nobody holds a role or a permission here.' : `${parts.join(', ')}.`
}

function roleSections(
  { holdings }: Access,
  principals: ReadonlyMap<string, Principal>,
  bold: (text: string) => string,
): readonly (readonly string[])[] {
  const byRole = Map.groupBy(holdings, ({ role }) => role.id)
  return rolesOf(holdings).map((role) => {
    const privileged = privilegedText(role.privileged)
    const rows = byRole.get(role.id) ?? []
    return [
      `${bold(cell(role.label))}${privileged === '' ? '' : `  ${privileged}`}`,
      ...table(rows.map((holding) => holdingCells(holding, principals))),
    ]
  })
}

function holdingCells(holding: Holding, principals: ReadonlyMap<string, Principal>): readonly string[] {
  return [
    partyText(holding.principal, principals),
    whereText(holding),
    `${throughText(holding)}${approvalText(holding)}`,
    placeText(holding.resources),
  ]
}

function permissionSection(
  permissions: readonly Permission[],
  principals: ReadonlyMap<string, Principal>,
  bold: (text: string) => string,
): readonly string[] {
  if (permissions.length === 0) return []
  const rows = permissions.map((permission) => [
    partyText(permission.principal, principals),
    `${permission.state === 'requested' ? 'asks for ' : ''}${permission.permission.label} on ${permission.api.label}`,
    actsAsText(permission),
    riskText(permission.risk, permission.power),
    placeText(permission.resources),
  ])
  return [bold('Permissions'), ...table(rows)]
}

function membershipSection(memberships: readonly Membership[], bold: (text: string) => string): readonly string[] {
  if (memberships.length === 0) return []
  const rows = memberships.map(({ member, group, as, eligible, span, resources }) => [
    member.label,
    `${eligible ? 'eligible as ' : ''}${as} of the group ${group.label}`,
    spanText(span),
    placeText(resources),
  ])
  return [bold('Groups'), ...table(rows)]
}

/** Rows in columns, indented by two; the last column is not padded. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const cells = rows.map((row) => row.map(cell))
  const widths: number[] = []
  for (const row of cells) for (const [at, text] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, length(text))
  return cells.map((row) => {
    const padded = row.map(
      (text, at) => text + ' '.repeat(at === row.length - 1 ? 0 : (widths[at] ?? 0) - length(text)),
    )
    return `  ${padded.join('  ')}`.trimEnd()
  })
}

function cell(text: string): string {
  return clip(visible(text), LONGEST_CELL)
}

function length(text: string): number {
  return Array.from(text).length
}
