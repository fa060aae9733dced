package rules.change.required_resources_protected_test

import data.lib.fixtures_test as given
import data.rules.change.required_resources_protected as rule

_resource(name, changes) := object.union(
	{
		"key": concat("::", ["urn", name]),
		"label": concat("", ["\"", name, "\""]),
		"source": {"file": "stacks/policies.ts", "line": 3, "column": 1},
		"place": "tenant",
		"protect": true,
		"retainOnDelete": false,
		"deletesFirst": false,
	},
	changes,
)

_plan(resources) := given.with_facts({"required": resources})

_blind(resources) := given.with_facts({"required": resources, "lacks": ["options"]})

_fail(resource, text) := given.result(rule.about, "fail", resource, {
	"message": sprintf("%s %s.", [resource.label, text]),
	"finding": sprintf("change.required_resources_protected|%s|%s", [resource.key, text]),
})

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "change.required_resources_protected"

test_examined_counts_resources if rule.examined == 2 with input as _plan([_resource("a", {}), _resource("b", {})])

test_pass_protected if {
	world := object.union(_plan([_resource("a", {}), _resource("b", {})]), {"facts": {"lacks": ["sources"]}})
	_results(world) == {given.result(rule.about, "pass", {}, {
		"message": "All 2 resources that requirements rest on are protected.",
	})}
}

test_fail_unprotected if {
	weak := _resource("a", {"protect": false})
	_results(_plan([weak, _resource("b", {})])) == {_fail(weak, "is not protected: one edit can delete it")}
}

test_fail_left_behind_and_deleted_first if {
	weak := _resource("a", {"retainOnDelete": true, "deletesFirst": true})
	_results(_plan([weak])) == {
		_fail(weak, "stays in the tenant when it is deleted here (retainOnDelete), and nothing would watch it"),
		_fail(weak, "is deleted before its replacement exists"),
	}
}

test_fail_left_behind_in_an_account if {
	weak := _resource("trail", {"place": "account", "retainOnDelete": true})
	_results(_plan([weak, _resource("a", {})])) == {_fail(
		weak,
		"stays in the account when it is deleted here (retainOnDelete), and nothing would watch it",
	)}
}

test_pass_in_both_clouds if {
	resources := [_resource("a", {}), _resource("trail", {"place": "account"}), _resource("b", {"place": "account"})]
	_results(_plan(resources)) == {given.result(rule.about, "pass", {}, {
		"message": "All 3 resources that requirements rest on are protected.",
	})}
}

test_unknown_form_without_options if {
	every protected in [true, false] {
		_results(_blind([_resource("a", {"protect": protected})])) == {given.result(rule.about, "unknown", {}, {
			"message": "Whether resources are protected is not in this form of plan.",
			"remediation": "Judge a plan, or a preview made with --show-sames.",
		})}
	}
}

test_not_applicable_nothing_to_protect if {
	expected := {given.result(rule.about, "not_applicable", {}, {
		"message": "The stack declares nothing that requirements rest on.",
	})}
	_results(_plan([])) == expected
	_results(_blind([])) == expected
}
