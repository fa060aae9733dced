# METADATA
# title: Sign-in requirements, one policy at a time
# description: >-
#   Judges whether a single enabled conditional-access policy guarantees a requirement for its whole scope. Every
#   dimension must be covered in full, so that a property this version does not know can never pass. What several
#   policies guarantee only together is not seen here.
package lib.sign_in

import data.lib.exceptions
import data.lib.result

# METADATA
# description: How many policies a requirement looked at.
examined := count([policy | some tenant in input.facts.tenants; some policy in tenant.policies])

# METADATA
# description: The results of a requirement, for every tenant that the stack answers for.
results(about, requirement) := union({_tenant_results(about, requirement, tenant) |
	some tenant in input.facts.tenants
}) if {
	count(input.facts.tenants) > 0
} else := {result.not_applicable(about, "This stack owns no tenant and declares nothing in one.")}

_tenant_results(about, requirement, tenant) := output if {
	judgements := [_judgement(about, requirement, policy) | some policy in tenant.policies]
	output := _outcome(about, requirement, tenant, judgements)
}

_outcome(about, requirement, tenant, judgements) := {_guaranteed(about, requirement, best)} if {
	best := _best(judgements)
	best.status in {"pass", "excepted"}
} else := {_undecided(about, requirement, best, gap) | some gap in best.gaps} if {
	best := _best(judgements)
	best.status == "unknown"
} else := {_unseen(about, tenant)} if {
	input.facts.completeness.status != "full"
} else := {_broken(about, requirement, best, gap) | some gap in best.gaps; gap.kind == "broken"} if {
	best := _best(judgements)
	_is_near(requirement, best)
} else := {_missing(about, requirement, tenant, judgements)}

# The policy that comes nearest: best status, fewest gaps besides its exclusions, fewest gaps, order of the keys.
_best(judgements) := judgements[ranks[0][3]] if {
	ranks := sort([[judgement.rank, _distance(judgement), count(judgement.gaps), index] |
		some index, judgement in judgements
	])
}

# A policy is near if it is of the requirement's kind, meant for users at large and lacks at most one thing besides its
# exclusions: the gap is then the finding. Otherwise what is missing is a policy.
_is_near(requirement, judgement) if {
	_blocks[requirement.outcome][judgement.policy.grant.block.guaranteed]
	_is_of_kind(requirement, judgement)
}

# A policy that blocks is narrow on purpose, so it is near a requirement to block and no other.
_blocks := {"mfa": {"no", "open"}, "block": {"yes", "open"}}

_is_of_kind(requirement, judgement) if {
	some client in requirement.clients
	client in judgement.policy.clients.values
	some flow in requirement.flows
	flow in judgement.policy.flows.values
	count(judgement.policy.includes.users) > 0
	_distance(judgement) < 2
}

_distance(judgement) := count([gap | some gap in judgement.gaps; gap.dimension != "exclusion"])

_judgement(about, requirement, policy) := {
	"policy": policy,
	"status": status,
	"rank": {"pass": 0, "excepted": 1, "unknown": 2, "fail": 3}[status],
	"gaps": gaps,
	"exceptions": used,
} if {
	gaps := [gap | some gap in _gaps(about.id, requirement, policy)]
	used := {id |
		some exclusion in policy.exclusions
		some id in exceptions.covering(about.id, exclusion.dimension, exclusion.id)
	}
	status := _status(gaps, used)
}

_status(gaps, used) := "fail" if {
	some gap in gaps
	gap.kind == "broken"
} else := "unknown" if {
	count(gaps) > 0
} else := "excepted" if {
	count(used) > 0
} else := "pass"

_gaps(rule, requirement, policy) := union({
	{gap | some gap in policy.gaps},
	_client_gaps(requirement, policy),
	_flow_gaps(requirement, policy),
	_grant_gaps(requirement, policy),
	_exclusion_gaps(rule, policy),
})

_client_gaps(requirement, policy) := {{
	"kind": policy.clients.kind,
	"dimension": "clients",
	"id": "clients",
	"text": concat("", ["applies to the client types ", concat(", ", policy.clients.values), " only"]),
	"fix": "Set conditions.clientAppTypes to [\"all\"].",
	"affected": [],
} |
	count({client | some client in requirement.clients} - {client | some client in policy.clients.values}) > 0
}

