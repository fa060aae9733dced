# METADATA
# title: Every resource type is on the stack's list
# description: >-
#   The stack's entry in stacks.yaml lists the types that it may contain, components included. A type outside the list,
#   such as a command or a dynamic resource that calls an interface on its own, could do what no rule looks at. So could a
#   provider whose program comes from elsewhere, or one with inputs that may lead credentials or requests elsewhere.
# custom:
#   id: change.resource_types_listed
#   version: 1
#   severity: critical
#   controls: [A.8.9, A.8.32]
#   remediation: >-
#     Declare the resource with a type that is on the stack's list, or have the type added to the stack in
#     stacks/register/stacks.yaml after a review of what it can do.
package rules.change.resource_types_listed

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many resources were looked at.
examined := count(_typed)

_typed := input.facts.resources

_listed := {type | some type in input.facts.stack.types}

# Packages with a program: their types name a module and a member, "azuread:index/group:Group". Those of components do
# not, nor those of packages made from a cloud's own schema, whose provider has to stand on the list itself.
_packages contains parts[0] if {
	some type in _listed
	parts := split(type, ":")
	contains(parts[1], "/")
}

# The engine's own: the stack, references to stacks, and providers of packages that the list uses.
_is_engine(resource) if resource.root

_is_engine(resource) if resource.type == "pulumi:pulumi:StackReference"

_is_engine(resource) if _packages[resource.provider["package"]]

_unlisted contains resource if {
	some resource in _typed
	not _listed[resource.type]
	not _is_engine(resource)
}

_foreign contains resource if {
	some resource in _typed
	resource.provider.pluginDownloadURL
}

_elsewhere(kind) := {resource | some resource in _typed; resource.provider.cloud.kind == kind}

# METADATA
# description: A resource of a type that is not on the list.
results contains result.fail(about, resource, {
	"message": concat("", [resource.label, " is of the type ", resource.type, ", which is not on the list of stack ", input.facts.stack.name, "."]),
}) if {
	input.facts.stack.registered
	some resource in _unlisted
}

# METADATA
# description: A provider whose program comes from elsewhere than from its publisher.
results contains result.fail(about, resource, {
	"message": concat("", [resource.label, " fetches its plugin from ", resource.provider.pluginDownloadURL, "; a plugin is a program that gets the credentials."]),
	"remediation": "Remove the option pluginDownloadURL, so that the plugin comes from its publisher.",
}) if {
	input.facts.stack.registered
	some resource in _foreign
}

# METADATA
# description: A provider that may talk to somebody else than the public cloud.
results contains result.fail(about, resource, {
	"message": concat("", [resource.label, " may lead credentials or requests elsewhere: it sets ", concat(" and ", resource.provider.cloud.inputs), "."]),
	"remediation": _cloud_remediation,
}) if {
	input.facts.stack.registered
	some resource in _elsewhere("other")
}

# METADATA
# description: A provider of which the plan does not show whom it talks to.
results contains result.unknown(about, resource, {
	"message": concat("", ["Whether ", resource.label, " leads credentials or requests elsewhere is not known: the plan does not show its ", concat(" and ", resource.provider.cloud.inputs), "."]),
	"remediation": _cloud_remediation,
}) if {
	input.facts.stack.registered
	some resource in _elsewhere("unknown")
}

_cloud_remediation := "Leave these inputs out, of the program and of the stack's configuration: whoever answers elsewhere gets the credentials. What a deployment needs of them, its own environment says."

# METADATA
# description: Every type is on the list.
results contains result.pass(about, {}, concat("", [
	"All ", format_int(examined, 10), " resources are of types on the stack's list.",
])) if {
	input.facts.stack.registered
	count(_unlisted) == 0
	count(_foreign) == 0
	count(_elsewhere("other")) == 0
	count(_elsewhere("unknown")) == 0
}

# METADATA
# description: The stack is not in stacks.yaml.
results contains result.fail(about, {}, {
	"message": concat("", ["The stack ", input.facts.stack.name, " is not in stacks.yaml, so nothing says what it may contain."]),
	"remediation": "Add the stack with its tenants, accounts and types to stacks/register/stacks.yaml.",
}) if {
	is_object(input.register)
	not input.facts.stack.registered
}

# METADATA
# description: The register is not given.
results contains result.unknown(about, {}, {
	"message": "Which types the stack may contain is not known: no register is given.",
	"remediation": "Give the register with --register DIR.",
}) if {
	not is_object(input.register)
}
