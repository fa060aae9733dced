# METADATA
# title: Permission sets are assigned to groups
# description: >-
#   Each assignment of IAM Identity Center gives a permission set to a group: who is in it is decided in one
#   place, where leavers are removed.
# custom:
#   id: aws.sso_assignments_to_groups
#   version: 1
#   severity: medium
#   controls: [A.5.15, A.5.18, A.8.2]
#   remediation: >-
#     Assign the permission set to a group with principalType GROUP.
package rules.aws.sso_assignments_to_groups

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many assignments were looked at.
examined := count(_assignments)

_assignments contains principal if {
	some principal in input.facts.aws.principals
	principal.kind == "assignment"
}

_text := {
	true: " is assigned to one person",
	false: " is assigned to what may be one person",
}

_found contains {
	"subject": one,
	"certain": certain,
	"what": "assignment",
	"message": concat("", [
		"The permission set of ", one.label, _text[certain], ", ", one.assignment.holder, ".",
	]),
} if {
	some one in _assignments
	one.assignment.principalType != "GROUP"
	certain := one.assignment.principalType == "USER"
}

# METADATA
# description: What must not be.
results contains aws.broken(about, found) if {
	some found in _found
	found.certain
}

# METADATA
# description: What may be so, but cannot be seen.
results contains aws.doubtful(about, found) if {
	some found in _found
	not found.certain
}

# METADATA
# description: There is nothing of the kind.
results contains result.pass(about, {}, "Every declared assignment is to a group.") if {
	aws.is_judged(examined)
	count(_found) == 0
}

# METADATA
# description: The stack has nothing to do with it.
results contains result.not_applicable(about, aws.nothing) if not aws.is_judged(examined)
