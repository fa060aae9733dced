package rules.aws.approved_services_only_test

import data.lib.fixtures_test as given
import data.rules.aws.approved_services_only as rule

_guard(holds, changes) := object.union(
	{
		"account": "1", "holds": holds, "policies": [given.in_account("control", {})],
		"leaks": ["athena:*"], "regions": [], "conditions": [], "unclear": ["it is hidden"],
	},
	changes,
)

_world(guards) := given.with_aws({"services": guards})

_results(world) := results if {
	results := rule.results with input as world
}

_expects(status, message) := {given.aws_required(rule.about, status, given.in_account("control", {}), "1", message)}

test_about if rule.about.id == "aws.approved_services_only"

test_examined_counts_accounts if rule.examined == 1 with input as _world([_guard("yes", {})])

test_pass_all_others_denied if {
	message := "Service control policies over the account 1 deny every service that is not approved."
	_results(_world([_guard("yes", {})])) == _expects("pass", message)
}

test_fail_something_let_through if {
	message := concat("", [
		"Service control policies over the account 1 do not deny every service that is not approved: ",
		"athena:*.",
	])
	_results(_world([_guard("no", {})])) == _expects("fail", message)
}

test_fail_each_account if {
	world := _world([_guard("yes", {}), _guard("no", {"account": "2"})])
	{[entry.status, entry.finding] | some entry in _results(world)} == {
		["pass", "aws.approved_services_only|1"],
		["fail", "aws.approved_services_only|2"],
	}
}

test_unknown_hidden_policy if {
	message := concat("", [
		"Whether service control policies over the account 1 deny every service that is not approved ",
		"cannot be seen: it is hidden.",
	])
	_results(_world([_guard("unknown", {})])) == _expects("unknown", message)
}

test_unknown_without_a_register if {
	world := object.union(_world([_guard("yes", {})]), {"register": null})
	{[entry.status, entry.message] | some entry in _results(world)} == {[
		"unknown",
		"Which services are approved is not known: no register is given.",
	]}
}

test_not_applicable if {
	_results(given.with_facts({"aws": {"services": [_guard("no", {})]}})) == given.aws_no_account(rule.about)
	elsewhere := given.with_aws({"organization": "head", "services": [_guard("no", {})]})
	_results(elsewhere) == given.aws_elsewhere(rule.about)
}
