# METADATA
# title: The gate
# description: >-
#   Evaluates every rule of the bundle and decides. A rule folder needs no registration: whatever is under data.rules is
#   evaluated, and a rule that gives no result at all is itself a reason to deny.
package gate

import data.lib.exceptions

# METADATA
# title: Decision
# description: The decision, every rule, every result, and which exceptions are live.
# entrypoint: true
decision := {
	"decision": _verdict,
	"rules": _rules,
	"results": _results,
	"live": sort({exception.id | some exception in exceptions.live}),
	"tolerated": _tolerated,
}

_selected(_) if input.selection == null

_selected(rule) if rule.about.id in input.selection

_packages contains rule if {
	some namespace, _ in data.rules
	some name, _ in data.rules[namespace]
	rule := data.rules[namespace][name]
	rule.about.id
	_selected(rule)
}

_mode(id) := input.parameters.rules[id] if {
	input.parameters.rules[id]
} else := "enforced"

_rules := [object.union(rule.about, {
	"mode": _mode(rule.about.id),
	"examined": _examined(rule),
	"results": count(rule.results),
}) |
	some rule in _packages
]

_examined(rule) := rule.examined if {
	rule.examined
} else := 0

_results := [entry | some rule in _packages; some entry in rule.results]

_known[finding] := entry.expiresOn if {
	some entry in input.baseline
	entry.expiresAt >= input.nowEpoch
	finding := entry.finding
}

_tolerated := {entry.finding: _known[entry.finding] |
	some entry in _results
	entry.status in {"fail", "unknown"}
	_known[entry.finding]
}

_blocking contains entry if {
	some entry in _results
	not entry.status in {"pass", "excepted", "not_applicable"}
	_mode(entry.rule) != "advisory"
	not _tolerated[entry.finding]
}

_silent contains rule.about.id if {
	some rule in _packages
	_mode(rule.about.id) != "advisory"
	count(rule.results) == 0
}

default _verdict := "deny"

_verdict := "allow" if {
	count(_blocking) == 0
	count(_silent) == 0
}
