# METADATA
# title: Administrators have an account of their own for it
# description: >-
#   Nobody who holds a privileged role, may activate it or owns a group that has it does so with the everyday account that
#   people.yaml gives them: what reaches that account by mail or in the browser would reach the role.
# custom:
#   id: entra.separate_admin_accounts
#   version: 2
#   severity: high
#   controls: [A.5.3, A.5.16, A.8.2]
#   remediation: >-
#     Give the person a second account, write it under adminAccount in stacks/register/people.yaml, and give the role to
#     that one.
package rules.entra.separate_admin_accounts

import data.lib.exceptions
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many ways of people to privileged roles were looked at.
examined := count(_administrators)

# Guests, applications and access packages have rules of their own.
_administrators contains holder if {
	some holder in input.facts.privileges.roleHolders
	holder.role.privileged != "no"
	holder.principal.kind in {"user", "undeclared", "unknown"}
}

_use[id] contains _kind(person, account) if {
	some person in input.register.people
	some account in person.accounts
	some id in account.ids
}

# A change cannot make an administrator's account of an everyday one and give it a role at once.
_use[id] contains "everyday" if some id in input.register.everydayBefore

# An emergency account is for nothing else.
_kind(person, account) := "admin" if {
	person.emergency
} else := account.kind

# "yes", "no" or "open": the role has an account of its own.
_is_separate(holder) := "no" if {
	"everyday" in _use[holder.principal.id]
} else := "yes" if {
	"admin" in _use[holder.principal.id]
} else := "open"

_covering(holder) := exceptions.covering(about.id, "users", holder.principal.id)

_status(holder) := "excepted" if {
	count(_covering(holder)) > 0
} else := "fail" if {
	_is_separate(holder) == "no"
	holder.role.privileged == "yes"
} else := "unknown"

_verb := {"active": "holds", "eligible": "may activate", "owner": "owns a group that has"}

_end := {
	"no": " with the everyday account",
	"open": "; that this is not the everyday account of somebody is not in people.yaml",
}

# METADATA
# description: Somebody who administers with the everyday account, or may do so.
results contains result.new(about, _status(holder), holder, {
	"message": concat("", [
		holder.principal.label, " ", _verb[holder.kind], " the role ", holder.role.label, _end[_is_separate(holder)], ".",
	]),
	"affected": [holder.principal.label],
	"exceptions": sort(_covering(holder)),
	"finding": concat("|", [about.id, holder.key, holder.principal.id, holder.role.id]),
}) if {
	some holder in _administrators
}

# METADATA
# description: Every administrator has an account for it.
results contains result.pass(about, {}, "Nobody administers with an everyday account.") if {
	examined > 0
	every holder in _administrators { _is_separate(holder) == "yes" }
}

# METADATA
# description: Nobody has a privileged role.
results contains result.not_applicable(about, "No privileged role is granted to a person.") if examined == 0
