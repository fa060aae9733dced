package rules.entra.high_risk_sign_ins_blocked_test

import data.lib.answers_test as answers
import data.lib.fixtures_test as given
import data.rules.entra.high_risk_sign_ins_blocked as rule

# An answer of each status, where the requirement needs a licence.
_licensed(has) := object.union(answers.each_status(rule.about.id), {
	"requirements": [answers.requirement(rule.about.id, {"licence": "entraP2"})],
	"parameters": {"licences": {"entraP2": has}},
})

test_about if rule.about.id == "entra.high_risk_sign_ins_blocked"

test_examined_counts_policies_of_every_tenant if rule.examined == 4 with input as _licensed(true)

test_pass_fail_unknown_and_excepted_in_a_tenant_each if {
	rule.results == answers.four_results(rule.about) with input as _licensed(true)
}

test_not_applicable_missing_licence if {
	rule.results == answers.no_licence(rule.about, "entraP2") with input as _licensed(false)
}

test_not_applicable_no_tenant if rule.results == answers.no_tenant(rule.about) with input as given.input_with({})
