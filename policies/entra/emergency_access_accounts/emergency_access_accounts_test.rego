package rules.entra.emergency_access_accounts_test

import data.lib.fixtures_test as given
import data.lib.holders
import data.rules.entra.emergency_access_accounts as rule

_first := _user("urn::first", "Emergency One")

_second := _user("urn::second", "Emergency Two")

_user(id, label) := {
	"key": id,
	"label": label,
	"source": {"file": "stacks/users.ts", "line": 5, "column": 1},
	"weaknesses": [],
}

_emergency_group := given.group("urn::emergency", ["urn::first", "urn::second"])

_exclusion := given.exclusion("groups", "urn::emergency")

# An enabled policy for everyone but the emergency accounts.
_policy(name, changes) := given.policy(name, object.union(
	{"includes": {"users": ["All"]}, "exclusions": [_exclusion]},
	changes,
))

_mfa := _policy("mfa", {})

# A tenant where two marked accounts are guarded by a group.
_facts := {
	"tenants": [given.tenant([_mfa])],
	"users": {"urn::first": _first, "urn::second": _second, "urn::anna": _user("urn::anna", "Anna")},
	"groups": {"urn::emergency": _emergency_group, "urn::staff": given.group("urn::staff", ["urn::first", "urn::anna"])},
	"emergency": ["urn::first", "urn::second"],
}

_world(changes) := given.with_facts(object.union(_facts, changes))

_with_policies(policies) := _world({"tenants": [given.tenant(policies)]})

_pass(accounts, policies) := given.result(rule.about, "pass", {}, {"message": sprintf(
	"Emergency access is guarded: %d accounts, outside every one of %d enabled policies.",
	[accounts, policies],
)})

_fail(subject, fields) := given.result(rule.about, "fail", subject, fields)

_miscounted(number, labels) := _fail({}, {
	"message": sprintf("There are %d emergency accounts; the parameters ask for 2 to 3.", [number]),
	"affected": labels,
	"finding": "entra.emergency_access_accounts|count",
})

_weak_group(group, text) := _fail(group, {
	"message": sprintf("The group %s, which keeps emergency accounts out of policies, %s.", [group.label, text]),
	"affected": group.affected,
	"remediation": "Make it static and role-assignable, without owners, with the emergency accounts as its only members.",
	"finding": sprintf("entra.emergency_access_accounts|%s|%s", [group.key, text]),
})

_stranger(group, id, label) := _fail(group, {
	"message": sprintf("%s is in the group %s but is not an emergency account.", [label, group.label]),
	"affected": [label],
	"remediation": sprintf("Remove the member from the group %s.", [group.label]),
	"finding": sprintf("entra.emergency_access_accounts|%s|%s", [group.key, id]),
})

_locks_out(policy, user) := _fail(policy, {
	"message": sprintf("%s can lock out the emergency account %s.", [policy.label, user.label]),
	"affected": [user.label],
	"remediation": "Exclude the group of the emergency accounts from this policy.",
	"finding": sprintf("entra.emergency_access_accounts|%s|%s", [policy.key, user.key]),
})

_may_lock_out(policy, user) := given.result(rule.about, "unknown", policy, {
	"message": sprintf("Whether %s can lock out %s cannot be decided.", [policy.label, user.label]),
	"affected": [user.label],
	"remediation": "Write whom the policy includes and excludes as literals or as references to declared resources.",
	"finding": sprintf("entra.emergency_access_accounts|%s|%s", [policy.key, user.key]),
})

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "entra.emergency_access_accounts"

test_examined_counts_policies_that_may_be_enforced if {
	rule.examined == 3 with input as _world({"tenants": [
		given.tenant([_mfa, _policy("off", {"state": "disabled"}), _policy("trial", {"state": "report-only"})]),
		given.tenant([_policy("maybe", {"state": "open"}), _policy("other", {})]),
	]})
}

# The role that they are for.

_holds(name, changes) := given.holder(name, holders.global_administrator, object.union({"kind": "active"}, changes))

_with_holders(list, changes) := _world(object.union(
	{"roleGrants": [{}], "privileges": {"roleHolders": list}},
	changes,
))

_powerless(status, number, labels) := given.result(rule.about, status, {}, {
	"message": sprintf(
		"%d emergency accounts hold the role Global Administrator; the parameters ask for 2 at least.",
		[number],
	),
	"affected": labels,
	"remediation": "Assign the role Global Administrator to the accounts, without an end and without activation.",
	"finding": "entra.emergency_access_accounts|role",
})

