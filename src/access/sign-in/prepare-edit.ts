import { refusals } from './compile.ts'
import { type Coverage, type Prepared, peopleOf } from './decide.ts'
import type { PolicyReading } from './reading.ts'

/** The same tenant with one policy edited, without compiling the others again. */
export function editPolicy(
  coverage: Coverage,
  prepared: Prepared,
  index: number,
  edited: PolicyReading,
): readonly [Coverage, Prepared] {
  const policies = coverage.policies.with(index, edited)
  const people = peopleOf(coverage.around, [edited])
  return [
    { ...coverage, policies },
    {
      refusal: prepared.refusal.with(index, refusals(coverage.around, edited)),
      people: (person) => {
        const [own] = people(person)
        const all = prepared.people(person)
        return own === undefined ? all : all.with(index, own)
      },
    },
  ]
}
