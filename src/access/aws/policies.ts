import type { Resource } from '../../plan/model.ts'
import { isTagged, type Value } from '../../plan/value.ts'
import { labelOf } from '../directory.ts'
import { asObject, asText } from '../shape.ts'
import { type Document, openDocument } from './document.ts'
import { managedPolicy, managedPolicyName } from './managed.ts'
import { readTokens } from './policy-text.ts'
import { type AwsIndex, IAM, showValue } from './resources.ts'
import { isOpaque, showTokens, UNKNOWN_TEXT } from './tokens.ts'

/** A policy that applies to somebody, and the resource that says so. */
export interface AttachedPolicy {
  readonly document: Document
  readonly label: string
  readonly by: Resource
  /** The id of the declared document, as facts about policies have it; absent where the plan does not declare it. */
  readonly id?: string
}

/** Finds the documents of attached policies. */
export interface PolicySource {
  readonly inline: (document: Value | undefined, by: Resource, label: string, id: string) => AttachedPolicy
  readonly byArn: (arn: Value | undefined, by: Resource) => AttachedPolicy
  /** A policy of the target account by name and path, as Identity Center refers to it. */
  readonly customer: (reference: Value | undefined, by: Resource) => AttachedPolicy
  /** The boundary of a permission set: a managed policy of AWS or a customer's. */
  readonly boundary: (reference: Value | undefined, by: Resource) => AttachedPolicy
}

/** Reads policies of a plan; a policy that cannot be found has a document of which nothing is known. */
export function policySource(index: AwsIndex): PolicySource {
  const declared = (policy: Resource, by: Resource): AttachedPolicy => ({
    document: index.document(policy.inputs['policy']),
    label: labelOf(policy),
    by,
    id: policy.key,
  })
  const open = (problem: string, label: string, by: Resource): AttachedPolicy => ({
    document: openDocument(problem),
    label,
    by,
  })
  const byArn: PolicySource['byArn'] = (arn, by) => {
    const named = index.named(IAM.policy, arn)
    if (named.kind === 'resource') return declared(named.resource, by)
    const managed = managedName(index, arn)
    if (managed !== undefined) return { document: managedPolicy(managed), label: `"${managed}"`, by }
    const text = showValue(index, arn)
    const why = named.kind === 'open' ? named.why : 'the plan does not declare it'
    return open(`the document of ${text} is not known: ${why}`, `the policy ${text}`, by)
  }
  const customer: PolicySource['customer'] = (reference, by) => {
    const view = asObject(reference)
    const [name, path] = [asText(view.get('name')), asText(view.get('path') ?? '/')]
    const same = index.ofType(IAM.policy).filter((policy) => {
      return asText(policy.inputs['name']) === name && (asText(policy.inputs['path'] ?? '/') ?? '/') === path
    })
    const [only] = same
    if (name !== undefined && same.length === 1 && only !== undefined) return declared(only, by)
    const named = index.named(IAM.policy, view.get('name'))
    if (named.kind === 'resource' && isTagged(view.get('name'))) return declared(named.resource, by)
    return open(`the policy ${name ?? 'of an unknown name'} is not declared here`, `the policy ${name ?? '?'}`, by)
  }
  return {
    inline: (document, by, label, id) => ({ document: index.document(document), label, by, id }),
    byArn,
    customer,
    boundary: (reference, by) => {
      const view = asObject(reference)
      const arn = view.get('managedPolicyArn') ?? null
      return arn === null ? customer(view.get('customerManagedPolicyReference'), by) : byArn(arn, by)
    },
  }
}

/** The name of a policy of AWS in an ARN, also where the partition is not known. */
function managedName(index: AwsIndex, arn: Value | undefined): string | undefined {
  const tokens = readTokens(arn, { wildcards: false, variables: false, resolve: index.resolve })
  const name = tokens === undefined ? undefined : managedPolicyName(showTokens(tokens))
  if (name === undefined || tokens === undefined) return undefined
  const rest = tokens.slice(tokens.length - name.length)
  return rest.some((token) => token === UNKNOWN_TEXT || isOpaque(token)) || rest.join('') !== name ? undefined : name
}
