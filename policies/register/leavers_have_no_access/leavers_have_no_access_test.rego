package rules.register.leavers_have_no_access_test

import data.lib.fixtures_test as given
import data.rules.register.leavers_have_no_access as rule

_held(text, certain) := {
	"key": "urn::thing",
	"label": "\"Thing\"",
	"source": {"file": "stacks/groups.ts", "line": 3, "column": 1},
	"text": text,
	"certain": certain,
}

_leaver(id, held) := {
	"id": id,
	"name": upper(id),
	"leftOn": "2026-08-31",
	"removeBy": "2026-09-01T00:00:00Z",
	"held": held,
}

_world(leavers) := given.with_facts({"leavers": leavers})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, id, held) := given.result(rule.about, status, held, {
	"message": sprintf("%s, who left on 2026-08-31, %s; all access has to be gone by 2026-09-01T00:00:00Z.", [
		upper(id),
		held.text,
	]),
	"affected": [upper(id)],
	"finding": sprintf("register.leavers_have_no_access|%s|urn::thing|%s", [id, held.text]),
})

_passes(count) := {given.result(rule.about, "pass", {}, {
	"message": sprintf("People who have left: %d. The plan gives nothing to an account of theirs.", [count]),
})}

test_about if rule.about.id == "register.leavers_have_no_access"

test_examined_counts_leavers if rule.examined == 2 with input as _world([_leaver("a", []), _leaver("b", [])])

test_pass_nothing_held if _results(_world([_leaver("a", []), _leaver("b", [])])) == _passes(2)

test_fail_held if {
	held := _held("is a member of \"Thing\"", true)
	account := _held("has the account A", true)
	_results(_world([_leaver("a", [held, account]), _leaver("b", [])])) == {
		_found("fail", "a", held),
		_found("fail", "a", account),
	}
}

test_unknown_whether_held if {
	held := _held("may have the account A", false)
	_results(_world([_leaver("a", [held])])) == {_found("unknown", "a", held)}
}

test_not_applicable_nobody_left if {
	_results(_world([])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "Nobody in the register has left.",
	})}
}

test_unknown_without_a_register if {
	unknown := {given.result(rule.about, "unknown", {}, {
		"message": "Who has left is not known: no register is given.",
		"remediation": "Give the register with --register DIR.",
	})}
	_results(given.input_with({"register": null})) == unknown
	_results(given.input_with({"register": null, "facts": {"leavers": [_leaver("a", [])]}})) == unknown
}
