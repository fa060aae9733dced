# METADATA
# title: A policy asks for the risk of the user or of the sign-in, not for both
# description: >-
#   No enforced conditional-access policy has conditions on the risk of the user and on that of the sign-in: it would
#   apply only where both are met, so each risk alone would pass it by.
# custom:
#   id: entra.risk_conditions_not_combined
#   version: 1
#   severity: high
#   controls: [A.5.15, A.8.5]
#   remediation: Make two policies, one for each kind of risk.
package rules.entra.risk_conditions_not_combined

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many policies were looked at.
examined := count(_policies)

_policies contains policy if {
	some tenant in input.facts.tenants
	some policy in tenant.policies
	policy.state in {"enabled", "open"}
}

_is_certain(policy) if {
	policy.state == "enabled"
	policy.shape.bothRisks == "yes"
}

# METADATA
# description: A policy that asks for both.
results contains result.fail(about, policy, {"message": concat("", [
	policy.label, " applies only to sign-ins at risk of users at risk: either risk alone passes it by.",
])}) if {
	some policy in _policies
	_is_certain(policy)
}

# METADATA
# description: A policy that may ask for both.
results contains result.unknown(about, policy, {"message": concat("", [
	"Whether ", policy.label, " asks for both kinds of risk at once cannot be seen.",
])}) if {
	some policy in _policies
	policy.shape.bothRisks != "no"
	not _is_certain(policy)
}

# METADATA
# description: No policy asks for both.
results contains result.pass(about, {}, concat("", [
	"None of ", format_int(examined, 10), " enforced policies combines the two kinds of risk.",
])) if {
	examined > 0
	every policy in _policies { policy.shape.bothRisks == "no" }
}

# METADATA
# description: There is no enforced policy.
results contains result.not_applicable(about, "No enforced policy is declared.") if examined == 0
