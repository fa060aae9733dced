package rules.entra.admins_cloud_only_test

import data.lib.fixtures_test as given
import data.rules.entra.admins_cloud_only as rule

_holder(name, privileged) := given.holder(name, "role", {"role": {"id": "role", "label": "Role", "privileged": privileged}})

_world(list, synchronised) := object.union(given.with_privileges({"roleHolders": list}), {"facts": {"users": {
	"urn::anna": {"synchronised": synchronised},
	"urn::bert": {"synchronised": "no"},
}}})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, holder, text) := {given.result(rule.about, status, holder, {
	"message": sprintf("anna, who has the role Role, %s synchronised from a directory on premises.", [text]),
	"affected": ["anna"],
	"finding": sprintf("entra.admins_cloud_only|%s|urn::anna|role", [holder.key]),
})}

_passes := {given.result(rule.about, "pass", {}, {
	"message": "No administrator is synchronised from a directory on premises.",
})}

_anna := _holder("anna", "yes")

_bert := _holder("bert", "yes")

test_about if rule.about.id == "entra.admins_cloud_only"

test_examined_counts_declared_administrators if {
	rule.examined == 1 with input as _world([_anna, _holder("bert", "no"), _holder("elsewhere", "yes")], "no")
}

test_pass_accounts_of_the_cloud if _results(_world([_anna, _bert], "no")) == _passes

test_pass_synchronised_account_without_a_privileged_role if {
	_results(_world([_holder("anna", "no"), _bert], "yes")) == _passes
}

test_fail_synchronised_administrator if _results(_world([_anna, _bert], "yes")) == _found("fail", _anna, "is")

test_unknown_account if _results(_world([_anna, _bert], "open")) == _found("unknown", _anna, "may be")

test_unknown_role if {
	anna := _holder("anna", "open")
	_results(_world([anna], "yes")) == _found("unknown", anna, "is")
}

test_not_applicable_nobody if {
	_results(_world([_holder("elsewhere", "yes")], "yes")) == {given.result(rule.about, "not_applicable", {}, {
		"message": "No declared account has a privileged role.",
	})}
}
