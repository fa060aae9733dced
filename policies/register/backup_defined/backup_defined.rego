# METADATA
# title: The data of every service is saved
# description: >-
#   Each service in use says how its data is saved, how much work may be lost and after how long it must work again.
# custom:
#   id: register.backup_defined
#   version: 1
#   severity: high
#   controls: [A.5.30, A.8.13]
#   remediation: Write the method, rpoHours and rtoHours under backup in stacks/register/services.yaml.
package rules.register.backup_defined

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(services.in_use)

_findings contains {"service": id, "key": "backup", "status": "fail", "text": "does not say how its data is saved"} if {
	some id, service in services.in_use
	not service.backup.method
}

# METADATA
# description: Services without a backup, or that all have one.
results contains entry if {
	some entry in services.results(about, {
		"services": services.in_use,
		"findings": _findings,
		"parameters": [],
		"holds": "Every service says how its data is saved.",
		"none": "The register lists no service in use.",
	})
}