test_pass_accounts_with_the_role if {
	_results(_with_holders([_holds("first", {}), _holds("second", {})], {})) == {_pass(2, 1)}
}

test_pass_stack_that_gives_no_roles if {
	_results(_with_holders([], {"roleGrants": []})) == {_pass(2, 1)}
}

test_pass_without_a_register if {
	world := object.union(_with_holders([], {"emergency": []}), {"register": null, "exceptions": [
		given.exception("EX-1", "entra.mfa_all_users", {"groups": ["urn::emergency"]}),
		given.exception("EX-2", "entra.legacy_authentication_blocked", {"groups": ["urn::emergency"]}),
	]})
	_results(world) == {_pass(2, 1)}
}

test_fail_account_without_the_role if {
	every holder in [
		_holds("second", {"kind": "eligible"}),
		given.holder("second", "user-administrator", {"kind": "active"}),
		_holds("anna", {}),
	] {
		_results(_with_holders([_holds("first", {}), holder], {})) == {_powerless("fail", 1, ["Emergency Two"])}
	}
}

test_unknown_account_whose_role_may_not_be_seen if {
	hidden := _holds("x", {"principal": {"id": "x", "kind": "unknown", "label": "x"}})
	unseen := {_powerless("unknown", 1, ["Emergency Two"])}
	_results(_with_holders([_holds("first", {}), hidden], {})) == unseen
	_results(_with_holders([_holds("first", {})], {"completeness": {"status": "unknown"}})) == unseen
}

# Accounts that people.yaml marks.

test_pass_guarded_accounts if _results(_world({})) == {_pass(2, 1)}

test_pass_no_policies if _results(_with_policies([])) == {_pass(2, 0)}

test_pass_as_many_accounts_as_the_parameters_allow if {
	_results(_world({
		"emergency": ["urn::first", "urn::second", "urn::third"],
		"users": {"urn::third": _user("urn::third", "Emergency Three")},
		"groups": {"urn::emergency": given.group("urn::emergency", ["urn::first", "urn::second", "urn::third"])},
	})) == {_pass(3, 1)}
}

test_pass_policies_that_are_not_enforced if {
	_results(_with_policies([
		_policy("off", {"state": "disabled", "exclusions": []}),
		_policy("trial", {"state": "report-only", "exclusions": []}),
	])) == {_pass(2, 0)}
}

test_pass_accounts_excluded_one_by_one if {
	policy := _policy("mfa", {"exclusions": [
		given.exclusion("users", "urn::first"),
		given.exclusion("users", "urn::second"),
	]})
	_results(_with_policies([policy])) == {_pass(2, 1)}
}

test_pass_weak_groups_that_keep_nobody_out if {
	weak := object.union(_facts.groups["urn::staff"], {
		"weaknesses": ["is not role-assignable"],
		"unclear": ["may hold anybody"],
	})
	empty := object.union(given.group("urn::empty", []), {"weaknesses": ["is not role-assignable"]})
	open := object.union(given.group("urn::open", []), {"open": ["it is dynamic"], "weaknesses": ["is not a closed list"]})
	_results(_world({"groups": {"urn::staff": weak, "urn::empty": empty, "urn::open": open}})) == {_pass(2, 1)}
}

test_pass_group_that_a_policy_excludes_without_accounts_in_it if {
	others := given.group("urn::others", ["urn::anna"])
	policy := _policy("mfa", {"exclusions": [_exclusion, given.exclusion("groups", "urn::others")]})
	_results(_world({
		"tenants": [given.tenant([policy])],
		"groups": {"urn::others": others},
	})) == {_pass(2, 1)}
}

test_pass_entry_of_another_dimension_that_is_named_like_a_group if {
	policy := _policy("mfa", {"exclusions": [_exclusion, given.exclusion("roles", "urn::staff")]})
	_results(_with_policies([policy])) == {_pass(2, 1)}
}

test_fail_too_few_accounts if {
	_results(_world({
		"emergency": ["urn::first"],
		"groups": {"urn::emergency": given.group("urn::emergency", ["urn::first"])},
	})) == {_miscounted(1, ["Emergency One"])}
}

test_fail_no_accounts if {
	_results(_world({"emergency": []})) == {_miscounted(0, [])}
}

test_fail_too_many_accounts if {
	ids := ["urn::first", "urn::second", "urn::third", "urn::fourth"]
	_results(_world({
		"emergency": ids,
		"users": {
			"urn::third": _user("urn::third", "Emergency Three"),
			"urn::fourth": _user("urn::fourth", "Emergency Four"),
		},
		"groups": {"urn::emergency": given.group("urn::emergency", ids)},
	})) == {_miscounted(4, [
		"Emergency Four",
		"Emergency One",
		"Emergency Three",
		"Emergency Two",
	])}
}

