# METADATA
# title: Sign-in requirements
# description: >-
#   States the exact answer that the access analysis gives to a sign-in requirement: over every sign-in of its scope, the
#   enabled policies of the tenant together either guarantee the outcome or leave a gap, which is shown by its simplest
#   sign-in. What a requirement asks for is data (policies/requirements.yaml).
package lib.sign_in

import data.lib.result

# METADATA
# description: How many policies a requirement looked at.
examined := count([policy | some tenant in input.facts.tenants; some policy in tenant.policies])

# METADATA
# description: The results of the requirement that has the rule's id, one for every tenant that the stack answers for.
results(about) := {result.not_applicable(about, "This stack owns no tenant and declares nothing in one.")} if {
	count(input.facts.tenants) == 0
} else := {_unknown_licence(about, licence) | some licence in _unknown_licences(about.id)} if {
	count(_unknown_licences(about.id)) > 0
} else := {result.not_applicable(about, concat("", ["The tenant does not have the licence ", licence, "."])) |
	some licence in _missing_licences(about.id)
} if {
	count(_missing_licences(about.id)) > 0
} else := {answer(about, requirement, fact) |
	some requirement in input.requirements
	requirement.rule == about.id
	some fact in input.facts.signIn
	fact.rule == about.id
}

_licences(rule) := {requirement.licence | some requirement in input.requirements; requirement.rule == rule}

_unknown_licences(rule) := {licence | some licence in _licences(rule); not _is_answered(licence)}

_is_answered(licence) if is_boolean(input.parameters.licences[licence])

_missing_licences(rule) := {licence | some licence in _licences(rule); not input.parameters.licences[licence]}

_unknown_licence(about, licence) := result.unknown(about, {}, {
	"message": concat("", ["Whether the tenant has the licence ", licence, " is not known."]),
	"remediation": concat("", ["Say under licences in the parameters whether the tenant has ", licence, "."]),
})

# METADATA
# description: The result for one answer of the access analysis.
answer(about, requirement, fact) := result.pass(about, {}, concat("", [requirement.holds, _where(fact)])) if {
	fact.status == "pass"
} else := result.excepted(about, {}, {
	"message": concat("", [requirement.holds, " Live exceptions take out ", _names(fact.exempted), ".", _where(fact)]),
	"affected": fact.exempted,
	"exceptions": fact.exceptions,
}) if {
	fact.status == "excepted"
} else := result.unknown(about, {}, {
	"message": concat("", [
		"It cannot be decided whether this holds: ", requirement.holds, " ", fact.reason, ".",
		_where(fact),
	]),
	"remediation": "Judge fewer policies at once, or raise the budget of the access analysis.",
	"finding": concat("|", [requirement.rule, fact.tenant, "budget"]),
}) if {
	fact.reason
} else := result.fail(about, _subject(fact), _gap(about, requirement, fact)) if {
	fact.status == "fail"
	input.facts.completeness.status == "full"
} else := result.unknown(about, _subject(fact), object.union(_gap(about, requirement, fact), {
	"message": concat("", [
		requirement.broken, " as far as the plan shows, and it may not show every policy: ",
		fact.gap.sentence, _where(fact),
	]),
	"remediation": "Judge a full preview of the stack.",
})) if {
	fact.status == "fail"
} else := result.unknown(about, _subject(fact), object.union(_gap(about, requirement, fact), {
	"message": concat("", [
		requirement.broken, ", unless what is not known prevents it: ", fact.gap.sentence, _where(fact),
		_undecided(fact),
	]),
	"remediation": "Write the values that are not known as literals, or as references to declared resources.",
}))

_gap(about, requirement, fact) := object.union(
	{
		"message": concat("", [requirement.broken, ": ", fact.gap.sentence, _where(fact), _deleted(fact)]),
		"affected": fact.gap.extent.people,
		"exceptions": fact.exceptions,
		"remediation": _fix(about, fact),
		"counterexample": fact.gap.counterexample,
		"extent": fact.gap.extent,
		"finding": concat("|", [requirement.rule, fact.tenant, fact.gap.gap]),
	},
	_nearest(fact),
)

_fix(about, fact) := fact.gap.edit.text if {
	fact.gap.edit
} else := about.remediation

_nearest(fact) := {"nearest": concat("; ", array.concat(reasons, further))} if {
	count(fact.gap.why) > 0
	reasons := [concat(" ", [reason.label, reason.text]) | some reason in fact.gap.why]
	further := [_further(number) | number := fact.gap.further; number > 0]
} else := {}

_further(number) := "1 further policy does not help" if {
	number == 1
} else := concat("", [format_int(number, 10), " further policies do not help"])

# The place to look at: the policy that one edit would mend, else the one that comes nearest.
_subject(fact) := object.union({"key": fact.gap.edit.policy}, object.filter(fact.gap.edit, ["source"])) if {
	fact.gap.edit
} else := object.union({"key": nearest.policy}, object.filter(nearest, ["source"])) if {
	nearest := fact.gap.why[0]
} else := {}

_where(fact) := concat("", [" (Tenant ", fact.tenant, ".)"]) if count(input.facts.tenants) > 1

_where(_) := "" if count(input.facts.tenants) == 1

# The values that decide it; the facts may name none where the doubt is not in a policy.
_undecided(fact) := concat("", [" Not known: ", concat("; ", fact.undecided), "."]) if {
	count(fact.undecided) > 0
} else := ""

_deleted(fact) := concat("", [text |
	some tenant in input.facts.tenants
	tenant.id == fact.tenant
	some label in tenant.deleted
	text := concat("", [" This change deletes ", label, "."])
])

_names(names) := concat(", ", names) if {
	count(names) < 6
} else := concat("", [
	concat(", ", array.slice(names, 0, 4)), " and ", format_int(count(names) - 4, 10), " more",
])
