import { markdownText } from '../../../render/escape.ts'
import type { Access } from '../model.ts'
import { rolesOf } from '../role-holdings.ts'
import { actsAsText, approvalText, dayText, throughText } from '../sentences.ts'
import { awsRows } from './aws.ts'
import { incompleteness, partyText, placeText, principalsById, privilegedText, riskText, whereText } from './lines.ts'

/** Who holds what as Markdown: one table of roles, one of permissions. Everything from an input is inert. */
export function renderAccessMarkdown(access: Access): string {
  const principals = principalsById(access)
  const missing = incompleteness(access)
  const byRole = Map.groupBy(access.holdings, ({ role }) => role.id)
  const roles = rolesOf(access.holdings).flatMap((role) =>
    (byRole.get(role.id) ?? []).map((holding) => [
      role.label,
      privilegedText(role.privileged),
      partyText(holding.principal, principals),
      whereText(holding),
      `${throughText(holding)}${approvalText(holding)}`,
      placeText(holding.resources),
    ]),
  )
  const permissions = access.permissions.map((permission) => [
    partyText(permission.principal, principals),
    `${permission.state === 'requested' ? 'asks for ' : ''}${permission.permission.label} on ${permission.api.label}`,
    actsAsText(permission),
    riskText(permission.risk, permission.power),
    placeText(permission.resources),
  ])
  const unclear = access.unclear.map(({ text, source }) => [text, source ? `${source.file}:${source.line}` : ''])
  const aws = awsRows(access)
  const sections = [
    [`## Access in ${markdownText(access.project)}/${markdownText(access.stack)}, ${dayText(access.now)}`],
    ...(missing === '' ? [] : [[markdownText(missing)]]),
    section('Roles', ['Role', '', 'Who', 'How', 'Through', 'Where'], roles),
    section('Permissions', ['Who', 'What', 'As whom', 'Risk', 'Where'], permissions),
    section(
      'Who is an administrator of AWS or can become one',
      ['Who', 'Account', 'What', 'How', 'Where'],
      aws.standings,
    ),
    section('Who can come into AWS from outside', ['Who', 'Role', 'Terms', 'Weakness', 'Where'], aws.trusts),
    ...(aws.none === '' ? [] : [[aws.none]]),
    section('Not clear', ['What', 'Where'], unclear),
    ...(roles.length + permissions.length === 0 && access.aws === undefined
      ? [['Nobody holds a role or a permission here.']]
      : []),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return []
  return [
    `### ${title}`,
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${row.map((text) => markdownText(text)).join(' | ')} |`),
  ]
}
