import { type Directory, labelOf, subjectOf } from '../directory.ts'
import { packageTerm } from '../holdings/packages.ts'
import { PACKAGE_POLICY } from '../holdings/types.ts'
import type { Subject, TermFact } from '../model.ts'

/** An assignment policy of an access package, and how long what it gives lasts. */
export interface PackagePolicyFact extends Subject {
  /** What the package is called. */
  readonly package: string
  readonly term: TermFact
}

/** Every declared assignment policy of an access package. */
export function packagePolicyFacts(directory: Directory): readonly PackagePolicyFact[] {
  return directory.ofType(PACKAGE_POLICY).map((policy) => {
    const entry = directory.read(policy.inputs['accessPackageId'], 'an access package')
    const term = packageTerm(policy.inputs)
    return {
      ...subjectOf(policy),
      package: entry.resource ? labelOf(entry.resource) : entry.label,
      term: term.kind === 'lasts' ? { kind: 'lasts', seconds: term.seconds } : term,
    }
  })
}
