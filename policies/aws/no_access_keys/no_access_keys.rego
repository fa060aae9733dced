# METADATA
# title: There are no keys to AWS that last for ever
# description: >-
#   No access key, no password for a single service and no signing certificate is declared: each is a secret that
#   works from everywhere until somebody takes it away.
# custom:
#   id: aws.no_access_keys
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.17]
#   remediation: >-
#     Let programs assume a role, with OpenID Connect or IAM Roles Anywhere from outside of AWS. For a key that is
#     needed, add an exception that names the resource.
package rules.aws.no_access_keys

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many keys were looked at.
examined := count(input.facts.aws.keys)

_found contains {
	"subject": key,
	"what": "key",
	"message": concat("", [key.label, " is a credential that does not end by itself."]),
} if {
	some key in input.facts.aws.keys
}

# METADATA
# description: What must not be.
results contains aws.broken(about, found) if some found in _found

# METADATA
# description: There is nothing of the kind.
results contains result.pass(about, {}, "No access key is declared.") if {
	aws.is_judged(examined)
	count(_found) == 0
}

# METADATA
# description: The stack has nothing to do with it.
results contains result.not_applicable(about, aws.nothing) if not aws.is_judged(examined)
