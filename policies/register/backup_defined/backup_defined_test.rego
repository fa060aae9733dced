package rules.register.backup_defined_test

import data.lib.register_test as given
import data.rules.register.backup_defined as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "Every service says how its data is saved.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.backup_defined"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_bad := given.service("crm", {"backup": null})

test_fail_missing if _results(given.world([_bad, given.service("mail", {})])) == {_found("fail", _bad, "backup", "does not say how its data is saved")}

test_excepted if {
	world := given.world([_bad])
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _bad, "backup", "does not say how its data is saved")}
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
	])
}

test_fail_service_that_retires if {
	retiring := given.service("crm", {"critical": false, "status": "retiring", "backup": null})
	_results(given.world([retiring])) == {_found("fail", retiring, "backup", "does not say how its data is saved")}
}

test_not_applicable_proposed if {
	_results(given.world([given.service("crm", {"status": "proposed", "backup": null})])) == given.nothing(
		rule.about,
		"The register lists no service in use.",
	)
}
