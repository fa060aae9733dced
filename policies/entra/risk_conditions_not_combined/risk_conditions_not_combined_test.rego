package rules.entra.risk_conditions_not_combined_test

import data.lib.fixtures_test as given
import data.rules.entra.risk_conditions_not_combined as rule

_policy(name, state, answer) := given.policy(name, {"state": state, "shape": {"bothRisks": answer}})

_world(policies) := given.with_facts({"tenants": [given.tenant(policies)]})

_results(world) := results if {
	results := rule.results with input as world
}

_single := _policy("single", "enabled", "no")

_fail(policy) := given.result(rule.about, "fail", policy, {"message": sprintf(
	"%s applies only to sign-ins at risk of users at risk: either risk alone passes it by.",
	[policy.label],
)})

_unknown(policy) := given.result(rule.about, "unknown", policy, {
	"message": sprintf("Whether %s asks for both kinds of risk at once cannot be seen.", [policy.label]),
})

test_about if rule.about.id == "entra.risk_conditions_not_combined"

test_examined_counts_enforced_policies if {
	rule.examined == 2 with input as _world([_single, _policy("o", "open", "no"), _policy("d", "disabled", "yes")])
}

test_pass_single_risks if {
	_results(_world([_single, _policy("off", "disabled", "yes"), _policy("report", "report-only", "open")])) == {given.result(
		rule.about, "pass", {},
		{"message": "None of 1 enforced policies combines the two kinds of risk."},
	)}
}

test_fail_both if {
	both := _policy("both", "enabled", "yes")
	_results(_world([_single, both])) == {_fail(both)}
}

test_unknown_value_or_state if {
	value := _policy("value", "enabled", "open")
	state := _policy("state", "open", "yes")
	either := _policy("either", "open", "open")
	_results(_world([value, state, either, _single])) == {_unknown(value), _unknown(state), _unknown(either)}
}

test_not_applicable_without_a_policy if {
	expected := {given.result(rule.about, "not_applicable", {}, {"message": "No enforced policy is declared."})}
	_results(_world([])) == expected
	_results(_world([_policy("off", "disabled", "yes")])) == expected
}
