# METADATA
# title: No change is ignored where a requirement rests
# description: >-
#   A resource that a requirement rests on (a policy, a strength, a location, a role grant, a group or user that one of
#   them or an exception names, an AWS guard) has no ignoreChanges besides its names: its drift would never be corrected.
# custom:
#   id: change.no_ignored_changes
#   version: 1
#   severity: high
#   controls: [A.8.9, A.8.32]
#   remediation: Remove ignoreChanges from the resource, or limit it to displayName and description.
package rules.change.no_ignored_changes

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many resources were looked at.
examined := count(_bearing)

# Properties that no rule and no provider decides by.
_cosmetic := {"displayName", "description", "tags"}

_bearing contains resource if {
	some resource in input.facts.resources
	resource.bearing
}

_ignored(resource) := {path | some path in resource.ignoreChanges; not _cosmetic[path]}

# METADATA
# description: Changes of a resource that matters are ignored.
results contains result.fail(about, resource, {
	"message": concat("", [resource.label, " ignores changes of ", concat(", ", sort(_ignored(resource))), "."]),
}) if {
	_visible
	some resource in _bearing
	count(_ignored(resource)) > 0
}

_visible if not "options" in input.facts.lacks

# METADATA
# description: Nothing that matters is ignored.
results contains result.pass(about, {}, concat("", [
	"None of ", format_int(examined, 10), " resources that requirements rest on ignores changes.",
])) if {
	_visible
	every resource in _bearing { count(_ignored(resource)) == 0 }
}

# METADATA
# description: The form of the plan does not carry options.
results contains result.unknown(about, {}, {
	"message": "Whether changes are ignored is not in this form of plan.",
	"remediation": "Judge a plan, or a preview made with --show-sames.",
}) if {
	not _visible
}
