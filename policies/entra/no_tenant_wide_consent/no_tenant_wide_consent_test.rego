package rules.entra.no_tenant_wide_consent_test

import data.lib.fixtures_test as given
import data.rules.entra.no_tenant_wide_consent as rule

_grant(name, changes) := given.api_grant(name, object.union({"type": "delegated", "as": "person"}, changes))

_world(grants) := given.with_privileges({"apiGrants": grants})

_except(id) := given.exception("EX-1", "entra.no_tenant_wide_consent", {"applications": [id]})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, grant, whom, exceptions) := given.result(rule.about, status, grant, {
	"message": sprintf("%s may use %s on %s for %s.", [grant.principal.label, grant.permission, grant.api, whom]),
	"affected": ["everyone"],
	"exceptions": exceptions,
	"finding": sprintf("entra.no_tenant_wide_consent|%s|%s", [grant.key, grant.permission]),
})

_wide := _grant("wide", {"as": "everyone"})

_open := _grant("open", {"as": "open"})

test_about if rule.about.id == "entra.no_tenant_wide_consent"

test_examined_counts_delegated_permissions if {
	rule.examined == 2 with input as _world([_wide, _grant("one", {}), given.api_grant("own", {})])
}

test_pass_one_person if {
	_results(_world([_grant("one", {}), _grant("two", {}), given.api_grant("own", {})])) == {given.result(
		rule.about, "pass", {},
		{"message": "All 2 delegated permissions are granted for one person each."},
	)}
}

test_fail_everybody if {
	_results(_world([_wide, _grant("one", {})])) == {_found("fail", _wide, "everybody in the tenant", [])}
}

test_unknown_somebody if {
	whom := "somebody who is not known, so perhaps for everybody"
	_results(_world([_open])) == {_found("unknown", _open, whom, [])}
}

test_excepted_application if {
	world := object.union(_world([_wide]), {"exceptions": [_except("urn::wide application")]})
	_results(world) == {_found("excepted", _wide, "everybody in the tenant", ["EX-1"])}
}

test_fail_exception_of_another_application if {
	world := object.union(_world([_wide]), {"exceptions": [_except("urn::other")]})
	_results(world) == {_found("fail", _wide, "everybody in the tenant", [])}
}

test_not_applicable_without_a_delegated_permission if {
	_results(_world([given.api_grant("own", {})])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "No delegated permission is granted.",
	})}
}
