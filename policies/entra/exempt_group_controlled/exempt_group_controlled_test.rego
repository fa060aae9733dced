package rules.entra.exempt_group_controlled_test

import data.lib.fixtures_test as given
import data.rules.entra.exempt_group_controlled as rule

_excluding(ids) := given.policy("policy", {"exclusions": [given.exclusion("groups", id) | some id in ids]})

_facts(groups, changes) := object.union(
	{
		"tenants": [given.tenant([_excluding([group.key | some group in groups])])],
		"groups": {group.key: group | some group in groups},
	},
	changes,
)

_world(groups) := given.with_facts(_facts(groups, {}))

_closed := given.group("closed", ["one", "two"])

_says(group, text) := sprintf("The group %s, which is exempt from sign-in requirements, %s.", [group.label, text])

_pass(group) := given.result(rule.about, "pass", group, {
	"message": _says(group, sprintf("is a closed list of %d", [count(group.members)])),
})

_broken(group, status, text) := given.result(rule.about, status, group, {
	"message": _says(group, text),
	"affected": group.affected,
	"finding": sprintf("entra.exempt_group_controlled|%s|%s", [group.key, text]),
})

_undeclared(id) := given.result(rule.about, "unknown", {}, {
	"message": sprintf(
		"The group %s is exempt from sign-in requirements and not declared: nobody sees who is in it.",
		[id],
	),
	"affected": [sprintf("members of the group %s", [id])],
	"finding": sprintf("entra.exempt_group_controlled|%s", [id]),
})

_none := {given.result(rule.about, "not_applicable", {}, {"message": "No group is exempt from a sign-in requirement."})}

_exempting(groups) := given.exception("EX-1", "entra.mfa_all_users", {"groups": groups})

_with_exception(groups, exception, answers) := given.input_with({
	"facts": {"groups": {group.key: group | some group in groups}, "signIn": answers},
	"exceptions": [exception],
})

test_about if rule.about.id == "entra.exempt_group_controlled"

test_examined_counts_groups_once if {
	rule.examined == 2 with input as object.union(
		_world([_closed, given.group("other", ["one"])]),
		{"exceptions": [_exempting(["closed"])]},
	)
}

test_pass_closed_group if rule.results == {_pass(_closed)} with input as _world([_closed])

_opening(group, rules) := given.policy("policy", {"exclusions": [object.union(
	given.exclusion("groups", group.key),
	{"effect": {"idle": false, "opens": rules, "approvedBy": []}},
)]})

_opened(group, rules) := given.with_facts(_facts([group], {"tenants": [given.tenant([_opening(group, rules)])]}))

_crowd := given.group("crowd", ["one", "two", "three", "four"])

test_not_applicable_group_whose_exclusion_opens_no_requirement if {
	rule.results == _none with input as _opened(_crowd, [])
}

test_not_applicable_group_whose_exclusion_opens_advisory_requirements_only if {
	rule.results == _none with input as object.union(
		_opened(_crowd, ["entra.managed_device_required"]),
		{"parameters": {"rules": {"entra.managed_device_required": "advisory"}}},
	)
}

test_fail_group_whose_exclusion_opens_an_enforced_requirement if {
	text := "has 4 members; the parameters allow 3"
	rule.results == {_broken(_crowd, "fail", text)} with input as _opened(_crowd, ["entra.mfa_all_users"])
}

test_pass_as_many_as_the_parameter_allows if {
	group := given.group("three", ["one", "two", "three"])
	rule.results == {_pass(group)} with input as _world([group])
}

test_pass_group_of_emergency_accounts if {
	rule.results == {_pass(_closed)} with input as given.with_facts(_facts([_closed], {"emergency": ["one", "two"]}))
}

test_pass_group_of_emergency_accounts_that_nothing_names if {
	facts := {"groups": {"closed": _closed, "mixed": given.group("mixed", ["one", "anna"])}, "emergency": ["one", "two"]}
	rule.results == {_pass(_closed)} with input as given.with_facts(facts)
}

test_pass_beside_emergency_accounts_elsewhere if {
	rule.results == {_pass(_closed)} with input as given.with_facts(_facts([_closed], {"emergency": ["three"]}))
}

test_pass_beside_groups_that_are_not_exempt if {
	weak := object.union(given.group("weak", ["one"]), {"weaknesses": ["is weak"], "unclear": ["may hold x"]})
	world := object.union(_world([_closed]), {"facts": {"groups": {"closed": _closed, "weak": weak}}})
	rule.results == {_pass(_closed)} with input as world
}

