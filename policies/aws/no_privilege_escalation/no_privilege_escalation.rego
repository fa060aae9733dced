# METADATA
# title: Nobody in AWS can give themselves more rights
# description: >-
#   No principal and no declared policy has one of the known ways to more rights, such as writing policies, taking
#   over other identities, or passing a role to something that it can start. Administrators have nothing to gain
#   and are judged by aws.no_administrator_policy.
# custom:
#   id: aws.no_privilege_escalation
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.18, A.8.2, A.8.3]
#   remediation: >-
#     Take away the actions, limit them to resources that give nothing more, or require a permissions boundary.
#     Where the way is needed, add an exception that names the resource.
package rules.aws.no_privilege_escalation

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many principals and policies were looked at.
examined := count(input.facts.aws.principals) + count(input.facts.aws.policies)

_found contains {
	"subject": principal,
	"certain": certain,
	"what": principal.id,
	"message": concat("", [principal.label, _can[certain], _ways(principal, principal.open), "."]),
} if {
	some principal in input.facts.aws.principals
	principal.escalation != "no"
	certain := principal.escalation == "yes"
}

_can := {true: " can gain more rights", false: " may be able to gain more rights"}

# A document that somebody has is judged with what limits them.
_held[id] if {
	some principal in input.facts.aws.principals
	some id in principal.documents
}

_found contains {
	"subject": policy,
	"certain": certain,
	"what": policy.id,
	"message": concat("", [policy.label, _gives[certain], _ways(policy, policy.problems), "."]),
} if {
	some policy in input.facts.aws.policies
	policy.escalation != "no"
	not _held[policy.id]
	certain := policy.escalation == "yes"
}

_gives := {
	true: " lets whoever gets it gain more rights",
	false: " may let whoever gets it gain more rights",
}

# The first two ways with their sources, and how many more there are.
_ways(fact, hidden) := concat("", [": ", concat("; ", array.slice(texts, 0, 2)), _more(count(texts) - 2)]) if {
	texts := [_way(path) | some path in fact.escalations]
	count(texts) > 0
} else := concat("", [": ", concat(", ", hidden)]) if {
	count(hidden) > 0
} else := ""

_way(path) := concat("", [concat(" with ", [path.id, concat(" and ", path.actions)]), _on[path.extent], " (", path.source, ")"])

_on := {"any": "", "named": " on named resources"}

_more(number) := concat("", ["; ", format_int(number, 10), " more"]) if {
	number > 0
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
results contains result.pass(about, {}, "Nobody can gain more rights in AWS by a policy of this stack.") if {
	aws.is_judged(examined)
	count(_found) == 0
}

# METADATA
# description: The stack has nothing to do with it.
results contains result.not_applicable(about, aws.nothing) if not aws.is_judged(examined)
