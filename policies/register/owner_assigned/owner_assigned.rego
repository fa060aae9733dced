# METADATA
# title: Every service has an active owner
# description: >-
#   The owner of each service that is not retired is a person of people.yaml who has started and not left.
# custom:
#   id: register.owner_assigned
#   version: 1
#   severity: high
#   controls: [A.5.2, A.5.9, A.5.23]
#   remediation: Name an active person of people.yaml as the owner of the service in stacks/register/services.yaml.
package rules.register.owner_assigned

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(_services)

_services contains service if {
	some service in input.register.services
	service.status != "retired"
}

_owned(service) if input.register.people[service.owner].active

# METADATA
# description: A service whose owner is missing, unknown or gone.
results contains result.fail(about, service, {
	"message": concat("", ["The service ", service.name, " has no active owner: ", _why(service), "."]),
	"affected": [service.name],
	"finding": concat("|", [about.id, service.id]),
	"resource": "",
}) if {
	some service in _services
	not _owned(service)
}

_why(service) := concat("", [person.name, " is not active now"]) if {
	person := input.register.people[service.owner]
} else := "none is named" if {
	service.owner == ""
} else := concat("", ["nobody in people.yaml has the id ", service.owner])

# METADATA
# description: Every service has an active owner.
results contains result.pass(about, {}, concat("", [
	"All ", format_int(examined, 10), " services have an active owner.",
])) if {
	examined > 0
	every service in _services { _owned(service) }
}

# METADATA
# description: The register lists no service that is in use.
results contains result.not_applicable(about, "The register lists no service in use.") if {
	is_object(input.register)
	examined == 0
}

# METADATA
# description: The register is not given.
results contains result.unknown(about, {}, {
	"message": "Who owns the services is not known: no register is given.",
	"remediation": "Give the register with --register DIR.",
}) if {
	not is_object(input.register)
}
