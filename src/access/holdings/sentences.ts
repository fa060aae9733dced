import type { Holding, Permission, Scope } from './model.ts'
import type { Span } from './span.ts'

/** Every sentence about who holds what, so that a change, a listing and a report say it in the same words. */

/** `2026-12-01` at midnight, `2026-12-01 09:30 UTC` at another time. */
export function dayText(instant: string): string {
  const [day = '', time = ''] = instant.split('T')
  return time === '00:00:00Z' ? day : `${day} ${time.slice(0, 5)} UTC`
}

/** How long: `permanently`, `until 2026-12-01`, `from … until …`. */
export function spanText(span: Span): string {
  switch (span.kind) {
    case 'permanent':
      return 'permanently'
    case 'until': {
      const from = span.from === undefined ? '' : `from ${dayText(span.from)} `
      const duration = span.duration === undefined ? '' : ` (${span.duration} from its deployment)`
      return `${from}until ${dayText(span.until)}${duration}`
    }
    case 'ended':
      return `until ${dayText(span.until)}, which is over`
    case 'open':
      return `for a time that is not known (${span.why})`
    default:
      return span satisfies never
  }
}

/** Active, eligible or owner, and how long: `eligible permanently`, `active until 2026-12-01`. */
export function howText(holding: Pick<Holding, 'kind' | 'span' | 'activates'>): string {
  const kind = holding.activates ? 'owner after activation' : holding.kind
  return `${kind}, ${spanText(holding.span)}`
}

/**
 * `directly`; `through the group "A" and the group "B" in it`; for an owner `as an owner of the group "B" in the group
 * "A"`.
 */
export function throughText({ through, kind }: Pick<Holding, 'through' | 'kind'>): string {
  const by = through.some((step) => step.by === 'package') ? ' by an access package' : ''
  const names = through.map(({ group }) => `the group ${group.label}`)
  const at = kind === 'owner' ? through.findIndex(({ as }) => as === 'owner') : -1
  if (at >= 0) {
    const outer = names.slice(0, at + 1).reverse()
    const inner = names.slice(at + 1)
    return `as an owner of ${outer.join(' in ')}${inner.length > 0 ? `, through ${inner.join(' and ')}` : ''}${by}`
  }
  const [first, ...nested] = names
  return first === undefined
    ? 'directly'
    : `through ${[first, ...nested.map((name) => `${name} in it`)].join(' and ')}${by}`
}

/** Nothing for the whole tenant: ` in the administrative unit "Munich"`. */
export function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case 'tenant':
      return ''
    case 'unit':
      return ` in the administrative unit ${scope.label}`
    case 'application':
      return ` for ${scope.label}`
    case 'open':
      return ' in a scope that is not known'
    default:
      return scope satisfies never
  }
}

/** What must be asked for: ` with approval`, ` without approval`, or nothing where it is not declared. */
export function approvalText({ approval }: Pick<Holding, 'approval'>): string {
  return approval === undefined || approval === 'open'
    ? ''
    : approval === 'yes'
      ? ', with approval'
      : ', without approval'
}

/** `User Administrator in the administrative unit "Munich"`. */
function rightText({ role, scope }: Pick<Holding, 'role' | 'scope'>): string {
  return `${role.label}${scopeText(scope)}`
}

/** One way in words: `permanently, through the group "A"`; `eligible until …, directly`. */
function wayText(holding: Holding): string {
  const how = holding.kind === 'active' ? spanText(holding.span) : howText(holding)
  return `${how}, ${throughText(holding)}${approvalText(holding)}`
}

function party({ principal }: { readonly principal: Holding['principal'] }): string {
  return principal.kind === 'group' ? `The group ${principal.label}` : capital(principal.label)
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

const GAINS: { readonly [kind in Holding['kind']]: string } = {
  active: 'gains',
  eligible: 'becomes eligible for',
  owner: 'becomes able to give',
}
const LOSES: { readonly [kind in Holding['kind']]: string } = {
  active: 'loses',
  eligible: 'is no longer eligible for',
  owner: 'is no longer able to give',
}
const KEEPS: { readonly [kind in Holding['kind']]: string } = {
  active: 'keeps',
  eligible: 'stays eligible for',
  owner: 'stays able to give',
}

/** `Dora Klein gains User Administrator, permanently, through the group "role-admins".` */
export function gainSentence(holding: Holding): string {
  return `${party(holding)} ${GAINS[holding.kind]} ${rightText(holding)}, ${plainWay(holding)}.`
}

/** `Dora Klein loses User Administrator, held permanently, directly.` */
export function lossSentence(holding: Holding): string {
  const held = holding.kind === 'active' ? 'held ' : ''
  return `${party(holding)} ${LOSES[holding.kind]} ${rightText(holding)}, ${held}${plainWay(holding)}.`
}

/** `Dora Klein keeps User Administrator, permanently, directly.` */
export function keepSentence(holding: Holding): string {
  return `${party(holding)} ${KEEPS[holding.kind]} ${rightText(holding)}, ${plainWay(holding)}.`
}

/** `Dora Klein keeps User Administrator in another way: now eligible until …, directly; before permanently, directly.` */
export function changeSentence(before: readonly Holding[], after: readonly Holding[]): string {
  const [first] = after
  if (first === undefined) return ''
  const now = after.map(wayText).join('; and ')
  return `${party(first)} keeps ${rightText(first)} in another way: now ${now}; before ${before.map(wayText).join('; and ')}.`
}

/** The way after a verb that already says active, eligible or owner. */
function plainWay(holding: Holding): string {
  return `${spanText(holding.span)}, ${throughText(holding)}${approvalText(holding)}`
}

/** `as itself`, `as everybody`, `as Anna Virtanen`. */
export function actsAsText({ type, as }: Pick<Permission, 'type' | 'as'>): string {
  if (type === 'application') return 'as itself'
  if (as === undefined) return 'as whoever signs in'
  switch (as.kind) {
    case 'everyone':
      return 'as everybody'
    case 'person':
      return `as ${as.principal.label}`
    case 'open':
      return 'as somebody who is not known'
    default:
      return as satisfies never
  }
}

/** `"CI" gains RoleManagement.ReadWrite.Directory on Microsoft Graph, as itself: it can give any directory role …` */
export function permissionSentence(verb: 'gains' | 'loses' | 'keeps', permission: Permission): string {
  const asks =
    permission.state === 'requested'
      ? `${{ gains: 'asks', loses: 'no longer asks', keeps: 'still asks' }[verb]} for`
      : verb
  const power = permission.power === undefined || verb === 'loses' ? '' : `: it ${permission.power}`
  const right = `${permission.permission.label} on ${permission.api.label}`
  return `${party(permission)} ${asks} ${right}, ${actsAsText(permission)}${power}.`
}
