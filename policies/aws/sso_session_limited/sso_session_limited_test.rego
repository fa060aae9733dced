package rules.aws.sso_session_limited_test

import data.lib.fixtures_test as given
import data.rules.aws.sso_session_limited as rule

_session(changes) := given.in_account("set", changes)

_world(sessions) := given.with_aws({"sessions": sessions})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, changes, message) := given.aws_finding(rule.about, status, _session(changes), "session", message)

_passes := {given.result(rule.about, "pass", {}, {"message": "Every declared session ends in time."})}

test_about if rule.about.id == "aws.sso_session_limited"

test_examined_counts_sessions if rule.examined == 1 with input as _world([_session({})])

test_pass_as_long_as_the_parameters_allow if {
	_results(_world([])) == _passes
	_results(_world([_session({"seconds": 28800})])) == _passes
}

test_fail_longer if {
	changes := {"seconds": 28801}
	message := "Sessions of \"set\" last 8 hours, longer than is allowed."
	_results(_world([_session(changes)])) == {_found("fail", changes, message)}
}

test_fail_without_the_parameter if {
	changes := {"seconds": 3600}
	world := json.remove(_world([_session(changes)]), ["/parameters/aws/sessionHours"])
	_results(world) == {_found("fail", changes, "Sessions of \"set\" last 1 hours, longer than is allowed.")}
}

test_unknown_length if {
	_results(_world([_session({})])) == {_found("unknown", {}, "How long sessions of \"set\" last is not known.")}
}

test_excepted_named_resource if {
	world := object.union(
		_world([_session({"seconds": 43200})]),
		{"exceptions": [given.exception("EX-1", rule.about.id, {"resources": ["urn::set"]})]},
	)
	{[entry.status, entry.exceptions] | some entry in _results(world)} == {["excepted", ["EX-1"]]}
}

test_not_applicable_nothing_declared if _results(given.input_with({})) == given.aws_nothing(rule.about)
