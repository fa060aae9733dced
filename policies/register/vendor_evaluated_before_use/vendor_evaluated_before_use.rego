# METADATA
# title: Vendors are evaluated before their service is used
# description: >-
#   The vendor of each service in use was evaluated and accepted no later than the day on which the contract was signed
#   and the day on which the service was first used.
# custom:
#   id: register.vendor_evaluated_before_use
#   version: 1
#   severity: high
#   controls: [A.5.19, A.5.20, A.5.23]
#   remediation: >-
#     Evaluate the vendor before the contract is signed and the service used, and write it under evaluations in
#     stacks/register/vendors.yaml. What was missed cannot be mended: have an exception approved that names the service
#     under scope.services.
package rules.register.vendor_evaluated_before_use

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(services.in_use)

# An evaluation had to be there by the first of these instants. A service that may be used needs one by now.
_first_use(service) := {service.firstUsedAt}

_first_use(service) := set() if not service.firstUsedAt

_signing(service) := {service.contract.signedAt}

_signing(service) := set() if not service.contract.signedAt

_deadline(service) := min(((_first_use(service) | _signing(service)) | {input.nowEpoch}))

_before(service) := [evaluation |
	some evaluation in services.vendor(service).evaluations
	evaluation.at <= _deadline(service)
]

_latest(service) := max([evaluation.at | some evaluation in _before(service)])

_is_accepted(service) if {
	some evaluation in _before(service)
	evaluation.at == _latest(service)
	evaluation.verdict != "rejected"
}

_has_resources(id) if {
	some resource in input.facts.resources
	id in resource.services
}

_findings contains {"service": id, "key": "vendor", "status": "fail", "text": "names no vendor"} if {
	some id, service in services.in_use
	not services.vendor(service)
}

_findings contains {
	"service": id,
	"key": "evaluation",
	"status": "fail",
	"text": concat("", [
		"has the vendor ", services.vendor(service).name,
		", who was not evaluated and accepted before the contract was signed and the service first used",
	]),
} if {
	some id, service in services.in_use
	not _is_accepted(service)
}

_findings contains {
	"service": id,
	"key": "firstUsedOn",
	"status": "unknown",
	"text": "has resources in the plan, and the register does not say when it was first used",
} if {
	some id, service in services.in_use
	not service.firstUsedAt
	_has_resources(id)
}

# METADATA
# description: Services whose vendor was evaluated too late, or that all have one evaluated in time.
results contains entry if {
	some entry in services.results(about, {
		"services": services.in_use,
		"findings": _findings,
		"parameters": [],
		"holds": "Every vendor was evaluated and accepted before the service was used.",
		"none": "The register lists no service in use.",
	})
}
