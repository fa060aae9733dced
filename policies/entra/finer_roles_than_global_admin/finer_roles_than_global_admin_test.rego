package rules.entra.finer_roles_than_global_admin_test

import data.lib.fixtures_test as given
import data.lib.holders
import data.rules.entra.finer_roles_than_global_admin as rule

_ga := holders.global_administrator

_global(name) := given.holder(name, _ga, {})

_other(name) := given.holder(name, "role", {})

_further(name) := given.holder(name, "role-security-administrator", {})

_hidden(role) := given.holder("x", role, {"principal": {"id": "x", "kind": "unknown", "label": "x"}})

_world(list) := given.with_privileges({"roleHolders": list})

_in_part(list) := object.union(_world(list), {"facts": {"completeness": {"status": "unknown"}}})

_text(globals, others) := sprintf(
	"Global Administrators: %d people; others with a privileged role: %d",
	[globals, others],
)

_bad(status, names, text) := {given.result(rule.about, status, {}, {"message": text, "affected": names})}

_fail(names, others) := _bad("fail", names, concat("", [_text(count(names), others), "."]))

_unknown(names, others) := _bad("unknown", names, concat("", [
	_text(count(names), others), ", and there may be more who are not seen.",
]))

_pass(globals, others) := {given.result(rule.about, "pass", {}, {"message": concat("", [_text(globals, others), "."])})}

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "entra.finer_roles_than_global_admin"

test_examined_counts_people if {
	rule.examined == 3 with input as _world([_global("a"), _global("b"), _other("a"), _other("c")])
}

test_pass_as_many_others if _results(_world([_global("a"), _other("b")])) == _pass(1, 1)

test_pass_nobody if _results(_world([])) == _pass(0, 0)

test_pass_more_others_may_there_be if _results(_world([_global("a"), _other("b"), _hidden("role")])) == _pass(1, 1)

test_fail_more_global_administrators if {
	_results(_world([_global("a"), _global("b"), _other("b"), _other("c")])) == _fail(["a", "b"], 1)
}

test_fail_more_whoever_else_is_one if {
	_results(_world([_global("a"), _hidden(_ga)])) == _fail(["a"], 0)
}

test_fail_further_roles_are_no_finer_ones if {
	_results(_world([_global("a"), _further("b")])) == _fail(["a"], 0)
	_results(_world([_global("a"), _hidden("role-security-administrator")])) == _fail(["a"], 0)
}

test_unknown_others_that_are_not_seen if {
	_results(_world([_global("a"), _hidden("role")])) == _unknown(["a"], 0)
}

test_unknown_global_administrators_that_are_not_seen if {
	_results(_world([_global("a"), _other("b"), _hidden(_ga)])) == _unknown(["a"], 1)
}

test_unknown_plan_that_may_not_be_whole if {
	_results(_in_part([_global("a"), _other("b")])) == _unknown(["a"], 1)
	_results(_in_part([_global("a")])) == _unknown(["a"], 0)
}

test_not_applicable_without_a_tenant if {
	every list in [[], [_global("a")]] {
		_results(object.union(_world(list), {"facts": {"tenants": []}})) == {given.result(
			rule.about, "not_applicable", {},
			{"message": "This stack owns no tenant and declares nothing in one."},
		)}
	}
}
