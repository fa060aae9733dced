package rules.aws.no_administrator_policy_test

import data.lib.fixtures_test as given
import data.rules.aws.no_administrator_policy as rule

_principal(name, administrator, changes) := given.aws_principal(name, object.union(
	{"administrator": object.union({"answer": "yes", "through": "policies", "chain": []}, administrator)},
	changes,
))

_policy(name, changes) := given.aws_policy(name, changes)

_world(principals, policies) := given.with_aws({"principals": principals, "policies": policies})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, subject, message) := given.aws_finding(rule.about, status, subject, subject.id, message)

_passes := {given.result(rule.about, "pass", {}, {
	"message": "Nobody is an administrator of AWS by a policy of this stack.",
})}

_chain := {"chain": [{"label": "the group"}, {"label": "\"AdministratorAccess\""}]}

test_about if rule.about.id == "aws.no_administrator_policy"

test_examined_counts_principals_and_policies if {
	world := _world([given.aws_principal("a", {}), given.aws_principal("b", {})], [_policy("c", {})])
	rule.examined == 3 with input as world
}

test_pass_nobody if {
	_results(_world([], [])) == _passes
	_results(_world([given.aws_principal("a", {})], [_policy("b", {})])) == _passes
}

test_pass_administrator_by_a_role_only if {
	_results(_world([_principal("a", {"through": "role"}, {})], [])) == _passes
}

test_fail_administrator if {
	ci := _principal("ci", _chain, {})
	message := "\"ci\" is an administrator of AWS by the group, \"AdministratorAccess\"."
	_results(_world([ci], [])) == {_found("fail", ci, message)}
	bare := _principal("ci", {}, {})
	_results(_world([bare], [])) == {_found("fail", bare, "\"ci\" is an administrator of AWS.")}
}

test_fail_though_something_is_hidden if {
	ci := _principal("ci", _chain, {"open": ["a policy is not known"]})
	message := "\"ci\" is an administrator of AWS by the group, \"AdministratorAccess\"."
	_results(_world([ci], [])) == {_found("fail", ci, message)}
}

test_fail_policy_that_nobody_has if {
	all := _policy("all", {"administrator": "yes"})
	message := "\"all\" makes whoever gets it an administrator of AWS."
	_results(_world([_principal("ci", {"answer": "no"}, {"documents": ["urn::other"]})], [all])) == {_found("fail", all, message)}
	odd := _policy("all", {"administrator": "yes", "problems": ["it is odd", "very"]})
	text := "\"all\" makes whoever gets it an administrator of AWS: it is odd, very."
	_results(_world([], [odd])) == {_found("fail", odd, text)}
}

test_pass_policy_whose_holders_are_limited if {
	all := _policy("all", {"administrator": "yes"})
	_results(_world([_principal("ci", {"answer": "no"}, {"documents": ["urn::all"]})], [all])) == _passes
}

test_unknown_administrator if {
	ci := _principal("ci", {"answer": "unknown", "chain": [{"label": "a policy"}]}, {"open": ["x is hidden", "y too"]})
	message := "\"ci\" may be an administrator of AWS: x is hidden, y too."
	_results(_world([ci], [])) == {_found("unknown", ci, message)}
	bare := _principal("ci", {"answer": "unknown", "chain": [{"label": "a policy"}]}, {})
	text := "\"ci\" may be an administrator of AWS by a policy."
	_results(_world([bare], [])) == {_found("unknown", bare, text)}
}

test_unknown_policy if {
	all := _policy("all", {"administrator": "unknown"})
	message := "\"all\" may make whoever gets it an administrator of AWS."
	_results(_world([], [all])) == {_found("unknown", all, message)}
}

test_excepted_named_resource if {
	ci := _principal("ci", {}, {})
	world := object.union(
		_world([ci], []),
		{"exceptions": [given.exception("EX-1", rule.about.id, {"resources": ["urn::ci"]})]},
	)
	_results(world) == {object.union(
		_found("excepted", ci, "\"ci\" is an administrator of AWS."),
		{"exceptions": ["EX-1"]},
	)}
}

test_fail_without_an_account if {
	ci := _principal("ci", {}, {})
	world := given.with_facts({"aws": {"principals": [ci]}})
	_results(world) == {_found("fail", ci, "\"ci\" is an administrator of AWS.")}
}

test_not_applicable_nothing_declared if _results(given.input_with({})) == given.aws_nothing(rule.about)
