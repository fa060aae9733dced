package rules.change.resource_types_listed_test

import data.lib.fixtures_test as given
import data.rules.change.resource_types_listed as rule

_plan(types, resources) := given.with_facts({"stack": {"types": types}, "resources": resources})

_of_type(type) := given.resource(type, {"type": type})

_provider(name, changes) := given.resource(name, {
	"type": concat("", ["pulumi:providers:", name]),
	"provider": object.union({"package": name, "cloud": {"kind": "public", "inputs": []}}, changes),
})

_root := given.resource("root", {"type": "pulumi:pulumi:Stack", "root": true})

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
		_root,
		_of_type("pulumi:pulumi:StackReference"),
		_provider("aws", {}),
	])) == _passes(3)
}

test_fail_type_that_is_not_listed if {
	command := _of_type("command:local:Command")
	_results(_plan(_types, [command, _of_type("aws:s3/bucket:Bucket")])) == {_unlisted(command)}
}

test_fail_provider_of_a_package_that_no_listed_type_uses if {
	provider := _provider("command", {})
	_results(_plan(_types, [provider])) == {_unlisted_provider(provider)}
}

test_fail_provider_of_a_package_that_has_only_components if {
	provider := _provider("gatehouse", {})
	_results(_plan(_types, [provider])) == {_unlisted_provider(provider)}
}

test_pass_provider_that_is_on_the_list_itself if {
	_results(_plan(["pulumi:providers:azure-native"], [_provider("azure-native", {})])) == _passes(1)
}

test_fail_stack_that_is_not_the_root if {
	odd := _of_type("pulumi:pulumi:Stack")
	_results(_plan(_types, [odd])) == {_unlisted(odd)}
}

test_fail_component_that_is_named_like_a_provider if {
	odd := _of_type("pulumi:providers:aws")
	_results(_plan(_types, [odd])) == {_unlisted(odd)}
}

test_fail_provider_from_elsewhere if {
	provider := _provider("aws", {"pluginDownloadURL": "https://plugins.example"})
	_results(_plan(_types, [provider])) == {given.result(rule.about, "fail", provider, {
		"message": "\"aws\" fetches its plugin from https://plugins.example; a plugin is a program that gets the credentials.",
		"remediation": "Remove the option pluginDownloadURL, so that the plugin comes from its publisher.",
	})}
}

test_fail_provider_of_another_cloud if {
	provider := _provider("aws", {"cloud": {"kind": "other", "inputs": ["environment", "metadataHost"]}})
	_results(_plan(_types, [provider])) == {given.result(rule.about, "fail", provider, {
		"message": "\"aws\" may lead credentials or requests elsewhere: it sets environment and metadataHost.",
		"remediation": _cloud,
	})}
}

test_unknown_provider_of_a_cloud_that_is_not_known if {
	provider := _provider("aws", {"cloud": {"kind": "unknown", "inputs": ["environment"]}})
	_results(_plan(_types, [provider])) == {given.result(rule.about, "unknown", provider, {
		"message": "Whether \"aws\" leads credentials or requests elsewhere is not known: the plan does not show its environment.",
		"remediation": _cloud,
	})}
}

test_nothing_about_providers_of_a_stack_that_is_not_registered if {
	expected := {given.result(rule.about, "fail", {}, {
		"message": "The stack identity is not in stacks.yaml, so nothing says what it may contain.",
		"remediation": "Add the stack with its tenants, accounts and types to stacks/register/stacks.yaml.",
	})}
	every provider in [
		_provider("aws", {"pluginDownloadURL": "https://plugins.example"}),
		_provider("aws", {"cloud": {"kind": "other", "inputs": ["environment"]}}),
		_provider("aws", {"cloud": {"kind": "unknown", "inputs": ["environment"]}}),
	] {
		_results(given.with_facts({"stack": {"registered": false}, "resources": [provider]})) == expected
	}
}

_cloud := "Leave these inputs out, of the program and of the stack's configuration: whoever answers elsewhere gets the credentials. What a deployment needs of them, its own environment says."

_unlisted_provider(provider) := given.result(rule.about, "fail", provider, {"message": concat("", [
	provider.label,
	" is of the type ",
	provider.type,
	", which is not on the list of stack identity.",
])})

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
