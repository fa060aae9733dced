package rules.register.owner_assigned_test

import data.lib.fixtures_test as given
import data.rules.register.owner_assigned as rule

_people := {
	"anna": {"name": "Anna Virtanen", "active": true},
	"ben": {"name": "Ben Okafor", "active": false},
}

_service(id, changes) := object.union(
	{"key": "", "id": id, "name": upper(id), "status": "approved", "owner": "anna"},
	changes,
)

_register(services) := given.input_with({"register": {
	"people": _people,
	"services": {service.id: service | some service in services},
}})

_fails(id, why) := given.result(rule.about, "fail", {}, {
	"message": sprintf("The service %s has no active owner: %s.", [upper(id), why]),
	"affected": [upper(id)],
	"finding": sprintf("register.owner_assigned|%s", [id]),
})

_passes(count) := {given.result(rule.about, "pass", {}, {
	"message": sprintf("All %d services have an active owner.", [count]),
})}

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "register.owner_assigned"

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as _register([_service("crm", {}), _service("wiki", {"status": "retired"})])
}

test_pass_active_owners if {
	_results(_register([_service("crm", {}), _service("mail", {"status": "retiring"})])) == _passes(2)
}

test_pass_retired_service_without_owner if {
	_results(_register([
		_service("crm", {}),
		_service("wiki", {"status": "retired", "owner": "ben"}),
	])) == _passes(1)
}

test_fail_owner_who_is_not_active if {
	_results(_register([
		_service("crm", {"owner": "ben"}),
		_service("mail", {}),
	])) == {_fails("crm", "Ben Okafor is not active now")}
}

test_fail_owner_whom_nobody_knows if {
	_results(_register([_service(
		"crm",
		{"owner": "carl"},
	)])) == {_fails("crm", "nobody in people.yaml has the id carl")}
}

test_fail_no_owner if {
	_results(_register([_service("crm", {"owner": ""})])) == {_fails("crm", "none is named")}
}

test_not_applicable_nothing_in_use if {
	_results(_register([_service("wiki", {"status": "retired"})])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "The register lists no service in use.",
	})}
}

test_unknown_without_a_register if {
	_results(given.input_with({"register": null})) == {given.result(rule.about, "unknown", {}, {
		"message": "Who owns the services is not known: no register is given.",
		"remediation": "Give the register with --register DIR.",
	})}
}
