import type { Way } from '../catalogue.ts'
import type { AwsAccount, AwsParty, AwsPartyKind, AwsStanding, AwsTrust } from './model.ts'

/** Every sentence about who can do what in AWS, so that a change, a listing and a report say it in the same words. */

const KINDS: { readonly [kind in AwsPartyKind]: string } = {
  user: 'user',
  group: 'group',
  role: 'role',
  'permission-set': 'whoever gets the permission set',
  'center-user': 'Identity Center user',
  'center-group': 'Identity Center group',
  unknown: '',
}
const WAYS: { readonly [way in Way]: string } = {
  'own-permissions': 'it can give itself more rights',
  'other-identity': 'it can take over another identity',
  'new-workload': 'it can start something with another role',
  'existing-workload': 'it can use the role of something that runs',
}
const POLICIES_SHOWN = 2
const ACTIONS_SHOWN = 3

/** `role "deploy"`, `Identity Center group "Engineering"`. */
export function awsPartyText({ kind, label }: AwsParty): string {
  // Somebody who is only named is labelled with the kind: `the role x`.
  if (kind === 'unknown' || /^(?:an?|the) /.test(label)) return label
  return `${KINDS[kind]} ${nameText(label)}`
}

/** A label whose kind is said already: `"ci"` for `aws:iam/role:Role::ci`. */
function nameText(label: string): string {
  const name = /^[\w-]+:[\w/-]+:\w+::(.+)$/.exec(label)?.[1]
  return name === undefined ? label : `"${name}"`
}

/** `account 111122223333`, or `AWS` where the account is not known. */
export function accountText({ label }: AwsAccount): string {
  return label === '' ? 'AWS' : `account ${label}`
}

/** `through the group "a" with the attached policy "AdministratorAccess"`; empty where nothing is known of the way. */
export function awsThroughText({ through }: Pick<AwsStanding, 'through'>): string {
  const steps = through.filter(({ kind }) => kind !== 'policy').map(stepText)
  const policies = through.filter(({ kind }) => kind === 'policy').map(({ label }) => policyText(label))
  const shown = policies.slice(0, POLICIES_SHOWN)
  const more = policies.length > shown.length ? ` and ${policies.length - shown.length} more` : ''
  const by = shown.length === 0 ? '' : `${shown.join(' and ')}${more}`
  if (steps.length === 0) return by === '' ? '' : `by ${by}`
  return `through ${steps.join(' and then ')}${by === '' ? '' : ` with ${by}`}`
}

function stepText({ kind, label }: AwsStanding['through'][number]): string {
  if (/^(?:an?|the) /.test(label)) return label
  return kind === 'role'
    ? `the role ${nameText(label)}, which it can assume,`
    : `the ${kind.replace('-', ' ')} ${nameText(label)}`
}

function policyText(label: string): string {
  const inline = /^inline policy (.+)$/.exec(label)?.[1]
  if (inline !== undefined) return `its inline policy ${nameText(inline)}`
  return label.startsWith('the policy') ? label : `the attached policy ${nameText(label)}`
}

