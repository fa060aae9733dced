package rules.entra.privileged_activation_approved_test

import data.lib.fixtures_test as given
import data.rules.entra.privileged_activation_approved as rule

_way(name, changes) := object.union(
	{
		"key": concat("::", ["urn", name]),
		"label": concat("", ["\"", name, "\""]),
		"source": {"file": "stacks/groups.ts", "line": 9, "column": 1},
		"by": "settings",
		"privileged": "yes",
		"reaches": "the group \"admins\"",
		"approval": "yes",
		"selfApproval": "no",
	},
	changes,
)

_world(ways) := given.with_privileges({"activations": ways})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, way, text) := given.result(rule.about, status, way, {
	"message": text,
	"affected": ["whoever asks for it"],
	"finding": sprintf("entra.privileged_activation_approved|%s|%s", [way.key, way.reaches]),
})

_passes := {given.result(rule.about, "pass", {}, {
	"message": "Every way of asking for a privileged role is approved by somebody else.",
})}

test_about if rule.about.id == "entra.privileged_activation_approved"

test_examined_counts_ways if rule.examined == 2 with input as _world([_way("a", {}), _way("b", {"privileged": "no"})])

test_pass_approved_by_somebody_else if _results(_world([_way("a", {}), _way("b", {"by": "package"})])) == _passes

test_pass_group_without_a_privileged_role if {
	_results(_world([_way("a", {"privileged": "no", "approval": "no", "selfApproval": "yes"})])) == _passes
}

test_fail_without_approval if {
	way := _way("a", {"approval": "no"})
	text := "The settings of its activation let people into the group \"admins\" without approval."
	_results(_world([way, _way("b", {})])) == {_found("fail", way, text)}
}

test_fail_package_without_approval if {
	way := _way("a", {"by": "package", "approval": "no"})
	text := "An access package lets people into the group \"admins\" without approval."
	_results(_world([way])) == {_found("fail", way, text)}
}

test_fail_approved_by_those_who_ask if {
	every approval in ["yes", "open"] {
		way := _way("a", {"approval": approval, "selfApproval": "yes"})
		text := concat("", [
			"The settings of its activation let people into the group \"admins\" with the approval of people ",
			"who can ask for it themselves.",
		])
		_results(_world([way])) == {_found("fail", way, text)}
	}
}

test_unknown_approval if {
	way := _way("a", {"by": "schedule", "approval": "open"})
	text := "An eligibility lets people into the group \"admins\"; whether somebody else approves cannot be seen."
	_results(_world([way])) == {_found("unknown", way, text)}
}

test_unknown_approvers if {
	way := _way("a", {"selfApproval": "open"})
	text := concat("", [
		"The settings of its activation let people into the group \"admins\"; ",
		"whether somebody else approves cannot be seen.",
	])
	_results(_world([way])) == {_found("unknown", way, text)}
}

test_unknown_role if {
	way := _way("a", {"privileged": "open", "approval": "no"})
	text := "The settings of its activation let people into the group \"admins\" without approval."
	_results(_world([way])) == {_found("unknown", way, text)}
}

test_not_applicable_nothing_to_ask_for if {
	_results(_world([])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "No group with a privileged role is activated, and no access package is declared.",
	})}
}
