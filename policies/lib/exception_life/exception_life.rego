# METADATA
# title: The life of exceptions
# description: Which exceptions end soon, and which cover more than a few known people.
package lib.exception_life

import data.lib.exceptions

# METADATA
# description: Whether a live exception ends within the time that the parameters call soon.
is_expiring(exception) if {
	exceptions.live[exception]
	exception.expiresAt - input.nowEpoch <= input.parameters.exceptions.expiringDays * 86400
}

# METADATA
# description: Why an exception covers more than a few known people or services, each a clause about it.
breadth(exception) := ({concat("", [
	"covers ", format_int(count(_people(exception)), 10), " people; at most ",
	format_int(input.parameters.exceptions.mostMembers, 10), " are allowed",
]) |
	count(_people(exception)) > input.parameters.exceptions.mostMembers
} | {concat("", ["covers whoever the rule of the dynamic group ", group.label, " matches"]) |
	some group in input.facts.dynamicGroups
	group.key in exception.scope.groups
}) | ({"covers guests of every type" |
	count(_guest_types - {type | some type in exception.scope.guestTypes}) == 0
} | {concat("", ["covers everybody at ", application]) |
	some application in exception.scope.applications
	_suites[application]
	exceptions.covers_everybody_at_applications(exception)
})

_guest_types := {
	"b2bCollaborationGuest",
	"b2bCollaborationMember",
	"b2bDirectConnectUser",
	"internalGuest",
	"otherExternalUser",
	"serviceProvider",
}

# Words of conditional access that stand for many applications.
_suites := {"Office365", "MicrosoftAdminPortals"}

_people(exception) := {id | some id in exception.scope.users} | {id |
	some group in exception.scope.groups
	some id in input.facts.groups[group].members
}