/** `it can start something with another role (iam:PassRole, lambda:CreateFunction), and 3 more ways`. */
export function waysText({ ways, ...standing }: Pick<AwsStanding, 'ways' | 'unclear' | 'through'>): string {
  const [first, ...others] = ways
  if (first === undefined) return doubtText(standing)
  const actions = first.actions.slice(0, ACTIONS_SHOWN).join(', ')
  const further = first.actions.length > ACTIONS_SHOWN ? ', …' : ''
  const more = others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'way' : 'ways'}`
  return `${WAYS[first.way]} (${actions}${further})${more}`
}

/** What limits or explains it, after a comma; empty for a plain one. */
export function limitsText({ conditions, exceptions }: Pick<AwsStanding, 'conditions' | 'exceptions'>): string {
  const kept = exceptions.length === 0 ? '' : `, but for ${exceptions.join(', ')}`
  return conditions.length === 0 ? kept : `${kept}, depending on ${conditions.join(', ')}`
}

/** Why it cannot be said for certain. */
export function doubtText({ unclear, through }: Pick<AwsStanding, 'unclear' | 'through'>): string {
  const [first] = unclear
  if (first !== undefined) return first.replaceAll(/[\w-]+:[\w/-]+:\w+::([^\s:]+)/g, '"$1"')
  return through.some(({ kind }) => kind === 'role')
    ? 'whether it can assume that role, or what the role has, cannot be seen'
    : 'its policies are not known'
}

/** What follows a verb: the way, its limits, and what is not known. */
export function standingText(standing: AwsStanding): string {
  const way = awsThroughText(standing)
  if (standing.power === 'escalation') {
    return `${waysText(standing)}${way === '' ? '' : `, ${way}`}${limitsText(standing)}`
  }
  const doubt = standing.certain === 'open' ? doubtText(standing) : ''
  return [way, doubt].filter((part) => part !== '').join('; ') + limitsText(standing)
}

type Verb = 'gains' | 'loses' | 'keeps'

const ADMINISTRATOR: { readonly [certain in AwsStanding['certain']]: { readonly [verb in Verb]: string } } = {
  yes: {
    gains: 'becomes an administrator of',
    loses: 'is no longer an administrator of',
    keeps: 'stays an administrator of',
  },
  open: {
    gains: 'may become an administrator of',
    loses: 'can no longer be an administrator of',
    keeps: 'may still be an administrator of',
  },
}
const ESCALATION: { readonly [certain in AwsStanding['certain']]: { readonly [verb in Verb]: string } } = {
  yes: {
    gains: 'gains a way to more rights in',
    loses: 'no longer has a way to more rights in',
    keeps: 'keeps a way to more rights in',
  },
  open: {
    gains: 'may gain a way to more rights in',
    loses: 'can no longer have a way to more rights in',
    keeps: 'may still have a way to more rights in',
  },
}

function head(verb: Verb, standing: AwsStanding): string {
  const verbs = standing.power === 'administrator' ? ADMINISTRATOR : ESCALATION
  const who = awsPartyText(standing.principal)
  const the = /^(?:an?|the|whoever) /.test(who) || standing.principal.kind === 'unknown' ? capital(who) : `The ${who}`
  return `${the} ${verbs[standing.certain][verb]} ${accountText(standing.account)}`
}

/** `The role "ci" becomes an administrator of account 111122223333, by the attached policy "AdministratorAccess".` */
export function standingSentence(verb: Verb, standing: AwsStanding): string {
  const text = standingText(standing)
  if (text === '') return `${head(verb, standing)}.`
  if (verb === 'loses') return `${head(verb, standing)}; before, ${text.replace(/^it can /, 'it could ')}.`
  return `${head(verb, standing)}${standing.power === 'escalation' ? ':' : ','} ${text}.`
}

const EARLIER = {
  same: 'that was not certain',
  yes: 'it had a way to more rights',
  open: 'it may have had a way to more rights',
} as const

/** The same after a change of the way, of certainty, or of power. */
export function changedStandingSentence(
  verb: Verb,
  before: readonly AwsStanding[],
  after: readonly AwsStanding[],
): string {
  const [was, is] = [before[0], after[0]]
  if (was === undefined || is === undefined) return ''
  const now = after.map(standingText).join('; and ')
  if (verb === 'gains') {
    const earlier = EARLIER[was.power === is.power ? 'same' : was.certain]
    return `${head('gains', is)}${is.power === 'escalation' ? ': ' : ', '}${now}; before, ${earlier}.`
  }
  if (verb === 'loses') {
    const left = { yes: 'keeps a way to more rights', open: 'may still have a way to more rights' }[is.certain]
    return `${head('loses', was)}, but ${left}: ${now}.`
  }
  const how = is.certain === was.certain ? ' in another way' : ''
  return `${head('keeps', is)}${how}: now ${now}; before ${before.map(standingText).join('; and ')}.`
}

/** `account 999988887777, which is not in the register`, `anybody in any AWS account`, `the identity provider …`. */
export function trustedText({ kind, name, from, ours }: AwsTrust): string {
  switch (kind) {
    case 'everyone':
      return 'anybody in any AWS account'
    case 'account':
      if (from === undefined) return `an account that is not known (${name})`
      return ours ? `our account ${from}` : `account ${from}, which is not in the register,`
    case 'user':
    case 'role':
    case 'session':
      return `the ${kind} ${name}${ours ? ' of ours' : `, whose account is not ${from === undefined ? 'known' : 'in the register'},`}`
    case 'oidc':
    case 'saml':
    case 'federated':
      return `the identity provider ${providerText(name)}`
    case 'unknown':
      return 'somebody who is not known'
    default:
      return kind satisfies never
  }
}

const GIVES: { readonly [gives in AwsTrust['gives']]: string } = {
  administrator: ', which is an administrator',
  escalation: ', which has a way to more rights',
  open: ', whose rights are not known',
  rights: '',
}

/** `the role "deploy" of account 111122223333, which is an administrator`. */
export function assumedText({ role, account, gives }: AwsTrust): string {
  const of = account.label === '' ? '' : ` of account ${account.label}`
  return `the ${awsPartyText(role)}${of}${GIVES[gives]}`
}

/** ` if sts:externalid is x`, ` without any condition`. */
export function tiedText({ conditions, name }: AwsTrust): string {
  if (conditions.length === 0) return ' without any condition'
  const issuer = `${providerText(name)}:`
  const terms = conditions.map(({ key, operator, values }) => {
    // What the provider says is known by its last part, because the provider is named before.
    const short = key.startsWith(issuer) ? key.slice(issuer.length) : key
    return `${short} ${OPERATORS[operator] ?? operator} ${values.join(' or ')}`
  })
  return ` if ${terms.join(' and ')}`
}

const OPERATORS: { readonly [operator: string]: string } = {
  StringEquals: 'is',
  ArnEquals: 'is',
  StringLike: 'is like',
  ArnLike: 'is like',
}

function providerText(name: string): string {
  return name.replace(/^.*:(?:oidc|saml)-provider\//, '')
}

/** `Account 999988887777, which is not in the register, becomes able to assume the role "deploy" …` */
export function trustSentence(verb: Verb, trust: AwsTrust): string {
  const verbs = {
    yes: { gains: 'becomes able to assume', loses: 'can no longer assume', keeps: 'can still assume' },
    open: { gains: 'may become able to assume', loses: 'can no longer assume', keeps: 'may still assume' },
  }[trust.certain]
  const end = verb === 'loses' ? '' : `${tiedText(trust)}${weaknessText(trust)}`
  return `${capital(trustedText(trust))} ${verbs[verb]} ${assumedText(trust)}${end === '' ? '' : `,${end}`}.`
}

function weaknessText({ weaknesses, kind }: AwsTrust): string {
  return weaknesses.length === 0 || kind === 'everyone' ? '' : `; it ${weaknesses.join(', and ')}`
}

/** What is now asked of those who could assume a role before as well, or what the role has become for them. */
export function changedTrustSentence(before: readonly AwsTrust[], after: readonly AwsTrust[]): string {
  const [was, is] = [before[0], after[0]]
  if (was === undefined || is === undefined) return ''
  const tied = (list: readonly AwsTrust[]): string => list.map((one) => tiedText(one).trim()).join('; or ')
  const who = `${capital(trustedText(is))} can assume`
  if (tied(before) === tied(after)) {
    const became = { administrator: 'is now an administrator', escalation: 'now has a way to more rights' }
    const now = is.gives === 'administrator' || is.gives === 'escalation' ? became[is.gives] : 'has other rights now'
    return `${who} ${assumedText({ ...is, gives: 'rights' })}, which ${now}.`
  }
  return `${who} ${assumedText(is)}, on other terms: now ${tied(after)}${weaknessText(is)}; before ${tied(before)}.`
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
