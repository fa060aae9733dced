package rules.entra.dynamic_group_rule_safe_test

import data.lib.fixtures_test as given
import data.rules.entra.dynamic_group_rule_safe as rule

_group(name, attributes, changes) := object.union(
	{
		"key": concat("::", ["urn", name]),
		"label": name,
		"source": {"file": "stacks/groups.ts", "line": 9, "column": 1},
		"readable": true,
		"attributes": attributes,
		"memberOf": false,
		"membersOnly": false,
	},
	changes,
)

_world(groups) := given.with_facts({"dynamicGroups": groups})

_results(world) := results if {
	results := rule.results with input as world
}

_found(status, group, text) := given.result(rule.about, status, group, {
	"message": sprintf("The group %s %s.", [group.label, text]),
	"affected": [sprintf("whoever wants to be in %s", [group.label])],
})

_passes(count) := {given.result(rule.about, "pass", {}, {
	"message": sprintf("Dynamic groups: %d. Administrators decide who is in them.", [count]),
})}

test_about if rule.about.id == "entra.dynamic_group_rule_safe"

test_examined_counts_groups if rule.examined == 2 with input as _world([_group("a", [], {}), _group("b", [], {})])

test_pass_attributes_of_administrators if {
	_results(_world([_group("a", ["accountenabled", "department", "extensionattribute1"], {})])) == _passes(1)
}

test_fail_attributes_that_people_change if {
	every name in ["mobile", "mobilephone", "preferredlanguage", "othermails"] {
		every members in [true, false] {
			group := _group("a", ["department", name], {"membersOnly": members})
			text := sprintf("chooses its members by %s, which people change themselves", [name])
			_results(_world([group, _group("b", [], {})])) == {_found("fail", group, text)}
		}
	}
}

_invited := ["displayname", "givenname", "surname", "mail", "mailnickname", "proxyaddresses", "userprincipalname"]

test_fail_attributes_that_an_invitation_has if {
	every name in _invited {
		group := _group("a", [name], {})
		text := sprintf("chooses its members by %s, which whoever invites a guest writes", [name])
		_results(_world([group])) == {_found("fail", group, text)}
	}
}

test_pass_attributes_of_an_invitation_where_guests_are_out if {
	_results(_world([_group("a", _invited, {"membersOnly": true})])) == _passes(1)
}

test_fail_members_of_another_group if {
	group := _group("a", ["mail"], {"memberOf": true})
	text := concat(", and ", [
		"chooses its members by mail, which whoever invites a guest writes",
		"takes over the members of another group",
	])
	_results(_world([group])) == {_found("fail", group, text)}
}

_hidden := _group("a", [], {"readable": false})

test_unknown_rule if {
	_results(_world([_hidden])) == {_found("unknown", _hidden, "has a membership rule that cannot be read")}
}

test_excepted if {
	exception := given.exception("EX-1", rule.about.id, {"groups": ["urn::a"]})
	expected := _found("excepted", _hidden, "has a membership rule that cannot be read")
	_results(object.union(_world([_hidden]), {"exceptions": [exception]})) == {object.union(expected, {"exceptions": ["EX-1"]})}
}

test_not_applicable_without_a_dynamic_group if {
	_results(_world([])) == {given.result(rule.about, "not_applicable", {}, {"message": "No dynamic group is declared."})}
}
