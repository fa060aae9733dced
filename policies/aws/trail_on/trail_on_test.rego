package rules.aws.trail_on_test

import data.lib.fixtures_test as given
import data.rules.aws.trail_on as rule

_everything := {
	"enableLogging": true,
	"isMultiRegionTrail": true,
	"includeGlobalServiceEvents": true,
	"enableLogFileValidation": true,
	"managementEvents": true,
	"closedBucket": true,
	"writableBucket": true,
	"ownKey": true,
	"isOrganizationTrail": false,
}

_trail(name, values, changes) := given.in_account(name, object.union({"values": object.union(_everything, values)}, changes))

_world(trails) := given.with_aws({"trails": trails})

_results(world) := results if {
	results := rule.results with input as world
}

_expects(status, subject, message) := {given.aws_required(rule.about, status, subject, "The account 1", message)}

_passes(trail) := _expects("pass", trail, "The account 1 has a trail that records everything: \"own\".")

_missing := _expects("fail", {}, "The account 1 has no trail that records everything.")

_hides(trail, text) := _expects(
	"unknown", trail,
	concat("", ["Whether \"own\" is a trail that records everything cannot be seen: ", text, "."]),
)

test_about if rule.about.id == "aws.trail_on"

test_examined_counts_trails if rule.examined == 1 with input as _world([_trail("own", {}, {})])

test_pass_trail_of_the_account if {
	own := _trail("own", {}, {})
	_results(_world([own])) == _passes(own)
}

test_pass_beside_a_weak_trail if {
	own := _trail("own", {}, {})
	_results(_world([_trail("a", {"enableLogging": false}, {}), own])) == _passes(own)
}

test_pass_trail_of_the_organisation if {
	own := _trail("own", {"isOrganizationTrail": true}, {"account": "2"})
	world := given.with_aws({"accounts": ["1", "2"], "trails": [own]})
	{[entry.status, entry.finding] | some entry in _results(world)} == {
		["pass", "aws.trail_on|The account 1"],
		["pass", "aws.trail_on|The account 2"],
	}
}

test_fail_no_trail if _results(_world([])) == _missing

test_fail_trail_of_another_account if {
	_results(_world([_trail("own", {}, {"account": "2"})])) == _missing
	_results(_world([_trail("own", {"isOrganizationTrail": true}, {"account": "2"})])) == _missing
	_results(_world([_trail("own", {}, {"account": "2", "unclear": ["isOrganizationTrail"]})])) == _missing
}

test_fail_trail_of_one_account_only if {
	own := _trail("own", {}, {"account": "2"})
	world := given.with_aws({"accounts": ["1", "2"], "trails": [own]})
	{[entry.status, entry.finding] | some entry in _results(world)} == {
		["fail", "aws.trail_on|The account 1"],
		["pass", "aws.trail_on|The account 2"],
	}
}

_weak := {
	"enableLogging": "is switched off",
	"isMultiRegionTrail": "covers one region only",
	"includeGlobalServiceEvents": "leaves out global services such as IAM",
	"enableLogFileValidation": "does not let changed log files be found",
	"managementEvents": "leaves out management events",
	"writableBucket": "cannot write its files: the policy of the bucket keeps CloudTrail out",
	"ownKey": "encrypts its files with a key of somebody else's account",
	"closedBucket": "keeps its files in a bucket that others can reach",
}

test_fail_each_weakness if {
	every name, text in _weak {
		own := _trail("own", {name: false}, {})
		message := concat("", ["The account 1 has no trail that records everything; \"own\" ", text, "."])
		_results(_world([own])) == _expects("fail", own, message)
	}
}

test_unknown_value if {
	own := _trail("own", {"enableLogging": false}, {"unclear": ["enableLogging"]})
	_results(_world([own])) == _hides(own, "its enableLogging is not known")
}

test_unknown_whether_it_is_of_the_organisation if {
	own := _trail("own", {}, {"account": "2", "unclear": ["isOrganizationTrail"]})
	world := given.with_aws({"accounts": ["1", "2"], "trails": [own]})
	expected := _hides(own, "whether it covers the organisation is not known")
	{entry | some entry in _results(world); entry.finding == "aws.trail_on|The account 1"} == expected
}

test_unknown_account if {
	own := _trail("own", {}, {"account": ""})
	_results(_world([own])) == _hides(own, "its provider does not say in which account: set allowedAccountIds")
}

test_not_applicable if {
	_results(given.with_facts({"aws": {"trails": [_trail("own", {}, {})]}})) == given.aws_no_account(rule.about)
	_results(given.with_aws({"organization": "head", "trails": []})) == given.aws_elsewhere(rule.about)
}
