package rules.entra.trusted_location_narrow_test

import data.lib.fixtures_test as given
import data.rules.entra.trusted_location_narrow as rule

_range(text, version, prefix) := {"text": text, "version": version, "prefix": prefix}

_narrow4 := _range("203.0.113.0/24", 4, 24)

_narrow6 := _range("2001:db8::/48", 6, 48)

_wide4 := _range("198.0.0.0/23", 4, 23)

_wide6 := _range("2001:db8::/47", 6, 47)

_location(name, trusted, ranges, open) := {
	"key": concat("::", ["urn", name]),
	"label": concat("", ["\"", name, "\""]),
	"source": {"file": "stacks/places.ts", "line": 3, "column": 1},
	"trusted": trusted,
	"ranges": ranges,
	"open": open,
}

_world(locations) := given.with_facts({"locations": locations})

_results(world) := results if {
	results := rule.results with input as world
}

_offices := _location("offices", "yes", [_narrow4, _narrow6], [])

_pass(count) := {given.result(rule.about, "pass", {}, {
	"message": sprintf("None of %d named locations trusts a wide range.", [count]),
})}

_fail(location, ranges) := given.result(rule.about, "fail", location, {"message": concat("", [
	"The location ", location.label, " trusts ", ranges,
	"; the parameters allow no range wider than /24 for IPv4 and /48 for IPv6.",
])})

_unknown(location) := given.result(rule.about, "unknown", location, {
	"message": sprintf("Whether the location %s trusts a wide range cannot be seen.", [location.label]),
	"remediation": "Write trusted and the ranges as literals.",
})

test_about if rule.about.id == "entra.trusted_location_narrow"

test_examined_counts_locations if rule.examined == 2 with input as _world([_offices, _location("x", "no", [], [])])

test_pass_ranges_as_wide_as_the_parameters_allow if _results(_world([_offices])) == _pass(1)

test_pass_location_that_is_not_trusted if {
	_results(_world([_offices, _location("net", "no", [_wide4], ["unread"])])) == _pass(2)
}

test_fail_wide_ranges if {
	wide := _location("wide", "yes", [_wide6, _narrow4, _wide4], [])
	_results(_world([_offices, wide])) == {_fail(wide, "198.0.0.0/23, 2001:db8::/47")}
}

test_fail_wide_range_beside_one_that_is_not_known if {
	wide := _location("wide", "yes", [_wide4], ["unread"])
	_results(_world([wide])) == {_fail(wide, "198.0.0.0/23")}
}

test_unknown_trust_or_ranges if {
	trust := _location("trust", "open", [_wide4], [])
	ranges := _location("ranges", "yes", [_narrow4], ["unread"])
	_results(_world([trust, ranges, _offices])) == {_unknown(trust), _unknown(ranges)}
}

test_pass_narrow_location_whose_trust_is_not_known if {
	_results(_world([_location("trust", "open", [_narrow4], [])])) == _pass(1)
}

test_not_applicable_without_a_location if {
	_results(_world([])) == {given.result(rule.about, "not_applicable", {}, {
		"message": "No named location is declared.",
	})}
}
