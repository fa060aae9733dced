# METADATA
# title: Access from outside is looked for
# description: >-
#   IAM Access Analyzer looks for resources that outsiders can reach, in each account of the stack and each of its regions.
#   An analyzer of the organisation counts for every account; one for unused access finds something else.
# custom:
#   id: aws.access_analyzer_on
#   version: 1
#   severity: medium
#   controls: [A.8.3, A.8.16]
#   remediation: Declare an Analyzer of the type ACCOUNT or ORGANIZATION in every region of the stack.
package rules.aws.access_analyzer_on

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many analyzers were looked at.
examined := count(input.facts.aws.analyzers)

# Analyzers work in one region; without a limit of regions any one will do.
_regions := input.facts.aws.regions if {
	count(input.facts.aws.regions) > 0
} else := [""]

_place(account, "") := concat(" ", ["The account", account])

_place(account, region) := concat("", ["The account ", account, " in ", region]) if region != ""

_in_region(analyzer, region) := set() if {
	region == ""
} else := {"its region is not known"} if {
	"region" in analyzer.unclear
} else := set() if {
	analyzer.values.region == region
}

_in_account(analyzer, account) := aws.unplaced(analyzer) if {
	aws.in_account(analyzer, account) != "no"
} else := set() if {
	analyzer.values.type == "ORGANIZATION"
	analyzer.account in aws.accounts
}

_kind(analyzer) := {"its type is not known"} if "type" in analyzer.unclear

_kind(analyzer) := set() if not "type" in analyzer.unclear

_weak(analyzer) := {"looks for something else than access from outside"} if {
	not "type" in analyzer.unclear
	not analyzer.values.type in {"ACCOUNT", "ORGANIZATION"}
} else := set()

_candidates(account, region) := [{
	"subject": analyzer,
	"weak": _weak(analyzer),
	"unclear": ((_kind(analyzer) | _in_account(analyzer, account)) | _in_region(analyzer, region)),
} |
	some analyzer in input.facts.aws.analyzers
]

# METADATA
# description: The analyzer of each account and region.
results contains aws.required(about, _place(account, region), _candidates(account, region), {
	"one": "an analyzer of access from outside",
	"none": "no analyzer of access from outside",
}) if {
	not aws.not_concerned
	some account in aws.accounts
	some region in _regions
}

# METADATA
# description: The stack does not answer for it.
results contains result.not_applicable(about, aws.not_concerned)
