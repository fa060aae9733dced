# METADATA
# title: No application has a permission that leads to control of the tenant
# description: >-
#   No application is granted a permission of high risk on an API, as itself or as somebody; one that needs it is named by
#   a live exception. A permission that is not known may be any.
# custom:
#   id: entra.no_high_risk_api_permission
#   version: 1
#   severity: critical
#   controls: [A.5.18, A.8.2, A.8.18, A.8.26]
#   remediation: >-
#     Grant a narrower permission, or have an exception approved whose scope.applications names the service principal.
package rules.entra.no_high_risk_api_permission

import data.lib.exceptions
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many granted permissions were looked at.
examined := count(input.facts.privileges.apiGrants)

_risky contains grant if {
	some grant in input.facts.privileges.apiGrants
	grant.risk != "no"
}

_used(grant) := exceptions.covering(about.id, "applications", grant.principal.id)

_status(grant) := "excepted" if {
	count(_used(grant)) > 0
} else := {"yes": "fail", "open": "unknown"}[grant.risk]

_power(grant) := object.get(grant, "power", "may be able to do anything, as that permission is not known")

# METADATA
# description: A permission of high risk, or one that may be.
results contains result.new(about, _status(grant), grant, {
	"message": concat("", [
		grant.principal.label, " is granted ", grant.permission, " on ", grant.api, ": it ", _power(grant), ".",
	]),
	"affected": [grant.principal.label],
	"exceptions": sort(_used(grant)),
	"finding": concat("|", [about.id, grant.key, grant.permission]),
}) if {
	some grant in _risky
}

# METADATA
# description: No granted permission is of high risk.
results contains result.pass(about, {}, concat("", [
	"None of ", format_int(examined, 10), " granted permissions is of high risk.",
])) if {
	examined > 0
	count(_risky) == 0
}

# METADATA
# description: No permission is granted.
results contains result.not_applicable(about, "No permission on an API is granted.") if examined == 0
