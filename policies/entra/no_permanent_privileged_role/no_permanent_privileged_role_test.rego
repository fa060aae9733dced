package rules.entra.no_permanent_privileged_role_test

import data.lib.fixtures_test as given
import data.rules.entra.no_permanent_privileged_role as rule

_administrator := {"id": "role-global-administrator", "label": "Global Administrator"}

_guard := {"id": "role-security-administrator", "label": "Security Administrator"}

_reader := {"id": "role-reader", "label": "Reader"}

_unnamed := {"id": "", "label": "a role that is not known"}

_custom(answer) := {"id": "urn::custom", "label": "Custom", "custom": answer}

_anna := {
	"id": "urn::anna",
	"label": "Anna",
	"covers": ["urn::anna"],
	"affected": ["Anna"],
	"open": false,
	"through": "",
}

# A member of a group that holds the role, which an exception can name by the member and by the group.
_ben := {
	"id": "urn::ben",
	"label": "Ben",
	"covers": ["urn::ben", "urn::admins"],
	"affected": ["Ben"],
	"open": false,
	"through": " through the group \"admins\"",
}

_somebody := {
	"id": "urn::admins members",
	"label": "whoever is in the group \"admins\"",
	"covers": ["urn::admins"],
	"affected": ["members of the group \"admins\""],
	"open": true,
	"through": " (it is dynamic)",
}

_grant(kind, role, holders) := {
	"key": "urn::grant",
	"label": "\"grant\"",
	"source": {"file": "stacks/roles.ts", "line": 5, "column": 1},
	"kind": kind,
	"role": role,
	"holders": holders,
}

_active(role, holders) := _grant("active", role, holders)

_tenants := [given.tenant([])]

_plan(grants) := given.with_facts({"tenants": _tenants, "roleGrants": grants})

_plan_except(grants, exceptions) := object.union(_plan(grants), {"exceptions": exceptions})

_exception(id, scope) := given.exception(id, "entra.no_permanent_privileged_role", scope)

_result(status, grant, holder, message) := given.result(rule.about, status, grant, {
	"message": message,
	"affected": holder.affected,
	"finding": sprintf("entra.no_permanent_privileged_role|urn::grant|%s", [holder.id]),
})

_excepted(grant, holder, message, exceptions) := object.union(
	_result("excepted", grant, holder, message),
	{"exceptions": exceptions},
)

_pass(count) := given.result(rule.about, "pass", {}, {
	"message": sprintf("None of %d role grants gives a privileged role for ever.", [count]),
})

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "entra.no_permanent_privileged_role"

test_examined_counts_every_grant if {
	rule.examined == 2 with input as _plan([_active(_reader, []), _grant("eligible", _administrator, [_anna])])
}

test_pass_no_grants if _results(_plan([])) == {_pass(0)}

test_pass_role_that_is_not_privileged if {
	_results(_plan([_active(_reader, [_anna])])) == {_pass(1)}
}

test_pass_custom_role_that_is_harmless if {
	_results(_plan([_active(_custom("no"), [_anna])])) == {_pass(1)}
}

test_pass_eligibility if _results(_plan([_grant("eligible", _administrator, [_anna])])) == {_pass(1)}

test_pass_group_without_members if _results(_plan([_active(_administrator, [])])) == {_pass(1)}

test_pass_plan_that_is_partial if {
	_results(given.with_facts({
		"tenants": _tenants,
		"completeness": {"status": "partial", "reasons": ["it was made with --target"]},
	})) == {_pass(0)}
}

test_fail_person if {
	grant := _active(_administrator, [_anna])
	_results(_plan([grant])) == {_result(
		"fail", grant, _anna,
		"Anna holds the role Global Administrator permanently.",
	)}
}

test_fail_person_with_a_further_role if {
	grant := _active(_guard, [_anna])
	_results(_plan([grant])) == {_result(
		"fail", grant, _anna,
		"Anna holds the role Security Administrator permanently.",
	)}
}

test_fail_each_member_of_a_group if {
	grant := _active(_administrator, [_anna, _ben])
	_results(_plan([grant, _active(_reader, [_anna])])) == {
		_result("fail", grant, _anna, "Anna holds the role Global Administrator permanently."),
		_result("fail", grant, _ben, "Ben holds the role Global Administrator permanently through the group \"admins\"."),
	}
}

test_fail_custom_role if {
	grant := _active(_custom("yes"), [_anna])
	_results(_plan([grant])) == {_result("fail", grant, _anna, "Anna holds the role Custom permanently.")}
}

test_fail_eligibility_that_must_expire if {
	grant := _grant("eligible", _administrator, [_anna])
	world := object.union(_plan([grant]), {"parameters": {"eligibility": {"mustExpire": true}}})
	_results(world) == {_result(
		"fail", grant, _anna,
		"Anna is eligible without end for the role Global Administrator.",
	)}
}

