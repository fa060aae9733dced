package rules.aws.no_access_keys_test

import data.lib.fixtures_test as given
import data.rules.aws.no_access_keys as rule

_key := given.in_account("ci", {})

_world(keys) := given.with_aws({"keys": keys})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status) := given.aws_finding(
	rule.about, status, _key, "key",
	"\"ci\" is a credential that does not end by itself.",
)

test_about if rule.about.id == "aws.no_access_keys"

test_examined_counts_keys if rule.examined == 1 with input as _world([_key])

test_pass_no_key if {
	_results(_world([])) == {given.result(rule.about, "pass", {}, {"message": "No access key is declared."})}
}

test_fail_key if _results(_world([_key])) == {_found("fail")}

test_excepted_named_resource if {
	world := object.union(
		_world([_key]),
		{"exceptions": [given.exception("EX-1", rule.about.id, {"resources": ["urn::ci"]})]},
	)
	_results(world) == {object.union(_found("excepted"), {"exceptions": ["EX-1"]})}
}

test_not_applicable_nothing_declared if _results(given.input_with({})) == given.aws_nothing(rule.about)
