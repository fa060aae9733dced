# METADATA
# title: Somebody is told when a privileged role is assigned or activated
# description: >-
#   The settings of each group that leads to a privileged role send a notification to administrators for each active
#   assignment, each eligible assignment and each activation. The settings of directory roles themselves cannot be declared.
# custom:
#   id: entra.privileged_activation_alerted
#   version: 1
#   severity: medium
#   controls: [A.8.2, A.8.15, A.8.16]
#   remediation: >-
#     Declare adminNotifications with notificationLevel All and a recipient for activeAssignments, eligibleAssignments and
#     eligibleActivations in notificationRules of the group's GroupRoleManagementPolicy.
package rules.entra.privileged_activation_alerted

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many ways into groups were looked at.
examined := count(_ways)

# An access package has no such settings.
_ways contains way if {
	some way in input.facts.privileges.activations
	way.alerts
}

_status(way) := "fail" if {
	way.privileged == "yes"
	count(way.alerts.silent) > 0
} else := "unknown"

_text(way) := concat("", ["nobody is told of ", concat(", ", way.alerts.silent)]) if {
	count(way.alerts.silent) > 0
} else := concat("", ["whether somebody is told of ", concat(", ", way.alerts.unseen), " cannot be seen"])

_bad contains way if {
	some way in _ways
	way.privileged != "no"
	count(way.alerts.silent) + count(way.alerts.unseen) > 0
}

# METADATA
# description: A way to a privileged role of which nobody is told, or perhaps nobody.
results contains result.new(about, _status(way), way, {
	"message": concat("", ["For ", way.reaches, ", ", _text(way), "."]),
	"affected": ["whoever watches over privileged roles"],
	"finding": concat("|", [about.id, way.key, way.reaches]),
}) if {
	some way in _bad
}

# METADATA
# description: Somebody is told of everything.
results contains result.pass(about, {}, "Somebody is told of every assignment and activation of a privileged role.") if {
	examined > 0
	count(_bad) == 0
}

# METADATA
# description: No group leads to a role that is activated.
results contains result.not_applicable(about, "No group with a privileged role is activated.") if examined == 0
