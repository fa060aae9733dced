package rules.register.vendor_evaluation_current_test

import data.lib.register_test as given
import data.rules.register.vendor_evaluation_current as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "Every critical vendor was evaluated in time and accepted.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.vendor_evaluation_current"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no critical service or vendor in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_evaluated(at, verdict) := {"vendors": {"acme": given.vendor({"evaluations": [
	{"on": "2024-01-01", "at": 0, "verdict": "accepted"},
	{"on": "2025-11-24", "at": at, "verdict": verdict},
]})}}

_limit := given.risk({}).assessedAt

_now := given.contract({}).endsAt

_crm := given.service("crm", {})

_text := "has the vendor Acme, who was not evaluated within the last 365 days"

test_fail_evaluated_long_ago if {
	_results(given.world_of([_crm], _evaluated(_limit - 1, "accepted"))) == {_found("fail", _crm, "age", _text)}
}

test_fail_never_evaluated if {
	_results(given.world_of([_crm], {"vendors": {"acme": given.vendor({"evaluations": []})}})) == {_found("fail", _crm, "age", _text)}
}

test_fail_evaluated_in_the_future if {
	_results(given.world_of([_crm], _evaluated(_now + 1, "rejected"))) == {_found("fail", _crm, "age", _text)}
}

test_pass_evaluated_today if _results(given.world_of([_crm], _evaluated(_now, "accepted"))) == _passes

test_fail_rejected if {
	_results(given.world_of([_crm], _evaluated(_limit, "rejected"))) == {_found(
		"fail", _crm, "rejected",
		"has the vendor Acme, who was rejected on 2025-11-24",
	)}
}

test_pass_rejected_before_and_accepted_now if {
	vendor := given.vendor({"evaluations": [
		{"on": "2025-11-23", "at": _limit - 1, "verdict": "rejected"},
		{"on": "2025-11-24", "at": _limit, "verdict": "accepted"},
		{"on": "2027-11-24", "at": _now + 1, "verdict": "rejected"},
	]})
	_results(given.world_of([_crm], {"vendors": {"acme": vendor}})) == _passes
}

test_fail_no_vendor if {
	service := given.service("crm", {"vendor": null})
	_results(given.world([service])) == {_found("fail", service, "vendor", "names no vendor")}
}

_other := given.service("chat", {"critical": false})

test_fail_vendor_of_high_criticality if {
	world := given.world_of([_other], {"vendors": {"acme": given.vendor({"criticality": "high", "evaluations": []})}})
	rule.examined == 1 with input as world
	_results(world) == {_found("fail", _other, "age", _text)}
}

test_not_applicable_nothing_critical if {
	world := given.world_of([_other], {"vendors": {"acme": given.vendor({"criticality": "medium", "evaluations": []})}})
	_results(world) == given.nothing(rule.about, "The register lists no critical service or vendor in use.")
}

test_unknown_without_a_parameter if {
	world := object.remove(given.world([given.service("crm", {})]), ["parameters"])
	{entry.message | some entry in _results(world)} == {"The parameters do not say register.evaluationDays."}
}

test_excepted if {
	world := given.world_of([_crm], _evaluated(_limit - 1, "accepted"))
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _crm, "age", _text)}
}

test_examined_counts_critical_services if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
		given.service("chat", {"critical": false}),
	])
}
