package lib.exceptions_test

import data.lib.exceptions
import data.lib.fixtures_test as given

_rule := "entra.mfa_all_users"

_between(id, from, through) := object.union(
	given.exception(id, _rule, {}),
	{"approvedFrom": from, "expiresAt": through},
)

_scoped(scope) := given.input_with({"exceptions": [given.exception("EX-1", _rule, scope)]})

test_live_from_approval_through_expiry if {
	inside := [_between("EX-1", given.now, given.now), _between("EX-2", given.now - 1, given.now + 1)]
	outside := [_between("EX-3", given.now + 1, given.now + 2), _between("EX-4", given.now - 2, given.now - 1)]
	exceptions.live == {exception | some exception in inside} with input as given.input_with({"exceptions": array.concat(
		inside,
		outside,
	)})
}

test_live_is_empty_without_exceptions if exceptions.live == set() with input as given.input_with({})

test_covers_every_dimension if {
	covered := {dimension |
		some dimension in ["users", "groups", "roles", "guestTypes", "applications"]
		exceptions.covers(_rule, dimension, "x") with input as _scoped({dimension: ["x"]})
	}
	covered == {"users", "groups", "roles", "guestTypes", "applications"}
}

test_covering_names_every_exception if {
	exceptions.covering(_rule, "users", "x") == {"EX-1", "EX-2"} with input as given.input_with({"exceptions": [
		given.exception("EX-1", _rule, {"users": ["x"]}),
		given.exception("EX-2", _rule, {"users": ["x", "y"]}),
		given.exception("EX-3", _rule, {"users": ["y"]}),
	]})
}

test_covers_no_other_entry if not exceptions.covers(_rule, "users", "x") with input as _scoped({"users": ["y"]})

test_covers_no_other_dimension if not exceptions.covers(_rule, "groups", "x") with input as _scoped({"users": ["x"]})

test_covers_no_other_rule if {
	not exceptions.covers("entra.legacy_authentication_blocked", "users", "x") with input as _scoped({"users": ["x"]})
}

test_covers_nothing_after_expiry if {
	expired := object.union(given.exception("EX-1", _rule, {"users": ["x"]}), {"expiresAt": given.now - 1})
	exceptions.covering(_rule, "users", "x") == set() with input as given.input_with({"exceptions": [expired]})
	not exceptions.covers(_rule, "users", "x") with input as given.input_with({"exceptions": [expired]})
}

# Principals at applications: neither of the two alone is taken out.
test_covers_no_principal_that_is_bound_to_an_application if {
	covered := {dimension |
		some dimension in ["users", "groups", "roles", "guestTypes"]
		exceptions.covers(_rule, dimension, "x") with input as _scoped({dimension: ["x"], "applications": ["app"]})
	}
	covered == set()
}

test_covers_no_application_that_is_bound_to_a_principal if {
	covered := {dimension |
		some dimension in ["users", "groups", "roles", "guestTypes"]
		exceptions.covers(_rule, "applications", "app") with input as _scoped({dimension: ["x"], "applications": ["app"]})
	}
	covered == set()
}

test_live_of_nobody_whom_it_covers if {
	own := object.union(given.exception("EX-1", _rule, {"users": ["x"]}), {"subjects": ["Anna, who approved it"]})
	exceptions.live == set() with input as given.input_with({"exceptions": [own]})
}
