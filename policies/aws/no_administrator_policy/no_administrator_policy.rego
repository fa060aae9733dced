# METADATA
# title: Nobody in AWS is an administrator
# description: >-
#   No user, group, role, permission set or assignment may perform every action on every resource, by whatever way
#   its policies are attached and in whatever partition, and no declared policy would give that. An administrator
#   who is needed has an exception that names the resource.
# custom:
#   id: aws.no_administrator_policy
#   version: 1
#   severity: critical
#   controls: [A.5.15, A.5.18, A.8.2]
#   remediation: >-
#     Give the actions that the work needs, on the resources that it needs. For an administrator who is needed,
#     add an exception that names the resource.
package rules.aws.no_administrator_policy

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many principals and policies were looked at.
examined := count(input.facts.aws.principals) + count(input.facts.aws.policies)

# Somebody who is an administrator through a role counts once, at the role.
_holds(principal) if {
	principal.administrator.through == "policies"
	principal.administrator.answer != "no"
}

_found contains {
	"subject": principal,
	"certain": certain,
	"what": principal.id,
	"message": concat("", [principal.label, _text[certain], _way(principal), "."]),
} if {
	some principal in input.facts.aws.principals
	_holds(principal)
	certain := principal.administrator.answer == "yes"
}

_text := {true: " is an administrator of AWS", false: " may be an administrator of AWS"}

_way(principal) := concat("", [": ", concat(", ", principal.open)]) if {
	principal.administrator.answer == "unknown"
	count(principal.open) > 0
} else := concat("", [" by ", concat(", ", [link.label | some link in principal.administrator.chain])]) if {
	count(principal.administrator.chain) > 0
} else := ""

# A document that somebody has is judged with what limits them.
_held[id] if {
	some principal in input.facts.aws.principals
	some id in principal.documents
}

_found contains {
	"subject": policy,
	"certain": certain,
	"what": policy.id,
	"message": concat("", [policy.label, _would[certain], _why(policy), "."]),
} if {
	some policy in input.facts.aws.policies
	policy.administrator != "no"
	not _held[policy.id]
	certain := policy.administrator == "yes"
}

_would := {
	true: " makes whoever gets it an administrator of AWS",
	false: " may make whoever gets it an administrator of AWS",
}

_why(policy) := concat("", [": ", concat(", ", policy.problems)]) if {
	count(policy.problems) > 0
} else := ""

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
results contains result.pass(about, {}, "Nobody is an administrator of AWS by a policy of this stack.") if {
	aws.is_judged(examined)
	count(_found) == 0
}

# METADATA
# description: The stack has nothing to do with it.
results contains result.not_applicable(about, aws.nothing) if not aws.is_judged(examined)
