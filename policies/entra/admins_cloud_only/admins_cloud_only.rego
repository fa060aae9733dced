# METADATA
# title: Administrators have accounts of the cloud only
# description: >-
#   No declared account that holds a privileged role, may activate it or owns a group that has it is synchronised from a
#   directory on premises: whoever controls that directory would control the tenant.
# custom:
#   id: entra.admins_cloud_only
#   version: 1
#   severity: high
#   controls: [A.5.2, A.5.3, A.5.16, A.8.2]
#   remediation: Give the person a separate account without onpremisesImmutableId for the role.
package rules.entra.admins_cloud_only

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many ways of declared accounts to privileged roles were looked at.
examined := count(_administrators)

_administrators contains holder if {
	some holder in input.facts.privileges.roleHolders
	holder.role.privileged != "no"
	input.facts.users[holder.principal.id]
}

_synchronised(holder) := input.facts.users[holder.principal.id].synchronised

_status(holder) := "fail" if {
	holder.role.privileged == "yes"
	_synchronised(holder) == "yes"
} else := "unknown"

_text := {"yes": " is synchronised from a directory on premises", "open": " may be synchronised from a directory on premises"}

# METADATA
# description: A synchronised administrator, or one who may be.
results contains result.new(about, _status(holder), holder, {
	"message": concat("", [
		holder.principal.label, ", who has the role ", holder.role.label, ",", _text[_synchronised(holder)], ".",
	]),
	"affected": [holder.principal.label],
	"finding": concat("|", [about.id, holder.key, holder.principal.id, holder.role.id]),
}) if {
	some holder in _administrators
}

# METADATA
# description: No administrator is synchronised.
results contains result.pass(about, {}, "No administrator is synchronised from a directory on premises.") if {
	examined > 0
	every holder in _administrators { _synchronised(holder) == "no" }
}

# METADATA
# description: No declared account has a privileged role.
results contains result.not_applicable(about, "No declared account has a privileged role.") if examined == 0