test_fail_account_that_is_not_declared if {
	_results(_world({
		"emergency": ["urn::first", "urn::gone"],
		"groups": {"urn::emergency": given.group("urn::emergency", ["urn::first", "urn::gone"])},
	})) == {_fail({}, {
		"message": "The emergency account urn::gone is not a declared user, so nothing shows that it exists.",
		"finding": "entra.emergency_access_accounts|undeclared|urn::gone",
	})}
}

test_fail_names_an_undeclared_account_by_its_id if {
	_results(_world({"emergency": ["urn::gone"], "tenants": [given.tenant([])]})) == {
		_miscounted(1, ["urn::gone"]),
		_fail({}, {
			"message": "The emergency account urn::gone is not a declared user, so nothing shows that it exists.",
			"finding": "entra.emergency_access_accounts|undeclared|urn::gone",
		}),
	}
}

test_fail_account_that_an_emergency_could_not_rely_on if {
	weak := object.union(_first, {"weaknesses": ["is disabled", "is synchronised"]})
	_results(_world({"users": {"urn::first": weak, "urn::anna": {"weaknesses": ["is disabled"]}}})) == {entry |
		some text in weak.weaknesses
		entry := _fail(weak, {
			"message": sprintf("The emergency account Emergency One %s.", [text]),
			"affected": ["Emergency One"],
			"finding": sprintf("entra.emergency_access_accounts|urn::first|%s", [text]),
		})
	}
}

test_fail_group_that_is_not_controlled if {
	weak := object.union(_emergency_group, {"weaknesses": ["is not role-assignable", "has the owner Anna"]})
	_results(_world({"groups": {"urn::emergency": weak}})) == {
		_weak_group(weak, "is not role-assignable"),
		_weak_group(weak, "has the owner Anna"),
	}
}

test_fail_uncontrolled_group_of_accounts_that_no_policy_names if {
	weak := object.union(given.group("urn::spare", ["urn::second"]), {"weaknesses": ["is not role-assignable"]})
	_results(_world({"groups": {"urn::spare": weak}})) == {_weak_group(weak, "is not role-assignable")}
}

test_unknown_group_whose_members_cannot_be_seen if {
	text := "may hold anybody: it has members that are not known"
	hidden := object.union(_emergency_group, {"unclear": [text]})
	_results(_world({"groups": {"urn::emergency": hidden}})) == {given.result(rule.about, "unknown", hidden, {
		"message": sprintf("The group %s, which keeps emergency accounts out of policies, %s.", [hidden.label, text]),
		"affected": hidden.affected,
		"remediation": "Name its members as references to declared users.",
		"finding": sprintf("entra.emergency_access_accounts|%s|%s", [hidden.key, text]),
	})}
}

test_pass_leaves_an_undeclared_member_to_what_is_unclear if {
	group := object.union(
		given.group("urn::emergency", ["urn::first", "urn::second", "id"]),
		{"undeclared": ["id"]},
	)
	_results(_world({"groups": {"urn::emergency": group}})) == {_pass(2, 1)}
}

test_fail_somebody_else_in_a_group_that_a_policy_excludes if {
	crowded := given.group("urn::emergency", ["urn::first", "urn::second", "urn::anna"])
	_results(_world({"groups": {"urn::emergency": crowded}})) == {_stranger(crowded, "urn::anna", "Anna")}
}

test_fail_policy_that_excludes_only_one_account if {
	policy := _policy("mfa", {"exclusions": [given.exclusion("users", "urn::first")]})
	_results(_with_policies([policy])) == {_locks_out(policy, _second)}
}

test_fail_every_policy_and_account if {
	block := _policy("block", {"exclusions": []})
	_results(_with_policies([_mfa, block])) == {_locks_out(block, _first), _locks_out(block, _second)}
}

test_unknown_policy_in_a_state_that_is_open if {
	policy := _policy("maybe", {"state": "open", "exclusions": []})
	_results(_with_policies([policy])) == {_may_lock_out(policy, _first), _may_lock_out(policy, _second)}
}

test_unknown_policy_whose_includes_are_open if {
	policy := _policy("odd", {"includes": {"users": ["urn::first"], "open": true}, "exclusions": []})
	_results(_with_policies([policy])) == {_locks_out(policy, _first), _may_lock_out(policy, _second)}
}

# Without a register, the accounts are whom live exceptions take out of both requirements.

