package rules.aws.password_policy_test

import data.lib.fixtures_test as given
import data.rules.aws.password_policy as rule

_strong := {
	"minimumPasswordLength": 14,
	"passwordReusePrevention": 24,
	"maxPasswordAge": 90,
	"requireLowercaseCharacters": true,
	"requireUppercaseCharacters": true,
	"requireNumbers": true,
	"requireSymbols": true,
}

_policy(name, changes) := given.in_account(name, {"values": object.union(_strong, changes)})

_world(policies) := given.with_aws({"passwordPolicies": policies})

_results(world) := results if {
	results := rule.results with input as world
}

_expects(status, subject, message) := {given.aws_required(rule.about, status, subject, "The account 1", message)}

_missing := _expects("fail", {}, "The account 1 has no strong password policy.")

test_about if rule.about.id == "aws.password_policy"

test_examined_counts_policies if rule.examined == 1 with input as _world([_policy("own", {})])

test_pass_as_strict_as_the_parameters if {
	own := _policy("own", {})
	_results(_world([own])) == _expects("pass", own, "The account 1 has a strong password policy: \"own\".")
}

test_pass_stricter if {
	own := _policy("own", {"minimumPasswordLength": 15, "maxPasswordAge": 1})
	_results(_world([own])) == _expects("pass", own, "The account 1 has a strong password policy: \"own\".")
}

test_fail_no_policy if {
	_results(_world([])) == _missing
	_results(given.with_aws({"organization": "head"})) == _missing
}

test_fail_policy_of_another_account if {
	_results(_world([object.union(_policy("own", {}), {"account": "2"})])) == _missing
}

_weak := {
	"minimumPasswordLength": [13, "allows passwords that are too short"],
	"passwordReusePrevention": [23, "lets passwords be used again too soon"],
	"maxPasswordAge": [91, "lets passwords grow too old"],
	"requireLowercaseCharacters": [false, "asks for no lower-case letter"],
	"requireUppercaseCharacters": [false, "asks for no upper-case letter"],
	"requireNumbers": [false, "asks for no digit"],
	"requireSymbols": [false, "asks for no symbol"],
}

_fails(own, text) := _expects("fail", own, concat("", ["The account 1 has no strong password policy; \"own\" ", text, "."]))

test_fail_each_weakness if {
	every name, case in _weak {
		own := _policy("own", {name: case[0]})
		_results(_world([own])) == _fails(own, case[1])
	}
}

test_fail_passwords_that_never_expire if {
	own := _policy("own", {"maxPasswordAge": 0})
	_results(_world([own])) == _fails(own, "lets passwords grow too old")
}

test_fail_one_of_two_policies_is_weak if {
	own := _policy("own", {})
	_results(_world([own, _policy("weak", {"requireSymbols": false})])) == _fails(own, "asks for no symbol")
}

test_fail_without_parameters if {
	own := _policy("own", {})
	world := json.remove(_world([own]), ["/parameters/aws/password"])
	texts := "allows passwords that are too short, lets passwords be used again too soon, lets passwords grow too old"
	_results(world) == _fails(own, texts)
}

test_unknown_value if {
	own := object.union(_policy("own", {"requireSymbols": false}), {"unclear": ["requireSymbols"]})
	message := "Whether \"own\" is a strong password policy cannot be seen: its requireSymbols is not known."
	_results(_world([own])) == _expects("unknown", own, message)
}

test_unknown_account if {
	own := object.union(_policy("own", {}), {"account": ""})
	message := concat("", [
		"Whether \"own\" is a strong password policy cannot be seen: ",
		"its provider does not say in which account: set allowedAccountIds.",
	])
	_results(_world([own])) == _expects("unknown", own, message)
}

test_every_account_is_judged if {
	world := given.with_aws({"accounts": ["1", "2"], "passwordPolicies": [_policy("own", {})]})
	{[entry.status, entry.finding] | some entry in _results(world)} == {
		["pass", "aws.password_policy|The account 1"],
		["fail", "aws.password_policy|The account 2"],
	}
}

test_not_applicable_without_accounts if {
	_results(given.with_facts({"aws": {"passwordPolicies": [_policy("own", {})]}})) == given.aws_no_account(rule.about)
}
