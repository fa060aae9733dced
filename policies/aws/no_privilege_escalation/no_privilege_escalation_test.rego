package rules.aws.no_privilege_escalation_test

import data.lib.fixtures_test as given
import data.rules.aws.no_privilege_escalation as rule

_path(id, extent) := {"id": id, "actions": ["iam:A", "iam:B"], "extent": extent, "source": concat("", ["https://", id])}

_principal(answer, changes) := given.aws_principal("ci", object.union({"escalation": answer}, changes))

_policy(answer, changes) := given.aws_policy("wide", object.union({"escalation": answer}, changes))

_world(principals, policies) := given.with_aws({"principals": principals, "policies": policies})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, subject, message) := given.aws_finding(rule.about, status, subject, subject.id, message)

_passes := {given.result(rule.about, "pass", {}, {
	"message": "Nobody can gain more rights in AWS by a policy of this stack.",
})}

test_about if rule.about.id == "aws.no_privilege_escalation"

test_examined_counts_principals_and_policies if {
	world := _world([_principal("no", {}), _principal("no", {"id": "b"})], [_policy("no", {})])
	rule.examined == 3 with input as world
}

test_pass_nobody if {
	_results(_world([], [])) == _passes
	_results(_world([_principal("no", {})], [_policy("no", {})])) == _passes
}

test_fail_one_way if {
	ci := _principal("yes", {"escalations": [_path("p1", "any")]})
	message := "\"ci\" can gain more rights: p1 with iam:A and iam:B (https://p1)."
	_results(_world([ci], [])) == {_found("fail", ci, message)}
}

test_fail_two_ways if {
	ci := _principal("yes", {"escalations": [_path("p1", "any"), _path("p2", "named")]})
	message := concat("", [
		"\"ci\" can gain more rights: p1 with iam:A and iam:B (https://p1); ",
		"p2 with iam:A and iam:B on named resources (https://p2).",
	])
	_results(_world([ci], [])) == {_found("fail", ci, message)}
}

test_fail_more_ways if {
	ci := _principal("yes", {"escalations": [_path("p1", "any"), _path("p2", "any"), _path("p3", "any")]})
	message := concat("", [
		"\"ci\" can gain more rights: p1 with iam:A and iam:B (https://p1); ",
		"p2 with iam:A and iam:B (https://p2); 1 more.",
	])
	_results(_world([ci], [])) == {_found("fail", ci, message)}
}

test_fail_policy_that_nobody_has if {
	wide := _policy("yes", {"escalations": [_path("p1", "any")], "problems": ["it is odd"]})
	message := "\"wide\" lets whoever gets it gain more rights: p1 with iam:A and iam:B (https://p1)."
	_results(_world([_principal("no", {"documents": ["urn::other"]})], [wide])) == {_found("fail", wide, message)}
}

test_pass_policy_whose_holders_are_limited if {
	wide := _policy("yes", {})
	_results(_world([_principal("no", {"documents": ["urn::wide"]})], [wide])) == _passes
}

test_unknown_principal if {
	ci := _principal("unknown", {"open": ["x is hidden", "y too"]})
	message := "\"ci\" may be able to gain more rights: x is hidden, y too."
	_results(_world([ci], [])) == {_found("unknown", ci, message)}
	bare := _principal("unknown", {})
	_results(_world([bare], [])) == {_found("unknown", bare, "\"ci\" may be able to gain more rights.")}
}

test_unknown_policy if {
	wide := _policy("unknown", {"problems": ["it is hidden"]})
	message := "\"wide\" may let whoever gets it gain more rights: it is hidden."
	_results(_world([], [wide])) == {_found("unknown", wide, message)}
}

test_excepted_named_resource if {
	ci := _principal("yes", {})
	world := object.union(
		_world([ci], []),
		{"exceptions": [given.exception("EX-1", rule.about.id, {"resources": ["urn::ci"]})]},
	)
	_results(world) == {object.union(
		_found("excepted", ci, "\"ci\" can gain more rights."),
		{"exceptions": ["EX-1"]},
	)}
}

test_not_applicable_nothing_declared if _results(given.input_with({})) == given.aws_nothing(rule.about)
