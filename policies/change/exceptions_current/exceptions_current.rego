# METADATA
# title: Exceptions are few, narrow and approved by somebody else
# description: >-
#   No exception covers more people than the parameters allow, whoever a rule matches, guests of every type or a suite of
#   applications for everybody; nobody whom it covers owns or approved it; who wrote the change that brings it did not
#   approve it; and one that expired is taken out in time. What the change takes out is not looked at, and what it brings is.
# custom:
#   id: change.exceptions_current
#   version: 1
#   severity: high
#   controls: [A.5.3, A.5.36, A.8.32]
#   remediation: >-
#     Narrow the exception in stacks/register/exceptions.yaml, have somebody else approve it, or take it out. The change that
#     does so is judged as it leaves the list.
package rules.change.exceptions_current

import data.lib.exception_life
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many exceptions were looked at.
examined := count(_listed)

_listed contains exception if {
	some exception in input.exceptions
	not exception.leaving
}

_listed contains exception if some exception in input.proposed

_days := input.parameters.exceptions.keepExpiredDays

_is_set if {
	is_number(_days)
	is_number(input.parameters.exceptions.mostMembers)
	is_number(input.parameters.exceptions.expiringDays)
}

_wrong contains {"exception": exception, "status": "fail", "key": "broad", "text": text} if {
	some exception in _listed
	some text in exception_life.breadth(exception)
}

_wrong contains {
	"exception": exception,
	"status": "fail",
	"key": "subject",
	"text": concat("", ["does not count: it covers ", concat(" and ", sort(exception.subjects))]),
} if {
	some exception in _listed
	count(exception.subjects) > 0
}

_wrong contains {
	"exception": exception,
	"status": "fail",
	"key": "author",
	"text": concat("", ["is approved by ", exception.approver, ", who wrote a part of this change"]),
} if {
	some exception in _listed
	exception.byAuthor == "yes"
}

_wrong contains {
	"exception": exception,
	"status": "unknown",
	"key": "author",
	"text": concat("", [
		"is approved by ", exception.approver, ", of whom it cannot be told whether they wrote a part of this change",
	]),
} if {
	some exception in _listed
	exception.byAuthor == "open"
}

_wrong contains {
	"exception": exception,
	"status": "fail",
	"key": "expired",
	"text": concat("", [
		"expired on ", exception.expiresOn, " and is still listed; it has to be taken out within ",
		format_int(_days, 10), " days",
	]),
} if {
	some exception in _listed
	input.nowEpoch - exception.expiresAt > _days * 86400
}

# METADATA
# description: An exception that is too broad, approved by the wrong person, or long expired.
results contains result.new(about, {"fail": "fail", "unknown": "unknown"}[wrong.status], {}, {
	"message": concat("", ["The exception ", wrong.exception.id, " from ", wrong.exception.rule, " ", wrong.text, "."]),
	"finding": concat("|", [about.id, wrong.exception.id, wrong.key]),
}) if {
	_is_set
	some wrong in _wrong
}

_expiring := sort({concat(" on ", [exception.id, exception.expiresOn]) |
	some exception in _listed
	exception_life.is_expiring(exception)
})

_soon := concat("", [" Ends soon: ", concat(", ", _expiring), "."]) if {
	count(_expiring) > 0
} else := ""

# METADATA
# description: Every exception is in order.
results contains result.pass(about, {}, concat("", [
	"All ", format_int(examined, 10), " exceptions are narrow and approved by somebody else.", _soon,
])) if {
	_is_set
	examined > 0
	count(_wrong) == 0
}

# METADATA
# description: There is no exception.
results contains result.not_applicable(about, "There is no exception.") if {
	_is_set
	examined == 0
}

# METADATA
# description: The parameters do not say what is asked for.
results contains result.unknown(about, {}, {
	"message": "The parameters do not say how broad an exception may be, and for how long it may stay.",
	"remediation": "Set exceptions.mostMembers, exceptions.expiringDays and exceptions.keepExpiredDays in policies/parameters.yaml.",
}) if {
	not _is_set
}
