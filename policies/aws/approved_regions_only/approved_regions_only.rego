# METADATA
# title: Only approved regions of AWS can be used
# description: >-
#   Service control policies over each account of the stack deny every action in a region in which no approved cloud
#   service may be, but for services without a region. No provider and no resource of the stack is in a region that the
#   register does not give to the stack.
# custom:
#   id: aws.approved_regions_only
#   version: 1
#   severity: high
#   controls: [A.5.23, A.8.3]
#   remediation: >-
#     Attach to the root of the organisation a service control policy that denies everything but services without a region
#     where aws:RequestedRegion is none of the register's regions.
package rules.aws.approved_regions_only

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many accounts and regions of resources were looked at.
examined := count(input.facts.aws.requestedRegions) + count(input.facts.aws.places)

# METADATA
# description: The limit on each account.
results contains aws.guarded(about, guard, {
	"approved": "regions",
	"denied": "every action in other regions",
}) if {
	not aws.not_concerned
	some guard in input.facts.aws.requestedRegions
}

_found contains {"subject": place, "certain": true, "what": "region", "message": concat("", [
	place.label, " is in ", place.region, ", which is no region of the stack.",
])} if {
	count(input.facts.aws.regions) > 0
	some place in input.facts.aws.places
	not place.region in input.facts.aws.regions
}

_found contains {"subject": place, "certain": false, "what": "region", "message": concat("", [
	"In which region ", place.label, " is cannot be seen.",
])} if {
	count(input.facts.aws.regions) > 0
	some place in input.facts.aws.places
	not place.region
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
# description: The stack does not answer for it.
results contains result.not_applicable(about, aws.not_concerned)
