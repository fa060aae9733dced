package rules.register.access_review_current_test

import data.lib.register_test as given
import data.rules.register.access_review_current as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "Access to every service was reviewed in time.")

_text := "has no access review of the current or the last period; months in a period: 3"

_fails(service) := {given.found(rule.about, "fail", service, "period", _text)}

_reviewed(month) := given.service("crm", {"accessReviews": [{"month": month}]})

test_about if rule.about.id == "register.access_review_current"

test_pass_sound_service if _results(given.world([given.service("crm", {})])) == _passes

test_pass_first_month_of_the_quarter_before if _results(given.world([_reviewed(given.month - 4)])) == _passes

test_fail_last_month_of_the_quarter_before_that if {
	service := _reviewed(given.month - 5)
	_results(given.world([service])) == _fails(service)
}

test_fail_never if {
	service := given.service("crm", {"accessReviews": []})
	_results(given.world([service])) == _fails(service)
}

test_fail_never_and_approved_in_the_quarter_before if {
	service := given.service("crm", {"accessReviews": [], "approvedMonth": given.month - 2})
	_results(given.world([service])) == _fails(service)
}

test_pass_approved_in_this_quarter if {
	_results(given.world([given.service("crm", {"accessReviews": [], "approvedMonth": given.month - 1})])) == _passes
}

test_excepted if {
	service := given.service("crm", {"accessReviews": []})
	world := given.world([service])
	_results(given.excepting(rule.about, "crm", world)) == {given.excepted(rule.about, service, "period", _text)}
}

test_not_applicable_nothing_in_use if {
	retired := given.service("crm", {"status": "retired"})
	_results(given.world([retired])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if _results(given.without_register) == given.unknown(rule.about)

test_unknown_without_the_parameter if {
	world := given.world([given.service("crm", {})])
	bare := json.remove(world, ["parameters/register/accessReviewMonths"])
	some entry in _results(bare)
	entry.status == "unknown"
	entry.message == "The parameters do not say register.accessReviewMonths."
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as given.world([given.service("crm", {}), given.service("wiki", {"status": "retired"})])
}
