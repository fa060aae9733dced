# METADATA
# title: It is known where the data of every service is
# description: >-
#   Each service in use says in which countries its data is stored and from which it is accessed, unless it says that
#   it holds no data.
# custom:
#   id: register.data_location_known
#   version: 1
#   severity: medium
#   controls: [A.5.9, A.5.23, A.5.34]
#   remediation: >-
#     Ask the vendor, and write storedIn and accessedFrom under location in stacks/register/services.yaml.
package rules.register.data_location_known

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(services.in_use)

_is_known(service) if {
	count(service.location.storedIn) > 0
	count(service.location.accessedFrom) > 0
}

_is_known(service) if service.data == {"categories": [], "personal": false}

_findings contains {"service": id, "key": "location", "status": "fail", "text": "does not say where its data is"} if {
	some id, service in services.in_use
	not _is_known(service)
}

# METADATA
# description: Services whose data is nobody knows where, or that all say it.
results contains entry if {
	some entry in services.results(about, {
		"services": services.in_use,
		"findings": _findings,
		"parameters": [],
		"holds": "Every service says where its data is.",
		"none": "The register lists no service in use.",
	})
}