_flow_gaps(requirement, policy) := {{
	"kind": policy.flows.kind,
	"dimension": "flows",
	"id": "flows",
	"text": concat("", ["applies to the authentication flows ", concat(", ", policy.flows.values), " only"]),
	"fix": "Remove conditions.authenticationFlowTransferMethods from this policy and use a policy of its own for flows.",
	"affected": [],
} |
	count({flow | some flow in requirement.flows} - {flow | some flow in policy.flows.values}) > 0
}

_grant_gaps(requirement, policy) := {{
	"kind": {"no": "broken", "open": "open"}[policy.grant[requirement.outcome].guaranteed],
	"dimension": "grant",
	"id": "grant",
	"text": policy.grant[requirement.outcome].text,
	"fix": policy.grant[requirement.outcome].fix,
	"affected": [],
} |
	policy.grant[requirement.outcome].guaranteed != "yes"
}

_exclusion_gaps(rule, policy) := {{
	"kind": exclusion.kind,
	"dimension": "exclusion",
	"id": concat(" ", [exclusion.dimension, exclusion.id]),
	"text": concat("", ["excludes ", exclusion.text]),
	"fix": exclusion.fix,
	"affected": exclusion.affected,
} |
	some exclusion in policy.exclusions
	not exceptions.covers(rule, exclusion.dimension, exclusion.id)
}

_guaranteed(about, requirement, judgement) := result.excepted(about, judgement.policy, {
	"message": concat("", [requirement.holds, " through ", judgement.policy.label, ", except for ", concat(", ", out), "."]),
	"exceptions": sort(judgement.exceptions),
	"affected": sort({person | some exclusion in judgement.policy.exclusions; some person in exclusion.affected}),
}) if {
	judgement.status == "excepted"
	out := sort({exclusion.text | some exclusion in judgement.policy.exclusions})
} else := result.pass(
	about, judgement.policy,
	concat("", [requirement.holds, " through ", judgement.policy.label, "."]),
)

_broken(about, requirement, judgement, gap) := result.fail(about, judgement.policy, {
	"message": concat("", [requirement.broken, ": ", judgement.policy.label, " ", gap.text, "."]),
	"affected": _affected(gap),
	"remediation": gap.fix,
	"finding": concat("|", [about.id, judgement.policy.key, gap.id]),
})

_undecided(about, requirement, judgement, gap) := result.unknown(about, judgement.policy, {
	"message": concat("", ["It cannot be decided whether ", requirement.question, ": ", judgement.policy.label, " ", gap.text, "."]),
	"affected": gap.affected,
	"remediation": gap.fix,
	"finding": concat("|", [about.id, judgement.policy.key, gap.id]),
})

_unseen(about, tenant) := result.unknown(about, {}, {
	"message": "The plan does not show every policy of the stack, so none of those it shows can settle this.",
	"remediation": concat("", ["Plan the whole stack: ", concat("; ", input.facts.completeness.reasons), "."]),
	"finding": concat("|", [about.id, tenant.id, "unseen"]),
})

_missing(about, requirement, tenant, judgements) := result.fail(about, {}, object.union(
	{
		"message": concat("", [requirement.broken, ": no enabled policy", _where(tenant), " guarantees it.", deleted]),
		"affected": ["everyone"],
		"finding": concat("|", [about.id, tenant.id, "missing"]),
	},
	_nearest(judgements),
)) if {
	deleted := concat("", [text |
		some label in tenant.deleted
		text := concat("", [" This change deletes ", label, "."])
	])
}

_nearest(judgements) := {"nearest": concat("", [best.policy.label, ": ", concat("; ", lacks)])} if {
	best := _best(judgements)
	lacks := [gap.text | some gap in best.gaps]
} else := {}

_where(tenant) := concat("", [" of tenant ", tenant.id]) if count(input.facts.tenants) > 1

_where(_) := "" if count(input.facts.tenants) == 1

_affected(gap) := gap.affected if count(gap.affected) > 0

_affected(gap) := ["everyone"] if count(gap.affected) == 0
