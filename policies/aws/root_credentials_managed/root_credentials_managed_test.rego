package rules.aws.root_credentials_managed_test

import data.lib.fixtures_test as given
import data.rules.aws.root_credentials_managed as rule

_setting(features, changes) := given.in_account("own", object.union({"values": {"features": features}}, changes))

_managed := ["RootSessions", "RootCredentialsManagement"]

_world(settings) := given.with_aws({"rootFeatures": settings})

_results(world) := results if {
	results := rule.results with input as world
}

_expects(status, subject, message) := {given.aws_required(rule.about, status, subject, "The organisation", message)}

_missing := _expects("fail", {}, "The organisation has no central management of root credentials.")

_hides(setting, text) := _expects("unknown", setting, concat("", [
	"Whether \"own\" is central management of root credentials cannot be seen: ", text, ".",
]))

test_about if rule.about.id == "aws.root_credentials_managed"

test_examined_counts_settings if rule.examined == 1 with input as _world([_setting([], {})])

test_pass_managed if {
	own := _setting(_managed, {})
	_results(_world([own])) == _expects(
		"pass", own,
		"The organisation has central management of root credentials: \"own\".",
	)
}

test_fail_no_setting if _results(_world([])) == _missing

test_fail_another_account if _results(_world([_setting(_managed, {"account": "2"})])) == _missing

test_fail_without_the_feature if {
	own := _setting(["RootSessions"], {})
	message := concat("", [
		"The organisation has no central management of root credentials; ",
		"\"own\" does not enable RootCredentialsManagement.",
	])
	_results(_world([own])) == _expects("fail", own, message)
}

test_unknown_features if {
	own := _setting([], {"unclear": ["features"]})
	_results(_world([own])) == _hides(own, "its features are not known")
}

test_unknown_account if {
	own := _setting(_managed, {"account": ""})
	_results(_world([own])) == _hides(own, "its provider does not say in which account: set allowedAccountIds")
}

test_not_applicable if {
	_results(given.with_facts({"aws": {"rootFeatures": [_setting(_managed, {})]}})) == given.aws_no_account(rule.about)
	_results(given.with_aws({"organization": "head"})) == given.aws_elsewhere(rule.about)
}
