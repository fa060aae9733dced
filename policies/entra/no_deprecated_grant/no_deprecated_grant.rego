# METADATA
# title: No policy rests on a control that is being retired
# description: >-
#   No enforced conditional-access policy grants access for an approved client app (approvedApplication), which Microsoft
#   retires; an app protection policy (compliantApplication) takes its place.
# custom:
#   id: entra.no_deprecated_grant
#   version: 1
#   severity: medium
#   controls: [A.8.1, A.8.5]
#   remediation: Replace approvedApplication by compliantApplication in grantControls.builtInControls.
package rules.entra.no_deprecated_grant

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
	policy.shape.approvedApplication == "yes"
}

# METADATA
# description: A policy of which it is certain.
results contains result.fail(about, policy, {"message": concat("", [
	policy.label, " grants access for an approved client app, a control that Microsoft retires.",
])}) if {
	some policy in _policies
	_is_certain(policy)
}

# METADATA
# description: A policy of which it is not.
results contains result.unknown(about, policy, {"message": concat("", [
	"Whether ", policy.label, " asks for an approved client app cannot be seen.",
])}) if {
	some policy in _policies
	policy.shape.approvedApplication != "no"
	not _is_certain(policy)
}

# METADATA
# description: There is no such policy.
results contains result.pass(about, {}, concat("", [
	"None of ", format_int(examined, 10), " enforced policies asks for an approved client app.",
])) if {
	examined > 0
	every policy in _policies { policy.shape.approvedApplication == "no" }
}

# METADATA
# description: There is no enforced policy.
results contains result.not_applicable(about, "No enforced policy is declared.") if examined == 0
