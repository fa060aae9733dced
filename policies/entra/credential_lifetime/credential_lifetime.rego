# METADATA
# title: Secrets and certificates of applications end in time
# description: >-
#   Each declared secret and certificate of an application or service principal is valid for no longer than the parameters
#   allow, counted from its start, or from now where no start is declared. One without an end gets the one that Entra
#   chooses, usually two years.
# custom:
#   id: entra.credential_lifetime
#   version: 1
#   severity: medium
#   controls: [A.5.17, A.8.24]
#   remediation: >-
#     Set endDate near enough and replace the credential before it, or use a federated identity, which has no secret.
package rules.entra.credential_lifetime

import data.lib.exceptions
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many credentials were looked at.
examined := count(input.facts.credentials)

_days := {"secret": input.parameters.credentials.secretDays, "certificate": input.parameters.credentials.certificateDays}

_seconds(term) := term.seconds

_seconds(term) := term.until - term.from

_seconds(term) := term.until - input.nowEpoch if not term.from

# "yes", "no" or "open"; what the parameters do not say cannot be decided.
_ends(credential) := "open" if {
	credential.term.kind == "open"
} else := "open" if {
	not _days[credential.kind]
} else := "yes" if {
	_seconds(credential.term) <= _days[credential.kind] * 86400
} else := "no"

_covering(credential) := exceptions.covering(about.id, "resources", credential.key)

_status(credential) := "excepted" if {
	count(_covering(credential)) > 0
} else := {"no": "fail", "open": "unknown"}[_ends(credential)]

_text(credential) := concat("", [", whose end cannot be read: ", credential.term.why]) if {
	credential.term.kind == "open"
} else := ", and the parameters do not say how long it may be valid" if {
	not _days[credential.kind]
} else := " without an end" if {
	credential.term.kind == "permanent"
} else := concat("", [
	" that is valid for ", format_int(ceil(_seconds(credential.term) / 86400), 10), " days; at most ",
	format_int(_days[credential.kind], 10), " are allowed",
])

_bad contains credential if {
	some credential in input.facts.credentials
	_ends(credential) != "yes"
}

# METADATA
# description: A credential that is valid for too long, or for a time that is not known.
results contains result.new(about, _status(credential), credential, {
	"message": concat("", [credential.of, " has a ", credential.kind, _text(credential), "."]),
	"affected": [credential.of],
	"exceptions": sort(_covering(credential)),
}) if {
	some credential in _bad
}

# METADATA
# description: Every credential ends in time.
results contains result.pass(about, {}, concat("", [
	"All ", format_int(examined, 10), " declared credentials of applications end in time.",
])) if {
	examined > 0
	count(_bad) == 0
}

# METADATA
# description: There is no credential.
results contains result.not_applicable(about, "No secret or certificate of an application is declared.") if examined == 0
