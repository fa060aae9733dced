# METADATA
# title: Administrators are reviewed in every month
# description: >-
#   There is a record of an administrator review of the current period of the calendar or of the one before, as long as
#   a service is in use.
# custom:
#   id: register.admin_review_current
#   version: 1
#   severity: medium
#   controls: [A.5.18, A.8.2]
#   remediation: Review who is an administrator and write it down with gatehouse record admin-review.
package rules.register.admin_review_current

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services have administrators to review.
examined := count(services.in_use)

_months := input.parameters.register.adminReviewMonths

_period(month) := floor(month / _months)

_is_current if {
	some review in input.register.adminReviews
	_period(review.month) >= _period(input.register.month) - 1
}

# METADATA
# description: Administrators were not reviewed lately.
results contains result.fail(about, {}, {"message": concat("", [
	"There is no administrator review of the current or the last period; months in a period: ",
	format_int(_months, 10), ".",
])}) if {
	examined > 0
	not _is_current
}

# METADATA
# description: Administrators were reviewed in time.
results contains result.pass(about, {}, "Administrators were reviewed in time.") if {
	examined > 0
	_is_current
}

# METADATA
# description: There is no service that could have administrators.
results contains result.not_applicable(about, "The register lists no service in use.") if {
	is_object(input.register)
	examined == 0
}

# METADATA
# description: The register is not given.
results contains result.unknown(about, {}, {
	"message": "Who was reviewed is not known: no register is given.",
	"remediation": "Give the register with --register DIR.",
}) if {
	not is_object(input.register)
}

# METADATA
# description: How often is not said.
results contains result.unknown(about, {}, {
	"message": "The parameters do not say register.adminReviewMonths.",
	"remediation": "Set it in policies/parameters.yaml.",
}) if {
	examined > 0
	not _months
}