test_fail_without_a_tenant if {
	grant := _active(_administrator, [_anna])
	_results(given.with_facts({"roleGrants": [grant]})) == {_result(
		"fail", grant, _anna,
		"Anna holds the role Global Administrator permanently.",
	)}
}

test_fail_exception_of_somebody_else_or_of_another_rule if {
	grant := _active(_administrator, [_anna])
	exceptions := [
		_exception("EX-1", {"users": ["urn::ben"]}),
		_exception("EX-2", {"roles": ["urn::anna"]}),
		given.exception("EX-3", "entra.mfa_all_users", {"users": ["urn::anna"]}),
	]
	_results(_plan_except([grant], exceptions)) == {_result(
		"fail", grant, _anna,
		"Anna holds the role Global Administrator permanently.",
	)}
}

test_excepted_person if {
	grant := _active(_administrator, [_anna])
	_results(_plan_except([grant], [
		_exception("EX-2", {"users": ["urn::anna"]}),
		_exception("EX-1", {"users": ["urn::anna"]}),
	])) == {_excepted(
		grant, _anna,
		"Anna holds the role Global Administrator permanently.",
		["EX-1", "EX-2"],
	)}
}

test_excepted_through_the_group if {
	grant := _active(_administrator, [_ben])
	_results(_plan_except([grant], [_exception("EX-1", {"groups": ["urn::admins"]})])) == {_excepted(
		grant, _ben,
		"Ben holds the role Global Administrator permanently through the group \"admins\".",
		["EX-1"],
	)}
}

test_excepted_only_whom_the_exception_names if {
	grant := _active(_administrator, [_anna, _ben])
	_results(_plan_except([grant], [_exception("EX-1", {"users": ["urn::anna"]})])) == {
		_excepted(grant, _anna, "Anna holds the role Global Administrator permanently.", ["EX-1"]),
		_result("fail", grant, _ben, "Ben holds the role Global Administrator permanently through the group \"admins\"."),
	}
}

test_unknown_role if {
	grant := _active(_unnamed, [_anna])
	_results(_plan([grant])) == {_result(
		"unknown", grant, _anna,
		"Anna holds the role a role that is not known permanently.",
	)}
}

test_unknown_custom_role if {
	grant := _active(_custom("open"), [_anna])
	_results(_plan([grant])) == {_result("unknown", grant, _anna, "Anna holds the role Custom permanently.")}
}

test_unknown_holder if {
	grant := _active(_administrator, [_somebody])
	_results(_plan([grant])) == {_result(
		"unknown", grant, _somebody,
		"whoever is in the group \"admins\" holds the role Global Administrator permanently (it is dynamic).",
	)}
}

# A way into a group that has the role: how long it lasts, and what else it is.
_way(kind, terms, changes) := object.union(
	object.union(_grant(kind, _administrator, [_anna]), {"terms": terms, "grant": "urn::role"}),
	changes,
)

_day := 86400

_lasts(seconds) := {"kind": "lasts", "seconds": seconds}

_until(seconds) := {"kind": "until", "until": given.now + seconds}

_permanent := {"kind": "permanent"}

_open := {"kind": "open", "why": "its end is computed"}

_expiring(grants) := object.union(_plan(grants), {"parameters": {"eligibility": {"mustExpire": true}}})

_way_result(status, grant, means, message) := given.result(rule.about, status, grant, {
	"message": message,
	"affected": ["Anna"],
	"finding": concat("|", array.concat(["entra.no_permanent_privileged_role", "urn::grant", "urn::role"], means)),
})

_way_of_anna(status, grant, message) := {_way_result(status, grant, ["urn::anna"], message)}

_holds(status, terms, text) if {
	grant := _way("active", terms, {})
	message := concat("", ["Anna holds the role Global Administrator", text, "."])
	_results(_plan([grant])) == _way_of_anna(status, grant, message)
}

test_pass_assignment_that_ends_soon_enough if {
	ends := [
		[_lasts(365 * _day)],
		[_until(365 * _day)],
		[object.union(_until(400 * _day), {"from": given.now + (35 * _day)})],
		[_until(0)],
		[_permanent, _lasts(_day)],
		[_until(_day), _open],
	]
	every terms in ends {
		_results(_plan([_way("active", terms, {})])) == {_pass(1)}
	}
}

test_fail_assignment_that_never_ends if _holds("fail", [_permanent, _permanent], " permanently")

test_fail_assignment_that_lasts_too_long if {
	_holds("fail", [_lasts((365 * _day) + 1)], " for 365 days, longer than the 365 days allowed")
}

test_fail_assignment_that_ends_too_late if {
	_holds("fail", [_until((401 * _day) - 1)], " for 400 days, longer than the 365 days allowed")
}

test_fail_assignment_that_begins_later_and_lasts_too_long if {
	term := object.union(_until(400 * _day), {"from": given.now + (10 * _day)})
	_holds("fail", [term], " for 390 days, longer than the 365 days allowed")
}

test_fail_names_the_shortest_of_several_terms if {
	terms := [_lasts(500 * _day), _permanent, _until(400 * _day)]
	_holds("fail", terms, " for 400 days, longer than the 365 days allowed")
}

