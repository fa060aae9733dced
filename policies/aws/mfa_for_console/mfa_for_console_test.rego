package rules.aws.mfa_for_console_test

import data.lib.fixtures_test as given
import data.rules.aws.mfa_for_console as rule

_console(mfa) := given.in_account("login", {"user": "anna", "mfa": mfa})

_world(consoles) := given.with_aws({"consoles": consoles})

_results(world) := results if {
	results := rule.results with input as world
}

_passes := {given.result(rule.about, "pass", {}, {"message": "No declared user can use the console without MFA."})}

_found(status, mfa, text) := given.aws_finding(
	rule.about, status, _console(mfa), "console",
	concat("", ["anna can sign in to the console with a password", text, "."]),
)

test_about if rule.about.id == "aws.mfa_for_console"

test_examined_counts_passwords if rule.examined == 1 with input as _world([_console("yes")])

test_pass_mfa_needed if {
	_results(_world([])) == _passes
	_results(_world([_console("yes")])) == _passes
}

test_fail_rights_without_mfa if {
	_results(_world([_console("no")])) == {_found("fail", "no", " and use rights without MFA")}
}

test_unknown_rights if {
	text := ", and whether that needs MFA cannot be seen"
	_results(_world([_console("unknown")])) == {_found("unknown", "unknown", text)}
}

test_excepted_named_resource if {
	world := object.union(
		_world([_console("no")]),
		{"exceptions": [given.exception("EX-1", rule.about.id, {"resources": ["urn::login"]})]},
	)
	{[entry.status, entry.exceptions] | some entry in _results(world)} == {["excepted", ["EX-1"]]}
}

test_not_applicable_nothing_declared if _results(given.input_with({})) == given.aws_nothing(rule.about)
