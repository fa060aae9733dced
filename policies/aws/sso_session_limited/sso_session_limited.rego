# METADATA
# title: Sessions in AWS end in time
# description: >-
#   No session of a permission set lasts longer than the parameters allow: stolen credentials of a session work
#   until it ends.
# custom:
#   id: aws.sso_session_limited
#   version: 1
#   severity: medium
#   controls: [A.5.15, A.8.5]
#   remediation: >-
#     Set sessionDuration of the permission set to at most aws.sessionHours of the parameters.
package rules.aws.sso_session_limited

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many permission sets were looked at.
examined := count(input.facts.aws.sessions)

_ends(session) if session.seconds <= input.parameters.aws.sessionHours * 3600

_hours(session) := format_int(floor(session.seconds / 3600), 10)

_found contains {
	"subject": session,
	"certain": true,
	"what": "session",
	"message": concat("", ["Sessions of ", session.label, " last ", _hours(session), " hours, longer than is allowed."]),
} if {
	some session in input.facts.aws.sessions
	not _ends(session)
}

_found contains {
	"subject": session,
	"certain": false,
	"what": "session",
	"message": concat("", ["How long sessions of ", session.label, " last is not known."]),
} if {
	some session in input.facts.aws.sessions
	not session.seconds
}

# METADATA
# description: What must not be.
results contains aws.broken(about, found) if {
	some found in _found
	found.certain
}

# METADATA
# description: What may be so, but cannot be seen.
results contains aws.doubtful(about, found) if {
	some found in _found
	not found.certain
}

# METADATA
# description: There is nothing of the kind.
results contains result.pass(about, {}, "Every declared session ends in time.") if {
	aws.is_judged(examined)
	count(_found) == 0
}

# METADATA
# description: The stack has nothing to do with it.
results contains result.not_applicable(about, aws.nothing) if not aws.is_judged(examined)
