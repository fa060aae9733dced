# METADATA
# title: Critical services are recovered every year
# description: >-
#   For each critical service in use there is a record of a recovery test that was passed, written down within the time
#   that the parameters allow.
# custom:
#   id: register.recovery_test_current
#   version: 1
#   severity: medium
#   controls: [A.5.30, A.8.13]
#   remediation: Recover the service, or its data, and write it down with gatehouse record recovery-test.
package rules.register.recovery_test_current

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many critical services were looked at.
examined := count(services.critical)

_is_current(service) if {
	some recovery in service.recoveryTests
	recovery.passed
	services.is_recent(recovery.at, input.parameters.register.recoveryTestDays)
}

_findings contains {
	"service": id,
	"key": "age",
	"status": "fail",
	"text": concat("", [
		"has no recovery test that was passed within the last ",
		format_int(input.parameters.register.recoveryTestDays, 10), " days",
	]),
} if {
	some id, service in services.critical
	not _is_current(service)
}

# METADATA
# description: Critical services that were not recovered lately, or that all were.
results contains entry if {
	some entry in services.results(about, {
		"services": services.critical,
		"findings": _findings,
		"parameters": ["recoveryTestDays"],
		"holds": "Every critical service was recovered in time.",
		"none": "The register lists no critical service in use.",
	})
}
