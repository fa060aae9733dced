# METADATA
# title: No guest has a privileged role
# description: >-
#   Nobody from outside of the tenant holds a privileged role, may activate it or owns a group that has it; one who must is
#   named by a live exception.
# custom:
#   id: entra.no_guest_in_privileged_role
#   version: 1
#   severity: high
#   controls: [A.5.16, A.5.18, A.8.2]
#   remediation: Give the person an account of the tenant for this work, or take the role away.
package rules.entra.no_guest_in_privileged_role

import data.lib.exceptions
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many ways to roles were looked at.
examined := count(input.facts.privileges.roleHolders)

_guests contains holder if {
	some holder in input.facts.privileges.roleHolders
	holder.principal.kind == "guest"
	holder.role.privileged != "no"
}

_used(holder) := exceptions.covering(about.id, "users", holder.principal.id)

_status(holder) := "excepted" if {
	count(_used(holder)) > 0
} else := {"yes": "fail", "open": "unknown"}[holder.role.privileged]

_verb := {"active": "holds", "eligible": "may activate", "owner": "owns a group that has"}

# METADATA
# description: A guest with a privileged role, or one that may be.
results contains result.new(about, _status(holder), holder, {
	"message": concat("", ["The guest ", holder.principal.label, " ", _verb[holder.kind], " the role ", holder.role.label, "."]),
	"affected": [holder.principal.label],
	"exceptions": sort(_used(holder)),
	"finding": concat("|", [about.id, holder.key, holder.principal.id, holder.role.id]),
}) if {
	some holder in _guests
}

# METADATA
# description: No guest has a privileged role.
results contains result.pass(about, {}, "No guest has a privileged role.") if {
	examined > 0
	count(_guests) == 0
}

# METADATA
# description: Nobody has a role.
results contains result.not_applicable(about, "No directory role is granted.") if examined == 0
