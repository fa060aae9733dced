# METADATA
# title: Nobody joins a dynamic group by their own choice
# description: >-
#   The membership rule of each dynamic group looks at attributes that administrators set. It uses none that people change
#   themselves, none that whoever invites a guest chooses unless only members of the organisation can be in the group, and
#   not the members of another group.
# custom:
#   id: entra.dynamic_group_rule_safe
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.16, A.5.18]
#   remediation: >-
#     Choose the members by attributes that come from the directory's administrators, such as department or
#     extensionAttribute1, and add -and (user.userType -eq "Member").
package rules.entra.dynamic_group_rule_safe

import data.lib.exceptions
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many dynamic groups were looked at.
examined := count(input.facts.dynamicGroups)

# What a member changes about themselves (default permissions of users; settings of My Account).
_own := {"mobile", "mobilephone", "preferredlanguage", "othermails"}

# What whoever invites a guest, or the guest at a self-service sign-up, writes.
_invited := {"displayname", "givenname", "surname", "mail", "mailnickname", "proxyaddresses", "userprincipalname"}

_problems(group) := ({"takes over the members of another group" | group.memberOf} | {concat("", ["chooses its members by ", name, ", which people change themselves"]) |
	some name in group.attributes
	_own[name]
}) | {concat("", ["chooses its members by ", name, ", which whoever invites a guest writes"]) |
	not group.membersOnly
	some name in group.attributes
	_invited[name]
}

_covering(group) := exceptions.covering(about.id, "groups", group.key)

_status(group) := "excepted" if {
	count(_covering(group)) > 0
} else := "fail" if {
	group.readable
} else := "unknown"

_text(group) := concat(", and ", sort(_problems(group))) if {
	group.readable
} else := "has a membership rule that cannot be read"

_is_safe(group) if {
	group.readable
	count(_problems(group)) == 0
}

_bad contains group if {
	some group in input.facts.dynamicGroups
	not _is_safe(group)
}

# METADATA
# description: A group that somebody could join by their own choice, or whose rule cannot be read.
results contains result.new(about, _status(group), group, {
	"message": concat("", ["The group ", group.label, " ", _text(group), "."]),
	"affected": [concat("", ["whoever wants to be in ", group.label])],
	"exceptions": sort(_covering(group)),
}) if {
	some group in _bad
}

# METADATA
# description: Administrators decide who is in a dynamic group.
results contains result.pass(about, {}, concat("", [
	"Dynamic groups: ", format_int(examined, 10), ". Administrators decide who is in them.",
])) if {
	examined > 0
	count(_bad) == 0
}

# METADATA
# description: There is no dynamic group.
results contains result.not_applicable(about, "No dynamic group is declared.") if examined == 0
