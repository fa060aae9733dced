const RULE_ID = /^([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)$/

/**
 * The page about a rule, from the root of the repository; undefined for what is no id of a rule. Requirements of an
 * organisation's own are all explained on the page of the rule that judges them.
 */
export function rulePage(id: string): string | undefined {
  const match = RULE_ID.exec(id)
  if (match === null) return undefined
  return match[1] === 'own' ? 'docs/rules/own/requirements.md' : `docs/rules/${match[1]}/${match[2]}.md`
}
