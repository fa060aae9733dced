package rules.register.recovery_test_current_test

import data.lib.register_test as given
import data.rules.register.recovery_test_current as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "Every critical service was recovered in time.")

_text := "has no recovery test that was passed within the last 365 days"

_fails(service) := {given.found(rule.about, "fail", service, "age", _text)}

_limit := given.risk({}).assessedAt

_now := given.contract({}).endsAt

_tested(at, passed) := given.service("crm", {"recoveryTests": [{"on": "2025-11-24", "at": at, "passed": passed}]})

test_about if rule.about.id == "register.recovery_test_current"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_pass_today_after_one_that_was_not_passed if {
	service := given.service("crm", {"recoveryTests": [
		{"on": "2026-11-01", "at": _limit, "passed": false},
		{"on": "2026-11-24", "at": _now, "passed": true},
	]})
	_results(given.world([service])) == _passes
}

test_fail_a_second_too_old if {
	service := _tested(_limit - 1, true)
	_results(given.world([service])) == _fails(service)
}

test_fail_of_tomorrow if {
	service := _tested(_now + 1, true)
	_results(given.world([service])) == _fails(service)
}

test_fail_not_passed if {
	service := _tested(_now, false)
	_results(given.world([service])) == _fails(service)
}

test_fail_never if {
	service := given.service("crm", {"recoveryTests": []})
	_results(given.world([service])) == _fails(service)
}

test_excepted if {
	service := given.service("crm", {"recoveryTests": []})
	world := given.world([service])
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, service, "age", _text)}
}

test_not_applicable_service_that_is_not_critical if {
	service := given.service("crm", {"critical": false, "recoveryTests": []})
	_results(given.world([service])) == given.nothing(rule.about, "The register lists no critical service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

test_examined_counts_critical_services if {
	rule.examined == 1 with input as given.world([given.service("crm", {}), given.service("chat", {"critical": false})])
}
