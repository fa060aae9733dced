# METADATA
# title: There is a way out of every critical service
# description: >-
#   Each critical service in use has a plan for leaving it: in which form the data comes out, and how long it takes.
# custom:
#   id: register.exit_plan
#   version: 1
#   severity: medium
#   controls: [A.5.23, A.5.30]
#   remediation: Write down under exit in stacks/register/services.yaml how the service can be left.
package rules.register.exit_plan

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many critical services were looked at.
examined := count(services.critical)

_findings contains {"service": id, "key": "plan", "status": "fail", "text": "has no plan for leaving it"} if {
	some id, service in services.critical
	not service.exit.plan
}

# METADATA
# description: Critical services without a plan, or that all have one.
results contains entry if {
	some entry in services.results(about, {
		"services": services.critical,
		"findings": _findings,
		"parameters": [],
		"holds": "Every critical service has a plan for leaving it.",
		"none": "The register lists no critical service in use.",
	})
}
