package rules.entra.exclusions_registered_test

import data.lib.fixtures_test as given
import data.rules.entra.exclusions_registered as rule

_enforced := {"entra.mfa_all_users", "entra.legacy_authentication_blocked"}

_plan(policies) := _plan_with(policies, [])

_plan_with(policies, exceptions) := given.input_with({
	"facts": {"tenants": [given.tenant(policies)]},
	"exceptions": exceptions,
})

_excluding(exclusions, changes) := given.policy("policy", object.union({"exclusions": exclusions}, changes))

_one := given.exclusion("users", "one")

_unreadable := object.union(given.exclusion("users", "?"), {"kind": "open"})

_exception(rule_id) := given.exception("EX-1", rule_id, {"users": ["one"]})

_pass(policy) := given.result(rule.about, "pass", policy, {
	"message": sprintf("%s excludes nobody who is not registered.", [policy.label]),
})

_fail(policy, exclusion) := given.result(rule.about, "fail", policy, {
	"message": sprintf("%s excludes the entry %s, and no live exception names it.", [policy.label, exclusion.id]),
	"affected": [sprintf("whoever is %s", [exclusion.id])],
	"remediation": sprintf("Remove %s. %s", [exclusion.id, rule.about.remediation]),
	"finding": sprintf("entra.exclusions_registered|%s|%s|%s", [policy.key, exclusion.dimension, exclusion.id]),
})

_unknown(policy, exclusion) := given.result(rule.about, "unknown", policy, {
	"message": sprintf("%s excludes the entry %s; whether that is registered cannot be seen.", [
		policy.label,
		exclusion.id,
	]),
	"affected": [sprintf("whoever is %s", [exclusion.id])],
	"finding": sprintf("entra.exclusions_registered|%s|%s|%s", [policy.key, exclusion.dimension, exclusion.id]),
})

_results(world) := results if {
	results := rule.results with input as world with data.lib.requirements.enforced as _enforced
}

test_about if rule.about.id == "entra.exclusions_registered"

test_examined_counts_policies_of_every_tenant_and_state if {
	policies := [given.policy("one", {}), given.policy("two", {"state": "disabled"})]
	rule.examined == 3 with input as given.with_facts({"tenants": [
		given.tenant(policies),
		given.tenant([given.policy("three", {})]),
	]})
}

test_pass_no_exclusions if {
	policy := _excluding([], {})
	_results(_plan([policy])) == {_pass(policy)}
}

test_pass_each_policy if {
	first := given.policy("first", {})
	second := given.policy("second", {"state": "open"})
	_results(_plan([first, second])) == {_pass(first), _pass(second)}
}

test_pass_exclusion_that_an_exception_of_any_enforced_requirement_names if {
	policy := _excluding([_one], {})
	every rule_id in _enforced {
		_results(_plan_with([policy], [_exception(rule_id)])) == {_pass(policy)}
	}
}

test_pass_registered_exclusion_of_a_policy_in_a_state_that_is_open if {
	policy := _excluding([_one], {"state": "open"})
	_results(_plan_with([policy], [_exception("entra.mfa_all_users")])) == {_pass(policy)}
}

test_fail_exclusion_that_nothing_names if {
	policy := _excluding([_one], {})
	_results(_plan([policy])) == {_fail(policy, _one)}
}

test_fail_each_exclusion_that_nothing_names if {
	group := given.exclusion("groups", "one")
	other := given.exclusion("users", "two")
	policy := _excluding([_one, group, other], {})
	_results(_plan_with([policy], [_exception("entra.mfa_all_users")])) == {_fail(policy, group), _fail(policy, other)}
}

test_fail_exception_of_a_rule_that_is_not_an_enforced_requirement if {
	policy := _excluding([_one], {})
	_results(_plan_with([policy], [_exception("entra.managed_device_required")])) == {_fail(policy, _one)}
}

test_fail_expired_exception if {
	policy := _excluding([_one], {})
	expired := object.union(_exception("entra.mfa_all_users"), {"expiresAt": given.now - 1})
	_results(_plan_with([policy], [expired])) == {_fail(policy, _one)}
}

test_fail_beside_a_policy_that_passes if {
	policy := _excluding([_one], {})
	other := given.policy("other", {})
	_results(_plan([policy, other])) == {_fail(policy, _one), _pass(other)}
}

