# METADATA
# title: Every exclusion from an enabled policy is registered
# description: >-
#   Each user, group, role, guest type and application that an enabled conditional-access policy excludes is named by a
#   live exception of an enforced sign-in requirement, with an owner, an approver and an end.
# custom:
#   id: entra.exclusions_registered
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.18, A.8.3]
#   remediation: >-
#     Remove the exclusion, or add an exception with owner, approver and expiresOn to stacks/register/exceptions.yaml and
#     have it approved before the exclusion.
package rules.entra.exclusions_registered

import data.lib.exceptions
import data.lib.requirements
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many policies were looked at.
examined := count([policy | some tenant in input.facts.tenants; some policy in tenant.policies])

_registered(exclusion) if {
	some rule in requirements.enforced
	exceptions.covers(rule, exclusion.dimension, exclusion.id)
}

_enforced contains policy if {
	some tenant in input.facts.tenants
	some policy in tenant.policies
	policy.state in {"enabled", "open"}
}

_unregistered(policy) := {exclusion | some exclusion in policy.exclusions; not _registered(exclusion)}

# METADATA
# description: An exclusion that nobody registered.
results contains result.fail(about, policy, {
	"message": concat("", [policy.label, " excludes ", exclusion.text, ", and no live exception names it."]),
	"affected": exclusion.affected,
	"remediation": concat(" ", [exclusion.fix, about.remediation]),
	"finding": concat("|", [about.id, policy.key, exclusion.dimension, exclusion.id]),
}) if {
	some policy in _enforced
	policy.state == "enabled"
	some exclusion in _unregistered(policy)
	exclusion.kind == "broken"
}

# METADATA
# description: An exclusion that cannot be read, or of a policy that may not be enforced.
results contains result.unknown(about, policy, {
	"message": concat("", [policy.label, " excludes ", exclusion.text, "; whether that is registered cannot be seen."]),
	"affected": exclusion.affected,
	"finding": concat("|", [about.id, policy.key, exclusion.dimension, exclusion.id]),
}) if {
	some policy in _enforced
	some exclusion in _unregistered(policy)
	not _decided(policy, exclusion)
}

_decided(policy, exclusion) if {
	policy.state == "enabled"
	exclusion.kind == "broken"
}

# METADATA
# description: A policy without exclusions, or with registered ones only.
results contains result.pass(about, policy, concat("", [policy.label, " excludes nobody who is not registered."])) if {
	some policy in _enforced
	count(_unregistered(policy)) == 0
}

# METADATA
# description: There is no enabled policy.
results contains result.not_applicable(about, "No enabled policy is declared.") if count(_enforced) == 0
