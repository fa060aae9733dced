package rules.register.reference_integrity_test

import data.lib.fixtures_test as given
import data.rules.register.reference_integrity as rule

_account(kind, name, changes) := object.union(
	{
		"kind": kind,
		"directory": concat("::", ["User", name]),
		"ids": [concat("::", ["urn", name])],
		"named": true,
		"declared": true,
	},
	changes,
)

_people := {
	"anna": {"id": "anna", "name": "Anna", "kind": "employee", "here": true, "accounts": [_account("everyday", "anna", {})]},
	"ben": {"id": "ben", "name": "Ben", "kind": "employee", "here": false, "accounts": []},
}

_user(name) := {
	"key": concat("::", ["urn", name]),
	"label": name,
	"source": {"file": "stacks/users.ts", "line": 2, "column": 1},
}

# One stack that owns the tenant, with Anna and her account.
_world(register, facts, changes) := object.union(
	{
		"register": object.union(
			{
				"people": _people,
				"controls": {},
				"classes": {},
				"services": {"wiki": {"name": "Wiki", "status": "retired"}, "crm": {"name": "CRM", "status": "approved"}},
				"stacks": {"identity": {"tenants": ["t"]}, "aws": {"tenants": []}},
			},
			register,
		),
		"facts": object.union({"stack": {"name": "identity"}, "users": {"urn::anna": _user("anna")}}, facts),
		"exceptions": [],
		"nowEpoch": given.now,
	},
	changes,
)

_results(world) := results if {
	results := rule.results with input as world
}

_judged(register) := _results(_world(register, {}, {}))

_fails(key, text) := given.result(rule.about, "fail", {}, {
	"message": text,
	"finding": concat("|", ["register.reference_integrity", key]),
})

_passes := {given.result(rule.about, "pass", {}, {"message": "Everything that the register names is there."})}

test_about if rule.about.id == "register.reference_integrity"

test_examined_counts_what_names_something if {
	rule.examined == 6 with input as _world(
		{"controls": {"A.5.1": {}}, "classes": {"internal": {}}},
		{},
		{"exceptions": [given.exception("EX-1", "entra.some_rule", {})]},
	)
}

test_pass_everything_there if {
	_judged({
		"controls": {"A.5.1": {"applicable": true, "owner": "anna"}, "A.5.2": {"applicable": true}},
		"classes": {"internal": {"name": "Internal", "services": ["crm"]}, "public": {"name": "Public"}},
		"people": {"emergency-1": {"name": "Emergency 1", "here": true, "custodian": "anna", "accounts": []}},
	}) == _passes
}

test_fail_control_of_somebody_who_left if {
	_judged({"controls": {
		"A.5.1": {"applicable": true, "owner": "ben"},
		"A.5.2": {"applicable": false, "owner": "ben"},
	}}) == {_fails("control A.5.1", "The control A.5.1 is owned by Ben, who does not work here.")}
}

_owned(owner, changes) := object.union(given.exception("EX-1", "entra.some_rule", {}), object.union({"owner": owner}, changes))

test_fail_exception_of_somebody_who_left if {
	expected := {_fails("exception EX-1", "The exception EX-1 is owned by Ben, who does not work here.")}
	_results(_world({}, {}, {"exceptions": [_owned("ben", {})]})) == expected
	_results(_world({}, {}, {"exceptions": [_owned("ben", {"expiresAt": given.now})]})) == expected
}

test_pass_exception_that_expired_or_is_owned_by_a_name if {
	_results(_world({}, {}, {"exceptions": [_owned("ben", {"expiresAt": given.now - 1})]})) == _passes
	_results(_world({}, {}, {"exceptions": [_owned("Head of IT", {})]})) == _passes
	_results(_world({}, {}, {"exceptions": [_owned("anna", {})]})) == _passes
}

test_fail_custodian_who_left if {
	emergency := {"name": "Emergency 1", "here": true, "custodian": "ben", "accounts": []}
	_judged({"people": {"emergency-1": emergency}}) == {_fails(
		"custodian emergency-1",
		"Emergency 1 is kept by Ben, who does not work here.",
	)}
	_judged({"people": {"emergency-1": object.union(emergency, {"here": false})}}) == _passes
}

