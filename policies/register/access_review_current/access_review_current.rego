# METADATA
# title: Access to every service is reviewed in every quarter
# description: >-
#   For each service in use there is a record of an access review of the current period of the calendar or of the one
#   before. A service that was approved in the current period is not due yet.
# custom:
#   id: register.access_review_current
#   version: 1
#   severity: medium
#   controls: [A.5.15, A.5.18]
#   remediation: Review who has access to the service and write it down with gatehouse record access-review.
package rules.register.access_review_current

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(services.in_use)

_months := input.parameters.register.accessReviewMonths

_period(month) := floor(month / _months)

_is_current(service) if {
	some review in service.accessReviews
	_period(review.month) >= _period(input.register.month) - 1
}

_is_current(service) if _period(service.approvedMonth) == _period(input.register.month)

_findings contains {
	"service": id,
	"key": "period",
	"status": "fail",
	"text": concat("", [
		"has no access review of the current or the last period; months in a period: ",
		format_int(_months, 10),
	]),
} if {
	some id, service in services.in_use
	not _is_current(service)
}

# METADATA
# description: Services whose access was not reviewed lately, or that it was for all of them.
results contains entry if {
	some entry in services.results(about, {
		"services": services.in_use,
		"findings": _findings,
		"parameters": ["accessReviewMonths"],
		"holds": "Access to every service was reviewed in time.",
		"none": "The register lists no service in use.",
	})
}
