# METADATA
# title: The plan covers the whole stack
# description: >-
#   The plan shows every resource of the stack, changed or not, and was made without errors. A targeted preview, one
#   without the unchanged resources, or one with errors says nothing about the rest.
# custom:
#   id: change.full_preview
#   version: 1
#   severity: critical
#   controls: [A.8.32]
#   remediation: Plan the whole stack with "gatehouse plan", or with "pulumi preview --json --show-sames" without --target.
package rules.change.full_preview

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many resources were looked at.
examined := count(input.facts.resources)

# METADATA
# description: What is missing from the plan.
results contains result.new(about, _status[input.facts.completeness.status], {}, {
	"message": concat("", ["The plan does not cover the whole stack: ", reason, "."]),
	"finding": concat("|", [about.id, reason]),
}) if {
	some reason in input.facts.completeness.reasons
}

_status := {"partial": "fail", "unknown": "unknown"}

# METADATA
# description: Everything is there.
results contains result.pass(about, {}, concat("", [
	"The plan shows all ", format_int(examined, 10), " resources of the stack.",
])) if {
	input.facts.completeness.status == "full"
}
