# METADATA
# title: What an access package gives ends in time
# description: >-
#   Each assignment policy of an access package sets an end, no later than the parameters allow for an assignment.
# custom:
#   id: entra.access_package_expires
#   version: 1
#   severity: medium
#   controls: [A.5.15, A.5.18]
#   remediation: Set durationInDays or expirationDate in the assignment policy of the access package.
package rules.entra.access_package_expires

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many assignment policies were looked at.
examined := count(input.facts.privileges.packagePolicies)

_longest := input.parameters.assignment.longestDays * 86400

# A term has the one or the other, or neither.
_seconds(term) := term.seconds

_seconds(term) := term.until - input.nowEpoch

# "yes", "no" or "open"; without a number of days in the parameters nothing ends in time.
_ends(term) := "yes" if {
	_seconds(term) <= _longest
} else := "open" if {
	term.kind == "open"
} else := "no"

_text(term) := concat("", ["whose end cannot be read: ", term.why])

_text(term) := "without an end" if term.kind == "permanent"

_text(term) := concat("", [
	"for ", format_int(floor(_seconds(term) / 86400), 10), " days, longer than the ",
	format_int(input.parameters.assignment.longestDays, 10), " days allowed",
])

_bad contains policy if {
	some policy in input.facts.privileges.packagePolicies
	_ends(policy.term) != "yes"
}

# METADATA
# description: A package that is given for ever, too long, or for a time that is not known.
results contains result.new(about, {"no": "fail", "open": "unknown"}[_ends(policy.term)], policy, {
	"message": concat("", [
		"The policy ", policy.label, " gives the access package ", policy.package, " ", _text(policy.term), ".",
	]),
	"affected": [concat("", ["whoever gets the access package ", policy.package])],
}) if {
	some policy in _bad
}

# METADATA
# description: Every package ends.
results contains result.pass(about, {}, concat("", [
	"All ", format_int(examined, 10), " assignment policies of access packages set an end in time.",
])) if {
	examined > 0
	count(_bad) == 0
}

# METADATA
# description: There is no access package.
results contains result.not_applicable(about, "No assignment policy of an access package is declared.") if {
	examined == 0
}
