# METADATA
# title: Exceptions
# description: >-
#   Which exceptions count at the gate's clock, and what they cover. An exception counts for its own rule only, from the
#   start of approvedOn through the end of expiresOn, in UTC, and only if nobody whom it covers owns or approved it. The
#   host resolves every scope entry to the id that the facts use, adds the two instants as epoch seconds, and says who of
#   those that answer for it are covered.
package lib.exceptions

# METADATA
# description: Exceptions that are live now.
live contains exception if {
	some exception in input.exceptions
	exception.approvedFrom <= input.nowEpoch
	exception.expiresAt >= input.nowEpoch
	count(exception.subjects) == 0
}

# METADATA
# description: >-
#   Ids of the live exceptions of a rule that take one entry out of it. An exception that names principals and
#   applications covers only those principals at those applications, so neither of the two alone.
covering(rule, dimension, id) := {exception.id |
	some exception in live
	exception.rule == rule
	_whole(exception, dimension)
	id in exception.scope[dimension]
}

# METADATA
# description: Whether any live exception of the rule covers the entry.
covers(rule, dimension, id) if count(covering(rule, dimension, id)) > 0

_whole(exception, "applications") if covers_everybody_at_applications(exception)

# METADATA
# description: Whether an exception names no principals, so that its applications are meant for everybody.
covers_everybody_at_applications(exception) if {
	count(exception.scope.users) == 0
	count(exception.scope.groups) == 0
	count(exception.scope.roles) == 0
	count(exception.scope.guestTypes) == 0
}

_whole(exception, dimension) if {
	dimension != "applications"
	count(exception.scope.applications) == 0
}
