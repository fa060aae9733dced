package lib.sign_in_test

import data.lib.answers_test as answers
import data.lib.fixtures_test as given
import data.lib.sign_in

_rule := "entra.example"

_about := {
	"id": _rule,
	"version": 1,
	"severity": "high",
	"controls": ["A.8.5"],
	"remediation": "Repair it.",
	"title": "Title",
	"description": "Description.",
}

_requirement := answers.requirement(_rule, {})

_answer(status, changes) := answers.answer(_rule, "one", status, changes)

# One tenant, where the requirement is answered so.
_world(answer) := answers.answered(["one"], [_requirement], [answer])

_results(world) := results if {
	results := sign_in.results(_about) with input as world
}

_result(status, subject, fields) := given.result(_about, status, subject, fields)

# A result about a gap, but for its message.
_gap_result(status, subject, gap, fields) := _result(status, subject, object.union(
	object.union(answers.of_gap(gap), {"finding": "entra.example|one|gap-1"}),
	fields,
))

_pass(text) := _result("pass", {}, {"message": text})

_policy(name) := {
	"policy": concat("::", ["urn", name]),
	"label": concat("", ["\"", name, "\""]),
	"source": {"file": "stacks/policies.ts", "line": 11, "column": 1},
}

_reason(name, text) := object.union(_policy(name), {"text": text})

_subject(policy) := {"key": policy.policy, "source": policy.source}

test_examined_no_tenant if sign_in.examined == 0 with input as given.input_with({})

test_examined_counts_policies_of_every_tenant_and_state if {
	world := given.with_facts({"tenants": [
		answers.tenant("one", [given.policy("mfa", {}), given.policy("legacy", {"state": "disabled"})]),
		answers.tenant("two", [given.policy("mfa", {})]),
		answers.tenant("three", []),
	]})
	sign_in.examined == 3 with input as world
}

test_pass_without_a_name_of_the_only_tenant if {
	_results(_world(_answer("pass", {}))) == {_pass("Everyone does it.")}
}

test_pass_in_a_plan_that_is_partial if {
	world := object.union(_world(_answer("pass", {})), {"facts": {"completeness": {"status": "partial"}}})
	_results(world) == {_pass("Everyone does it.")}
}

test_pass_takes_the_requirement_and_the_answer_of_the_rule if {
	world := answers.answered(
		["one"],
		[answers.requirement("entra.other", {"holds": "Another holds."}), _requirement],
		[answers.answer("entra.other", "one", "fail", {"gap": answers.gap({})}), _answer("pass", {})],
	)
	_results(world) == {_pass("Everyone does it.")}
}

test_each_status_in_a_tenant_of_its_own if {
	_results(answers.each_status(_rule)) == answers.four_results(_about)
}

test_nothing_without_an_answer if {
	world := answers.answered(["one"], [_requirement], [answers.answer("entra.other", "one", "pass", {})])
	_results(world) == set()
}

test_nothing_without_a_requirement if {
	other := answers.requirement("entra.other", {})
	_results(answers.answered(["one"], [other], [_answer("pass", {})])) == set()
}

_fail(changes) := _answer("fail", {"gap": answers.gap(changes)})

_broken := "Somebody need not do it: Anna can sign in to Mail."

test_fail_without_a_policy_that_comes_near if {
	_results(_world(_fail({}))) == {_gap_result("fail", {}, answers.gap({}), {"message": _broken})}
}

test_fail_with_exceptions_that_take_too_little_out if {
	answer := object.union(_fail({}), {"exceptions": ["EX-1", "EX-2"], "exempted": ["Carla"]})
	_results(_world(answer)) == {_gap_result("fail", {}, answers.gap({}), {
		"message": _broken,
		"exceptions": ["EX-1", "EX-2"],
	})}
}

test_fail_at_the_nearest_policy if {
	gap := answers.gap({"why": [
		_reason("mfa", "excludes Anna"),
		_reason("legacy", "applies only to the client other"),
	]})
	_results(_world(_fail(gap))) == {_gap_result("fail", _subject(_policy("mfa")), gap, {
		"message": _broken,
		"nearest": "\"mfa\" excludes Anna; \"legacy\" applies only to the client other",
	})}
}

test_fail_at_the_nearest_policy_without_a_source if {
	gap := answers.gap({"why": [object.remove(_reason("mfa", "excludes Anna"), ["source"])]})
	_results(_world(_fail(gap))) == {_gap_result("fail", {"key": "urn::mfa"}, gap, {
		"message": _broken,
		"nearest": "\"mfa\" excludes Anna",
	})}
}

