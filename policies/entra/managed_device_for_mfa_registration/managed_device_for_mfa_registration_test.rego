package rules.entra.managed_device_for_mfa_registration_test

import data.lib.answers_test as answers
import data.lib.fixtures_test as given
import data.rules.entra.managed_device_for_mfa_registration as rule

_each_status := answers.each_status(rule.about.id)

test_about if rule.about.id == "entra.managed_device_for_mfa_registration"

test_examined_counts_policies_of_every_tenant if rule.examined == 4 with input as _each_status

test_pass_fail_unknown_and_excepted_in_a_tenant_each if {
	rule.results == answers.four_results(rule.about) with input as _each_status
}

test_not_applicable_no_tenant if rule.results == answers.no_tenant(rule.about) with input as given.input_with({})
