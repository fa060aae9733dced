package rules.entra.no_deprecated_grant_test

import data.lib.fixtures_test as given
import data.rules.entra.no_deprecated_grant as rule

_policy(name, state, answer) := given.policy(name, {"state": state, "shape": {"approvedApplication": answer}})

_world(policies) := given.with_facts({"tenants": [given.tenant(policies)]})

_results(world) := results if {
	results := rule.results with input as world
}

_sound := _policy("sound", "enabled", "no")

_fail(policy) := given.result(rule.about, "fail", policy, {"message": sprintf(
	"%s grants access for an approved client app, a control that Microsoft retires.",
	[policy.label],
)})

_unknown(policy) := given.result(rule.about, "unknown", policy, {
	"message": sprintf("Whether %s asks for an approved client app cannot be seen.", [policy.label]),
})

test_about if rule.about.id == "entra.no_deprecated_grant"

test_examined_counts_enforced_policies if {
	rule.examined == 2 with input as _world([_sound, _policy("o", "open", "no"), _policy("d", "disabled", "yes")])
}

test_pass_others_and_policies_that_are_not_enforced if {
	_results(_world([_sound, _policy("off", "disabled", "yes"), _policy("report", "report-only", "open")])) == {given.result(
		rule.about, "pass", {},
		{"message": "None of 1 enforced policies asks for an approved client app."},
	)}
}

test_fail_certain if {
	bad := _policy("bad", "enabled", "yes")
	_results(_world([_sound, bad])) == {_fail(bad)}
}

test_unknown_value_or_state if {
	value := _policy("value", "enabled", "open")
	state := _policy("state", "open", "yes")
	either := _policy("either", "open", "open")
	_results(_world([value, state, either, _sound])) == {_unknown(value), _unknown(state), _unknown(either)}
}

test_not_applicable_without_a_policy if {
	expected := {given.result(rule.about, "not_applicable", {}, {"message": "No enforced policy is declared."})}
	_results(_world([])) == expected
	_results(_world([_policy("off", "disabled", "yes")])) == expected
}
