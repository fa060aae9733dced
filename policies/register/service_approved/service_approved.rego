# METADATA
# title: Every resource belongs to an approved service
# description: >-
#   Each planned resource is of a type that the register's manages gives to a service whose status is approved, or
#   retiring as long as nothing is created for it.
# custom:
#   id: register.service_approved
#   version: 1
#   severity: high
#   controls: [A.5.9, A.5.22, A.5.23]
#   remediation: >-
#     Register the service in stacks/register/services.yaml with its owner and risk, have it approved, and list the
#     resource type under manages.
package rules.register.service_approved

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many resources were looked at.
examined := count(_resources)

_resources := [resource | some resource in input.facts.resources; resource.ofService]

_usable(resource) if {
	some id in resource.services
	input.register.services[id].status == "approved"
	input.register.services[id].approvedFrom <= input.nowEpoch
}

_usable(resource) if {
	some id in resource.services
	input.register.services[id].status == "retiring"
	not resource.op in {"create", "import"}
}

_outside contains resource if {
	some resource in _resources
	not _usable(resource)
}

# METADATA
# description: A resource outside every approved service.
results contains result.fail(about, resource, {
	"message": concat("", [resource.label, " (", resource.type, ") ", _why(resource), "."]),
}) if {
	is_object(input.register)
	some resource in _outside
}

_why(resource) := "belongs to no service of the register" if {
	count(resource.services) == 0
} else := concat("", ["belongs to ", concat(", ", sort(services)), ", which is not approved for it"]) if {
	services := {concat("", [input.register.services[id].name, " (", input.register.services[id].status, ")"]) |
		some id in resource.services
	}
}

# METADATA
# description: Every resource belongs to an approved service.
results contains result.pass(about, {}, concat("", [
	"All ", format_int(examined, 10), " resources belong to approved services.",
])) if {
	is_object(input.register)
	examined > 0
	count(_outside) == 0
}

# METADATA
# description: Nothing is declared.
results contains result.not_applicable(about, "The plan declares no resource of a service.") if {
	is_object(input.register)
	examined == 0
}

# METADATA
# description: The register is not given.
results contains result.unknown(about, {}, {
	"message": "Which services are approved is not known: no register is given.",
	"remediation": "Give the register with --register DIR.",
}) if {
	not is_object(input.register)
}
