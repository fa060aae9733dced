# METADATA
# title: No account has a password that the program gives away
# description: >-
#   No declared account has a password that is written in the program or in plain configuration, or computed from what
#   others can read: whoever reads the repository could sign in. Emergency accounts have a rule of their own.
# custom:
#   id: entra.no_password_in_program
#   version: 1
#   severity: high
#   controls: [A.5.17]
#   remediation: >-
#     Take the password from a secret of the configuration ("pulumi config set --secret"), or leave it out once the
#     account exists; change the one that was written.
package rules.entra.no_password_in_program

import data.lib.exceptions
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many accounts were looked at.
examined := count(_accounts)

_accounts[id] := user if {
	some id, user in input.facts.users
	not id in input.facts.emergency
}

_known := {id | some id, user in _accounts; user.password != ""}

_covering(id) := exceptions.covering(about.id, "users", id)

_status(id) := "excepted" if {
	count(_covering(id)) > 0
} else := "fail"

# METADATA
# description: A password that others can read.
results contains result.new(about, _status(id), user, {
	"message": concat("", [user.label, " has a password that ", user.password, "."]),
	"affected": [user.label],
	"exceptions": sort(_covering(id)),
	"finding": concat("|", [about.id, user.key]),
}) if {
	some id in _known
	user := _accounts[id]
}

# METADATA
# description: Nobody can read a password.
results contains result.pass(about, {}, concat("", [
	"The program gives away the password of none of ", format_int(examined, 10), " accounts.",
])) if {
	examined > 0
	count(_known) == 0
	input.facts.completeness.status != "unknown"
}

# METADATA
# description: Accounts may be hidden.
results contains result.unknown(about, {}, {
	"message": "The plan does not show every account of the stack.",
	"remediation": concat("", ["Plan the whole stack: ", concat("; ", input.facts.completeness.reasons), "."]),
}) if {
	examined > 0
	count(_known) == 0
	input.facts.completeness.status == "unknown"
}

# METADATA
# description: No account is declared.
results contains result.not_applicable(about, "The stack declares no account of a person.") if examined == 0
