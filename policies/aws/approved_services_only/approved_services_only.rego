# METADATA
# title: Only approved services of AWS can be used
# description: >-
#   Service control policies over each account of the stack deny every action of every AWS service that the register does
#   not give to an approved cloud service, on every resource and in every circumstance. What they allow does not count,
#   because the plan cannot show whether FullAWSAccess is attached as well.
# custom:
#   id: aws.approved_services_only
#   version: 1
#   severity: high
#   controls: [A.5.22, A.5.23, A.8.3]
#   remediation: >-
#     Attach to the root of the organisation a service control policy that denies, with NotAction, everything but the
#     awsServices of the register.
package rules.aws.approved_services_only

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many accounts were looked at.
examined := count(input.facts.aws.services)

# METADATA
# description: The limit on each account.
results contains aws.guarded(about, guard, {
	"approved": "services",
	"denied": "every service that is not approved",
}) if {
	not aws.not_concerned
	some guard in input.facts.aws.services
}

# METADATA
# description: The stack does not answer for it.
results contains result.not_applicable(about, aws.not_concerned)
