# METADATA
# title: Nobody holds a privileged role permanently
# description: >-
#   A role of the parameters' privileged lists is held for a time, not for ever: no direct assignment, no member of a group
#   that holds the role, no assignment to such a group that lasts longer than the parameters allow, no owner of it, who
#   could add members, and, where eligibility must expire, no eligibility without end. The emergency accounts are live
#   exceptions.
# custom:
#   id: entra.no_permanent_privileged_role
#   version: 2
#   severity: critical
#   controls: [A.5.18, A.8.2]
#   remediation: >-
#     Make the person eligible for the role (DirectoryRoleEligibilityScheduleRequest), or eligible through a group with a
#     schedule that ends, instead of assigning it.
package rules.entra.no_permanent_privileged_role

import data.lib.exceptions
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many role grants were looked at.
examined := count(input.facts.roleGrants)

_privileged contains role if some role in input.parameters.privilegedRoles

_privileged contains role if some role in input.parameters.furtherPrivilegedRoles

# "yes", "no" or "open": a built-in role by its template id, a custom role by its actions.
_is_privileged(role) := "yes" if {
	_privileged[role.id]
} else := role.custom if {
	role.custom
} else := "open" if {
	role.id == ""
} else := "no"

# Who holds a role for ever, or may: the principal, each member of a group, each owner of it.
_holders contains holder if {
	some grant in input.facts.roleGrants
	lasts := _lasts(grant)
	privileged := _is_privileged(grant.role)
	privileged != "no"
	some principal in grant.holders
	holder := {"grant": grant, "privileged": privileged, "lasts": lasts, "principal": principal}
}

# "yes" or "open"; undefined for a grant that ends in time. Every term has to hold, so the shortest decides.
_lasts(grant) := "yes" if {
	_counts(grant)
	every term in _terms(grant) {
		_too_long(grant, term) == "yes"
	}
} else := "open" if {
	_counts(grant)
	every term in _terms(grant) {
		_too_long(grant, term) != "no"
	}
}

_counts(grant) if grant.kind == "active"

_counts(grant) if {
	grant.kind == "eligible"
	input.parameters.eligibility.mustExpire
}

_terms(grant) := object.get(grant, "terms", [])

_longest := input.parameters.assignment.longestDays * 86400

# However short an ownership is, the members that it adds stay; for an eligibility any end will do.
_too_long(grant, term) := "yes" if {
	term.kind == "permanent"
} else := "no" if {
	term.kind == "until"
	term.until <= input.nowEpoch
} else := "yes" if {
	grant.means == "owner"
} else := "no" if {
	grant.kind == "eligible"
	_seconds(term)
} else := "yes" if {
	_seconds(term) > _longest
} else := "no" if {
	_seconds(term) <= _longest
} else := "open"

_seconds(term) := term.seconds if {
	term.kind == "lasts"
} else := term.until - object.get(term, "from", input.nowEpoch) if {
	term.kind == "until"
}

_used(holder) := {id |
	some dimension in ["users", "groups"]
	some entry in holder.principal.covers
	some id in exceptions.covering(about.id, dimension, entry)
}

_message(holder) := concat("", [
	holder.principal.label, " owns the group ", holder.grant.group, ", which has the role ", holder.grant.role.label,
	", and can add members for ever", holder.principal.through, ".",
]) if {
	holder.grant.means == "owner"
} else := concat("", [
	"The settings of the group ", holder.grant.group, ", which has the role ", holder.grant.role.label, ", allow ",
	{"active": "active", "eligible": "eligible"}[holder.grant.kind], " assignments without end.",
]) if {
	holder.grant.means == "settings"
} else := concat("", [
	holder.principal.label, " ", {"active": "holds", "eligible": "is eligible without end for"}[holder.grant.kind],
	" the role ", holder.grant.role.label, _length(holder.grant), holder.principal.through, _limit(holder.grant), ".",
])

# How long the role is held, by the term that ends first.
_length(grant) := "" if {
	grant.kind == "eligible"
} else := concat("", [" for ", format_int(floor(_shortest(grant) / 86400), 10), " days"]) if {
	_shortest(grant)
} else := " for a time that is not known" if {
	_lasts(grant) == "open"
} else := " permanently"

_shortest(grant) := min({seconds | some term in _terms(grant); seconds := _seconds(term)})

_limit(grant) := concat("", [", longer than the ", format_int(input.parameters.assignment.longestDays, 10), " days allowed"]) if {
	grant.kind == "active"
	_shortest(grant) > _longest
} else := ""

_details(holder) := {
	"message": _message(holder),
	"affected": holder.principal.affected,
	"finding": concat("|", array.concat(
		[about.id, holder.grant.key],
		array.concat([holder.grant[name] | some name in ["grant", "means"]], [holder.principal.id]),
	)),
}

_status(holder) := "excepted" if {
	count(_used(holder)) > 0
} else := "fail" if {
	holder.privileged == "yes"
	holder.lasts == "yes"
	not holder.principal.open
} else := "unknown"

# Where the finding stands: at what makes somebody a holder, else at the grant.
_subject(holder) := object.union(holder.grant, object.get(holder.principal, "at", {}))

# METADATA
# description: A permanent holder of a privileged role, excepted, refused or undecided.
results contains result.new(about, _status(holder), _subject(holder), object.union(
	_details(holder),
	{"exceptions": sort(_used(holder))},
)) if {
	some holder in _holders
}

# METADATA
# description: Every grant ends, or is of a role that is not privileged.
results contains result.pass(about, {}, concat("", [
	"None of ", format_int(examined, 10), " role grants gives a privileged role for ever.",
])) if {
	count(input.facts.tenants) > 0
	count(_holders) == 0
	input.facts.completeness.status != "unknown"
}

# METADATA
# description: Role grants may be hidden.
results contains result.unknown(about, {}, {
	"message": "The plan does not show every role grant of the stack.",
	"remediation": concat("", ["Plan the whole stack: ", concat("; ", input.facts.completeness.reasons), "."]),
}) if {
	count(input.facts.tenants) > 0
	count(_holders) == 0
	input.facts.completeness.status == "unknown"
}

# METADATA
# description: There is no tenant.
results contains result.not_applicable(about, "This stack owns no tenant and declares nothing in one.") if {
	count(input.facts.tenants) == 0
	count(_holders) == 0
}
