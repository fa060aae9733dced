# METADATA
# title: Results
# description: >-
#   Builds the result objects of every rule. Identity, severity, controls and remediation come from the METADATA of the
#   rule's package and from nowhere else.
package lib.result

# METADATA
# description: What a rule says about itself, out of the METADATA of its package.
about(chain) := object.union(custom, {"title": annotations.title, "description": annotations.description}) if {
	some link in chain
	annotations := link.annotations
	custom := annotations.custom
	custom.id
}

# METADATA
# description: A result with a status; `subject` is a fact with key and source, or {} for the stack as a whole.
new(about, status, subject, details) := object.union(object.union(_common(about, status, subject), _place(subject)), details)

_common(about, status, subject) := {
	"rule": about.id,
	"status": status,
	"severity": about.severity,
	"controls": about.controls,
	"resource": object.get(subject, "key", ""),
	"affected": [],
	"exceptions": [],
	"remediation": about.remediation,
	"finding": concat("|", [about.id, object.get(subject, "key", "")]),
}

# METADATA
# description: The rule holds for the subject.
pass(about, subject, message) := new(about, "pass", subject, {"message": message})

# METADATA
# description: The rule does not hold for the subject.
fail(about, subject, details) := new(about, "fail", subject, details)

# METADATA
# description: Whether the rule holds cannot be decided; this blocks as a fail does.
unknown(about, subject, details) := new(about, "unknown", subject, details)

# METADATA
# description: The rule would not hold, but live exceptions cover what breaks it.
excepted(about, subject, details) := new(about, "excepted", subject, details)

# METADATA
# description: There is nothing that the rule could judge.
not_applicable(about, message) := new(about, "not_applicable", {}, {"message": message})

_place(subject) := object.filter(subject, ["source", "related"])