test_unknown_exclusion_that_cannot_be_read if {
	policy := _excluding([_unreadable], {})
	_results(_plan([policy])) == {_unknown(policy, _unreadable)}
}

test_unknown_exclusion_of_a_policy_in_a_state_that_is_open if {
	policy := _excluding([_one], {"state": "open"})
	_results(_plan([policy])) == {_unknown(policy, _one)}
}

test_unknown_beside_a_fail if {
	policy := _excluding([_one, _unreadable], {})
	_results(_plan([policy])) == {_fail(policy, _one), _unknown(policy, _unreadable)}
}

_effect(changes) := object.union({"idle": false, "opens": [], "approvedBy": []}, changes)

_with_effect(exclusion, changes) := object.union(exclusion, {"effect": _effect(changes)})

test_pass_exclusion_that_lets_nothing_through if {
	policy := _excluding([_with_effect(_one, {"idle": true})], {})
	_results(_plan([policy])) == {_pass(policy)}
}

test_fail_exclusion_that_lets_something_through_that_no_requirement_forbids if {
	policy := _excluding([_with_effect(_one, {})], {})
	_results(_plan([policy])) == {_fail(policy, _one)}
}

test_pass_exclusion_of_which_exceptions_from_an_enforced_requirement_allow_everything if {
	policy := _excluding([_with_effect(_one, {"opens": ["entra.mfa_all_users"], "approvedBy": ["entra.mfa_all_users"]})], {})
	_results(_plan([policy])) == {_pass(policy)}
}

test_fail_exclusion_of_which_exceptions_from_another_rule_allow_everything if {
	policy := _excluding([_with_effect(_one, {"approvedBy": ["entra.managed_device_required"]})], {})
	_results(_plan([policy])) == {_fail(policy, _one)}
}

_application := given.exclusion("applications", "mail")

_blocking(exclusion) := _excluding([exclusion], {"shape": {
	"bothRisks": "no", "noTarget": "no", "approvedApplication": "no", "blocks": "yes",
}})

test_pass_application_that_a_block_does_not_extend_to if {
	policy := _blocking(_with_effect(_application, {"opens": ["entra.managed_device_required"]}))
	_results(_plan([policy])) == {_pass(policy)}
}

test_fail_application_that_a_block_does_not_extend_to_and_a_requirement_needs if {
	policy := _blocking(_with_effect(_application, {"opens": ["entra.mfa_all_users"]}))
	_results(_plan([policy])) == {_fail(policy, _application)}
}

test_fail_application_that_a_block_does_not_extend_to_without_a_known_effect if {
	policy := _blocking(_application)
	_results(_plan([policy])) == {_fail(policy, _application)}
}

test_fail_application_that_another_policy_leaves_out if {
	policy := _excluding([_with_effect(_application, {})], {})
	_results(_plan([policy])) == {_fail(policy, _application)}
}

test_fail_somebody_who_is_left_out_of_a_block if {
	policy := _blocking(_with_effect(_one, {}))
	_results(_plan([policy])) == {_fail(policy, _one)}
}

_excepted(policy, exclusion) := given.result(rule.about, "excepted", policy, {
	"message": sprintf("%s excludes the entry %s, and an exception names it.", [policy.label, exclusion.id]),
	"affected": [sprintf("whoever is %s", [exclusion.id])],
	"exceptions": ["EX-1"],
	"finding": sprintf("entra.exclusions_registered|%s|%s|%s", [policy.key, exclusion.dimension, exclusion.id]),
})

test_excepted_exclusion_that_an_exception_from_this_rule_names if {
	policy := _excluding([_with_effect(_one, {})], {})
	_results(_plan_with([policy], [_exception("entra.exclusions_registered")])) == {_excepted(policy, _one)}
}

test_excepted_exclusion_of_a_policy_in_a_state_that_is_open if {
	policy := _excluding([_one], {"state": "open"})
	_results(_plan_with([policy], [_exception("entra.exclusions_registered")])) == {_excepted(policy, _one)}
}

_nothing := {given.result(rule.about, "not_applicable", {}, {"message": "No enabled policy is declared."})}

test_not_applicable_no_tenant if _results(given.input_with({})) == _nothing

test_not_applicable_no_policy if _results(_plan([])) == _nothing

test_not_applicable_policies_that_are_not_enforced if {
	_results(_plan([
		_excluding([_one], {"state": "disabled"}),
		_excluding([_one], {"key": "urn::other", "state": "report-only"}),
	])) == _nothing
}