test_unknown_assignment_whose_end_is_not_known if {
	_holds("unknown", [_permanent, _open], " for a time that is not known")
}

test_unknown_assignment_that_may_end_before_it_lasts_too_long if {
	_holds("unknown", [_lasts(400 * _day), _open], " for 400 days, longer than the 365 days allowed")
}

test_unknown_assignment_where_the_parameters_set_no_limit if {
	grant := _way("active", [_lasts(10 * _day)], {})
	world := _plan([grant])
	bare := object.union(world, {"parameters": {"assignment": null}})
	_results(bare) == _way_of_anna("unknown", grant, "Anna holds the role Global Administrator for 10 days.")
}

test_fail_stands_at_what_makes_somebody_a_holder if {
	place := {"source": {"file": "stacks/groups.ts", "line": 9, "column": 1}, "related": [{"file": "a.ts", "line": 1}]}
	grant := _active(_administrator, [object.union(_anna, {"at": place})])
	_results(_plan([grant])) == {_result(
		"fail", object.union(grant, place), _anna,
		"Anna holds the role Global Administrator permanently.",
	)}
}

test_pass_eligibility_that_must_expire_and_does if {
	every term in [_lasts(500 * _day), _until(500 * _day), _until(0)] {
		_results(_expiring([_way("eligible", [_permanent, term], {})])) == {_pass(1)}
	}
}

test_fail_eligibility_that_must_expire_and_is_permanent if {
	grant := _way("eligible", [_permanent], {})
	message := "Anna is eligible without end for the role Global Administrator."
	_results(_expiring([grant])) == _way_of_anna("fail", grant, message)
}

test_unknown_eligibility_that_must_expire_and_whose_end_is_not_known if {
	grant := _way("eligible", [_open], {})
	message := "Anna is eligible without end for the role Global Administrator."
	_results(_expiring([grant])) == _way_of_anna("unknown", grant, message)
}

test_pass_eligibility_whose_end_is_not_known if _results(_plan([_way("eligible", [_open], {})])) == {_pass(1)}

_owner(kind, terms) := _way(kind, terms, {"means": "owner", "group": "\"admins\""})

_owns(grant) := {_way_result("fail", grant, ["owner", "urn::anna"], concat("", [
	"Anna owns the group \"admins\", which has the role Global Administrator, and can add members for ever.",
]))}

# The members that an owner adds stay when the ownership ends.
test_fail_owner_however_short if {
	every terms in [[], [_permanent], [_lasts(_day)], [_until(1)], [_open]] {
		grant := _owner("active", terms)
		_results(_plan([grant])) == _owns(grant)
	}
}

test_pass_owner_whose_ownership_has_ended if _results(_plan([_owner("active", [_until(0)])])) == {_pass(1)}

test_fail_owner_of_a_group_whose_eligibility_must_expire if {
	grant := _owner("eligible", [_lasts(_day)])
	_results(_expiring([grant])) == _owns(grant)
	_results(_plan([grant])) == {_pass(1)}
}

_settings(kind) := _way(kind, [_permanent], {"means": "settings", "group": "\"admins\""})

_allows(grant) := {_way_result("fail", grant, ["settings", "urn::anna"], concat("", [
	"The settings of the group \"admins\", which has the role Global Administrator, allow ",
	grant.kind, " assignments without end.",
]))}

test_fail_settings_that_allow_assignments_without_end if {
	_results(_plan([_settings("active")])) == _allows(_settings("active"))
	_results(_plan([_settings("eligible")])) == {_pass(1)}
}

test_fail_settings_that_allow_eligibility_without_end if {
	_results(_expiring([_settings("eligible")])) == _allows(_settings("eligible"))
}

_unseen := given.result(rule.about, "unknown", {}, {
	"message": "The plan does not show every role grant of the stack.",
	"remediation": "Plan the whole stack: unchanged resources are not shown; options are not shown.",
})

_unseen_facts := {
	"tenants": _tenants,
	"completeness": {"status": "unknown", "reasons": ["unchanged resources are not shown", "options are not shown"]},
}

test_unknown_plan_that_may_hide_grants if _results(given.with_facts(_unseen_facts)) == {_unseen}

test_fail_in_a_plan_that_may_hide_grants if {
	grant := _active(_administrator, [_anna])
	_results(given.with_facts(object.union(_unseen_facts, {"roleGrants": [grant]}))) == {_result(
		"fail", grant, _anna,
		"Anna holds the role Global Administrator permanently.",
	)}
}

_nothing := given.result(rule.about, "not_applicable", {}, {
	"message": "This stack owns no tenant and declares nothing in one.",
})

test_not_applicable_without_a_tenant if _results(given.input_with({})) == {_nothing}

test_not_applicable_without_a_tenant_in_a_plan_that_may_hide_grants if {
	_results(given.with_facts(object.union(_unseen_facts, {"tenants": []}))) == {_nothing}
}
