# METADATA
# title: No application acts for everybody in the tenant
# description: >-
#   Each delegated permission is granted for one person; a grant that names nobody is consent for the whole tenant and
#   needs a live exception for the application.
# custom:
#   id: entra.no_tenant_wide_consent
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.18, A.8.2, A.8.26]
#   remediation: >-
#     Name the person (userObjectId), or have an exception approved whose scope.applications names the service principal.
package rules.entra.no_tenant_wide_consent

import data.lib.exceptions
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many delegated permissions were looked at.
examined := count(_delegated)

_delegated contains grant if {
	some grant in input.facts.privileges.apiGrants
	grant.type == "delegated"
}

_wide contains grant if {
	some grant in _delegated
	grant.as != "person"
}

_used(grant) := exceptions.covering(about.id, "applications", grant.principal.id)

_status(grant) := "excepted" if {
	count(_used(grant)) > 0
} else := {"everyone": "fail", "open": "unknown"}[grant.as]

_whom := {"everyone": "everybody in the tenant", "open": "somebody who is not known, so perhaps for everybody"}

# METADATA
# description: Consent for everybody, or perhaps for everybody.
results contains result.new(about, _status(grant), grant, {
	"message": concat("", [
		grant.principal.label, " may use ", grant.permission, " on ", grant.api, " for ", _whom[grant.as], ".",
	]),
	"affected": ["everyone"],
	"exceptions": sort(_used(grant)),
	"finding": concat("|", [about.id, grant.key, grant.permission]),
}) if {
	some grant in _wide
}

# METADATA
# description: Every delegated permission is for one person.
results contains result.pass(about, {}, concat("", [
	"All ", format_int(examined, 10), " delegated permissions are granted for one person each.",
])) if {
	examined > 0
	count(_wide) == 0
}

# METADATA
# description: No delegated permission is granted.
results contains result.not_applicable(about, "No delegated permission is granted.") if examined == 0
