package lib.exception_life_test

import data.lib.exception_life as life
import data.lib.fixtures_test as given

_rule := "entra.mfa_all_users"

_between(id, from, through) := object.union(
	given.exception(id, _rule, {}),
	{"approvedFrom": from, "expiresAt": through},
)

_day := 86400

test_expiring_within_the_days_of_the_parameters if {
	soon := _between("EX-1", given.now - 1, given.now + (30 * _day))
	later := _between("EX-2", given.now - 1, (given.now + (30 * _day)) + 1)
	pending := _between("EX-3", given.now + 1, given.now + 2)
	expired := _between("EX-4", given.now - 2, given.now - 1)
	listed := [soon, later, pending, expired]
	found := {exception.id |
		some exception in listed
		life.is_expiring(exception) with input as given.input_with({"exceptions": listed})
	}
	found == {"EX-1"}
}

_breadth(scope, facts) := texts if {
	texts := life.breadth(given.exception("EX-1", _rule, scope)) with input as given.with_facts(facts)
}

_numbers(most) := [format_int(number, 10) | some number in numbers.range(1, most)]

test_breadth_counts_everybody_once if {
	groups := {"groups": {"a": {"members": _numbers(8)}, "b": {"members": array.slice(_numbers(11), 3, 11)}}}
	_breadth({"users": ["1", "2"], "groups": ["a"]}, groups) == set()
	_breadth({"users": ["9", "10"], "groups": ["a", "c"]}, groups) == set()
	_breadth({"groups": ["a", "b"]}, groups) == {"covers 11 people; at most 10 are allowed"}
	_breadth({"users": _numbers(11)}, groups) == {"covers 11 people; at most 10 are allowed"}
}

test_breadth_of_a_dynamic_group if {
	facts := {"dynamicGroups": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]}
	_breadth({"groups": ["b", "c"]}, facts) == {"covers whoever the rule of the dynamic group B matches"}
}

_types := [
	"b2bCollaborationGuest",
	"b2bCollaborationMember",
	"b2bDirectConnectUser",
	"internalGuest",
	"otherExternalUser",
	"serviceProvider",
]

test_breadth_of_guests if {
	_breadth({"guestTypes": _types}, {}) == {"covers guests of every type"}
	every index, _ in _types {
		fewer := array.concat(array.slice(_types, 0, index), array.slice(_types, index + 1, 6))
		_breadth({"guestTypes": fewer}, {}) == set()
	}
}

test_breadth_of_applications if {
	every suite in ["Office365", "MicrosoftAdminPortals"] {
		_breadth({"applications": ["app", suite]}, {}) == {concat(" ", ["covers everybody at", suite])}
		_breadth({"applications": [suite], "users": ["1"]}, {}) == set()
	}
	_breadth({"applications": ["app"]}, {}) == set()
}
