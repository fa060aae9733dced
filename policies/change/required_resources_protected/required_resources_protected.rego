# METADATA
# title: What requirements rest on is protected from deletion
# description: >-
#   Each enforced conditional-access policy, each emergency account and each group that holds one is protected, is not
#   left behind when it is deleted, and is not deleted before its replacement exists. So is, in the AWS accounts that
#   the register gives to the stack, each trail of management events with its bucket and the policy of that, each attached
#   service control policy with its attachment, and the password policy.
# custom:
#   id: change.required_resources_protected
#   version: 1
#   severity: high
#   controls: [A.5.29, A.8.9, A.8.32]
#   remediation: >-
#     Set protect to true and leave retainOnDelete and deleteBeforeReplace unset; to remove the resource on purpose,
#     unprotect it in a change of its own.
package rules.change.required_resources_protected

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many resources were looked at.
examined := count(input.facts.required)

_visible if not "options" in input.facts.lacks

_weak(resource) := ({text |
	not resource.protect
	text := "is not protected: one edit can delete it"
} | {text |
	resource.retainOnDelete
	text := concat("", [
		"stays in the ", resource.place,
		" when it is deleted here (retainOnDelete), and nothing would watch it",
	])
}) | {text |
	resource.deletesFirst
	text := "is deleted before its replacement exists"
}

# METADATA
# description: A resource that one edit can remove.
results contains result.fail(about, resource, {
	"message": concat("", [resource.label, " ", text, "."]),
	"finding": concat("|", [about.id, resource.key, text]),
}) if {
	_visible
	some resource in input.facts.required
	some text in _weak(resource)
}

# METADATA
# description: Everything that must stay is protected.
results contains result.pass(about, {}, concat("", [
	"All ", format_int(examined, 10), " resources that requirements rest on are protected.",
])) if {
	_visible
	examined > 0
	every resource in input.facts.required { count(_weak(resource)) == 0 }
}

# METADATA
# description: Nothing has to be protected.
results contains result.not_applicable(about, "The stack declares nothing that requirements rest on.") if {
	examined == 0
}

# METADATA
# description: The form of the plan does not carry options.
results contains result.unknown(about, {}, {
	"message": "Whether resources are protected is not in this form of plan.",
	"remediation": "Judge a plan, or a preview made with --show-sames.",
}) if {
	not _visible
	examined > 0
}
