# METADATA
# title: The logs of every service are kept
# description: >-
#   Each service in use says where its logs are, and keeps them as long as the parameters ask; a critical service keeps
#   them longer.
# custom:
#   id: register.logging_enabled
#   version: 1
#   severity: high
#   controls: [A.8.15, A.8.16]
#   remediation: >-
#     Collect the logs of the service, keep them long enough, and write sink and retentionDays under logging in
#     stacks/register/services.yaml.
package rules.register.logging_enabled

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(services.in_use)

_shortest(service) := input.parameters.register.criticalLogRetentionDays if {
	service.critical
} else := input.parameters.register.logRetentionDays

_is_kept(service) if service.logging.retentionDays >= _shortest(service)

_findings contains {"service": id, "key": "sink", "status": "fail", "text": "does not say where its logs are"} if {
	some id, service in services.in_use
	not service.logging
}

_findings contains {
	"service": id,
	"key": "retention",
	"status": "fail",
	"text": concat("", [
		"keeps its logs for ", format_int(service.logging.retentionDays, 10), " days; at least ",
		format_int(_shortest(service), 10), " are asked for",
	]),
} if {
	some id, service in services.in_use
	not _is_kept(service)
}

# METADATA
# description: Services whose logs are missing or kept too short, or that all keep them.
results contains entry if {
	some entry in services.results(about, {
		"services": services.in_use,
		"findings": _findings,
		"parameters": ["criticalLogRetentionDays", "logRetentionDays"],
		"holds": "The logs of every service are kept long enough.",
		"none": "The register lists no service in use.",
	})
}
