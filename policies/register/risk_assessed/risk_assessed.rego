# METADATA
# title: The risk of every service is assessed
# description: >-
#   Each service in use has a risk assessment of confidentiality, integrity and availability, no older than the
#   parameters allow.
# custom:
#   id: register.risk_assessed
#   version: 1
#   severity: medium
#   controls: [A.5.19, A.5.23]
#   remediation: Assess the risk of the service again and write the result under risk in stacks/register/services.yaml.
package rules.register.risk_assessed

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(services.in_use)

_is_current(risk) if services.is_recent(risk.assessedAt, input.parameters.register.riskAssessmentDays)

_findings contains {"service": id, "key": "risk", "status": "fail", "text": "has no risk assessment"} if {
	some id, service in services.in_use
	not service.risk
}

_findings contains {
	"service": id,
	"key": "age",
	"status": "fail",
	"text": concat("", [
		"has a risk assessment of ", service.risk.assessedOn, ", which is not within the last ",
		format_int(input.parameters.register.riskAssessmentDays, 10), " days",
	]),
} if {
	some id, service in services.in_use
	not _is_current(service.risk)
}

# METADATA
# description: Services whose risk is not assessed or long ago, or that are all assessed.
results contains entry if {
	some entry in services.results(about, {
		"services": services.in_use,
		"findings": _findings,
		"parameters": ["riskAssessmentDays"],
		"holds": "The risk of every service is assessed.",
		"none": "The register lists no service in use.",
	})
}
