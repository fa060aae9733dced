# METADATA
# title: Groups that are exempt from sign-in requirements are controlled
# description: >-
#   Each group to which an enabled conditional-access policy, by excluding it, allows what an enforced sign-in
#   requirement forbids, or that a live exception takes out of one, is a declared, closed, small list: role-assignable,
#   without owners, nested groups or other ways in. A group of emergency accounts holds nobody else.
# custom:
#   id: entra.exempt_group_controlled
#   version: 2
#   severity: high
#   controls: [A.5.15, A.5.18, A.8.2]
#   remediation: >-
#     Declare the group with its few members as a static, role-assignable group without owners, or take it out of the
#     policies and of the exceptions.
package rules.entra.exempt_group_controlled

import data.lib.exceptions
import data.lib.requirements
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many groups were looked at.
examined := count(_exempt)

_policies contains policy if {
	some tenant in input.facts.tenants
	some policy in tenant.policies
	policy.state in {"enabled", "open"}
}

_excluded := {{"policy": policy, "exclusion": exclusion} |
	some policy in _policies
	some exclusion in policy.exclusions
	exclusion.dimension == "groups"
}

_exempt contains entry.exclusion.id if {
	some entry in _excluded
	entry.exclusion.kind == "broken"
	not _is_harmless(entry.exclusion)
}

# Whatever the exclusion lets through is as every enforced requirement wants it, or advisory requirements at most.
_is_harmless(exclusion) if {
	every rule in exclusion.effect.opens { not rule in requirements.enforced }
}

# An exception may be about another stack's group: only what is declared here, or what changes an answer here, counts.
_exempt contains id if {
	some exception in exceptions.live
	exception.rule in requirements.enforced
	some id in exception.scope.groups
	_matters(exception, id)
}

# A group of emergency accounts alone is there to be exempt, also where policies still name the group before it.
_exempt contains id if {
	some id, group in input.facts.groups
	count(group.members) > 0
	every member in group.members { member in input.facts.emergency }
}

_matters(_, id) if input.facts.groups[id]

_matters(exception, _) if {
	some answer in input.facts.signIn
	exception.id in answer.exceptions
}

_weak(group) := ({text | some text in group.weaknesses} | {text |
	count(group.members) > input.parameters.exemptGroups.maximum
	text := concat("", [
		"has ", format_int(count(group.members), 10), " members; the parameters allow ",
		format_int(input.parameters.exemptGroups.maximum, 10),
	])
}) | {text |
	_holds_emergency_account(group)
	some member in group.members
	not member in input.facts.emergency
	not member in group.undeclared
	text := concat("", ["holds ", _label(member), " beside emergency accounts"])
}

_holds_emergency_account(group) if {
	some account in input.facts.emergency
	account in group.members
}

_unclear(group) := {text | some text in group.unclear} | {text |
	not input.parameters.exemptGroups.maximum
	text := "may be too large: the parameter exemptGroups.maximum is missing"
}

_label(account) := object.get(input.facts.users, [account, "label"], account)

# METADATA
# description: A group that is no controlled set.
results contains result.fail(about, group, {
	"message": concat("", ["The group ", group.label, ", which is exempt from sign-in requirements, ", text, "."]),
	"affected": group.affected,
	"finding": concat("|", [about.id, group.key, text]),
}) if {
	some id in _exempt
	group := input.facts.groups[id]
	some text in _weak(group)
}

# METADATA
# description: A group of which somebody may be a member who is not seen.
results contains result.unknown(about, group, {
	"message": concat("", ["The group ", group.label, ", which is exempt from sign-in requirements, ", text, "."]),
	"affected": group.affected,
	"finding": concat("|", [about.id, group.key, text]),
}) if {
	some id in _exempt
	group := input.facts.groups[id]
	some text in _unclear(group)
}

# METADATA
# description: A group that is not declared.
results contains result.unknown(about, {}, {
	"message": concat("", ["The group ", id, " is exempt from sign-in requirements and not declared: nobody sees who is in it."]),
	"affected": [concat("", ["members of the group ", id])],
	"finding": concat("|", [about.id, id]),
}) if {
	some id in _exempt
	not input.facts.groups[id]
}

# METADATA
# description: A policy excludes a group that cannot be read.
results contains result.unknown(about, entry.policy, {
	"message": concat("", [entry.policy.label, " excludes ", entry.exclusion.text, "; how that is controlled cannot be seen."]),
	"finding": concat("|", [about.id, entry.policy.key, entry.exclusion.id]),
}) if {
	some entry in _excluded
	entry.exclusion.kind == "open"
}

# METADATA
# description: A controlled set.
results contains result.pass(about, group, message) if {
	some id in _exempt
	group := input.facts.groups[id]
	count(_weak(group) | _unclear(group)) == 0
	message := concat("", [
		"The group ", group.label, ", which is exempt from sign-in requirements, is a closed list of ",
		format_int(count(group.members), 10), ".",
	])
}

# METADATA
# description: No group is exempt.
results contains result.not_applicable(about, "No group is exempt from a sign-in requirement.") if {
	count(_exempt) == 0
	every entry in _excluded { entry.exclusion.kind == "broken" }
}
