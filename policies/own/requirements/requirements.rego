# METADATA
# title: Sign-in requirements of the organisation hold
# description: >-
#   Each requirement that the parameters list under ownRequirements is decided exactly, like the built-in ones.
# custom:
#   id: own.requirements
#   version: 1
#   severity: high
#   controls: [A.5.15, A.8.5]
#   remediation: >-
#     Change the policies so that the requirement holds, or add an exception that names the requirement.
package rules.own.requirements

import data.lib.result
import data.lib.sign_in

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many requirements there are.
examined := count(input.parameters.ownRequirements)

# METADATA
# description: There is nothing of one's own, or no tenant.
results contains result.not_applicable(about, "The parameters list no requirement of the organisation's own.") if {
	examined == 0
}

# METADATA
# description: There is no tenant to require anything of.
results contains result.not_applicable(about, "This stack owns no tenant and declares nothing in one.") if {
	examined > 0
	count(input.facts.tenants) == 0
}

# METADATA
# description: One result per requirement and tenant, with the requirement's own severity and controls.
results contains sign_in.answer(object.union(about, identity), requirement, fact) if {
	some requirement in input.parameters.ownRequirements
	identity := object.filter(requirement, ["severity", "controls"])
	some fact in input.facts.signIn
	fact.rule == requirement.rule
}
