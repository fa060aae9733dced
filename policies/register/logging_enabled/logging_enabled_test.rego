package rules.register.logging_enabled_test

import data.lib.register_test as given
import data.rules.register.logging_enabled as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "The logs of every service are kept long enough.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.logging_enabled"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_bad := given.service("crm", {"logging": null})

test_fail_missing if _results(given.world([_bad, given.service("mail", {})])) == {_found("fail", _bad, "sink", "does not say where its logs are")}

test_excepted if {
	world := given.world([_bad])
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _bad, "sink", "does not say where its logs are")}
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
	])
}

test_fail_service_that_retires if {
	retiring := given.service("crm", {"critical": false, "status": "retiring", "logging": null})
	_results(given.world([retiring])) == {_found("fail", retiring, "sink", "does not say where its logs are")}
}

test_not_applicable_proposed if {
	_results(given.world([given.service("crm", {"status": "proposed", "logging": null})])) == given.nothing(
		rule.about,
		"The register lists no service in use.",
	)
}

test_pass_shorter_where_the_service_is_not_critical if {
	_results(given.world([given.service("crm", {"critical": false, "logging": {"sink": "s", "retentionDays": 90}})])) == _passes
}

test_fail_kept_too_short if {
	critical := given.service("crm", {"logging": {"sink": "s", "retentionDays": 364}})
	other := given.service("mail", {"critical": false, "logging": {"sink": "s", "retentionDays": 89}})
	_results(given.world([critical, other])) == {
		_found("fail", critical, "retention", "keeps its logs for 364 days; at least 365 are asked for"),
		_found("fail", other, "retention", "keeps its logs for 89 days; at least 90 are asked for"),
	}
}

test_unknown_without_a_parameter if {
	world := object.remove(given.world([given.service("crm", {})]), ["parameters"])
	{entry.message | some entry in _results(world)} == {concat("", [
		"The parameters do not say register.criticalLogRetentionDays, register.logRetentionDays.",
	])}
}
