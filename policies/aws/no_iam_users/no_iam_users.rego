# METADATA
# title: People and programs sign in to AWS without IAM users
# description: >-
#   No IAM user is declared, and no policy is given to one: people come through IAM Identity Center, and programs
#   through roles.
# custom:
#   id: aws.no_iam_users
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.16, A.5.17]
#   remediation: >-
#     Give people an assignment in IAM Identity Center, and programs a role. For a user who is needed, add an
#     exception that names the resource.
package rules.aws.no_iam_users

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many users were looked at.
examined := count(_users)

_users contains principal if {
	some principal in input.facts.aws.principals
	principal.kind == "user"
}

_found contains {
	"subject": user,
	"what": user.id,
	"message": concat("", [user.label, " is an IAM user", _known(user), "."]),
} if {
	some user in _users
}

_known(user) := " with rights of its own" if {
	user.policies > 0
} else := ""

# METADATA
# description: What must not be.
results contains aws.broken(about, found) if some found in _found

# METADATA
# description: There is nothing of the kind.
results contains result.pass(about, {}, "No IAM user is declared.") if {
	aws.is_judged(examined)
	count(_found) == 0
}

# METADATA
# description: The stack has nothing to do with it.
results contains result.not_applicable(about, aws.nothing) if not aws.is_judged(examined)
