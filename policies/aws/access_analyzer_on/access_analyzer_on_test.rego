package rules.aws.access_analyzer_on_test

import data.lib.fixtures_test as given
import data.rules.aws.access_analyzer_on as rule

_analyzer(name, values, changes) := given.in_account(
	name,
	object.union({"values": object.union({"type": "ACCOUNT", "region": "eu-central-1"}, values)}, changes),
)

_world(regions, analyzers) := given.with_aws({"regions": regions, "analyzers": analyzers})

_results(world) := results if {
	results := rule.results with input as world
}

_in_all(status, subject, message) := {given.aws_required(rule.about, status, subject, "The account 1", message)}

_in_one(status, subject, message) := {given.aws_required(
	rule.about, status, subject,
	"The account 1 in eu-central-1", message,
)}

_missing := _in_one("fail", {}, "The account 1 in eu-central-1 has no analyzer of access from outside.")

_hides(analyzer, text) := _in_one("unknown", analyzer, concat("", [
	"Whether \"own\" is an analyzer of access from outside cannot be seen: ", text, ".",
]))

test_about if rule.about.id == "aws.access_analyzer_on"

test_examined_counts_analyzers if rule.examined == 1 with input as _world([], [_analyzer("own", {}, {})])

test_pass_any_region_without_a_limit if {
	own := _analyzer("own", {}, {"unclear": ["region"]})
	message := "The account 1 has an analyzer of access from outside: \"own\"."
	_results(_world([], [own])) == _in_all("pass", own, message)
}

test_pass_region_of_the_stack if {
	own := _analyzer("own", {}, {})
	message := "The account 1 in eu-central-1 has an analyzer of access from outside: \"own\"."
	_results(_world(["eu-central-1"], [own])) == _in_one("pass", own, message)
	elsewhere := _analyzer("a", {"region": "eu-west-1"}, {})
	_results(_world(["eu-central-1"], [elsewhere, own])) == _in_one("pass", own, message)
}

test_pass_analyzer_of_the_organisation if {
	own := _analyzer("own", {"type": "ORGANIZATION"}, {"account": "2"})
	world := given.with_aws({"accounts": ["1", "2"], "analyzers": [own]})
	{[entry.status, entry.finding] | some entry in _results(world)} == {
		["pass", "aws.access_analyzer_on|The account 1"],
		["pass", "aws.access_analyzer_on|The account 2"],
	}
}

test_fail_analyzer_of_another_account if {
	own := _analyzer("own", {}, {"account": "2"})
	world := given.with_aws({"accounts": ["1", "2"], "analyzers": [own]})
	{[entry.status, entry.finding] | some entry in _results(world)} == {
		["fail", "aws.access_analyzer_on|The account 1"],
		["pass", "aws.access_analyzer_on|The account 2"],
	}
	_results(_world(["eu-central-1"], [_analyzer("own", {"type": "ORGANIZATION"}, {"account": "2"})])) == _missing
}

test_fail_no_analyzer if {
	_results(_world(["eu-central-1"], [])) == _missing
	_results(_world([], [])) == _in_all("fail", {}, "The account 1 has no analyzer of access from outside.")
}

test_fail_each_region_on_its_own if {
	world := _world(["eu-central-1", "eu-west-1"], [_analyzer("own", {}, {})])
	{[entry.status, entry.finding] | some entry in _results(world)} == {
		["pass", "aws.access_analyzer_on|The account 1 in eu-central-1"],
		["fail", "aws.access_analyzer_on|The account 1 in eu-west-1"],
	}
}

test_fail_analyzer_of_unused_access if {
	own := _analyzer("own", {"type": "ACCOUNT_UNUSED_ACCESS"}, {})
	message := concat("", [
		"The account 1 in eu-central-1 has no analyzer of access from outside; ",
		"\"own\" looks for something else than access from outside.",
	])
	_results(_world(["eu-central-1"], [own])) == _in_one("fail", own, message)
}

test_unknown_type if {
	own := _analyzer("own", {"type": "?"}, {"unclear": ["type"]})
	_results(_world(["eu-central-1"], [own])) == _hides(own, "its type is not known")
}

test_unknown_region if {
	own := _analyzer("own", {"region": "eu-west-1"}, {"unclear": ["region"]})
	_results(_world(["eu-central-1"], [own])) == _hides(own, "its region is not known")
}

test_unknown_account if {
	own := _analyzer("own", {}, {"account": ""})
	text := "its provider does not say in which account: set allowedAccountIds"
	_results(_world(["eu-central-1"], [own])) == _hides(own, text)
}

test_not_applicable if {
	_results(given.with_facts({"aws": {"analyzers": [_analyzer("own", {}, {})]}})) == given.aws_no_account(rule.about)
	_results(given.with_aws({"organization": "head"})) == given.aws_elsewhere(rule.about)
}
