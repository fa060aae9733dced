package rules.entra.separate_admin_accounts_test

import data.lib.fixtures_test as given
import data.rules.entra.separate_admin_accounts as rule

_person(accounts, emergency) := {"emergency": emergency, "accounts": accounts}

_people := {
	"anna": _person([{"kind": "everyday", "ids": ["urn::anna"]}, {"kind": "admin", "ids": ["urn::adm-anna"]}], false),
	"ben": _person([{"kind": "everyday", "ids": ["urn::other", "urn::ben"]}], false),
	"emergency": _person([{"kind": "everyday", "ids": ["urn::emergency"]}], true),
}

_world(holders) := object.union(given.with_privileges({"roleHolders": holders}), {"register": {"people": _people}})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, holder, text) := given.result(rule.about, status, holder, {
	"message": text,
	"affected": [holder.principal.label],
	"finding": concat("|", [rule.about.id, holder.key, holder.principal.id, holder.role.id]),
})

_passes := {given.result(rule.about, "pass", {}, {"message": "Nobody administers with an everyday account."})}

_admin := given.holder("adm-anna", "user-administrator", {})

test_about if rule.about.id == "entra.separate_admin_accounts"

test_examined_counts_people_with_privileged_roles if {
	rule.examined == 1 with input as _world([
		_admin,
		given.holder("adm-anna", "reader", {"role": {"privileged": "no"}}),
		given.holder("guest", "user-administrator", {"principal": {"kind": "guest"}}),
	])
}

test_pass_admin_and_emergency_accounts if {
	_results(_world([_admin, given.holder("emergency", "global-administrator", {"kind": "active"})])) == _passes
}

test_fail_everyday_account if {
	verbs := {"active": "holds", "eligible": "may activate", "owner": "owns a group that has"}
	every kind, verb in verbs {
		holder := given.holder("ben", "user-administrator", {"kind": kind})
		text := sprintf("ben %s the role user-administrator with the everyday account.", [verb])
		_results(_world([holder, _admin])) == {_found("fail", holder, text)}
	}
}

test_fail_account_that_this_change_calls_one_for_administrators if {
	world := object.union(_world([_admin]), {"register": {"everydayBefore": ["urn::adm-anna"]}})
	text := "adm-anna may activate the role user-administrator with the everyday account."
	_results(world) == {_found("fail", _admin, text)}
}

_open := "; that this is not the everyday account of somebody is not in people.yaml."

test_unknown_account_of_nobody if {
	every kind in ["user", "undeclared", "unknown"] {
		holder := given.holder("zoe", "user-administrator", {"principal": {"kind": kind}})
		text := concat("", ["zoe may activate the role user-administrator", _open])
		_results(_world([holder])) == {_found("unknown", holder, text)}
	}
}

test_unknown_role if {
	holder := given.holder("ben", "custom", {"role": {"privileged": "open"}})
	_results(_world([holder])) == {_found("unknown", holder, "ben may activate the role custom with the everyday account.")}
}

test_unknown_without_a_register if {
	world := object.union(_world([_admin]), {"register": null})
	text := concat("", ["adm-anna may activate the role user-administrator", _open])
	_results(world) == {_found("unknown", _admin, text)}
}

test_excepted if {
	holder := given.holder("ben", "user-administrator", {})
	exception := given.exception("EX-1", rule.about.id, {"users": ["urn::ben"]})
	expected := _found("excepted", holder, "ben may activate the role user-administrator with the everyday account.")
	_results(object.union(_world([holder]), {"exceptions": [exception]})) == {object.union(expected, {"exceptions": ["EX-1"]})}
}

test_not_applicable_nobody if {
	_results(_world([given.holder("app", "x", {"principal": {"kind": "servicePrincipal"}})])) == {given.result(
		rule.about,
		"not_applicable",
		{},
		{"message": "No privileged role is granted to a person."},
	)}
}
