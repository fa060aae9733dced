package rules.register.risk_assessed_test

import data.lib.register_test as given
import data.rules.register.risk_assessed as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "The risk of every service is assessed.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.risk_assessed"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_bad := given.service("crm", {"risk": null})

test_fail_missing if _results(given.world([_bad, given.service("mail", {})])) == {_found("fail", _bad, "risk", "has no risk assessment")}

test_excepted if {
	world := given.world([_bad])
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _bad, "risk", "has no risk assessment")}
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
	])
}

test_fail_service_that_retires if {
	retiring := given.service("crm", {"critical": false, "status": "retiring", "risk": null})
	_results(given.world([retiring])) == {_found("fail", retiring, "risk", "has no risk assessment")}
}

test_not_applicable_proposed if {
	_results(given.world([given.service("crm", {"status": "proposed", "risk": null})])) == given.nothing(
		rule.about,
		"The register lists no service in use.",
	)
}

test_fail_too_old_or_in_the_future if {
	old := given.service("crm", {"risk": given.risk({"assessedAt": given.service("x", {}).risk.assessedAt - 1})})
	future := given.service("mail", {"risk": given.risk({"assessedAt": (given.service("x", {}).risk.assessedAt + (365 * given.day)) + 1})})
	text := "has a risk assessment of 2025-11-24, which is not within the last 365 days"
	_results(given.world([old, future])) == {_found("fail", old, "age", text), _found("fail", future, "age", text)}
}

test_pass_assessed_today if {
	today := given.service("x", {}).risk.assessedAt + (365 * given.day)
	_results(given.world([given.service("crm", {"risk": given.risk({"assessedAt": today})})])) == _passes
}

test_unknown_without_a_parameter if {
	world := object.remove(given.world([given.service("crm", {})]), ["parameters"])
	{entry.message | some entry in _results(world)} == {"The parameters do not say register.riskAssessmentDays."}
}
