# METADATA
# title: Members of the organisation have no root credentials
# description: >-
#   The organisation manages root access centrally, so that its member accounts need no root password and no root keys.
# custom:
#   id: aws.root_credentials_managed
#   version: 1
#   severity: high
#   controls: [A.5.17, A.8.2]
#   remediation: >-
#     Declare OrganizationsFeatures with RootCredentialsManagement in enabledFeatures, and delete the root credentials of
#     the member accounts.
package rules.aws.root_credentials_managed

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many settings of root access were looked at.
examined := count(input.facts.aws.rootFeatures)

_weak(setting) := set() if {
	"features" in setting.unclear
} else := set() if {
	"RootCredentialsManagement" in setting.values.features
} else := {"does not enable RootCredentialsManagement"}

_unclear(setting) := {"its features are not known"} if {
	"features" in setting.unclear
} else := set()

_candidates := [{"subject": setting, "weak": _weak(setting), "unclear": (_unclear(setting) | aws.unplaced(setting))} |
	some setting in input.facts.aws.rootFeatures
	setting.account in array.concat(aws.accounts, [""])
]

# METADATA
# description: Root access of the organisation.
results contains aws.required(about, "The organisation", _candidates, {
	"one": "central management of root credentials",
	"none": "no central management of root credentials",
}) if {
	not aws.not_concerned
}

# METADATA
# description: The stack does not answer for it.
results contains result.not_applicable(about, aws.not_concerned)
