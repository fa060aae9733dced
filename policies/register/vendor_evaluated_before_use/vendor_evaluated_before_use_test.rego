package rules.register.vendor_evaluated_before_use_test

import data.lib.register_test as given
import data.rules.register.vendor_evaluated_before_use as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "Every vendor was evaluated and accepted before the service was used.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.vendor_evaluated_before_use"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_signed := given.contract({}).signedAt

_now := given.contract({}).endsAt

_evaluated(evaluations) := {"vendors": {"acme": given.vendor({"evaluations": evaluations})}}

_at(instant, verdict) := {"on": "2025-10-25", "at": instant, "verdict": verdict}

_crm := given.service("crm", {})

_text := concat("", [
	"has the vendor Acme, who was not evaluated and accepted before the contract was signed ",
	"and the service first used",
])

_late := {_found("fail", _crm, "evaluation", _text)}

test_fail_evaluated_after_the_contract if {
	_results(given.world_of([_crm], _evaluated([_at(_signed + 1, "accepted")]))) == _late
}

test_fail_evaluated_after_the_first_use if {
	service := given.service("crm", {"contract": null})
	_results(given.world_of([service], _evaluated([_at(service.firstUsedAt + 1, "accepted")]))) == {_found("fail", service, "evaluation", _text)}
}

test_pass_evaluated_on_the_day_of_the_first_use if {
	service := given.service("crm", {"contract": null})
	_results(given.world_of([service], _evaluated([_at(service.firstUsedAt, "accepted")]))) == _passes
}

test_fail_used_before_the_contract if {
	service := given.service("crm", {"firstUsedAt": _signed - 10})
	_results(given.world_of([service], _evaluated([_at(_signed - 9, "accepted")]))) == {_found("fail", service, "evaluation", _text)}
}

test_fail_rejected if {
	_results(given.world_of([_crm], _evaluated([_at(_signed - 5, "accepted"), _at(_signed, "rejected")]))) == _late
}

test_pass_accepted_after_a_rejection if {
	_results(given.world_of([_crm], _evaluated([_at(_signed - 5, "rejected"), _at(_signed, "accepted-with-conditions")]))) == _passes
}

test_fail_never_evaluated if _results(given.world_of([_crm], _evaluated([]))) == _late

_unused := given.service("crm", {"contract": null, "firstUsedAt": null})

test_pass_evaluated_and_not_used_yet if _results(given.world_of([_unused], _evaluated([_at(_now, "accepted")]))) == _passes

test_fail_not_evaluated_and_not_used_yet if {
	_results(given.world_of([_unused], _evaluated([_at(_now + 1, "accepted")]))) == {_found("fail", _unused, "evaluation", _text)}
}

test_fail_no_vendor if {
	service := given.service("crm", {"vendor": null})
	{[entry.status, entry.message] | some entry in _results(given.world([service]))} == {
		["fail", "The service CRM names no vendor."],
	}
}

_using(id, service) := object.union(given.world([service]), {"facts": {"resources": [{"services": [id]}]}})

test_unknown_first_use if {
	service := given.service("crm", {"firstUsedAt": null})
	_results(_using("crm", service)) == {_found(
		"unknown", service, "firstUsedOn",
		"has resources in the plan, and the register does not say when it was first used",
	)}
	_results(_using("mail", service)) == _passes
	_results(_using("crm", _crm)) == _passes
}

test_excepted if {
	world := given.world_of([_crm], _evaluated([]))
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _crm, "evaluation", _text)}
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
	])
}
