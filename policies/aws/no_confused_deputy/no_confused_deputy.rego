# METADATA
# title: Nobody can borrow a role through somebody else
# description: >-
#   Each role that another account, an identity provider or a service can assume is tied to whom it is meant for:
#   by an external id or our organisation, by subject and audience, or by the resource or account for which a
#   service acts. Accounts that the register gives to a stack are our own. Services are judged that say for whom
#   they act, which the parameters list.
# custom:
#   id: aws.no_confused_deputy
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.19, A.8.3]
#   remediation: >-
#     Add the missing condition to the trust policy: sts:ExternalId or aws:PrincipalOrgID for another account, sub
#     and aud for an identity provider, aws:SourceArn or aws:SourceAccount for a service.
package rules.aws.no_confused_deputy

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many roles were looked at.
examined := count(input.facts.aws.trusts)

# Another account that is our own needs no secret between us. Everybody has an account where conditions tie them to one.
_is_ours(trusted) if {
	trusted.kind in {"account", "everyone", "user", "role", "session"}
	trusted.account in input.facts.aws.known
}

_is_silent(trusted) if {
	trusted.kind == "service"
	not _says_source(trusted)
}

_says_source(trusted) if {
	some service in input.parameters.aws.sourceServices
	startswith(trusted.name, concat("", [service, "."]))
}

_is_certain(trusted) if {
	trusted.answer == "yes"
	trusted.foreign != "unknown"
	not trusted.kind in {"federated", "unknown"}
} else := false

_found contains {
	"subject": role,
	"certain": _is_certain(trusted),
	"what": concat(" ", [trusted.name, weakness]),
	"message": concat("", ["Who can assume the role ", role.label, ": ", trusted.name, " ", weakness, "."]),
} if {
	some role in input.facts.aws.trusts
	some trusted in role.trusted
	not _is_ours(trusted)
	not _is_silent(trusted)
	some weakness in trusted.weaknesses
}

_found contains {
	"subject": role,
	"certain": false,
	"what": problem,
	"message": concat("", ["Who can assume the role ", role.label, " cannot be seen: ", problem, "."]),
} if {
	some role in input.facts.aws.trusts
	some problem in role.problems
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
results contains result.pass(about, {}, "No role can be borrowed through somebody else.") if {
	aws.is_judged(examined)
	count(_found) == 0
}

# METADATA
# description: The stack has nothing to do with it.
results contains result.not_applicable(about, aws.nothing) if not aws.is_judged(examined)
