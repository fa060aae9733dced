# METADATA
# title: There are enough Global Administrators, and not too many
# description: >-
#   As many people as the parameters allow hold the role Global Administrator or may activate it, directly or through
#   groups. Emergency accounts count.
# custom:
#   id: entra.global_admin_count
#   version: 1
#   severity: high
#   controls: [A.5.2, A.5.15, A.5.18, A.8.2]
#   remediation: >-
#     Give people the role that their work needs instead of Global Administrator, and keep the emergency accounts in it.
package rules.entra.global_admin_count

import data.lib.holders
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many people are Global Administrators.
examined := count(holders.global_administrators)

_limits := input.parameters.globalAdministrators

_text := concat(" ", [
	"Global Administrators:", format_int(examined, 10), "people; the parameters ask for",
	format_int(_limits.minimum, 10), "to", format_int(_limits.maximum, 10),
])

_details := {"affected": sort([label | some label in holders.global_administrators])}

_is_open if count(holders.hidden_global_administrators) > 0

_is_open if input.facts.completeness.status == "unknown"

_status := "fail" if {
	examined > _limits.maximum
} else := "unknown" if {
	_is_open
} else := "fail" if {
	examined < _limits.minimum
} else := "pass"

# METADATA
# description: Too many, or too few.
results contains result.fail(about, {}, object.union(_details, {"message": concat("", [_text, "."])})) if {
	count(input.facts.tenants) > 0
	_status == "fail"
}

# METADATA
# description: There may be more.
results contains result.unknown(about, {}, object.union(_details, {
	"message": concat("", [_text, ", and there may be more: ", concat("; ", _reasons), "."]),
	"remediation": "Name who holds the role as references to declared users, and plan the whole stack.",
})) if {
	count(input.facts.tenants) > 0
	_status == "unknown"
}

_reasons := sort(holders.hidden_global_administrators | {"the plan may not show the whole stack" |
	input.facts.completeness.status == "unknown"
})

# METADATA
# description: As many as the parameters ask for.
results contains result.pass(about, {}, concat("", [_text, "."])) if {
	count(input.facts.tenants) > 0
	_status == "pass"
}

# METADATA
# description: There is no tenant.
results contains result.not_applicable(about, "This stack owns no tenant and declares nothing in one.") if {
	count(input.facts.tenants) == 0
}
