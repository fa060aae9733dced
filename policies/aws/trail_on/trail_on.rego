# METADATA
# title: Every action in AWS is recorded
# description: >-
#   Each account of the stack is recorded by a trail that is switched on, covers all regions, global services and every
#   management event, lets later changes of its files be found, can write them, encrypts them with no key of somebody
#   else, and keeps them where nobody outside can reach them. A trail of the organisation counts for every account.
# custom:
#   id: aws.trail_on
#   version: 2
#   severity: critical
#   controls: [A.8.15, A.8.16]
#   remediation: >-
#     Declare a Trail with isMultiRegionTrail and enableLogFileValidation true, without enableLogging false and without
#     selectors that leave out management events, and let cloudtrail.amazonaws.com write in the policy of its bucket.
package rules.aws.trail_on

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many trails were looked at.
examined := count(input.facts.aws.trails)

_texts := {
	"enableLogging": "is switched off",
	"isMultiRegionTrail": "covers one region only",
	"includeGlobalServiceEvents": "leaves out global services such as IAM",
	"enableLogFileValidation": "does not let changed log files be found",
	"managementEvents": "leaves out management events",
	"writableBucket": "cannot write its files: the policy of the bucket keeps CloudTrail out",
	"ownKey": "encrypts its files with a key of somebody else's account",
	"closedBucket": "keeps its files in a bucket that others can reach",
}

_weak(trail) := {text |
	some name, text in _texts
	not name in trail.unclear
	not trail.values[name] == true
}

_hidden(trail) := {concat("", ["its ", name, " is not known"]) |
	some name, _ in _texts
	name in trail.unclear
}

# What keeps a trail from certainly recording an account.
_candidates(account) := [{"subject": trail, "weak": _weak(trail), "unclear": (_hidden(trail) | _reach(trail, account))} |
	some trail in input.facts.aws.trails
]

_reach(trail, account) := set() if {
	trail.account == account
} else := set() if {
	trail.account in aws.accounts
	trail.values.isOrganizationTrail == true
} else := {"whether it covers the organisation is not known"} if {
	trail.account in aws.accounts
	"isOrganizationTrail" in trail.unclear
} else := aws.unplaced(trail) if {
	trail.account == ""
}

# METADATA
# description: The trail that records each account.
results contains aws.required(about, concat(" ", ["The account", account]), _candidates(account), {
	"one": "a trail that records everything",
	"none": "no trail that records everything",
}) if {
	not aws.not_concerned
	some account in aws.accounts
}

# METADATA
# description: The stack does not answer for it.
results contains result.not_applicable(about, aws.not_concerned)
