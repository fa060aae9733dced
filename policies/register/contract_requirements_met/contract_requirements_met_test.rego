package rules.register.contract_requirements_met_test

import data.lib.register_test as given
import data.rules.register.contract_requirements_met as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "The contract of every service meets the security requirements.")

_found(status, service, key, text) := given.found(rule.about, status, service, key, text)

test_about if rule.about.id == "register.contract_requirements_met"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

_bad := given.service("crm", {"contract": null})

test_fail_missing if _results(given.world([_bad, given.service("mail", {})])) == {_found("fail", _bad, "contract", "has no contract")}

test_excepted if {
	world := given.world([_bad])
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, _bad, "contract", "has no contract")}
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as given.world([
		given.service("crm", {}),
		given.service("wiki", {"status": "retired"}),
	])
}

test_fail_service_that_retires if {
	retiring := given.service("crm", {"critical": false, "status": "retiring", "contract": null})
	_results(given.world([retiring])) == {_found("fail", retiring, "contract", "has no contract")}
}

test_not_applicable_proposed if {
	_results(given.world([given.service("crm", {"status": "proposed", "contract": null})])) == given.nothing(
		rule.about,
		"The register lists no service in use.",
	)
}

_clauses := {
	"certificate": "a certificate of the vendor",
	"subprocessors": "which subprocessors there are",
	"dataLocation": "the place of storage",
	"exitAndDeletion": "exit and deletion",
	"auditRight": "a right to audit",
}

test_fail_each_clause if {
	every name, clause in _clauses {
		service := given.service("crm", {"contract": given.contract({"requirements": {name: false}})})
		_results(given.world([service])) == {_found(
			"fail", service, name,
			concat("", ["has a contract that does not agree ", clause]),
		)}
	}
}

test_fail_contract_that_ran_out if {
	service := given.service("crm", {"contract": given.contract({"endsAt": given.contract({}).endsAt - 1})})
	_results(given.world([service])) == {_found("fail", service, "end", "has a contract that ran out on 2026-11-24")}
}

test_fail_incidents_reported_late_or_never if {
	late := given.service("crm", {"contract": given.contract({"requirements": {"incidentNoticeHours": 73}})})
	never := given.service("mail", {"contract": given.contract({"requirements": {"incidentNoticeHours": null}})})
	_results(given.world([late, never])) == {
		_found(
			"fail", late, "incidentNoticeHours",
			"has a contract by which incidents are reported within 73 hours; at most 72 are allowed",
		),
		_found("fail", never, "incidentNoticeHours", "has a contract that does not agree when incidents are reported"),
	}
}

_certificate_text := "relies on a certificate, and its vendor has none that has not expired"

test_fail_certificate_that_expired if {
	service := given.service("crm", {})
	expired := given.vendor({"certificates": [{"expiresAt": given.contract({}).endsAt - 1}]})
	_results(given.world_of([service], {"vendors": {"acme": expired}})) == {_found("fail", service, "certificates", _certificate_text)}
}

test_pass_one_certificate_of_several if {
	later := given.contract({}).endsAt
	several := given.vendor({"certificates": [{"expiresAt": later - 1}, {"expiresAt": later}]})
	_results(given.world_of([given.service("crm", {})], {"vendors": {"acme": several}})) == _passes
}

test_fail_certificate_of_no_vendor if {
	service := given.service("crm", {"vendor": null})
	_results(given.world([service])) == {_found("fail", service, "certificates", _certificate_text)}
}

test_unknown_without_a_parameter if {
	world := object.remove(given.world([given.service("crm", {})]), ["parameters"])
	{entry.message | some entry in _results(world)} == {"The parameters do not say register.incidentNoticeHours."}
}

test_fail_certificate_that_is_not_agreed_and_not_there if {
	service := given.service("crm", {"contract": given.contract({"requirements": {"certificate": false}})})
	_results(given.world_of([service], {"vendors": {"acme": given.vendor({"certificates": []})}})) == {_found(
		"fail", service, "certificate",
		"has a contract that does not agree a certificate of the vendor",
	)}
}
