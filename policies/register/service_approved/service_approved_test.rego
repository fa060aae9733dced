package rules.register.service_approved_test

import data.lib.fixtures_test as given
import data.rules.register.service_approved as rule

_services := {
	"crm": {"name": "CRM", "status": "approved", "approvedFrom": given.now - 1},
	"today": {"name": "Today", "status": "approved", "approvedFrom": given.now},
	"later": {"name": "Later", "status": "approved", "approvedFrom": given.now + 1},
	"old": {"name": "Old", "status": "retiring", "approvedFrom": given.now - 1},
	"wiki": {"name": "Wiki", "status": "proposed", "approvedFrom": given.now - 1},
}

_plan(resources) := given.input_with({"register": {"services": _services}, "facts": {"resources": resources}})

_of(services, op) := given.resource("bucket", {"ofService": true, "services": services, "op": op})

_passes(count) := {given.result(rule.about, "pass", {}, {
	"message": sprintf("All %d resources belong to approved services.", [count]),
})}

_fails(resource, why) := given.result(rule.about, "fail", resource, {
	"message": sprintf("\"bucket\" (aws:s3/bucket:Bucket) %s.", [why]),
})

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "register.service_approved"

test_examined_counts_resources_of_services_only if {
	rule.examined == 1 with input as _plan([_of(["crm"], "same"), given.resource("component", {})])
}

test_pass_approved_service if _results(_plan([_of(["crm"], "create")])) == _passes(1)

test_pass_approved_from_now_on if _results(_plan([_of(["today"], "create")])) == _passes(1)

test_pass_one_of_several_services if _results(_plan([_of(["wiki", "crm"], "create")])) == _passes(1)

test_pass_one_of_several_services_is_retiring if {
	_results(_plan([_of(["wiki", "old"], "same")])) == _passes(1)
}

test_pass_nothing_new_for_a_retiring_service if {
	_results(_plan([_of(["old"], "same"), _of(["old"], "update"), _of(["old"], "replace")])) == _passes(3)
}

test_pass_resource_of_no_service_beside_one if {
	_results(_plan([_of(["crm"], "same"), given.resource("component", {})])) == _passes(1)
}

test_fail_new_resource_for_a_retiring_service if {
	created := _of(["old"], "create")
	expected := {_fails(created, "belongs to Old (retiring), which is not approved for it")}
	_results(_plan([created])) == expected
	_results(_plan([_of(["old"], "import")])) == expected
}

test_fail_service_that_is_not_approved if {
	resource := _of(["wiki"], "same")
	_results(_plan([
		resource,
		object.union(_of(["crm"], "same"), {"key": "urn::other"}),
	])) == {_fails(resource, "belongs to Wiki (proposed), which is not approved for it")}
}

test_fail_service_that_is_approved_later if {
	resource := _of(["later"], "same")
	_results(_plan([
		resource,
	])) == {_fails(resource, "belongs to Later (approved), which is not approved for it")}
}

test_fail_names_every_service if {
	resource := _of(["wiki", "later"], "same")
	why := "belongs to Later (approved), Wiki (proposed), which is not approved for it"
	_results(_plan([resource])) == {_fails(resource, why)}
}

test_fail_type_that_no_service_manages if {
	resource := _of([], "same")
	_results(_plan([resource])) == {_fails(resource, "belongs to no service of the register")}
}

test_not_applicable_nothing_declared if {
	_results(_plan([given.resource("component", {})])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "The plan declares no resource of a service.",
	})}
}

_unknown := {given.result(rule.about, "unknown", {}, {
	"message": "Which services are approved is not known: no register is given.",
	"remediation": "Give the register with --register DIR.",
})}

test_unknown_without_a_register if {
	_results(given.input_with({
		"register": null,
		"facts": {"resources": [_of([], "same")]},
	})) == _unknown
}

test_unknown_without_a_register_though_nothing_is_declared if {
	_results(given.input_with({"register": null})) == _unknown
}