_further(count) := _results(_world(_fail({
	"why": [_reason("mfa", "excludes Anna")],
	"further": count,
})))

_nearest(text) := {_gap_result("fail", _subject(_policy("mfa")), answers.gap({}), {
	"message": _broken,
	"nearest": text,
})}

test_fail_one_further_policy if _further(1) == _nearest("\"mfa\" excludes Anna; 1 further policy does not help")

test_fail_further_policies if _further(12) == _nearest("\"mfa\" excludes Anna; 12 further policies do not help")

test_fail_no_further_policy if _further(0) == _nearest("\"mfa\" excludes Anna")

_edit := object.union(object.remove(_policy("legacy"), ["label"]), {"text": "Remove Anna from the exclusions."})

test_fail_at_the_policy_that_one_edit_mends if {
	gap := answers.gap({"edit": _edit, "why": [_reason("mfa", "excludes Anna")]})
	_results(_world(_fail(gap))) == {_gap_result("fail", _subject(_edit), gap, {
		"message": _broken,
		"remediation": "Remove Anna from the exclusions.",
		"nearest": "\"mfa\" excludes Anna",
	})}
}

test_fail_at_a_policy_that_one_edit_mends_without_a_source if {
	gap := answers.gap({"edit": object.remove(_edit, ["source"])})
	_results(_world(_fail(gap))) == {_gap_result("fail", {"key": "urn::legacy"}, gap, {
		"message": _broken,
		"remediation": "Remove Anna from the exclusions.",
	})}
}

test_fail_names_the_policies_that_the_change_deletes if {
	world := object.union(_world(_fail({})), {"facts": {"tenants": [object.union(
		answers.tenant("one", []),
		{"deleted": ["\"mfa\"", "\"old\""]},
	)]}})
	_results(world) == {_gap_result("fail", {}, answers.gap({}), {
		"message": concat(" ", [_broken, "This change deletes \"mfa\". This change deletes \"old\"."]),
	})}
}

test_fail_names_the_tenant_and_only_what_is_deleted_there if {
	world := object.union(_world(_fail({})), {"facts": {"tenants": [
		object.union(answers.tenant("two", []), {"deleted": ["\"other\""]}),
		object.union(answers.tenant("one", []), {"deleted": ["\"mfa\""]}),
	]}})
	_results(world) == {_gap_result("fail", {}, answers.gap({}), {
		"message": concat(" ", [_broken, "(Tenant one.) This change deletes \"mfa\"."]),
	})}
}

_two_tenants(answer) := answers.answered(
	["one", "two"],
	[_requirement],
	[answer, object.union(answer, {"tenant": "two"})],
)

test_fail_in_each_tenant_is_a_finding_of_its_own if {
	_results(_two_tenants(_fail({}))) == {
		_gap_result("fail", {}, answers.gap({}), {
			"message": concat(" ", [_broken, "(Tenant one.)"]),
			"finding": "entra.example|one|gap-1",
		}),
		_gap_result("fail", {}, answers.gap({}), {
			"message": concat(" ", [_broken, "(Tenant two.)"]),
			"finding": "entra.example|two|gap-1",
		}),
	}
}

# A partial preview may hide policies, so a gap in it is not certain.
_partly(status, world) := object.union(world, {"facts": {"completeness": {"status": status}}})

_as_far_as(where) := concat("", [
	"Somebody need not do it as far as the plan shows, and it may not show every policy: Anna can sign in to Mail.",
	where,
])

test_unknown_gap_in_a_plan_that_may_hide_policies if {
	gap := answers.gap({"edit": _edit, "why": [_reason("mfa", "excludes Anna")]})
	every status in ["partial", "unknown"] {
		_results(_partly(status, _world(_fail(gap)))) == {_gap_result("unknown", _subject(_edit), gap, {
			"message": _as_far_as(""),
			"remediation": "Judge a full preview of the stack.",
			"nearest": "\"mfa\" excludes Anna",
		})}
	}
}

test_unknown_gap_in_each_tenant_of_a_plan_that_may_hide_policies if {
	_results(_partly("partial", _two_tenants(_fail({})))) == {
	_gap_result("unknown", {}, answers.gap({}), {
		"message": _as_far_as(sprintf(" (Tenant %s.)", [id])),
		"remediation": "Judge a full preview of the stack.",
		"finding": sprintf("entra.example|%s|gap-1", [id]),
	}) |
		some id in ["one", "two"]
	}
}

_open(undecided, changes) := _answer("unknown", {"gap": answers.gap(changes), "undecided": undecided})

_unless := "Somebody need not do it, unless what is not known prevents it: Anna can sign in to Mail."

_literals := "Write the values that are not known as literals, or as references to declared resources."

