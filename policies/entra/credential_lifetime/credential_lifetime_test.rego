package rules.entra.credential_lifetime_test

import data.lib.fixtures_test as given
import data.rules.entra.credential_lifetime as rule

_day := 86400

_credential(name, kind, term) := {
	"key": concat("::", ["urn", name]),
	"label": name,
	"source": {"file": "stacks/apps.ts", "line": 4, "column": 1},
	"kind": kind,
	"of": "\"App\"",
	"term": term,
}

_world(credentials) := given.with_facts({"credentials": credentials})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, credential, text) := given.result(rule.about, status, credential, {
	"message": sprintf("\"App\" has a %s%s.", [credential.kind, text]),
	"affected": ["\"App\""],
})

_passes(count) := {given.result(rule.about, "pass", {}, {
	"message": sprintf("All %d declared credentials of applications end in time.", [count]),
})}

_limits := {"secret": 180, "certificate": 365}

test_about if rule.about.id == "entra.credential_lifetime"

test_examined_counts_credentials if {
	rule.examined == 2 with input as _world([_credential("a", "secret", {}), _credential("b", "certificate", {})])
}

test_pass_as_long_as_allowed if {
	every kind, days in _limits {
		_results(_world([
			_credential("a", kind, {"kind": "lasts", "seconds": days * _day}),
			_credential("b", kind, {"kind": "until", "until": given.now + (days * _day)}),
			_credential("c", kind, {"kind": "until", "until": given.now + 1000, "from": (given.now + 1000) - (days * _day)}),
		])) == _passes(3)
	}
}

test_fail_one_second_too_long if {
	every kind, days in _limits {
		text := sprintf(" that is valid for %d days; at most %d are allowed", [days + 1, days])
		every term in [
			{"kind": "lasts", "seconds": (days * _day) + 1},
			{"kind": "until", "until": (given.now + (days * _day)) + 1},
			{"kind": "until", "until": given.now, "from": (given.now - (days * _day)) - 1},
		] {
			bad := _credential("a", kind, term)
			_results(_world([bad, _credential("b", kind, {"kind": "lasts", "seconds": 1})])) == {_found("fail", bad, text)}
		}
	}
}

_endless := _credential("a", "secret", {"kind": "permanent"})

test_fail_without_an_end if _results(_world([_endless])) == {_found("fail", _endless, " without an end")}

test_unknown_end if {
	hidden := _credential("a", "certificate", {"kind": "open", "why": "endDate cannot be read"})
	_results(_world([hidden])) == {_found("unknown", hidden, ", whose end cannot be read: endDate cannot be read")}
}

test_unknown_without_a_parameter if {
	text := ", and the parameters do not say how long it may be valid"
	_results(object.remove(_world([_endless]), ["parameters"])) == {_found("unknown", _endless, text)}
}

test_excepted if {
	exception := given.exception("EX-1", rule.about.id, {"resources": ["urn::a"]})
	expected := object.union(_found("excepted", _endless, " without an end"), {"exceptions": ["EX-1"]})
	_results(object.union(_world([_endless]), {"exceptions": [exception]})) == {expected}
}

test_not_applicable_without_a_credential if {
	_results(_world([])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "No secret or certificate of an application is declared.",
	})}
}
