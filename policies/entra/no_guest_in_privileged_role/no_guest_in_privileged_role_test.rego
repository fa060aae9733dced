package rules.entra.no_guest_in_privileged_role_test

import data.lib.fixtures_test as given
import data.rules.entra.no_guest_in_privileged_role as rule

_guest(privileged, kind) := given.holder("gina", "role", {
	"principal": {"id": "urn::gina", "kind": "guest", "label": "gina"},
	"role": {"id": "role", "label": "Role", "privileged": privileged},
	"kind": kind,
})

_world(list) := given.with_privileges({"roleHolders": list})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, holder, verb, exceptions) := {given.result(rule.about, status, holder, {
	"message": sprintf("The guest gina %s the role Role.", [verb]),
	"affected": ["gina"],
	"exceptions": exceptions,
	"finding": sprintf("entra.no_guest_in_privileged_role|%s|urn::gina|role", [holder.key]),
})}

_except(id) := given.exception("EX-1", "entra.no_guest_in_privileged_role", {"users": [id]})

_passes := {given.result(rule.about, "pass", {}, {"message": "No guest has a privileged role."})}

test_about if rule.about.id == "entra.no_guest_in_privileged_role"

test_examined_counts_ways if rule.examined == 1 with input as _world([_guest("no", "active")])

test_pass_people_of_the_tenant if _results(_world([given.holder("anna", "role", {})])) == _passes

test_pass_role_that_is_not_privileged if _results(_world([_guest("no", "active")])) == _passes

test_fail_every_kind_of_holding if {
	verbs := {"active": "holds", "eligible": "may activate", "owner": "owns a group that has"}
	every kind, verb in verbs {
		guest := _guest("yes", kind)
		_results(_world([guest, given.holder("anna", "role", {})])) == _found("fail", guest, verb, [])
	}
}

test_unknown_role if {
	guest := _guest("open", "active")
	_results(_world([guest])) == _found("unknown", guest, "holds", [])
}

test_excepted_guest if {
	guest := _guest("yes", "active")
	_results(object.union(_world([guest]), {"exceptions": [_except("urn::gina")]})) == _found("excepted", guest, "holds", ["EX-1"])
	_results(object.union(_world([guest]), {"exceptions": [_except("urn::anna")]})) == _found("fail", guest, "holds", [])
}

test_not_applicable_without_a_role if {
	_results(_world([])) == {given.result(rule.about, "not_applicable", {}, {"message": "No directory role is granted."})}
}
