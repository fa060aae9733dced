# METADATA
# title: Passwords for the AWS console need MFA
# description: >-
#   A declared IAM user with a password for the console can do nothing without multi-factor authentication but set
#   it up. Which devices users have, a plan cannot show; what their policies let them do without one, it can.
# custom:
#   id: aws.mfa_for_console
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.17, A.8.5]
#   remediation: >-
#     Remove the password and let people sign in through IAM Identity Center, or deny everything but setting up
#     MFA where aws:MultiFactorAuthPresent is false.
package rules.aws.mfa_for_console

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many passwords were looked at.
examined := count(input.facts.aws.consoles)

_text := {
	true: " can sign in to the console with a password and use rights without MFA",
	false: " can sign in to the console with a password, and whether that needs MFA cannot be seen",
}

_found contains {
	"subject": console,
	"certain": certain,
	"what": "console",
	"message": concat("", [console.user, _text[certain], "."]),
} if {
	some console in input.facts.aws.consoles
	console.mfa != "yes"
	certain := console.mfa == "no"
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
results contains result.pass(about, {}, "No declared user can use the console without MFA.") if {
	aws.is_judged(examined)
	count(_found) == 0
}

# METADATA
# description: The stack has nothing to do with it.
results contains result.not_applicable(about, aws.nothing) if not aws.is_judged(examined)
