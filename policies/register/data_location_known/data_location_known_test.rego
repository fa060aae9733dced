package rules.register.data_location_known_test

import data.lib.register_test as given
import data.rules.register.data_location_known as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "Every service says where its data is.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.data_location_known"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_bad := given.service("crm", {"location": null})

test_fail_missing if _results(given.world([_bad, given.service("mail", {})])) == {_found("fail", _bad, "location", "does not say where its data is")}

test_excepted if {
	world := given.world([_bad])
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _bad, "location", "does not say where its data is")}
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
	])
}

test_fail_service_that_retires if {
	retiring := given.service("crm", {"critical": false, "status": "retiring", "location": null})
	_results(given.world([retiring])) == {_found("fail", retiring, "location", "does not say where its data is")}
}

test_not_applicable_proposed if {
	_results(given.world([given.service("crm", {"status": "proposed", "location": null})])) == given.nothing(
		rule.about,
		"The register lists no service in use.",
	)
}

test_pass_no_data if {
	_results(given.world([given.service("crm", {"location": null, "data": {"categories": [], "personal": false}})])) == _passes
}

test_fail_empty_lists if {
	every place in [{"storedIn": [], "accessedFrom": ["DE"]}, {"storedIn": ["DE"], "accessedFrom": []}] {
		service := given.service("crm", {"location": place})
		_results(given.world([service])) == {_found("fail", service, "location", "does not say where its data is")}
	}
}

test_fail_personal_data_of_no_category if {
	service := given.service("crm", {"location": null, "data": {"categories": [], "personal": true}})
	_results(given.world([service])) == {_found("fail", service, "location", "does not say where its data is")}
}
