package gate_test

import data.gate
import data.lib.fixtures_test as given

_about(id) := {"id": id, "title": concat(" ", ["Rule", id]), "severity": "high"}

_entry(id, status) := {"rule": id, "status": status, "finding": concat("|", [id, status])}

# A rule folder as the gate sees it.
_rule(id, entries) := {"about": _about(id), "examined": 3, "results": {entry | some entry in entries}}

# What the decision says about such a rule.
_line(id, mode, results) := object.union(_about(id), {"mode": mode, "examined": 3, "results": results})

_good := _rule("entra.good", [_entry("entra.good", "pass")])

_bad(status) := _rule("entra.bad", [_entry("entra.bad", status)])

_silent := _rule("entra.silent", [])

_decide(rules, changes) := decision if {
	decision := gate.decision with input as given.input_with(changes) with data.rules as rules
}

_verdict(rules, changes) := _decide(rules, changes).decision

_folders(entries) := {"entra": {name: rule | some name, rule in entries}}

_advisory(id) := {"parameters": {"rules": {id: "advisory"}}}

_baseline(finding, until) := {"baseline": [{"finding": finding, "expiresOn": "2027-01-31", "expiresAt": until}]}

test_allow_names_every_rule_and_result if {
	entries := [_entry("aws.other", "not_applicable"), _entry("aws.other", "excepted")]
	other := object.union(_rule("aws.other", entries), {"examined": 5})
	decision := _decide({"entra": {"good": _good}, "aws": {"other": other}}, {})
	decision == {
		"decision": "allow",
		"rules": [
			object.union(_line("aws.other", "enforced", 2), {"examined": 5}),
			_line("entra.good", "enforced", 1),
		],
		"results": [
			_entry("aws.other", "excepted"),
			_entry("aws.other", "not_applicable"),
			_entry("entra.good", "pass"),
		],
		"live": [],
		"expiring": [],
		"broad": [],
		"tolerated": {},
	}
}

test_deny_names_every_rule_and_result if {
	decision := _decide(_folders({"good": _good, "bad": _bad("fail")}), {})
	decision == {
		"decision": "deny",
		"rules": [_line("entra.bad", "enforced", 1), _line("entra.good", "enforced", 1)],
		"results": [_entry("entra.bad", "fail"), _entry("entra.good", "pass")],
		"live": [],
		"expiring": [],
		"broad": [],
		"tolerated": {},
	}
}

test_verdict_of_a_single_status if {
	verdicts := {status: _verdict(_folders({"bad": _bad(status)}), {}) |
		some status in ["pass", "fail", "unknown", "not_applicable", "excepted", "skipped"]
	}
	verdicts == {
		"pass": "allow",
		"fail": "deny",
		"unknown": "deny",
		"not_applicable": "allow",
		"excepted": "allow",
		"skipped": "deny",
	}
}

test_deny_result_without_a_status_or_without_a_finding if {
	every field in ["status", "finding"] {
		entry := object.remove(_entry("entra.bad", "fail"), [field])
		_verdict(_folders({"good": _good, "bad": _rule("entra.bad", [entry])}), {}) == "deny"
	}
}

test_deny_one_fail_among_passes if {
	mixed := _rule("entra.mixed", [_entry("entra.mixed", "pass"), _entry("entra.mixed", "fail")])
	_verdict(_folders({"good": _good, "mixed": mixed}), {}) == "deny"
}

test_deny_silent_rule if {
	decision := _decide(_folders({"good": _good, "silent": _silent}), {})
	decision == {
		"decision": "deny",
		"rules": [_line("entra.good", "enforced", 1), _line("entra.silent", "enforced", 0)],
		"results": [_entry("entra.good", "pass")],
		"live": [],
		"expiring": [],
		"broad": [],
		"tolerated": {},
	}
}

test_deny_rule_without_results_and_examined if {
	decision := _decide(_folders({"broken": {"about": _about("entra.broken")}}), {})
	decision.decision == "deny"
	decision.rules == [object.union(_about("entra.broken"), {"mode": "enforced", "examined": 0, "results": 0})]
}

test_allow_advisory_rule_whatever_it_says if {
	verdicts := {_verdict(_folders({"good": _good, "bad": _bad(status)}), _advisory("entra.bad")) |
		some status in ["fail", "unknown", "skipped"]
	}
	verdicts == {"allow"}
}