test_pass_group_that_an_exception_names if {
	rule.results == {_pass(_closed)} with input as _with_exception([_closed], _exempting(["closed"]), [])
}

test_fail_weakness if {
	weak := object.union(_closed, {"weaknesses": ["has the owner anna, who can add members", "contains another group"]})
	rule.results == {
		_broken(weak, "fail", "has the owner anna, who can add members"),
		_broken(weak, "fail", "contains another group"),
	} with input as _world([weak])
}

test_fail_more_than_the_parameter_allows if {
	group := given.group("four", ["one", "two", "three", "four"])
	rule.results == {_broken(group, "fail", "has 4 members; the parameters allow 3")} with input as _world([group])
}

test_fail_somebody_beside_emergency_accounts if {
	group := given.group("mixed", ["one", "anna", "bert"])
	facts := _facts([group], {"emergency": ["one"], "users": {"anna": {"label": "Anna"}}})
	rule.results == {
		_broken(group, "fail", "holds Anna beside emergency accounts"),
		_broken(group, "fail", "holds bert beside emergency accounts"),
	} with input as given.with_facts(facts)
}

test_fail_group_that_only_an_exception_names if {
	weak := object.union(_closed, {"weaknesses": ["is weak"]})
	rule.results == {_broken(weak, "fail", "is weak")} with input as _with_exception([weak], _exempting(["closed"]), [])
}

test_unknown_member_that_is_not_declared if {
	group := object.union(given.group("mixed", ["one", "somebody"]), {"undeclared": ["somebody"], "unclear": ["may hold x"]})
	facts := _facts([group], {"emergency": ["one"]})
	rule.results == {_broken(group, "unknown", "may hold x")} with input as given.with_facts(facts)
}

test_unknown_parameter_that_is_missing if {
	world := json.remove(_world([_closed]), ["/parameters/exemptGroups"])
	text := "may be too large: the parameter exemptGroups.maximum is missing"
	rule.results == {_broken(_closed, "unknown", text)} with input as world
}

test_unknown_excluded_group_that_is_not_declared if {
	world := given.with_facts({"tenants": [given.tenant([_excluding(["elsewhere"])])]})
	rule.results == {_undeclared("elsewhere")} with input as world
}

test_unknown_group_of_a_policy_in_a_state_that_is_open if {
	policy := object.union(_excluding(["elsewhere"]), {"state": "open"})
	rule.results == {_undeclared("elsewhere")} with input as given.with_facts({"tenants": [given.tenant([policy])]})
}

test_unknown_undeclared_group_of_an_exception_that_changes_an_answer if {
	world := _with_exception([], _exempting(["elsewhere"]), [{"exceptions": ["EX-0", "EX-1"]}])
	rule.results == {_undeclared("elsewhere")} with input as world
}

test_unknown_exclusion_that_cannot_be_read if {
	open := object.union(given.exclusion("groups", "?"), {"kind": "open"})
	policy := given.policy("policy", {"exclusions": [open]})
	rule.results == {given.result(rule.about, "unknown", policy, {
		"message": "\"policy\" excludes the entry ?; how that is controlled cannot be seen.",
		"finding": "entra.exempt_group_controlled|urn::policy|?",
	})} with input as given.with_facts({"tenants": [given.tenant([policy])]})
}

test_not_applicable_nothing if rule.results == _none with input as given.input_with({})

test_not_applicable_group_without_members if {
	rule.results == _none with input as given.with_facts({"groups": {"empty": given.group("empty", [])}})
}

test_not_applicable_policy_that_is_not_enforced if {
	policy := object.union(_excluding(["closed"]), {"state": "report-only"})
	rule.results == _none with input as given.with_facts({"tenants": [given.tenant([policy])]})
}

test_not_applicable_other_exclusions if {
	policy := given.policy("policy", {"exclusions": [given.exclusion("users", "closed")]})
	rule.results == _none with input as given.with_facts({"tenants": [given.tenant([policy])]})
}

test_not_applicable_undeclared_group_of_an_exception_that_changes_nothing if {
	world := _with_exception([], _exempting(["elsewhere"]), [{"exceptions": ["EX-0"]}])
	rule.results == _none with input as world
}

test_not_applicable_exception_of_another_rule if {
	exception := given.exception("EX-1", "entra.no_permanent_privileged_role", {"groups": ["closed"]})
	rule.results == _none with input as _with_exception([_closed], exception, [])
}

test_not_applicable_exception_that_has_expired if {
	exception := object.union(_exempting(["closed"]), {"expiresAt": given.now - 1})
	rule.results == _none with input as _with_exception([_closed], exception, [])
}