_mfa_exception(scope) := given.exception("EX-1", "entra.mfa_all_users", scope)

_legacy_exception(scope) := given.exception("EX-2", "entra.legacy_authentication_blocked", scope)

_unregistered(changes, exceptions) := object.union(_world(object.union({"emergency": []}, changes)), {
	"register": null,
	"exceptions": exceptions,
})

_excepted(scope) := [_mfa_exception(scope), _legacy_exception(scope)]

_by_group := _excepted({"groups": ["urn::emergency"]})

test_pass_accounts_of_an_excepted_group if _results(_unregistered({}, _by_group)) == {_pass(2, 1)}

test_pass_excepted_accounts if {
	policy := _policy("mfa", {"exclusions": [
		given.exclusion("users", "urn::first"),
		given.exclusion("users", "urn::second"),
	]})
	_results(_unregistered(
		{"tenants": [given.tenant([policy])]},
		_excepted({"users": ["urn::first", "urn::second"]}),
	)) == {_pass(2, 1)}
}

test_pass_only_what_both_exceptions_name if {
	_results(_unregistered({}, [
		_mfa_exception({"groups": ["urn::emergency", "urn::staff"], "users": ["urn::anna"]}),
		_legacy_exception({"groups": ["urn::other", "urn::emergency"], "users": ["urn::ben"]}),
		given.exception("EX-3", "entra.no_permanent_privileged_role", {"groups": ["urn::staff"], "users": ["urn::anna"]}),
	])) == {_pass(2, 1)}
}

test_fail_excepted_group_without_members if {
	_results(_unregistered(
		{"tenants": [given.tenant([])], "groups": {"urn::emergency": given.group("urn::emergency", [])}},
		_by_group,
	)) == {_miscounted(0, [])}
}

test_fail_excepted_group_that_is_not_controlled if {
	weak := object.union(given.group("urn::spare", []), {"weaknesses": ["is not a closed list"]})
	_results(_unregistered(
		{"groups": {"urn::spare": weak}},
		_excepted({"groups": ["urn::emergency", "urn::spare"]}),
	)) == {_weak_group(weak, "is not a closed list")}
}

test_fail_the_register_decides_who_is_for_emergencies if {
	_results(object.union(
		_with_policies([_policy("mfa", {"exclusions": [_exclusion, given.exclusion("groups", "urn::staff")]})]),
		{"exceptions": _excepted({"users": ["urn::anna"]})},
	)) == {_stranger(_facts.groups["urn::staff"], "urn::anna", "Anna")}
}

test_fail_open_excepted_group_beside_a_register if {
	dynamic := object.union(given.group("urn::dynamic", []), {
		"open": ["it is dynamic"],
		"weaknesses": ["is not a closed list: it is dynamic"],
	})
	closed := object.union(given.group("urn::closed", ["urn::anna"]), {"weaknesses": ["is not role-assignable"]})
	_results(object.union(
		_world({"groups": {"urn::dynamic": dynamic, "urn::closed": closed}}),
		{"exceptions": _excepted({"groups": ["urn::dynamic", "urn::closed"]})},
	)) == {_weak_group(dynamic, "is not a closed list: it is dynamic")}
}

_nobody_known := {given.result(rule.about, "unknown", {}, {
	"message": "Which accounts are for emergencies is not known: no register is given and no live exception names them.",
	"remediation": "Give the register with --register, or name the group in the exceptions of both requirements.",
})}

test_unknown_without_register_and_exceptions if _results(_unregistered({}, [])) == _nobody_known

test_unknown_though_no_account_is_asked_for if {
	world := object.union(_unregistered({}, []), {"parameters": {"emergencyAccounts": {"minimum": 0}}})
	_results(world) == _nobody_known
}

test_unknown_exception_of_one_requirement_only if {
	scope := {"groups": ["urn::emergency"], "users": ["urn::first"]}
	_results(_unregistered({}, [_mfa_exception(scope)])) == _nobody_known
	_results(_unregistered({}, [_legacy_exception(scope)])) == _nobody_known
}

test_unknown_expired_exceptions if {
	expired := [object.union(exception, {"expiresAt": given.now - 1}) | some exception in _by_group]
	_results(_unregistered({}, expired)) == _nobody_known
}

test_not_applicable_without_a_tenant if {
	expected := {given.result(rule.about, "not_applicable", {}, {
		"message": "This stack owns no tenant and declares nothing in one.",
	})}
	_results(_world({"tenants": []})) == expected
	_results(_world({"tenants": [], "emergency": []})) == expected
	_results(_unregistered({"tenants": []}, [])) == expected
}
