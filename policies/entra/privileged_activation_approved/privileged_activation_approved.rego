# METADATA
# title: Somebody else approves who gets a privileged role
# description: >-
#   Whoever activates a membership of a group with a privileged role, or gets such a group by an access package, is
#   approved by somebody who could not have asked for it. The settings of directory roles themselves cannot be declared.
# custom:
#   id: entra.privileged_activation_approved
#   version: 1
#   severity: high
#   controls: [A.5.3, A.5.18, A.8.2]
#   remediation: >-
#     Set requireApproval in the group's GroupRoleManagementPolicy, or approvalRequired in the package's assignment policy,
#     and name approvers who are not eligible themselves.
package rules.entra.privileged_activation_approved

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many ways by asking were looked at.
examined := count(input.facts.privileges.activations)

_ways contains way if {
	some way in input.facts.privileges.activations
	way.privileged != "no"
}

# "yes", "no" or "open": somebody else decides.
_is_approved(way) := "no" if {
	way.approval == "no"
} else := "no" if {
	way.selfApproval == "yes"
} else := "open" if {
	way.approval == "open"
} else := "open" if {
	way.selfApproval == "open"
} else := "yes"

_status(way) := "fail" if {
	way.privileged == "yes"
	_is_approved(way) == "no"
} else := "unknown"

_start := {
	"settings": "The settings of its activation let people into ",
	"schedule": "An eligibility lets people into ",
	"package": "An access package lets people into ",
}

_end(way) := " without approval" if {
	way.approval == "no"
} else := " with the approval of people who can ask for it themselves" if {
	way.selfApproval == "yes"
} else := "; whether somebody else approves cannot be seen"

# METADATA
# description: A way to a privileged role that nobody else approves, or perhaps nobody.
results contains result.new(about, _status(way), way, {
	"message": concat("", [_start[way.by], way.reaches, _end(way), "."]),
	"affected": ["whoever asks for it"],
	"finding": concat("|", [about.id, way.key, way.reaches]),
}) if {
	some way in _ways
	_is_approved(way) != "yes"
}

# METADATA
# description: Every way to a privileged role is approved.
results contains result.pass(about, {}, "Every way of asking for a privileged role is approved by somebody else.") if {
	examined > 0
	every way in _ways { _is_approved(way) == "yes" }
}

# METADATA
# description: Nobody gets into a group by asking.
results contains result.not_applicable(about, "No group with a privileged role is activated, and no access package is declared.") if {
	examined == 0
}
