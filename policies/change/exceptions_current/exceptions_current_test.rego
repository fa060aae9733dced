package rules.change.exceptions_current_test

import data.lib.fixtures_test as given
import data.rules.change.exceptions_current as rule

_day := 86400

_exception(id, scope, changes) := object.union(given.exception(id, "entra.mfa_all_users", scope), changes)

_far := {"expiresAt": (given.now + (30 * _day)) + 1}

_world(listed, proposed) := given.input_with({"exceptions": listed, "proposed": proposed})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, id, key, text) := given.result(rule.about, status, {}, {
	"message": sprintf("The exception %s from entra.mfa_all_users %s.", [id, text]),
	"finding": concat("|", [rule.about.id, id, key]),
})

_passes(count, soon) := {given.result(rule.about, "pass", {}, {
	"message": sprintf("All %d exceptions are narrow and approved by somebody else.%s", [count, soon]),
})}

test_about if rule.about.id == "change.exceptions_current"

test_examined_counts_what_stays_and_what_comes if {
	rule.examined == 2 with input as _world(
		[_exception("EX-1", {}, {}), _exception("EX-2", {}, {"leaving": true})],
		[_exception("EX-3", {}, {})],
	)
}

test_pass_narrow if _results(_world([_exception("EX-1", {"users": ["u"]}, _far)], [])) == _passes(1, "")

test_pass_names_what_ends_soon if {
	listed := [
		_exception("EX-2", {}, {"expiresAt": given.now + (30 * _day), "expiresOn": "2026-12-24"}),
		_exception("EX-1", {}, {}),
		_exception("EX-3", {}, _far),
	]
	_results(_world(listed, [])) == _passes(3, " Ends soon: EX-1 on 2026-11-25, EX-2 on 2026-12-24.")
}

_wide := _exception("EX-1", {"users": ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]}, _far)

_too_many := "covers 11 people; at most 10 are allowed"

test_fail_too_broad if {
	_results(_world([_wide, _exception("EX-2", {}, _far)], [])) == {_found("fail", "EX-1", "broad", _too_many)}
}

test_fail_too_broad_and_new if _results(_world([], [_wide])) == {_found("fail", "EX-1", "broad", _too_many)}

test_pass_what_is_taken_out_or_narrowed if {
	leaving := object.union(_wide, {"leaving": true})
	_results(_world([leaving], [_exception("EX-1", {"users": ["1"]}, _far)])) == _passes(1, "")
}

test_fail_of_its_subject if {
	exception := _exception("EX-1", {}, {"subjects": ["Ben, who owns it", "Anna, who approved it"]})
	_results(_world([exception], [])) == {_found(
		"fail", "EX-1", "subject",
		"does not count: it covers Anna, who approved it and Ben, who owns it",
	)}
}

test_fail_of_the_author if {
	_results(_world([], [_exception("EX-1", {}, {"byAuthor": "yes"})])) == {_found(
		"fail", "EX-1", "author",
		"is approved by Ben, who wrote a part of this change",
	)}
}

test_unknown_author if {
	_results(_world([], [_exception("EX-1", {}, {"byAuthor": "open"})])) == {_found(
		"unknown", "EX-1", "author",
		"is approved by Ben, of whom it cannot be told whether they wrote a part of this change",
	)}
}

_expired(seconds) := _exception("EX-1", {}, {"expiresAt": given.now - seconds, "expiresOn": "2026-10-25"})

test_fail_expired_long_ago if {
	_results(_world([_expired((30 * _day) + 1)], [])) == {_found(
		"fail", "EX-1", "expired",
		"expired on 2026-10-25 and is still listed; it has to be taken out within 30 days",
	)}
}

test_pass_expired_lately if _results(_world([_expired(30 * _day)], [])) == _passes(1, "")

test_not_applicable_without_an_exception if {
	_results(_world([], [])) == {given.result(rule.about, "not_applicable", {}, {"message": "There is no exception."})}
}

_keys := ["mostMembers", "expiringDays", "keepExpiredDays"]

test_unknown_without_a_parameter if {
	every key in _keys {
		every listed in [[], [_wide], [_exception("EX-1", {}, {})]] {
			parameters := object.remove(given.input_with({}).parameters.exceptions, [key])
			world := object.union(
				object.remove(_world(listed, []), ["parameters"]),
				{"parameters": {"exceptions": parameters}},
			)
			_results(world) == {given.result(rule.about, "unknown", {}, {
				"message": "The parameters do not say how broad an exception may be, and for how long it may stay.",
				"remediation": concat("", [
					"Set exceptions.mostMembers, exceptions.expiringDays and exceptions.keepExpiredDays ",
					"in policies/parameters.yaml.",
				]),
			})}
		}
	}
}
