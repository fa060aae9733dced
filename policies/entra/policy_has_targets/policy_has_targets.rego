# METADATA
# title: Every enforced policy is about somebody and something
# description: >-
#   Each enforced conditional-access policy includes an application or an action, and people or service principals. One
#   that includes neither looks like a rule and does nothing.
# custom:
#   id: entra.policy_has_targets
#   version: 1
#   severity: medium
#   controls: [A.5.36]
#   remediation: Include the applications and the people that the policy is for, or remove the policy.
package rules.entra.policy_has_targets

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
	policy.shape.noTarget == "yes"
}

# METADATA
# description: A policy of which it is certain.
results contains result.fail(about, policy, {"message": concat("", [
	policy.label, " applies to nothing: it includes no application or nobody.",
])}) if {
	some policy in _policies
	_is_certain(policy)
}

# METADATA
# description: A policy of which it is not.
results contains result.unknown(about, policy, {"message": concat("", [
	"Whether ", policy.label, " includes an application and somebody cannot be seen.",
])}) if {
	some policy in _policies
	policy.shape.noTarget != "no"
	not _is_certain(policy)
}

# METADATA
# description: There is no such policy.
results contains result.pass(about, {}, concat("", [
	"None of ", format_int(examined, 10), " enforced policies is without a target.",
])) if {
	examined > 0
	every policy in _policies { policy.shape.noTarget == "no" }
}

# METADATA
# description: There is no enforced policy.
results contains result.not_applicable(about, "No enforced policy is declared.") if examined == 0
