package rules.aws.no_iam_users_test

import data.lib.fixtures_test as given
import data.rules.aws.no_iam_users as rule

_user(changes) := given.aws_principal("anna", object.union({"kind": "user"}, changes))

_world(principals) := given.with_aws({"principals": principals})

_results(world) := results if {
	results := rule.results with input as world
}

_passes := {given.result(rule.about, "pass", {}, {"message": "No IAM user is declared."})}

_found(status, user, message) := given.aws_finding(rule.about, status, user, "urn::anna", message)

test_about if rule.about.id == "aws.no_iam_users"

test_examined_counts_users if rule.examined == 1 with input as _world([_user({}), given.aws_principal("ci", {})])

test_pass_roles_only if {
	_results(_world([])) == _passes
	_results(_world([given.aws_principal("ci", {})])) == _passes
}

test_fail_user if {
	_results(_world([_user({})])) == {_found("fail", _user({}), "\"anna\" is an IAM user.")}
}

test_fail_user_with_policies if {
	anna := _user({"policies": 1})
	_results(_world([anna])) == {_found("fail", anna, "\"anna\" is an IAM user with rights of its own.")}
}

test_excepted_named_resource if {
	world := object.union(
		_world([_user({})]),
		{"exceptions": [given.exception("EX-1", rule.about.id, {"resources": ["urn::anna"]})]},
	)
	_results(world) == {object.union(
		_found("excepted", _user({}), "\"anna\" is an IAM user."),
		{"exceptions": ["EX-1"]},
	)}
}

test_not_applicable_nothing_declared if {
	_results(given.with_facts({"aws": {"principals": [given.aws_principal("ci", {})]}})) == given.aws_nothing(rule.about)
}
