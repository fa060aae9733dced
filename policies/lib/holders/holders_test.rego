package lib.holders_test

import data.lib.fixtures_test as given
import data.lib.holders

_ga := holders.global_administrator

_of_kind(name, role, kind) := given.holder(name, role, {"principal": {"id": name, "kind": kind, "label": name}})

_world(list) := given.with_privileges({"roleHolders": list})

test_template_id if holders.global_administrator == "62e90394-69f5-4237-9190-012177145e10"

test_people_count_once if {
	world := _world([
		given.holder("anna", _ga, {}),
		given.holder("anna", _ga, {"kind": "active"}),
		_of_kind("guest", _ga, "guest"),
	])
	holders.global_administrators == {"urn::anna": "anna", "guest": "guest"} with input as world
	holders.hidden_global_administrators == set() with input as world
	holders.other_administrators == {} with input as world
	holders.hidden_other_administrators == set() with input as world
}

test_programs_and_owners_are_no_people if {
	world := _world([
		_of_kind("robot", _ga, "servicePrincipal"),
		_of_kind("robot", "role", "servicePrincipal"),
		_of_kind("app", _ga, "application"),
		_of_kind("app", "role", "application"),
		given.holder("carl", _ga, {"kind": "owner"}),
		given.holder("dora", "role", {"kind": "owner"}),
	])
	holders.global_administrators == {} with input as world
	holders.hidden_global_administrators == set() with input as world
	holders.other_administrators == {} with input as world
	holders.hidden_other_administrators == set() with input as world
}

test_hidden_people if {
	world := _world([
		_of_kind("package", _ga, "package"),
		_of_kind("id", _ga, "undeclared"),
		_of_kind("unread", _ga, "unknown"),
		given.holder("bert", "", {"role": {"id": "", "label": "a role", "privileged": "open"}}),
		_of_kind("somebody", "role", "undeclared"),
	])
	holders.global_administrators == {} with input as world
	holders.hidden_global_administrators == {"package", "id", "unread", "bert"} with input as world
	holders.hidden_other_administrators == {"bert", "somebody"} with input as world
}

test_other_administrators if {
	world := _world([
		given.holder("anna", _ga, {}),
		given.holder("anna", "role", {}),
		given.holder("bert", "role", {}),
		given.holder("bert", "custom", {"role": {"id": "custom", "label": "custom", "privileged": "open"}}),
		given.holder("carl", "reader", {"role": {"id": "reader", "label": "reader", "privileged": "no"}}),
		given.holder("dora", "custom", {"role": {"id": "custom", "label": "custom", "privileged": "open"}}),
	])
	holders.other_administrators == {"urn::bert": "bert"} with input as world
	holders.hidden_other_administrators == {"dora"} with input as world
	holders.hidden_global_administrators == set() with input as world
}

test_further_roles_are_no_other_ones if {
	world := _world([
		given.holder("anna", "role-security-administrator", {}),
		_of_kind("somebody", "role-security-administrator", "undeclared"),
	])
	holders.other_administrators == {} with input as world
	holders.hidden_other_administrators == set() with input as world
}
