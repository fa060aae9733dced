# METADATA
# title: Administrators have finer roles than Global Administrator
# description: >-
#   There are at most as many Global Administrators as other people with a privileged role, each person counted once
#   (CISA SCuBA, MS.AAD.7.2).
# custom:
#   id: entra.finer_roles_than_global_admin
#   version: 1
#   severity: medium
#   controls: [A.5.3, A.5.15, A.8.2]
#   remediation: Give people the role that their work needs instead of Global Administrator.
package rules.entra.finer_roles_than_global_admin

import data.lib.holders
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many people have a privileged role.
examined := count(holders.global_administrators) + count(holders.other_administrators)

_text := concat(" ", [
	"Global Administrators:", format_int(count(holders.global_administrators), 10),
	"people; others with a privileged role:", format_int(count(holders.other_administrators), 10),
])

_are_more if count(holders.global_administrators) > count(holders.other_administrators)

# Somebody who cannot be seen turns the answer only where they would be on the smaller side.
_status := "unknown" if {
	input.facts.completeness.status == "unknown"
} else := "unknown" if {
	_are_more
	count(holders.hidden_other_administrators) > 0
} else := "fail" if {
	_are_more
} else := "unknown" if {
	count(holders.hidden_global_administrators) > 0
} else := "pass"

_details := {
	"message": concat("", [_text, {"fail": ".", "unknown": ", and there may be more who are not seen."}[_status]]),
	"affected": sort([label | some label in holders.global_administrators]),
}

# METADATA
# description: More Global Administrators than others, or perhaps more.
results contains result.new(about, _status, {}, _details) if {
	count(input.facts.tenants) > 0
}

# METADATA
# description: At least as many others.
results contains result.pass(about, {}, concat("", [_text, "."])) if {
	count(input.facts.tenants) > 0
	_status == "pass"
}

# METADATA
# description: There is no tenant.
results contains result.not_applicable(about, "This stack owns no tenant and declares nothing in one.") if {
	count(input.facts.tenants) == 0
}
