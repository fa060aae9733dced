# METADATA
# title: The account asks for strong passwords
# description: >-
#   Each account of the stack has a password policy whose length, kinds of characters, reuse and age are as strict as the
#   parameters. Without one the account falls back to AWS's weak default.
# custom:
#   id: aws.password_policy
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.17, A.8.5]
#   remediation: >-
#     Declare an AccountPasswordPolicy that asks for every kind of character, with the length, reuse and age of
#     aws.password in the parameters.
package rules.aws.password_policy

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many password policies were looked at.
examined := count(input.facts.aws.passwordPolicies)

_limits := input.parameters.aws.password

_texts := {
	"minimumPasswordLength": "allows passwords that are too short",
	"passwordReusePrevention": "lets passwords be used again too soon",
	"maxPasswordAge": "lets passwords grow too old",
	"requireLowercaseCharacters": "asks for no lower-case letter",
	"requireUppercaseCharacters": "asks for no upper-case letter",
	"requireNumbers": "asks for no digit",
	"requireSymbols": "asks for no symbol",
}

_meets(values, name) if values[name] == true

_meets(values, "minimumPasswordLength") if values.minimumPasswordLength >= _limits.minimumLength

_meets(values, "passwordReusePrevention") if values.passwordReusePrevention >= _limits.reusePrevention

# Zero is never.
_meets(values, "maxPasswordAge") if {
	values.maxPasswordAge > 0
	values.maxPasswordAge <= _limits.maximumAgeDays
}

_weak(policy) := {text |
	some name, text in _texts
	not name in policy.unclear
	not _meets(policy.values, name)
}

_unclear(policy) := {concat("", ["its ", name, " is not known"]) | some name in policy.unclear} | aws.unplaced(policy)

# An account has one password policy: of several the one that is written last, so each has to be strong.
_in(account) := [{"subject": subject, "weak": weak, "unclear": unclear}] if {
	policies := [policy |
		some policy in input.facts.aws.passwordPolicies
		aws.in_account(policy, account) != "no"
	]
	subject := policies[0]
	weak := union({_weak(policy) | some policy in policies})
	unclear := union({_unclear(policy) | some policy in policies})
} else := []

# METADATA
# description: The password policy of each account.
results contains aws.required(about, concat(" ", ["The account", account]), _in(account), {
	"one": "a strong password policy",
	"none": "no strong password policy",
}) if {
	some account in aws.accounts
}

# METADATA
# description: The stack answers for no account.
results contains result.not_applicable(about, aws.not_concerned) if count(aws.accounts) == 0
