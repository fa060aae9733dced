package rules.register.risk_accepted_or_treated_test

import data.lib.register_test as given
import data.rules.register.risk_accepted_or_treated as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "What remains of the risk of every service is accepted.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.risk_accepted_or_treated"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_bad := given.service("crm", {"risk": given.risk({"residual": 9})})

test_fail_too_much_remains if {
	_results(given.world([_bad, given.service("mail", {})])) == {_found(
		"fail", _bad, "remaining",
		"keeps a risk of 9; up to 8 is accepted",
	)}
}

test_fail_accepted_risk_counts_as_assessed if {
	service := given.service("crm", {"risk": given.risk({"treatment": "accept"})})
	_results(given.world([service])) == {_found("fail", service, "remaining", "keeps a risk of 12; up to 8 is accepted")}
}

test_pass_small_risk_is_accepted if {
	small := {"impact": 2, "likelihood": 4}
	accepted := given.risk({
		"treatment": "accept", "residual": 8,
		"confidentiality": small, "integrity": small, "availability": small,
	})
	_results(given.world([given.service("crm", {"risk": accepted})])) == _passes
}

test_fail_more_remains_than_there_was if {
	tiny := {"impact": 1, "likelihood": 7}
	service := given.service("crm", {"risk": given.risk({
		"confidentiality": tiny, "integrity": tiny, "availability": tiny,
	})})
	_results(given.world([service])) == {_found("fail", service, "higher", "says that a risk of 8 remains of one of 7")}
}

test_fail_each_dimension_counts if {
	every dimension in ["confidentiality", "integrity", "availability"] {
		small := {"impact": 1, "likelihood": 1}
		risk := object.union(
			given.risk({"treatment": "accept", "residual": 1, "confidentiality": small, "integrity": small, "availability": small}),
			{dimension: {"impact": 3, "likelihood": 3}},
		)
		service := given.service("crm", {"risk": risk})
		_results(given.world([service])) == {_found("fail", service, "remaining", "keeps a risk of 9; up to 8 is accepted")}
	}
}

test_fail_avoided_and_approved if {
	service := given.service("crm", {"risk": given.risk({"treatment": "avoid"})})
	text := "is approved, although its risk is to be avoided"
	_results(given.world([service])) == {_found("fail", service, "avoid", text)}
}

test_pass_avoided_and_retiring if {
	_results(given.world([given.service("crm", {"status": "retiring", "risk": given.risk({"treatment": "avoid"})})])) == _passes
}

test_unknown_without_an_assessment if {
	service := given.service("crm", {"risk": null})
	_results(given.world([service])) == {_found("unknown", service, "risk", "has no risk assessment")}
}

test_unknown_without_a_parameter if {
	world := object.remove(given.world([given.service("crm", {})]), ["parameters"])
	{entry.message | some entry in _results(world)} == {"The parameters do not say register.acceptableRisk."}
}

test_excepted if {
	world := given.world([_bad])
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _bad, "remaining", "keeps a risk of 9; up to 8 is accepted")}
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
	])
}
