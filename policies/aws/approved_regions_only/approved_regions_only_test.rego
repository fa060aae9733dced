package rules.aws.approved_regions_only_test

import data.lib.fixtures_test as given
import data.rules.aws.approved_regions_only as rule

_guard(holds) := {
	"account": "1", "holds": holds, "policies": [given.in_account("control", {})],
	"leaks": ["s3:*"], "regions": ["us-east-1"], "conditions": [], "unclear": ["it is hidden"],
}

_world(guards) := given.with_aws({"requestedRegions": guards})

_results(world) := results if {
	results := rule.results with input as world
}

_expects(status, message) := {given.aws_required(rule.about, status, given.in_account("control", {}), "1", message)}

_passes := _expects("pass", "Service control policies over the account 1 deny every action in other regions.")

test_about if rule.about.id == "aws.approved_regions_only"

test_examined_counts_accounts_and_places if {
	world := given.with_aws({"requestedRegions": [_guard("yes")], "places": [_place({"region": "eu-central-1"})]})
	rule.examined == 2 with input as world
}

test_pass_other_regions_denied if _results(_world([_guard("yes")])) == _passes

test_fail_something_let_through if {
	message := "Service control policies over the account 1 do not deny every action in other regions: s3:* in us-east-1."
	_results(_world([_guard("no")])) == _expects("fail", message)
}

test_unknown_hidden_policy if {
	message := concat("", [
		"Whether service control policies over the account 1 deny every action in other regions ",
		"cannot be seen: it is hidden.",
	])
	_results(_world([_guard("unknown")])) == _expects("unknown", message)
}

test_unknown_without_a_register if {
	world := object.union(_world([_guard("yes")]), {"register": null})
	{[entry.status, entry.message] | some entry in _results(world)} == {[
		"unknown",
		"Which regions are approved is not known: no register is given.",
	]}
}

_place(changes) := object.union(object.remove(given.in_account("bucket", {}), ["account", "values", "unclear"]), changes)

_declared(place, regions) := given.with_aws({
	"requestedRegions": [_guard("yes")],
	"places": [place],
	"regions": regions,
})

test_pass_region_of_the_stack if {
	_results(_declared(_place({"region": "eu-central-1"}), ["eu-central-1"])) == _passes
}

test_pass_any_region_without_a_limit if {
	_results(_declared(_place({"region": "us-east-1"}), [])) == _passes
	_results(_declared(_place({}), [])) == _passes
}

test_fail_region_of_no_stack if {
	place := _place({"region": "us-east-1"})
	expected := _passes | {given.aws_finding(
		rule.about, "fail", place, "region",
		"\"bucket\" is in us-east-1, which is no region of the stack.",
	)}
	_results(_declared(place, ["eu-central-1"])) == expected
}

test_excepted_named_resource if {
	place := _place({"region": "us-east-1"})
	finding := given.aws_finding(
		rule.about, "excepted", place, "region",
		"\"bucket\" is in us-east-1, which is no region of the stack.",
	)
	world := object.union(
		_declared(place, ["eu-central-1"]),
		{"exceptions": [given.exception("EX-1", rule.about.id, {"resources": [place.key]})]},
	)
	_results(world) == _passes | {object.union(finding, {"exceptions": ["EX-1"]})}
}

test_unknown_region if {
	place := _place({})
	expected := _passes | {given.aws_finding(
		rule.about, "unknown", place, "region",
		"In which region \"bucket\" is cannot be seen.",
	)}
	_results(_declared(place, ["eu-central-1"])) == expected
}

test_not_applicable if {
	_results(given.with_facts({"aws": {"requestedRegions": [_guard("no")]}})) == given.aws_no_account(rule.about)
	elsewhere := given.with_aws({"organization": "head", "requestedRegions": [_guard("no")]})
	_results(elsewhere) == given.aws_elsewhere(rule.about)
}