test_allow_advisory_rule_that_says_nothing if {
	decision := _decide(_folders({"silent": _silent}), _advisory("entra.silent"))
	decision.decision == "allow"
	decision.rules == [_line("entra.silent", "advisory", 0)]
}

test_deny_advisory_mode_of_another_rule if {
	_verdict(_folders({"bad": _bad("fail")}), _advisory("entra.good")) == "deny"
}

test_deny_mode_that_it_does_not_know if {
	_verdict(_folders({"bad": _bad("fail")}), {"parameters": {"rules": {"entra.bad": "off"}}}) == "deny"
}

test_deny_mode_that_is_false if {
	decision := _decide(_folders({"bad": _bad("fail")}), {"parameters": {"rules": {"entra.bad": false}}})
	decision.decision == "deny"
	decision.rules == [_line("entra.bad", "enforced", 1)]
}

test_selection_leaves_other_rules_out if {
	decision := _decide(
		_folders({"good": _good, "bad": _bad("fail"), "silent": _silent}),
		{"selection": ["entra.good"]},
	)
	decision == {
		"decision": "allow",
		"rules": [_line("entra.good", "enforced", 1)],
		"results": [_entry("entra.good", "pass")],
		"live": [],
		"expiring": [],
		"broad": [],
		"tolerated": {},
	}
}

test_selection_of_the_failing_rule_denies if {
	_verdict(_folders({"good": _good, "bad": _bad("fail")}), {"selection": ["entra.bad"]}) == "deny"
}

test_live_names_exceptions_of_the_clock_sorted if {
	expired := object.union(given.exception("EX-0", "entra.good", {}), {"expiresAt": given.now - 1})
	decision := _decide(_folders({"good": _good}), {"exceptions": [
		given.exception("EX-2", "entra.good", {}),
		given.exception("EX-1", "entra.other", {}),
		expired,
	]})
	decision.live == ["EX-1", "EX-2"]
}

test_allow_finding_of_the_baseline if {
	outcomes := {status: [decision.decision, decision.tolerated] |
		some status in ["fail", "unknown"]
		finding := concat("|", ["entra.bad", status])
		decision := _decide(_folders({"bad": _bad(status)}), _baseline(finding, given.now + 1))
	}
	outcomes == {
		"fail": ["allow", {"entra.bad|fail": "2027-01-31"}],
		"unknown": ["allow", {"entra.bad|unknown": "2027-01-31"}],
	}
}

test_allow_finding_of_the_baseline_in_its_last_second if {
	_verdict(_folders({"bad": _bad("fail")}), _baseline("entra.bad|fail", given.now)) == "allow"
}

test_deny_finding_of_an_expired_baseline if {
	decision := _decide(_folders({"bad": _bad("fail")}), _baseline("entra.bad|fail", given.now - 1))
	decision.decision == "deny"
	decision.tolerated == {}
}

test_deny_finding_outside_the_baseline if {
	decision := _decide(_folders({"bad": _bad("fail")}), _baseline("entra.bad|other", given.now + 1))
	decision.decision == "deny"
	decision.tolerated == {}
}

test_deny_silent_rule_in_spite_of_a_baseline if {
	_verdict(_folders({"silent": _silent}), _baseline("entra.silent|", given.now + 1)) == "deny"
}

test_tolerated_names_no_result_that_blocks_nothing if {
	tolerated := {decision.tolerated |
		some status in ["pass", "not_applicable", "excepted"]
		finding := concat("|", ["entra.bad", status])
		decision := _decide(_folders({"bad": _bad(status)}), _baseline(finding, given.now + 1))
	}
	tolerated == {{}}
}

# What the host answers with exit code 3.
test_allow_nothing_when_there_is_no_rule if {
	_decide({}, {}) == {
		"decision": "allow",
		"rules": [],
		"results": [],
		"live": [],
		"expiring": [],
		"broad": [],
		"tolerated": {},
	}
}

test_life_of_exceptions if {
	far := {"expiresAt": given.now + (31 * 86400)}
	everybody := {"applications": ["Office365"]}
	decision := _decide({}, {"exceptions": [
		given.exception("EX-3", "entra.good", {}),
		object.union(given.exception("EX-1", "entra.good", everybody), far),
		object.union(given.exception("EX-2", "entra.good", everybody), {"expiresAt": given.now - 1}),
	]})
	[decision.live, decision.expiring, decision.broad] == [["EX-1", "EX-3"], ["EX-3"], ["EX-1", "EX-2"]]
}
