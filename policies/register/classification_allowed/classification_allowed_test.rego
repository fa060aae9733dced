package rules.register.classification_allowed_test

import data.lib.register_test as given
import data.rules.register.classification_allowed as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "All data is in services and countries that its class allows.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.classification_allowed"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_limited(limits) := {"classes": {"internal": object.union({"id": "internal", "name": "Internal"}, limits)}}

_judged(service, limits) := _results(given.world_of([service], _limited(limits)))

test_pass_within_the_limits if {
	_judged(given.service("crm", {}), {"services": ["mail", "crm"], "storedIn": ["DE", "NL"]}) == _passes
}

_crm := given.service("crm", {})

_text := "holds Mail, whose class Internal does not allow this service"

test_fail_service_that_the_class_does_not_name if {
	_judged(_crm, {"services": ["mail"]}) == {_found("fail", _crm, "service mail", _text)}
}

test_fail_country_that_the_class_does_not_name if {
	service := given.service("crm", {"location": {"storedIn": ["US", "DE", "CN"], "accessedFrom": ["DE"]}})
	_judged(service, {"storedIn": ["DE"]}) == {_found(
		"fail", service, "countries mail",
		"stores Mail in CN, US, which the class Internal does not allow",
	)}
}

test_unknown_country if {
	service := given.service("crm", {"location": null})
	_judged(service, {"storedIn": ["DE"]}) == {_found(
		"unknown", service, "location mail",
		"does not say where it stores Mail, whose class Internal allows certain countries only",
	)}
}

test_pass_country_of_no_limit if _judged(given.service("crm", {"location": null}), {}) == _passes

test_unknown_data if {
	service := given.service("crm", {"data": null})
	_judged(service, {"storedIn": ["DE"]}) == {_found("unknown", service, "data", "does not say which data it holds")}
}

test_excepted if {
	world := given.world_of([_crm], _limited({"services": []}))
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _crm, "service mail", _text)}
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
	])
}
