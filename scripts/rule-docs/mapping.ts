import { isMap, parseDocument } from 'yaml'
import type { RuleDescription } from '../../src/gate/rules.ts'
import { byCodeUnit } from '../../src/json.ts'

type Rule = Pick<RuleDescription, 'id' | 'controls'>

/**
 * The text of a control mapping with the rules that METADATA puts under each control. Sources of labels stay as they are, a
 * new label is our own, and one that no rule claims any more goes.
 */
export function mappingWith(text: string, rules: readonly Rule[]): string {
  const document = parseDocument(text)
  const controls = document.get('controls')
  for (const control of controls !== null && typeof controls === 'object' && 'items' in controls
    ? list(controls)
    : []) {
    if (!isMap(control)) continue
    const ids = rules
      .filter((rule) => rule.controls.includes(String(control.get('id'))))
      .map(({ id }) => id)
      .sort(byCodeUnit)
    const known = control.get('rules')
    const sourceOf = (id: string): unknown => (isMap(known) ? known.get(id) : undefined) ?? 'own'
    if (ids.length === 0) control.delete('rules')
    else control.set('rules', document.createNode(Object.fromEntries(ids.map((id) => [id, sourceOf(id)]))))
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

function list(node: { readonly items: unknown }): readonly unknown[] {
  return Array.isArray(node.items) ? node.items : []
}