test_fail_class_that_allows_a_retired_service if {
	_judged({"classes": {"restricted": {"name": "Restricted", "services": ["crm", "wiki"]}}}) == {_fails(
		"class restricted wiki",
		"The class Restricted allows the service Wiki, which is retired.",
	)}
}

_carl(account_changes, changes) := {"people": {"carl": object.union(
	{"name": "Carl", "kind": "contractor", "here": true, "accounts": [_account("admin", "carl", account_changes)]},
	changes,
)}}

_undeclared := {_fails("account carl admin", "Carl has the account User::carl, which nothing declares.")}

test_fail_account_that_nothing_declares if _judged(_carl({"declared": false}, {})) == _undeclared

test_pass_account_that_is_declared_or_an_object_id if {
	_judged(_carl({}, {})) == _passes
	_judged(_carl({"declared": false, "named": false}, {})) == _passes
}

test_pass_account_of_somebody_who_is_not_here if _judged(_carl({"declared": false}, {"here": false})) == _passes

test_pass_account_for_emergencies if {
	_judged({"people": {"carl": {"name": "Carl", "here": true, "accounts": [_account("everyday", "carl", {
		"declared": false,
	})]}}}) == _passes
}

test_pass_account_that_another_stack_may_declare if {
	register := _carl({"declared": false}, {})
	two := {"identity": {"tenants": ["t"]}, "other": {"tenants": ["u"]}}
	_judged(object.union(register, {"stacks": two})) == _passes
	none := {"identity": {"tenants": []}}
	_judged(object.union(register, {"stacks": none})) == _passes
}

_scanner := {"urn::scanner": _user("scanner")}

_text := {"message": "The account scanner belongs to nobody in people.yaml.", "affected": ["scanner"]}

test_fail_account_of_nobody if {
	_results(_world({}, {"users": _scanner}, {})) == {given.result(rule.about, "fail", _user("scanner"), _text)}
}

test_excepted_account_of_nobody if {
	exception := given.exception("EX-1", "register.reference_integrity", {"users": ["urn::scanner"]})
	_results(_world({}, {"users": _scanner}, {"exceptions": [exception]})) == {given.result(
		rule.about,
		"excepted",
		_user("scanner"),
		object.union(_text, {"exceptions": ["EX-1"]}),
	)}
}

test_unknown_people_without_accounts if {
	world := {
		"register": {"people": {"anna": {"accounts": []}}, "controls": {}, "classes": {}, "stacks": {}},
		"facts": {"stack": {"name": "identity"}, "users": _scanner},
		"exceptions": [],
		"nowEpoch": given.now,
	}
	_results(world) == {given.result(rule.about, "unknown", {}, {
		"message": "Whose the 1 declared accounts are is not known: people.yaml names none of them.",
		"remediation": "Write account.directory of each person in stacks/register/people.yaml.",
	})}
}

test_unknown_people_with_other_accounts if {
	world := {
		"register": {
			"people": {"anna": {"accounts": [_account("everyday", "anna", {"named": false, "declared": false})]}},
			"controls": {}, "classes": {}, "stacks": {},
		},
		"facts": {"stack": {"name": "identity"}, "users": _scanner},
		"exceptions": [],
		"nowEpoch": given.now,
	}
	{entry.status | some entry in _results(world)} == {"unknown"}
}

test_pass_stack_without_accounts if {
	world := object.remove(_world({}, {}, {}), ["facts"])
	_results(object.union(world, {"facts": {"stack": {"name": "aws"}, "users": {}}})) == _passes
}

test_not_applicable_empty_register if {
	_results({
		"register": {"people": {}, "controls": {}, "classes": {}, "stacks": {}},
		"facts": {"stack": {"name": "identity"}, "users": {}},
		"exceptions": [],
		"nowEpoch": given.now,
	}) == {given.result(rule.about, "not_applicable", {}, {"message": "The register names nothing that can be gone."})}
}

test_unknown_without_a_register if {
	_results(object.union(_world({}, {}, {}), {"register": null})) == {given.result(rule.about, "unknown", {}, {
		"message": "What the register names is not known: no register is given.",
		"remediation": "Give the register with --register DIR.",
	})}
}
