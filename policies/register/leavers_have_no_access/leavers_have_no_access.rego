# METADATA
# title: Who has left holds nothing
# description: >-
#   Somebody whose leftOn in people.yaml has come has no enabled account in the plan and is named by nothing else in it: no
#   group, no role, no assignment. Everything has to be gone within 24 hours. An account that is disabled may stay.
# custom:
#   id: register.leavers_have_no_access
#   version: 1
#   severity: critical
#   controls: [A.5.11, A.5.18, A.6.5]
#   remediation: >-
#     Take the person out of the resource that the finding names, and delete or disable the account. Deploy it within 24
#     hours after the last day.
package rules.register.leavers_have_no_access

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many people who have left were looked at.
examined := count(input.facts.leavers)

_given if is_object(input.register)

# METADATA
# description: Something that somebody who has left still holds, or may hold.
results contains result.new(about, {true: "fail", false: "unknown"}[held.certain], held, {
	"message": concat("", [
		leaver.name, ", who left on ", leaver.leftOn, ", ", held.text, "; all access has to be gone by ", leaver.removeBy, ".",
	]),
	"affected": [leaver.name],
	"finding": concat("|", [about.id, leaver.id, held.key, held.text]),
}) if {
	some leaver in input.facts.leavers
	some held in leaver.held
}

# METADATA
# description: Nobody who has left holds anything.
results contains result.pass(about, {}, concat("", [
	"People who have left: ", format_int(examined, 10), ". The plan gives nothing to an account of theirs.",
])) if {
	_given
	examined > 0
	every leaver in input.facts.leavers { count(leaver.held) == 0 }
}

# METADATA
# description: Nobody has left.
results contains result.not_applicable(about, "Nobody in the register has left.") if {
	_given
	examined == 0
}

# METADATA
# description: The register is not given.
results contains result.unknown(about, {}, {
	"message": "Who has left is not known: no register is given.",
	"remediation": "Give the register with --register DIR.",
}) if {
	not _given
}
