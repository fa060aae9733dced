package lib.services_test

import data.lib.fixtures_test as given
import data.lib.register_test as register
import data.lib.services as services

_about := {"id": "register.some_rule", "severity": "high", "controls": ["A.5.23"], "remediation": "Mend it."}

_crm := register.service("crm", {})

_mail := register.service("mail", {"critical": false, "status": "retiring"})

_world := register.world([
	_crm,
	_mail,
	register.service("wiki", {"status": "retired"}),
	register.service("chat", {"status": "proposed"}),
])

_judged(findings) := {
	"services": {"crm": _crm, "mail": _mail},
	"findings": findings,
	"parameters": ["evaluationDays"],
	"holds": "It holds.",
	"none": "There is none.",
}

_finding(id, key, status) := {"service": id, "key": key, "status": status, "text": concat(" ", ["lacks", key])}

_results(world, judged) := results if {
	results := services.results(_about, judged) with input as world
}

test_in_use_is_approved_or_retiring if {
	services.in_use == {"crm": _crm, "mail": _mail} with input as _world
}

test_critical_services_are_in_use if services.critical == {"crm": _crm} with input as _world

test_vendor if services.vendor(_crm).name == "Acme" with input as _world

test_recent_from_the_first_second_to_the_last if {
	every age in [0, 86400] {
		services.is_recent(given.now - age, 1) with input as _world
	}
	every age in [-1, 86401] {
		not services.is_recent(given.now - age, 1) with input as _world
	}
}

test_pass if _results(_world, _judged(set())) == register.passes(_about, "It holds.")

test_not_applicable if {
	none := object.union(object.remove(_judged(set()), ["services"]), {"services": {}})
	_results(_world, none) == register.nothing(_about, "There is none.")
}

test_unknown_without_a_register if {
	_results(register.without_register, _judged({_finding("crm", "a", "fail")})) == register.unknown(_about)
}

test_unknown_without_a_parameter if {
	judged := object.union(_judged(set()), {"parameters": ["z", "evaluationDays", "a"]})
	_results(_world, judged) == {given.result(_about, "unknown", {}, {
		"message": "The parameters do not say register.a, register.z.",
		"remediation": "Set it in policies/parameters.yaml.",
	})}
}

test_findings_have_their_status if {
	findings := {_finding("crm", "a", "fail"), _finding("crm", "b", "unknown"), _finding("mail", "a", "fail")}
	_results(_world, _judged(findings)) == {
		register.found(_about, "fail", _crm, "a", "lacks a"),
		register.found(_about, "unknown", _crm, "b", "lacks b"),
		register.found(_about, "fail", _mail, "a", "lacks a"),
	}
}

test_excepted_service_only if {
	findings := {_finding("crm", "a", "fail"), _finding("mail", "a", "fail")}
	_results(register.excepting(_about, "crm", _world), _judged(findings)) == {
		register.excepted(_about, _crm, "a", "lacks a"),
		register.found(_about, "fail", _mail, "a", "lacks a"),
	}
}

test_no_exception_of_another_rule if {
	other := register.excepting({"id": "register.another"}, "crm", _world)
	findings := {_finding("crm", "a", "fail")}
	_results(other, _judged(findings)) == {register.found(_about, "fail", _crm, "a", "lacks a")}
}
