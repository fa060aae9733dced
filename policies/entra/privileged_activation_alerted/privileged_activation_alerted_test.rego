package rules.entra.privileged_activation_alerted_test

import data.lib.fixtures_test as given
import data.rules.entra.privileged_activation_alerted as rule

_way(name, silent, unseen, changes) := object.union(
	{
		"key": concat("::", ["urn", name]),
		"label": name,
		"source": {"file": "stacks/groups.ts", "line": 9, "column": 1},
		"privileged": "yes",
		"reaches": "the group \"admins\"",
		"alerts": {"silent": silent, "unseen": unseen},
	},
	changes,
)

_package := object.remove(_way("package", ["an activation"], [], {}), ["alerts"])

_world(ways) := given.with_privileges({"activations": ways})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, way, text) := given.result(rule.about, status, way, {
	"message": concat("", ["For the group \"admins\", ", text, "."]),
	"affected": ["whoever watches over privileged roles"],
	"finding": concat("|", [rule.about.id, way.key, way.reaches]),
})

_passes := {given.result(rule.about, "pass", {}, {
	"message": "Somebody is told of every assignment and activation of a privileged role.",
})}

test_about if rule.about.id == "entra.privileged_activation_alerted"

test_examined_counts_ways_with_settings if rule.examined == 1 with input as _world([_way("a", [], [], {}), _package])

test_pass_told if _results(_world([_way("a", [], [], {}), _package])) == _passes

test_pass_group_without_a_privileged_role if {
	_results(_world([_way("a", ["an activation"], ["an active assignment"], {"privileged": "no"})])) == _passes
}

test_fail_nobody_is_told if {
	way := _way("a", ["an activation", "an eligible assignment"], ["an active assignment"], {})
	text := "nobody is told of an activation, an eligible assignment"
	_results(_world([way, _way("b", [], [], {})])) == {_found("fail", way, text)}
}

test_unknown_not_declared if {
	way := _way("a", [], ["an active assignment", "an activation"], {})
	text := "whether somebody is told of an active assignment, an activation cannot be seen"
	_results(_world([way])) == {_found("unknown", way, text)}
}

test_unknown_role if {
	way := _way("a", ["an activation"], [], {"privileged": "open"})
	_results(_world([way])) == {_found("unknown", way, "nobody is told of an activation")}
}

test_not_applicable_nothing_to_activate if {
	_results(_world([_package])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "No group with a privileged role is activated.",
	})}
}
