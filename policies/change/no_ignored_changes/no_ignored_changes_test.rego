package rules.change.no_ignored_changes_test

import data.lib.fixtures_test as given
import data.rules.change.no_ignored_changes as rule

_plan(resources) := given.with_facts({"resources": resources})

_bearing(name, ignored) := given.resource(name, {"bearing": true, "ignoreChanges": ignored})

_passes(count) := {given.result(rule.about, "pass", {}, {
	"message": sprintf("None of %d resources that requirements rest on ignores changes.", [count]),
})}

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "change.no_ignored_changes"

test_examined_counts_bearing_resources_only if {
	rule.examined == 1 with input as _plan([_bearing("policy", []), given.resource("bucket", {})])
}

test_pass_nothing_ignored if _results(_plan([_bearing("policy", [])])) == _passes(1)

test_pass_names_and_tags_ignored if {
	_results(_plan([_bearing("policy", ["displayName", "description", "tags"])])) == _passes(1)
}

test_pass_resource_that_nothing_rests_on if {
	_results(_plan([given.resource("bucket", {"ignoreChanges": ["acl"]})])) == _passes(0)
}

test_fail_property_that_decides if {
	policy := _bearing("policy", ["state", "displayName", "conditions"])
	_results(_plan([policy, _bearing("group", [])])) == {given.result(rule.about, "fail", policy, {
		"message": "\"policy\" ignores changes of conditions, state.",
	})}
}

test_fail_each_resource if {
	policy := _bearing("policy", ["state"])
	group := _bearing("group", ["members"])
	_results(_plan([policy, group])) == {
		given.result(rule.about, "fail", policy, {"message": "\"policy\" ignores changes of state."}),
		given.result(rule.about, "fail", group, {"message": "\"group\" ignores changes of members."}),
	}
}

test_unknown_form_without_options if {
	expected := {given.result(rule.about, "unknown", {}, {
		"message": "Whether changes are ignored is not in this form of plan.",
		"remediation": "Judge a plan, or a preview made with --show-sames.",
	})}
	every ignored in [[], ["state"]] {
		world := given.with_facts({"lacks": ["sources", "options"], "resources": [_bearing("policy", ignored)]})
		_results(world) == expected
	}
}

test_pass_form_that_lacks_something_else if {
	_results(given.with_facts({
		"lacks": ["sources"],
		"resources": [_bearing("policy", [])],
	})) == _passes(1)
}
