import type { Resource } from '../../plan/model.ts'
import { labelOf, subjectOf } from '../directory.ts'
import { asList, asObject, asText } from '../shape.ts'
import { inlineId } from './attachments.ts'
import type { Document } from './document.ts'
import type { PolicyFact } from './model.ts'
import { type AwsIndex, IAM } from './resources.ts'
import type { Powers } from './rights.ts'

/** Where documents are declared, and in which property. */
const DOCUMENTS: readonly (readonly [string, string])[] = [
  [IAM.policy, 'policy'],
  ['aws:iam/userPolicy:UserPolicy', 'policy'],
  ['aws:iam/groupPolicy:GroupPolicy', 'policy'],
  ['aws:iam/rolePolicy:RolePolicy', 'policy'],
  ['aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy', 'inlinePolicy'],
]

/** A declared document with what it would give to somebody who had nothing else. */
export interface PolicyAlone {
  readonly fact: PolicyFact
  readonly document: Document
}

/** Every declared policy of a user, group, role, permission set or account, attached or not. */
export function policyFacts(index: AwsIndex, known: Powers): PolicyAlone[] {
  const fact = (resource: Resource, document: Document, id: string, label: string): PolicyAlone => {
    const { administrator, extent, exceptions, conditions, escalation, escalations } = known.alone(document)
    const power = { administrator, extent, exceptions, conditions, escalation, escalations }
    return { fact: { ...subjectOf(resource), label, id, ...power, problems: document.problems }, document }
  }
  const single = DOCUMENTS.flatMap(([type, property]) =>
    index.ofType(type).map((resource) => {
      const document = index.document(resource.inputs[property])
      return fact(resource, document, resource.key, labelOf(resource))
    }),
  )
  const inline = index.ofType(IAM.role).flatMap((role) =>
    asList(role.inputs['inlinePolicies']).items.flatMap((item, number) => {
      const policy = asObject(item)
      if (!policy.open && policy.get('policy') === undefined) return []
      const name = asText(policy.get('name')) ?? String(number)
      const document = index.document(policy.get('policy'))
      return [fact(role, document, inlineId(role, name), `${labelOf(role)}, inline policy ${name}`)]
    }),
  )
  return [...single, ...inline]
}
