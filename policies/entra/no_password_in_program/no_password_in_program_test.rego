package rules.entra.no_password_in_program_test

import data.lib.fixtures_test as given
import data.rules.entra.no_password_in_program as rule

_user(id, password) := {
	"key": id,
	"label": concat("", ["\"", id, "\""]),
	"source": {"file": "stacks/users.ts", "line": 5, "column": 1},
	"password": password,
}

_world(users, changes) := given.with_facts(object.union(
	{
		"users": {user.key: user | some user in users},
		"emergency": ["emergency"],
	},
	changes,
))

_written := "is written in the program"

_anna := _user("anna", _written)

_found(status, exceptions) := given.result(rule.about, status, _anna, {
	"message": "\"anna\" has a password that is written in the program.",
	"affected": ["\"anna\""],
	"exceptions": exceptions,
	"finding": "entra.no_password_in_program|anna",
})

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "entra.no_password_in_program"

test_examined_counts_accounts_that_are_not_for_emergencies if {
	rule.examined == 2 with input as _world([_anna, _user("ben", ""), _user("emergency", _written)], {})
}

test_pass_nobody_can_read_one if {
	_results(_world([_user("ben", ""), _user("emergency", _written)], {})) == {given.result(
		rule.about, "pass", {},
		{"message": "The program gives away the password of none of 1 accounts."},
	)}
}

test_fail_written if _results(_world([_anna, _user("ben", "")], {})) == {_found("fail", [])}

test_fail_written_in_a_plan_in_part if {
	_results(_world([_anna], {"completeness": {"status": "unknown"}})) == {_found("fail", [])}
}

test_excepted_account if {
	world := object.union(_world([_anna], {}), {"exceptions": [
		given.exception("EX-1", "entra.no_password_in_program", {"users": ["anna"]}),
		given.exception("EX-2", "entra.no_password_in_program", {"users": ["ben"]}),
	]})
	_results(world) == {_found("excepted", ["EX-1"])}
}

test_unknown_plan_in_part if {
	_results(_world([_user("ben", "")], {"completeness": {"status": "unknown", "reasons": ["it was cut"]}})) == {given.result(
		rule.about, "unknown", {},
		{
			"message": "The plan does not show every account of the stack.",
			"remediation": "Plan the whole stack: it was cut.",
		},
	)}
}

test_not_applicable_without_accounts if {
	every status in ["full", "unknown"] {
		world := _world([_user("emergency", _written)], {"completeness": {"status": status}})
		_results(world) == {given.result(
			rule.about, "not_applicable", {},
			{"message": "The stack declares no account of a person."},
		)}
	}
}
