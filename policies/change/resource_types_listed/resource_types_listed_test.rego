package rules.change.resource_types_listed_test

import data.lib.fixtures_test as given
import data.rules.change.resource_types_listed as rule

_plan(types, resources) := given.with_facts({"stack": {"types": types}, "resources": resources})

_of_type(type) := given.resource(type, {"type": type})

_types := ["aws:s3/bucket:Bucket", "gatehouse:identity:MfaPolicy"]

_passes(count) := {given.result(rule.about, "pass", {}, {
	"message": sprintf("All %d resources are of types on the stack's list.", [count]),
})}

_unlisted(resource) := given.result(rule.about, "fail", resource, {"message": sprintf(
	"\"%s\" is of the type %s, which is not on the list of stack identity.",
	[resource.type, resource.type],
)})

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "change.resource_types_listed"

test_examined_counts_every_resource if {
	rule.examined == 2 with input as _plan([], [_of_type("aws:s3/bucket:Bucket"), _of_type("pulumi:pulumi:Stack")])
}

test_pass_listed_types if {
	_results(_plan(_types, [
		_of_type("aws:s3/bucket:Bucket"),
		_of_type("gatehouse:identity:MfaPolicy"),
	])) == _passes(2)
}

test_pass_types_of_the_engine if {
	_results(_plan(_types, [
		_of_type("pulumi:pulumi:Stack"),
		_of_type("pulumi:pulumi:StackReference"),
		_of_type("pulumi:providers:aws"),
	])) == _passes(3)
}

test_fail_type_that_is_not_listed if {
	command := _of_type("command:local:Command")
	_results(_plan(_types, [command, _of_type("aws:s3/bucket:Bucket")])) == {_unlisted(command)}
}

test_fail_provider_of_a_package_that_no_listed_type_uses if {
	provider := _of_type("pulumi:providers:command")
	_results(_plan(_types, [provider])) == {_unlisted(provider)}
}

test_fail_type_that_is_named_like_a_package if {
	odd := _of_type("aws")
	_results(_plan(_types, [odd])) == {_unlisted(odd)}
}

test_fail_each_resource if {
	command := _of_type("command:local:Command")
	dynamic := _of_type("pulumi-nodejs:dynamic:Resource")
	_results(_plan(_types, [command, dynamic])) == {_unlisted(command), _unlisted(dynamic)}
}

test_fail_stack_that_is_not_registered if {
	expected := {given.result(rule.about, "fail", {}, {
		"message": "The stack identity is not in stacks.yaml, so nothing says what it may contain.",
		"remediation": "Add the stack with its tenants, accounts and types to stacks/register/stacks.yaml.",
	})}
	_results(given.with_facts({"stack": {"registered": false}})) == expected
	_results(given.with_facts({
		"stack": {"registered": false},
		"resources": [_of_type("command:local:Command")],
	})) == expected
}

test_unknown_without_a_register if {
	_results(given.input_with({
		"register": null,
		"facts": {"stack": {"registered": false}, "resources": [_of_type("command:local:Command")]},
	})) == {given.result(rule.about, "unknown", {}, {
		"message": "Which types the stack may contain is not known: no register is given.",
		"remediation": "Give the register with --register DIR.",
	})}
}
