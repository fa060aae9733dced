package rules.register.admin_review_current_test

import data.lib.fixtures_test as fixtures
import data.lib.register_test as given
import data.rules.register.admin_review_current as rule

_results(world) := results if {
	results := rule.results with input as world
}

_passes := given.passes(rule.about, "Administrators were reviewed in time.")

_fails := {fixtures.result(rule.about, "fail", {}, {
	"message": "There is no administrator review of the current or the last period; months in a period: 1.",
})}

_reviewed(reviews) := given.world_of([given.service("crm", {})], {"adminReviews": reviews})

test_about if rule.about.id == "register.admin_review_current"

test_pass_last_month if _results(_reviewed([{"month": given.month - 1}])) == _passes

test_pass_this_month if _results(_reviewed([{"month": given.month}])) == _passes

test_fail_two_months_ago if _results(_reviewed([{"month": given.month - 2}])) == _fails

test_fail_never if _results(_reviewed([])) == _fails

test_not_applicable_nothing_in_use if {
	_results(given.world([])) == given.nothing(rule.about, "The register lists no service in use.")
}

test_unknown_without_a_register if {
	_results(given.without_register) == {fixtures.result(rule.about, "unknown", {}, {
		"message": "Who was reviewed is not known: no register is given.",
		"remediation": "Give the register with --register DIR.",
	})}
}

test_unknown_without_the_parameter if {
	world := _reviewed([{"month": given.month}])
	bare := json.remove(world, ["parameters/register/adminReviewMonths"])
	_results(bare) == {fixtures.result(rule.about, "unknown", {}, {
		"message": "The parameters do not say register.adminReviewMonths.",
		"remediation": "Set it in policies/parameters.yaml.",
	})}
}

test_not_applicable_nothing_in_use_without_the_parameter if {
	bare := json.remove(given.world([]), ["parameters/register/adminReviewMonths"])
	_results(bare) == given.nothing(rule.about, "The register lists no service in use.")
}

test_examined_counts_services_in_use if {
	rule.examined == 1 with input as _reviewed([])
}
