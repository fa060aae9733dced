# METADATA
# title: The contract of every service meets the security requirements
# description: >-
#   Each service in use has a contract that has not run out and agrees a certificate, a time within which incidents are
#   reported, subprocessors, the place of storage, exit and deletion, and a right to audit. A certificate counts as long
#   as the vendor has one that has not expired.
# custom:
#   id: register.contract_requirements_met
#   version: 1
#   severity: high
#   controls: [A.5.20, A.5.21, A.5.23]
#   remediation: >-
#     Agree what is missing when the contract is renewed, or have an exception approved until then that names the service
#     under scope.services.
package rules.register.contract_requirements_met

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(services.in_use)

_clauses := {
	"certificate": "a certificate of the vendor",
	"subprocessors": "which subprocessors there are",
	"dataLocation": "the place of storage",
	"exitAndDeletion": "exit and deletion",
	"auditRight": "a right to audit",
}

_has_certificate(service) if {
	some certificate in services.vendor(service).certificates
	certificate.expiresAt >= input.nowEpoch
}

# null sorts before every number, so what is not agreed would be in time.
_is_in_time(service) if {
	is_number(service.contract.requirements.incidentNoticeHours)
	service.contract.requirements.incidentNoticeHours <= input.parameters.register.incidentNoticeHours
}

_notice(service) := "that does not agree when incidents are reported" if {
	service.contract.requirements.incidentNoticeHours == null
} else := concat("", [
	"by which incidents are reported within ",
	format_int(service.contract.requirements.incidentNoticeHours, 10), " hours; at most ",
	format_int(input.parameters.register.incidentNoticeHours, 10), " are allowed",
])

_findings contains {"service": id, "key": "contract", "status": "fail", "text": "has no contract"} if {
	some id, service in services.in_use
	not service.contract
}

_findings contains {
	"service": id,
	"key": "end",
	"status": "fail",
	"text": concat("", ["has a contract that ran out on ", service.contract.renewsOn]),
} if {
	some id, service in services.in_use
	service.contract.endsAt < input.nowEpoch
}

_findings contains {
	"service": id,
	"key": name,
	"status": "fail",
	"text": concat("", ["has a contract that does not agree ", clause]),
} if {
	some id, service in services.in_use
	service.contract
	some name, clause in _clauses
	not service.contract.requirements[name]
}

_findings contains {
	"service": id,
	"key": "incidentNoticeHours",
	"status": "fail",
	"text": concat("", ["has a contract ", _notice(service)]),
} if {
	some id, service in services.in_use
	not _is_in_time(service)
}

_findings contains {
	"service": id,
	"key": "certificates",
	"status": "fail",
	"text": "relies on a certificate, and its vendor has none that has not expired",
} if {
	some id, service in services.in_use
	service.contract.requirements.certificate
	not _has_certificate(service)
}

# METADATA
# description: Services whose contract lacks something, or that all have what is asked for.
results contains entry if {
	some entry in services.results(about, {
		"services": services.in_use,
		"findings": _findings,
		"parameters": ["incidentNoticeHours"],
		"holds": "The contract of every service meets the security requirements.",
		"none": "The register lists no service in use.",
	})
}
