import { isObject, type Json } from '../json.ts'
import { bad, type Check, ok } from './model.ts'

/** What must hold for the branch from which is deployed, in the words of GitHub's settings. */
const FIXES = {
  'forge-review': 'require a pull request with at least one approval',
  'forge-owners': 'require review from code owners',
  'forge-stale': 'dismiss approvals when new commits are pushed',
  'forge-last-push': 'require approval of the most recent push by somebody else',
  'forge-checks': 'require the check "Judge"',
  'forge-force': 'block force pushes',
  'forge-deletion': 'block deletion',
  'forge-bypass': 'let nobody bypass the rules, administrators included',
} as const

type Fact = keyof typeof FIXES

/** The name of the job whose result must be required; the check on GitHub bears it. */
const CHECK = 'Judge'

/** What an export says of each fact: true, false, or undefined where it cannot be told. */
export type ForgeFacts = Readonly<Record<Fact, boolean | undefined>>

/**
 * The facts about a branch in an export of GitHub's API: `branches/BRANCH/protection`, or the list of
 * `rules/branches/BRANCH`. Undefined for a document of another form.
 */
export function forgeFacts(document: Json): ForgeFacts | undefined {
  if (Array.isArray(document)) return rulesetFacts(document as readonly Json[])
  return isObject(document) && ('required_pull_request_reviews' in document || 'enforce_admins' in document)
    ? protectionFacts(document)
    : undefined
}

/** Whether the branch is protected, by any of several exports: a branch may have both kinds of rules. */
export function forgeChecks(exports: readonly ForgeFacts[]): readonly Check[] {
  if (exports.length === 0) {
    return [
      bad(
        'forge',
        'skipped',
        'no export of the forge was named',
        'save "gh api repos/OWNER/NAME/branches/main/protection", or ".../rules/branches/main", and give it with --forge FILE',
      ),
    ]
  }
  return (Object.keys(FIXES) as readonly Fact[]).map((id) => {
    const found = exports.map((facts) => facts[id])
    const want = FIXES[id]
    // Somebody who may get around one of two kinds of rules still meets the other; all of them must be open.
    if (found.includes(true)) return ok(id, `holds: ${want}`)
    if (found.includes(false))
      return bad(id, 'fail', `does not hold: ${want}`, 'set it in the protection or the rules of the branch')
    return bad(
      id,
      'warn',
      `cannot be told from the export: ${want}`,
      'look at the settings of the rules; an administrator exports them with the bypass list',
    )
  })
}

function protectionFacts(document: { readonly [key: string]: unknown }): ForgeFacts {
  const reviews = objectAt(document, 'required_pull_request_reviews')
  const checks = objectAt(document, 'required_status_checks')
  const named = [
    ...listAt(checks, 'contexts'),
    ...listAt(checks, 'checks').map((check) => (isObject(check) ? check['context'] : undefined)),
  ]
  const allowances = objectAt(reviews, 'bypass_pull_request_allowances')
  const bypass = ['users', 'teams', 'apps'].flatMap((kind) => listAt(allowances, kind))
  return {
    'forge-review': Number(reviews?.['required_approving_review_count'] ?? 0) >= 1,
    'forge-owners': reviews?.['require_code_owner_reviews'] === true,
    'forge-stale': reviews?.['dismiss_stale_reviews'] === true,
    'forge-last-push': reviews?.['require_last_push_approval'] === true,
    'forge-checks': named.includes(CHECK),
    'forge-force': objectAt(document, 'allow_force_pushes')?.['enabled'] !== true,
    'forge-deletion': objectAt(document, 'allow_deletions')?.['enabled'] !== true,
    'forge-bypass': objectAt(document, 'enforce_admins')?.['enabled'] === true && bypass.length === 0,
  }
}

/** The list names the rules that are active for the branch, without who may bypass them. */
function rulesetFacts(rules: readonly Json[]): ForgeFacts {
  const of = (type: string): readonly { readonly [key: string]: unknown }[] =>
    rules.flatMap((rule) => (isObject(rule) && rule['type'] === type ? [objectAt(rule, 'parameters') ?? {}] : []))
  const pulls = of('pull_request')
  const contexts = of('required_status_checks').flatMap((rule) =>
    listAt(rule, 'required_status_checks').map((check) => (isObject(check) ? check['context'] : undefined)),
  )
  const has = (key: string): boolean => pulls.some((rule) => rule[key] === true)
  return {
    'forge-review': pulls.some((rule) => Number(rule['required_approving_review_count'] ?? 0) >= 1),
    'forge-owners': has('require_code_owner_review'),
    'forge-stale': has('dismiss_stale_reviews_on_push'),
    'forge-last-push': has('require_last_push_approval'),
    'forge-checks': contexts.includes(CHECK),
    'forge-force': of('non_fast_forward').length > 0,
    'forge-deletion': of('deletion').length > 0,
    'forge-bypass': undefined,
  }
}

function objectAt(value: unknown, key: string): { readonly [key: string]: unknown } | undefined {
  const found = isObject(value) ? value[key] : undefined
  return isObject(found) ? found : undefined
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = isObject(value) ? value[key] : undefined
  return Array.isArray(found) ? found : []
}