test_unknown_names_every_value_that_may_decide if {
	gap := answers.gap({"edit": _edit, "why": [_reason("mfa", "excludes Anna")]})
	answer := object.union(
		_open(["\"mfa\": state is not known", "\"old\": users is secret"], gap),
		{"exceptions": ["EX-1"], "exempted": ["Carla"]},
	)
	_results(_world(answer)) == {_gap_result("unknown", _subject(_edit), gap, {
		"message": concat(" ", [_unless, "Not known: \"mfa\": state is not known; \"old\": users is secret."]),
		"remediation": _literals,
		"nearest": "\"mfa\" excludes Anna",
		"exceptions": ["EX-1"],
	})}
}

test_unknown_without_a_value_to_name if {
	_results(_world(_open([], {}))) == {_gap_result("unknown", {}, answers.gap({}), {
		"message": _unless,
		"remediation": _literals,
	})}
}

test_unknown_in_a_plan_that_is_partial_names_the_values_too if {
	_results(_partly("partial", _world(_open(["\"mfa\": state is not known"], {})))) == {_gap_result(
		"unknown",
		{}, answers.gap({}),
		{"message": concat(" ", [_unless, "Not known: \"mfa\": state is not known."]), "remediation": _literals},
	)}
}

_too_large := _answer("unknown", {"reason": "The space is too large", "undecided": ["\"mfa\": state is not known"]})

_undecided(where, finding) := _result("unknown", {}, {
	"message": sprintf("It cannot be decided whether this holds: Everyone does it. The space is too large%s", [where]),
	"remediation": "Judge fewer policies at once, or raise the budget of the access analysis.",
	"finding": finding,
})

test_unknown_budget_exceeded if {
	_results(_world(_too_large)) == {_undecided(".", "entra.example|one|budget")}
}

test_unknown_budget_exceeded_in_each_tenant if {
	_results(_two_tenants(_too_large)) == {
		_undecided(". (Tenant one.)", "entra.example|one|budget"),
		_undecided(". (Tenant two.)", "entra.example|two|budget"),
	}
}

test_excepted_names_the_exceptions_and_whom_they_take_out if {
	_results(_world(_answer("excepted", {
		"exceptions": ["EX-1", "EX-2"],
		"exempted": ["Carla", "Dora"],
	}))) == {_result("excepted", {}, {
		"message": "Everyone does it. Live exceptions take out Carla, Dora.",
		"affected": ["Carla", "Dora"],
		"exceptions": ["EX-1", "EX-2"],
	})}
}

_excepted(people, text) if {
	_results(_world(_answer("excepted", {"exceptions": ["EX-1"], "exempted": people}))) == {_result("excepted", {}, {
		"message": sprintf("Everyone does it. Live exceptions take out %s.", [text]),
		"affected": people,
		"exceptions": ["EX-1"],
	})}
}

test_excepted_names_five_people if _excepted(["A", "B", "C", "D", "E"], "A, B, C, D, E")

test_excepted_names_four_of_six_people if _excepted(["A", "B", "C", "D", "E", "F"], "A, B, C, D and 2 more")

# With answers there, so that only the tenants decide.
test_not_applicable_no_tenant if {
	_results(answers.answered([], [_requirement], [_fail({})])) == answers.no_tenant(_about)
}

test_not_applicable_no_tenant_and_no_licence if {
	requirement := answers.requirement(_rule, {"licence": "entraP2"})
	_results(answers.answered([], [requirement], [])) == answers.no_tenant(_about)
}

_licensed(licences, answer) := object.union(
	answers.answered(
		["one"], [
			answers.requirement(_rule, {"licence": "entraP2"}),
			answers.requirement("entra.other", {"licence": "entraP9"}),
		],
		[answer],
	),
	{"parameters": {"licences": licences}},
)

test_not_applicable_missing_licence if {
	_results(_licensed({"entraP2": false}, _fail({}))) == answers.no_licence(_about, "entraP2")
}

test_pass_with_the_licence_and_without_that_of_another_requirement if {
	_results(_licensed({"entraP2": true, "entraP9": false}, _answer("pass", {}))) == {_pass("Everyone does it.")}
}

test_unknown_parameters_without_the_licence if {
	world := _licensed({"entraP9": true}, _answer("pass", {}))
	bare := object.union(object.remove(world, ["parameters"]), {"parameters": {"licences": {"entraP9": true}}})
	_results(bare) == {_result("unknown", {}, {
		"message": "Whether the tenant has the licence entraP2 is not known.",
		"remediation": "Say under licences in the parameters whether the tenant has entraP2.",
	})}
}
