package rules.register.exit_plan_test

import data.lib.register_test as given
import data.rules.register.exit_plan as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "Every critical service has a plan for leaving it.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.exit_plan"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no critical service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_bad := given.service("crm", {"exit": null})

test_fail_missing if _results(given.world([_bad, given.service("mail", {})])) == {_found("fail", _bad, "plan", "has no plan for leaving it")}

test_excepted if {
	world := given.world([_bad])
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _bad, "plan", "has no plan for leaving it")}
}

test_examined_counts_critical_services if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
		given.service("chat", {"critical": false}),
	])
}

test_not_applicable_service_that_is_not_critical if {
	_results(given.world([given.service("crm", {"critical": false, "exit": null})])) == given.nothing(
		rule.about,
		"The register lists no critical service in use.",
	)
}
