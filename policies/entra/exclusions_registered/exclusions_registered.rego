# METADATA
# title: Every exclusion from an enabled policy is registered
# description: >-
#   Each user, group, role, guest type and application that an enabled conditional-access policy excludes is named by a
#   live exception, with an owner, an approver and an end, unless other policies refuse whatever this one would refuse to
#   the excluded. Applications to which a block does not extend need none, if what is allowed there meets every enforced
#   requirement.
# custom:
#   id: entra.exclusions_registered
#   version: 2
#   severity: high
#   controls: [A.5.15, A.5.18, A.8.3]
#   remediation: >-
#     Remove the exclusion, or let another policy ask for as much, or add an exception from the requirement that it
#     breaks, or from this rule if it breaks none, to exceptions.yaml of the register and have it approved before.
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

# It lets nothing through: other policies refuse it.
_registered(exclusion) if exclusion.effect.idle

# All that it lets through, exceptions from an enforced requirement allow.
_registered(exclusion) if {
	some rule in exclusion.effect.approvedBy
	rule in requirements.enforced
}

_excepting(exclusion) := exceptions.covering(about.id, exclusion.dimension, exclusion.id)

_enforced contains policy if {
	some tenant in input.facts.tenants
	some policy in tenant.policies
	policy.state in {"enabled", "open"}
}

_unregistered(policy) := {exclusion |
	some exclusion in policy.exclusions
	not _registered(exclusion)
	not _bounds_a_block(policy, exclusion)
}

# "Everything but these applications is blocked" says where a block ends; what is asked there, the requirements judge.
_bounds_a_block(policy, exclusion) if {
	exclusion.dimension == "applications"
	policy.shape.blocks == "yes"
	every rule in exclusion.effect.opens { not rule in requirements.enforced }
}

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
	count(_excepting(exclusion)) == 0
}

# METADATA
# description: An exclusion that breaks no requirement, or not alone, and is approved as such.
results contains result.excepted(about, policy, {
	"message": concat("", [policy.label, " excludes ", exclusion.text, ", and an exception names it."]),
	"affected": exclusion.affected,
	"exceptions": sort(_excepting(exclusion)),
	"finding": concat("|", [about.id, policy.key, exclusion.dimension, exclusion.id]),
}) if {
	some policy in _enforced
	some exclusion in _unregistered(policy)
	count(_excepting(exclusion)) > 0
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
	count(_excepting(exclusion)) == 0
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
