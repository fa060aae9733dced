# METADATA
# title: Nobody holds a privileged role permanently
# description: >-
#   A role of the parameters' privileged list is held for a time, not for ever: no direct assignment, no member of a group
#   that holds the role, and, where eligibility must expire, no eligibility without end. The emergency accounts are live
#   exceptions.
# custom:
#   id: entra.no_permanent_privileged_role
#   version: 1
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

_privileged := {role | some role in input.parameters.privilegedRoles}

# "yes", "no" or "open": a built-in role by its template id, a custom role by its actions.
_is_privileged(role) := "yes" if {
	_privileged[role.id]
} else := role.custom if {
	role.custom
} else := "open" if {
	role.id == ""
} else := "no"

# Who holds a role for ever: the principal, or each member of a group.
_holders contains holder if {
	some grant in input.facts.roleGrants
	_lasts(grant)
	privileged := _is_privileged(grant.role)
	privileged != "no"
	some principal in grant.holders
	holder := {"grant": grant, "privileged": privileged, "principal": principal}
}

_lasts(grant) if grant.kind == "active"

_lasts(grant) if {
	grant.kind == "eligible"
	input.parameters.eligibility.mustExpire
}

_used(holder) := {id |
	some dimension in ["users", "groups"]
	some entry in holder.principal.covers
	some id in exceptions.covering(about.id, dimension, entry)
}

_message(holder) := concat("", [
	holder.principal.label, " ", {"active": "holds", "eligible": "is eligible without end for"}[holder.grant.kind],
	" the role ", holder.grant.role.label, {"active": " permanently", "eligible": ""}[holder.grant.kind], holder.principal.through, ".",
])

_details(holder) := {
	"message": _message(holder),
	"affected": holder.principal.affected,
	"finding": concat("|", [about.id, holder.grant.key, holder.principal.id]),
}

_status(holder) := "excepted" if {
	count(_used(holder)) > 0
} else := "fail" if {
	holder.privileged == "yes"
	not holder.principal.open
} else := "unknown"

# METADATA
# description: A permanent holder of a privileged role, excepted, refused or undecided.
results contains result.new(about, _status(holder), holder.grant, object.union(
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
