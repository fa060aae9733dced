package rules.aws.sso_assignments_to_groups_test

import data.lib.fixtures_test as given
import data.rules.aws.sso_assignments_to_groups as rule

_assignment(type) := given.aws_principal("one", {
	"kind": "assignment",
	"assignment": {"principalType": type, "holder": "anna"},
})

_world(principals) := given.with_aws({"principals": principals})

_results(world) := results if {
	results := rule.results with input as world
}

_passes := {given.result(rule.about, "pass", {}, {"message": "Every declared assignment is to a group."})}

_found(status, type, text) := given.aws_finding(
	rule.about, status, _assignment(type), "assignment",
	concat("", ["The permission set of \"one\" is assigned to ", text, ", anna."]),
)

test_about if rule.about.id == "aws.sso_assignments_to_groups"

test_examined_counts_assignments if {
	rule.examined == 1 with input as _world([_assignment("USER"), given.aws_principal("ci", {})])
}

test_pass_group if {
	_results(_world([])) == _passes
	_results(_world([_assignment("GROUP"), given.aws_principal("ci", {})])) == _passes
}

test_fail_one_person if _results(_world([_assignment("USER")])) == {_found("fail", "USER", "one person")}

test_unknown_holder if {
	_results(_world([_assignment("unknown")])) == {_found("unknown", "unknown", "what may be one person")}
}

test_excepted_named_resource if {
	world := object.union(
		_world([_assignment("USER")]),
		{"exceptions": [given.exception("EX-1", rule.about.id, {"resources": ["urn::one"]})]},
	)
	_results(world) == {object.union(_found("excepted", "USER", "one person"), {"exceptions": ["EX-1"]})}
}

test_not_applicable_nothing_declared if {
	_results(given.with_facts({"aws": {"principals": [given.aws_principal("ci", {})]}})) == given.aws_nothing(rule.about)
}
