package rules.entra.global_admin_count_test

import data.lib.fixtures_test as given
import data.lib.holders
import data.rules.entra.global_admin_count as rule

_people(size) := [given.holder(sprintf("p%d", [n]), holders.global_administrator, {}) | some n in numbers.range(1, size)]

_names(size) := [sprintf("p%d", [n]) | some n in numbers.range(1, size)]

_hidden := given.holder("id", holders.global_administrator, {"principal": {"id": "x", "kind": "undeclared", "label": "x"}})

_world(list) := given.with_privileges({"roleHolders": list})

_text(size) := sprintf("Global Administrators: %d people; the parameters ask for 2 to 8", [size])

_result(status, names, text) := {given.result(rule.about, status, {}, {"message": text, "affected": names})}

_pass(size) := {given.result(rule.about, "pass", {}, {"message": concat("", [_text(size), "."])})}

_unknown(names, text) := {object.union(result, {
	"remediation": "Name who holds the role as references to declared users, and plan the whole stack.",
}) |
	some result in _result("unknown", names, text)
}

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "entra.global_admin_count"

test_examined_counts_people if {
	rule.examined == 3 with input as _world(array.concat(_people(3), _people(2)))
}

test_pass_at_both_limits if {
	_results(_world(_people(2))) == _pass(2)
	_results(_world(_people(8))) == _pass(8)
}

test_fail_too_few if {
	_results(_world(_people(1))) == _result("fail", ["p1"], concat("", [_text(1), "."]))
	_results(_world([])) == _result("fail", [], concat("", [_text(0), "."]))
}

test_fail_too_many if {
	_results(_world(_people(9))) == _result("fail", _names(9), concat("", [_text(9), "."]))
}

test_fail_too_many_whoever_else_there_may_be if {
	world := _world(array.concat(_people(9), [_hidden]))
	_results(world) == _result("fail", _names(9), concat("", [_text(9), "."]))
}

test_unknown_somebody_hidden if {
	every size in [1, 3] {
		text := concat("", [_text(size), ", and there may be more: x."])
		_results(_world(array.concat(_people(size), [_hidden]))) == _unknown(_names(size), text)
	}
}

test_unknown_plan_that_may_not_be_whole if {
	world := object.union(_world(_people(2)), {"facts": {"completeness": {"status": "unknown"}}})
	text := concat("", [_text(2), ", and there may be more: the plan may not show the whole stack."])
	_results(world) == _unknown(["p1", "p2"], text)
}

test_not_applicable_without_a_tenant if {
	every size in [1, 9] {
		world := object.union(_world(_people(size)), {"facts": {"tenants": []}})
		_results(world) == {given.result(rule.about, "not_applicable", {}, {
			"message": "This stack owns no tenant and declares nothing in one.",
		})}
	}
	hidden := object.union(_world([_hidden]), {"facts": {"tenants": []}})
	count(_results(hidden)) == 1
	pass := object.union(_world(_people(2)), {"facts": {"tenants": []}})
	count(_results(pass)) == 1
}
