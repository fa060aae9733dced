package rules.entra.no_high_risk_api_permission_test

import data.lib.fixtures_test as given
import data.rules.entra.no_high_risk_api_permission as rule

_world(grants) := given.with_privileges({"apiGrants": grants})

_except(id) := given.exception("EX-1", "entra.no_high_risk_api_permission", {"applications": [id]})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, grant, why, exceptions) := given.result(rule.about, status, grant, {
	"message": sprintf("%s is granted %s on %s%s.", [grant.principal.label, grant.permission, grant.api, why]),
	"affected": [grant.principal.label],
	"exceptions": exceptions,
	"finding": sprintf("entra.no_high_risk_api_permission|%s|%s", [grant.key, grant.permission]),
})

_risky := given.api_grant("risky", {"risk": "yes", "power": "can give itself any role"})

_open := given.api_grant("open", {"risk": "open"})

_harmless := given.api_grant("reader", {})

test_about if rule.about.id == "entra.no_high_risk_api_permission"

test_examined_counts_permissions if rule.examined == 2 with input as _world([_risky, _harmless])

test_pass_harmless if {
	_results(_world([_harmless])) == {given.result(rule.about, "pass", {}, {
		"message": "None of 1 granted permissions is of high risk.",
	})}
}

test_fail_high_risk if {
	_results(_world([_risky, _harmless])) == {_found("fail", _risky, ": it can give itself any role", [])}
}

test_unknown_permission if {
	_results(_world([_open])) == {_found("unknown", _open, ": it may be able to do anything, as that permission is not known", [])}
}

test_excepted_application if {
	world := object.union(_world([_risky]), {"exceptions": [_except("urn::risky application")]})
	_results(world) == {_found("excepted", _risky, ": it can give itself any role", ["EX-1"])}
}

test_fail_exception_of_another_application if {
	world := object.union(_world([_risky]), {"exceptions": [_except("urn::other")]})
	_results(world) == {_found("fail", _risky, ": it can give itself any role", [])}
}

test_not_applicable_without_a_permission if {
	_results(_world([])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "No permission on an API is granted.",
	})}
}
