# METADATA
# title: Every risk is treated, or small enough to be accepted
# description: >-
#   What remains of the risk of each service in use is within what the parameters accept. A risk that is accepted counts
#   as it was assessed, and a service that is to be avoided is not in use any longer than it takes to leave it.
# custom:
#   id: register.risk_accepted_or_treated
#   version: 1
#   severity: high
#   controls: [A.5.19, A.5.23]
#   remediation: >-
#     Reduce or share the risk and assess it again, leave the service, or have an exception approved that names the
#     service under scope.services.
package rules.register.risk_accepted_or_treated

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(services.in_use)

_assessed(risk) := max([value |
	some score in [risk.confidentiality, risk.integrity, risk.availability]
	value := score.impact * score.likelihood
])

# What is left of the risk: nothing is done about one that is accepted.
_remaining(risk) := _assessed(risk) if {
	risk.treatment == "accept"
} else := risk.residual

_is_acceptable(risk) if _remaining(risk) <= input.parameters.register.acceptableRisk

_findings contains {"service": id, "key": "risk", "status": "unknown", "text": "has no risk assessment"} if {
	some id, service in services.in_use
	not service.risk
}

_findings contains {
	"service": id,
	"key": "remaining",
	"status": "fail",
	"text": concat("", [
		"keeps a risk of ", format_int(_remaining(service.risk), 10), "; up to ",
		format_int(input.parameters.register.acceptableRisk, 10), " is accepted",
	]),
} if {
	some id, service in services.in_use
	not _is_acceptable(service.risk)
}

_findings contains {
	"service": id,
	"key": "higher",
	"status": "fail",
	"text": concat("", [
		"says that a risk of ", format_int(service.risk.residual, 10), " remains of one of ",
		format_int(_assessed(service.risk), 10),
	]),
} if {
	some id, service in services.in_use
	service.risk.residual > _assessed(service.risk)
}

_findings contains {
	"service": id,
	"key": "avoid",
	"status": "fail",
	"text": "is approved, although its risk is to be avoided",
} if {
	some id, service in services.in_use
	service.risk.treatment == "avoid"
	service.status == "approved"
}

# METADATA
# description: Services whose risk is too high, or that are all within what is accepted.
results contains entry if {
	some entry in services.results(about, {
		"services": services.in_use,
		"findings": _findings,
		"parameters": ["acceptableRisk"],
		"holds": "What remains of the risk of every service is accepted.",
		"none": "The register lists no service in use.",
	})
}
