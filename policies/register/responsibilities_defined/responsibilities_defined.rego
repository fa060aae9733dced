# METADATA
# title: Who does what is agreed for every critical service
# description: >-
#   Each critical service in use has its responsibilities area by area, and where the customer does something or shares
#   it, a role that does it.
# custom:
#   id: register.responsibilities_defined
#   version: 1
#   severity: medium
#   controls: [A.5.2, A.5.23]
#   remediation: >-
#     Write the eight areas under responsibilities in stacks/register/services.yaml, with a role wherever party is
#     customer or shared.
package rules.register.responsibilities_defined

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many critical services were looked at.
examined := count(services.critical)

_is_done(responsibility) if responsibility.party == "provider"

_is_done(responsibility) if responsibility.role

_findings contains {
	"service": id,
	"key": "responsibilities",
	"status": "fail",
	"text": "does not say who is responsible for what",
} if {
	some id, service in services.critical
	not service.responsibilities
}

_findings contains {
	"service": id,
	"key": area,
	"status": "fail",
	"text": concat("", ["names no role of ours for the area ", area]),
} if {
	some id, service in services.critical
	some area, responsibility in service.responsibilities
	not _is_done(responsibility)
}

# METADATA
# description: Critical services with something that nobody does, or with none.
results contains entry if {
	some entry in services.results(about, {
		"services": services.critical,
		"findings": _findings,
		"parameters": [],
		"holds": "Every critical service says who is responsible for what.",
		"none": "The register lists no critical service in use.",
	})
}
