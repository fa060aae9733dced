package rules.entra.no_secret_service_principal_in_privileged_role_test

import data.lib.fixtures_test as given
import data.rules.entra.no_secret_service_principal_in_privileged_role as rule

_program(name, privileged, changes) := given.holder(name, "role", object.union(
	{
		"principal": {"id": concat("::", ["urn", name]), "kind": "servicePrincipal", "label": name},
		"role": {"id": "role", "label": "Role", "privileged": privileged},
	},
	changes,
))

_world(list) := given.with_privileges({"roleHolders": list})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, holder, text) := given.result(rule.about, status, holder, {
	"message": sprintf("%s, which has the role Role, %s.", [holder.principal.label, text]),
	"affected": [holder.principal.label],
	"finding": sprintf("entra.no_secret_service_principal_in_privileged_role|%s|%s|role|%s", [
		holder.key,
		holder.principal.id,
		text,
	]),
})

_passes := {given.result(rule.about, "pass", {}, {
	"message": "No application with a privileged role has a secret or an owner.",
})}

_weak := {"weaknesses": ["has a secret", "has an owner"]}

test_about if rule.about.id == "entra.no_secret_service_principal_in_privileged_role"

test_examined_counts_programs if {
	application := {"principal": {"id": "app", "kind": "application", "label": "app"}}
	rule.examined == 2 with input as _world([
		_program("robot", "no", {}),
		given.holder("app", "role", application),
		given.holder("anna", "role", {}),
	])
}

test_pass_neither_secret_nor_owner if _results(_world([_program("robot", "yes", {})])) == _passes

test_pass_role_that_is_not_privileged if {
	_results(_world([_program("robot", "no", object.union(_weak, {"unclear": ["is unclear"]}))])) == _passes
}

test_fail_secret_and_owner if {
	robot := _program("robot", "yes", _weak)
	_results(_world([robot])) == {_found("fail", robot, "has a secret"), _found("fail", robot, "has an owner")}
}

test_unknown_role if {
	robot := _program("robot", "open", _weak)
	_results(_world([robot])) == {_found("unknown", robot, "has a secret"), _found("unknown", robot, "has an owner")}
}

test_unknown_secrets if {
	robot := _program("robot", "yes", {"unclear": ["may have a secret"]})
	_results(_world([robot])) == {_found("unknown", robot, "may have a secret")}
}

test_not_applicable_people_only if {
	_results(_world([given.holder("anna", "role", _weak)])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "No declared application has a directory role.",
	})}
}
