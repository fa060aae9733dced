import type { Kind } from './mutants.ts'

/** A change that no input can show, and why. */
export interface Equivalent {
  readonly file: string
  readonly kind: Kind
  /** The expression, on one line. */
  readonly text: string
  /** Which expression with this text it is in the file, from 1. */
  readonly nth: number
  readonly reason: string
}

const UNDEFINED_HEAD = 'the value of the head is undefined then, so the else decides all the same'

/** Changed expressions that may survive. One that does not survive any more has to leave the list. */
export const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: 'policies/entra/credential_lifetime/credential_lifetime.rego',
    kind: 'drop',
    text: 'credential.term.kind == "open"',
    nth: 2,
    reason: UNDEFINED_HEAD,
  },
  {
    file: 'policies/entra/emergency_access_accounts/emergency_access_accounts.rego',
    kind: 'drop',
    text: 'input.facts.users[account]',
    nth: 1,
    reason: UNDEFINED_HEAD,
  },
  {
    file: 'policies/entra/no_permanent_privileged_role/no_permanent_privileged_role.rego',
    kind: 'drop',
    text: 'role.custom',
    nth: 1,
    reason: UNDEFINED_HEAD,
  },
  {
    file: 'policies/entra/no_permanent_privileged_role/no_permanent_privileged_role.rego',
    kind: 'drop',
    text: 'grant.kind == "eligible"',
    nth: 1,
    reason: 'the facts have two kinds of grant, and the other one lasts anyway',
  },
  {
    file: 'policies/entra/no_permanent_privileged_role/no_permanent_privileged_role.rego',
    kind: 'drop',
    text: 'term.kind == "until"',
    nth: 1,
    reason: 'no other kind of term has an until',
  },
  {
    file: 'policies/entra/no_permanent_privileged_role/no_permanent_privileged_role.rego',
    kind: 'drop',
    text: 'term.kind == "lasts"',
    nth: 1,
    reason: UNDEFINED_HEAD,
  },
  {
    file: 'policies/entra/no_permanent_privileged_role/no_permanent_privileged_role.rego',
    kind: 'drop',
    text: 'term.kind == "until"',
    nth: 2,
    reason: 'no other kind of term has an until, so the function is undefined all the same',
  },
  {
    file: 'policies/entra/no_permanent_privileged_role/no_permanent_privileged_role.rego',
    kind: 'drop',
    text: 'holder.grant.means == "settings"',
    nth: 1,
    reason: UNDEFINED_HEAD,
  },
  {
    file: 'policies/entra/no_permanent_privileged_role/no_permanent_privileged_role.rego',
    kind: 'drop',
    text: '_shortest(grant)',
    nth: 1,
    reason: UNDEFINED_HEAD,
  },
  {
    file: 'policies/entra/no_permanent_privileged_role/no_permanent_privileged_role.rego',
    kind: 'drop',
    text: 'grant.kind == "active"',
    nth: 2,
    reason: 'an eligibility is reported only where none of its terms ends',
  },
  {
    file: 'policies/entra/no_permanent_privileged_role/no_permanent_privileged_role.rego',
    kind: 'boundary',
    text: '_shortest(grant) > _longest',
    nth: 1,
    reason: 'an assignment that is as long as allowed is not reported',
  },
  {
    file: 'policies/gate/gate.rego',
    kind: 'drop',
    text: '_about[id]',
    nth: 1,
    reason: 'whoever reads _given asks for an id of _about',
  },
  {
    file: 'policies/gate/gate.rego',
    kind: 'drop',
    text: '_about[id]',
    nth: 2,
    reason: 'whoever reads _examined asks for an id of _about',
  },
  {
    file: 'policies/gate/gate.rego',
    kind: 'drop',
    text: 'some id, _ in _about',
    nth: 1,
    reason: '_given has no id that _about does not have',
  },
  {
    file: 'policies/gate/gate.rego',
    kind: 'drop',
    text: '_known[entry.finding]',
    nth: 1,
    reason: 'the value beside the key is undefined then, so the entry is left out all the same',
  },
  {
    file: 'policies/lib/exceptions/exceptions.rego',
    kind: 'drop',
    text: 'dimension != "applications"',
    nth: 1,
    reason: 'an exception without applications names none, so it covers none',
  },
  {
    file: 'policies/lib/sign_in/sign_in.rego',
    kind: 'drop',
    text: 'fact.reason',
    nth: 1,
    reason: UNDEFINED_HEAD,
  },
  {
    file: 'policies/lib/sign_in/sign_in.rego',
    kind: 'drop',
    text: 'fact.gap.edit',
    nth: 1,
    reason: UNDEFINED_HEAD,
  },
  {
    file: 'policies/lib/sign_in/sign_in.rego',
    kind: 'drop',
    text: 'fact.gap.edit',
    nth: 2,
    reason: UNDEFINED_HEAD,
  },
  {
    file: 'policies/register/service_approved/service_approved.rego',
    kind: 'drop',
    text: 'is_object(input.register)',
    nth: 2,
    reason: 'without a register no resource is usable, so some resource is outside',
  },
]
