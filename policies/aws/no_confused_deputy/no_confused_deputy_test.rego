package rules.aws.no_confused_deputy_test

import data.lib.fixtures_test as given
import data.rules.aws.no_confused_deputy as rule

_trusted(kind, changes) := object.union(
	{"kind": kind, "name": "x", "account": "9", "foreign": "yes", "answer": "yes", "weaknesses": ["is not tied"]},
	changes,
)

_role(trusted, problems) := {
	"key": "urn::role",
	"label": "\"role\"",
	"source": {"file": "stacks/aws.ts", "line": 9, "column": 1},
	"trusted": trusted,
	"problems": problems,
}

_world(roles) := given.with_aws({"trusts": roles})

_results(world) := results if {
	results := rule.results with input as world
}

_judged(trusted) := _results(_world([_role([trusted], [])]))

_passes := {given.result(rule.about, "pass", {}, {"message": "No role can be borrowed through somebody else."})}

_found(status) := {given.aws_finding(
	rule.about, status, _role([], []), "x is not tied",
	"Who can assume the role \"role\": x is not tied.",
)}

test_about if rule.about.id == "aws.no_confused_deputy"

test_examined_counts_roles if rule.examined == 1 with input as _world([_role([], [])])

test_pass_no_role if _results(_world([])) == _passes

test_pass_tied if _judged(_trusted("account", {"weaknesses": []})) == _passes

test_pass_accounts_of_our_own if {
	every kind in ["account", "everyone", "user", "role", "session"] {
		_judged(_trusted(kind, {"account": "1"})) == _passes
	}
}

test_fail_everyone_of_no_account_of_ours if {
	_judged(_trusted("everyone", {})) == _found("fail")
	_judged(object.remove(_trusted("everyone", {}), ["account"])) == _found("fail")
}

# The provider is in our account; who signs in with it is not of ours for that.
test_unknown_provider_of_our_own if _judged(_trusted("federated", {"account": "1"})) == _found("unknown")

test_fail_another_account if _judged(_trusted("account", {})) == _found("fail")

test_fail_identity_provider if {
	_judged(object.remove(_trusted("oidc", {"foreign": "no"}), ["account"])) == _found("fail")
}

test_fail_every_weakness if {
	count(_judged(_trusted("oidc", {"weaknesses": ["is one", "is two"]}))) == 2
}

_service(name) := _judged(_trusted("service", {"name": name, "foreign": "no"}))

test_pass_service_that_does_not_say_for_whom if {
	_service("lambda.amazonaws.com") == _passes
	_service("statesman.amazonaws.com") == _passes
}

test_fail_service_that_says_for_whom if {
	count(_service("states.amazonaws.com")) == 1
	{entry.status | some entry in _service("states.eu-central-1.amazonaws.com")} == {"fail"}
}

test_unknown_what_may_be if {
	_judged(_trusted("account", {"answer": "unknown"})) == _found("unknown")
	_judged(_trusted("account", {"foreign": "unknown"})) == _found("unknown")
	_judged(_trusted("federated", {})) == _found("unknown")
	_judged(_trusted("unknown", {})) == _found("unknown")
}

test_unknown_document if {
	_results(_world([_role([], ["it is hidden"])])) == {given.aws_finding(
		rule.about, "unknown", _role([], []), "it is hidden",
		"Who can assume the role \"role\" cannot be seen: it is hidden.",
	)}
}

test_excepted_named_resource if {
	world := object.union(
		_world([_role([_trusted("account", {})], [])]),
		{"exceptions": [given.exception("EX-1", rule.about.id, {"resources": ["urn::role"]})]},
	)
	_results(world) == {object.union(entry, {"exceptions": ["EX-1"]}) | some entry in _found("excepted")}
}

test_not_applicable_nothing_declared if _results(given.input_with({})) == given.aws_nothing(rule.about)
