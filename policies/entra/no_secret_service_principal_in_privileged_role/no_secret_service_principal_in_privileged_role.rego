# METADATA
# title: No service principal with a secret or an owner has a privileged role
# description: >-
#   A declared application that holds a privileged role, may activate it or can give it signs in without a secret, and
#   nobody owns it: no policy for people applies to it, and an owner could add a secret.
# custom:
#   id: entra.no_secret_service_principal_in_privileged_role
#   version: 1
#   severity: critical
#   controls: [A.5.17, A.5.18, A.8.2, A.8.5]
#   remediation: Take the role away, or use a federated credential and remove secrets and owners.
package rules.entra.no_secret_service_principal_in_privileged_role

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many ways of applications to roles were looked at.
examined := count(_programs)

_programs contains holder if {
	some holder in input.facts.privileges.roleHolders
	holder.principal.kind in {"servicePrincipal", "application"}
}

# What is wrong with a holder, certain where the role is certainly privileged.
_wrong contains finding if {
	some holder in _programs
	some text in holder.weaknesses
	finding := {"holder": holder, "text": text, "status": {"yes": "fail", "open": "unknown"}[holder.role.privileged]}
}

_wrong contains finding if {
	some holder in _programs
	holder.role.privileged != "no"
	some text in holder.unclear
	finding := {"holder": holder, "text": text, "status": "unknown"}
}

# METADATA
# description: Somebody could sign in as an application with a privileged role.
results contains result.new(about, finding.status, finding.holder, {
	"message": concat("", [
		finding.holder.principal.label, ", which has the role ", finding.holder.role.label, ", ", finding.text, ".",
	]),
	"affected": [finding.holder.principal.label],
	"finding": concat("|", [about.id, finding.holder.key, finding.holder.principal.id, finding.holder.role.id, finding.text]),
}) if {
	some finding in _wrong
}

# METADATA
# description: No application with a privileged role can be taken over with a secret.
results contains result.pass(about, {}, "No application with a privileged role has a secret or an owner.") if {
	examined > 0
	count(_wrong) == 0
}

# METADATA
# description: No application has a role.
results contains result.not_applicable(about, "No declared application has a directory role.") if examined == 0
