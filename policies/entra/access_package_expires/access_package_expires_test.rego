package rules.entra.access_package_expires_test

import data.lib.fixtures_test as given
import data.rules.entra.access_package_expires as rule

_policy(name, term) := {
	"key": concat("::", ["urn", name]),
	"label": concat("", ["\"", name, "\""]),
	"source": {"file": "stacks/packages.ts", "line": 9, "column": 1},
	"package": "\"Sales\"",
	"term": term,
}

_year := 365 * 86400

_world(policies) := given.with_privileges({"packagePolicies": policies})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, policy, text) := {given.result(rule.about, status, policy, {
	"message": sprintf("The policy %s gives the access package \"Sales\" %s.", [policy.label, text]),
	"affected": ["whoever gets the access package \"Sales\""],
})}

test_about if rule.about.id == "entra.access_package_expires"

test_examined_counts_policies if {
	rule.examined == 2 with input as _world([_policy("a", {"kind": "permanent"}), _policy("b", {"kind": "permanent"})])
}

test_pass_as_long_as_the_parameters_allow if {
	policies := [
		_policy("a", {"kind": "lasts", "seconds": _year}),
		_policy("b", {"kind": "until", "until": given.now + _year}),
		_policy("c", {"kind": "until", "until": given.now - 1}),
	]
	_results(_world(policies)) == {given.result(rule.about, "pass", {}, {
		"message": "All 3 assignment policies of access packages set an end in time.",
	})}
}

test_fail_without_an_end if {
	policy := _policy("a", {"kind": "permanent"})
	_results(_world([policy, _policy("b", {"kind": "lasts", "seconds": 1})])) == _found("fail", policy, "without an end")
}

test_fail_a_second_too_long if {
	text := "for 365 days, longer than the 365 days allowed"
	lasts := _policy("a", {"kind": "lasts", "seconds": _year + 1})
	_results(_world([lasts])) == _found("fail", lasts, text)
	until := _policy("a", {"kind": "until", "until": (given.now + _year) + 1})
	_results(_world([until])) == _found("fail", until, text)
}

test_fail_days_are_rounded_down if {
	policy := _policy("a", {"kind": "lasts", "seconds": (400 * 86400) + 86399})
	_results(_world([policy])) == _found("fail", policy, "for 400 days, longer than the 365 days allowed")
}

test_unknown_end if {
	policy := _policy("a", {"kind": "open", "why": "the end is not known"})
	_results(_world([policy])) == _found("unknown", policy, "whose end cannot be read: the end is not known")
}

test_not_applicable_without_a_package if {
	_results(_world([])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "No assignment policy of an access package is declared.",
	})}
}
