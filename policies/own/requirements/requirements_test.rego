package rules.own.requirements_test

import data.lib.answers_test as answers
import data.lib.fixtures_test as given
import data.rules.own.requirements as rule

_own(id, changes) := answers.requirement(id, object.union(
	{
		"title": "Title of the organisation",
		"severity": "low",
		"controls": ["A.5.1"],
	},
	changes,
))

_first := _own("own.first", {})

_second := _own("own.second", {
	"severity": "critical",
	"controls": ["A.8.1", "A.8.2"],
	"holds": "The second holds.",
	"broken": "The second is broken",
})

_plan(ids, requirements, facts) := object.union(
	answers.answered(ids, [answers.requirement("entra.mfa_all_users", {})], facts),
	{"parameters": {"ownRequirements": requirements}},
)

# A result carries severity and controls of the requirement; all else is the rule's.
_result(requirement, status, fields) := given.result(
	object.union(rule.about, {"severity": requirement.severity, "controls": requirement.controls}),
	status, {}, fields,
)

_fail(requirement, tenant_id, message) := _result(requirement, "fail", object.union(answers.of_gap(answers.gap({})), {
	"message": message,
	"finding": concat("|", [requirement.rule, tenant_id, "gap-1"]),
}))

_gap := {"gap": answers.gap({})}

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "own.requirements"

test_examined_counts_the_requirements_of_the_organisation if {
	rule.examined == 2 with input as _plan(["one"], [_first, _second], [])
	rule.examined == 0 with input as _plan(["one"], [], [])
}

test_pass_each_requirement if {
	_results(_plan(["one"], [_first, _second], [
		answers.answer("own.first", "one", "pass", {}),
		answers.answer("own.second", "one", "pass", {}),
	])) == {
		_result(_first, "pass", {"message": "Everyone does it."}),
		_result(_second, "pass", {"message": "The second holds."}),
	}
}

test_fail_only_the_requirement_that_is_broken if {
	_results(_plan(["one"], [_first, _second], [
		answers.answer("own.first", "one", "pass", {}),
		answers.answer("own.second", "one", "fail", _gap),
	])) == {
		_result(_first, "pass", {"message": "Everyone does it."}),
		_fail(_second, "one", "The second is broken: Anna can sign in to Mail."),
	}
}

test_fail_in_each_tenant if {
	_results(_plan(["one", "two"], [_second], [
		answers.answer("own.second", "one", "fail", _gap),
		answers.answer("own.second", "two", "fail", _gap),
	])) == {
		_fail(_second, "one", "The second is broken: Anna can sign in to Mail. (Tenant one.)"),
		_fail(_second, "two", "The second is broken: Anna can sign in to Mail. (Tenant two.)"),
	}
}

test_unknown_budget_exceeded_is_a_finding_of_each_requirement if {
	_results(_plan(["one"], [_first, _second], [
		answers.answer("own.first", "one", "unknown", {"reason": "too much"}),
		answers.answer("own.second", "one", "unknown", {"reason": "too much"}),
	])) == {_result(requirement, "unknown", {
		"message": sprintf("It cannot be decided whether this holds: %s too much.", [requirement.holds]),
		"remediation": "Judge fewer policies at once, or raise the budget of the access analysis.",
		"finding": concat("|", [requirement.rule, "one", "budget"]),
	}) |
		some requirement in [_first, _second]
	}
}

test_unknown_gap_that_is_not_certain if {
	answer := answers.answer("own.first", "one", "unknown", object.union(_gap, {"undecided": ["\"mfa\": state"]}))
	_results(_plan(["one"], [_first], [answer])) == {object.union(
		_fail(_first, "one", concat("", [
			"Somebody need not do it, unless what is not known prevents it: Anna can sign in to Mail. ",
			"Not known: \"mfa\": state.",
		])),
		{
			"status": "unknown",
			"remediation": "Write the values that are not known as literals, or as references to declared resources.",
		},
	)}
}

test_unknown_gap_in_a_plan_that_may_hide_policies if {
	world := _plan(["one"], [_first], [answers.answer("own.first", "one", "fail", _gap)])
	message := concat("", [
		"Somebody need not do it as far as the plan shows, and it may not show every policy: ",
		"Anna can sign in to Mail.",
	])
	_results(object.union(world, {"facts": {"completeness": {"status": "partial"}}})) == {object.union(
		_fail(_first, "one", message),
		{"status": "unknown", "remediation": "Judge a full preview of the stack."},
	)}
}

test_excepted_by_an_exception_of_the_requirement if {
	_results(_plan(["one"], [_first], [answers.answer("own.first", "one", "excepted", {
		"exceptions": ["EX-1"],
		"exempted": ["Carla"],
	})])) == {_result(_first, "excepted", {
		"message": "Everyone does it. Live exceptions take out Carla.",
		"affected": ["Carla"],
		"exceptions": ["EX-1"],
	})}
}

test_not_applicable_no_requirement if {
	nothing := {given.result(rule.about, "not_applicable", {}, {
		"message": "The parameters list no requirement of the organisation's own.",
	})}
	other := answers.answer("entra.mfa_all_users", "one", "fail", _gap)
	every ids in [[], ["one"]] {
		_results(_plan(ids, [], [other])) == nothing
	}
}

test_not_applicable_no_tenant if _results(_plan([], [_first], [])) == answers.no_tenant(rule.about)
