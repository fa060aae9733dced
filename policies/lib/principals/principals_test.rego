package lib.principals_test

import data.lib.fixtures_test as given
import data.lib.principals

_groups := {
	"closed": given.group("closed", ["other"]),
	"holding": given.group("holding", ["account"]),
	"open": object.union(given.group("open", ["other"]), {"open": ["it is dynamic"]}),
	"open and holding": object.union(given.group("open and holding", ["account"]), {"open": ["it is dynamic"]}),
}

_input := given.with_facts({"groups": _groups})

# Whether a policy with these includes and exclusions applies to the account.
_applies(includes, exclusions) := answer if {
	policy := given.policy("policy", {"includes": includes, "exclusions": exclusions})
	answer := principals.applies(policy, "account") with input as _input
}

_excluded(dimension, id) := given.exclusion(dimension, id)

_open(dimension) := object.union(given.exclusion(dimension, "?"), {"kind": "open"})

_all := {"users": ["All"]}

test_contains_account if {
	answers := {group: answer |
		some group in ["closed", "holding", "open", "open and holding", "undeclared"]
		answer := principals.contains_account(group, "account") with input as _input
	}
	answers == {
		"closed": "no",
		"holding": "yes",
		"open": "open",
		"open and holding": "yes",
		"undeclared": "open",
	}
}

test_applies_to_whom_it_includes if {
	answers := [_applies(includes, []) |
		some includes in [_all, {"users": ["other", "account"]}, {"groups": ["holding"]}, {"roles": ["any"]}]
	]
	answers == ["yes", "yes", "yes", "yes"]
}

test_applies_to_nobody_else if {
	answers := [_applies(includes, []) | some includes in [{}, {"users": ["other"]}, {"groups": ["closed"]}]]
	answers == ["no", "no", "no"]
}

test_applies_open_where_the_includes_are if {
	answers := [_applies(includes, []) |
		some includes in [{"open": true}, {"groups": ["open"]}, {"groups": ["closed", "undeclared"]}]
	]
	answers == ["open", "open", "open"]
}

test_applies_certainly_beside_open_includes if {
	answers := [_applies(includes, []) |
		some includes in [
			{"open": true, "users": ["account"]},
			{"open": true, "groups": ["holding"]},
			{"groups": ["open", "holding"]},
			{"groups": ["open"], "roles": ["any"]},
		]
	]
	answers == ["yes", "yes", "yes", "yes"]
}

test_applies_not_to_whom_it_excludes if {
	answers := [_applies(_all, [exclusion]) |
		some exclusion in [
			_excluded("users", "account"),
			_excluded("users", "All"),
			_excluded("groups", "holding"),
			_excluded("groups", "open and holding"),
		]
	]
	answers == ["no", "no", "no", "no"]
}

test_applies_in_spite_of_other_exclusions if {
	answers := [_applies(_all, [exclusion]) |
		some exclusion in [
			_excluded("users", "other"),
			_excluded("groups", "closed"),
			_excluded("roles", "account"),
			_excluded("applications", "All"),
			_excluded("roles", "holding"),
			_excluded("guestTypes", "open"),
		]
	]
	answers == ["yes", "yes", "yes", "yes", "yes", "yes"]
}

test_applies_open_where_the_exclusions_are if {
	answers := [_applies(_all, [exclusion]) |
		some exclusion in [_open("users"), _open("roles"), _excluded("groups", "open"), _excluded("groups", "undeclared")]
	]
	answers == ["open", "open", "open", "open"]
}

test_applies_not_where_an_exclusion_is_certain_and_another_open if {
	answers := [_applies(_all, [_open("users"), exclusion]) |
		some exclusion in [_excluded("users", "account"), _excluded("groups", "holding")]
	]
	answers == ["no", "no"]
}

test_applies_not_where_nobody_is_included_and_an_exclusion_is_open if _applies({}, [_open("users")]) == "no"

test_applies_open_where_the_state_is if {
	policy := given.policy("policy", {"state": "open", "includes": _all})
	principals.applies(policy, "account") == "open" with input as _input
}

test_applies_not_where_the_state_is_open_and_the_account_is_not_meant if {
	spared := given.policy("policy", {"state": "open", "includes": _all, "exclusions": [_excluded("users", "account")]})
	principals.applies(spared, "account") == "no" with input as _input
	other := given.policy("policy", {"state": "open", "includes": {"users": ["other"]}})
	principals.applies(other, "account") == "no" with input as _input
}
