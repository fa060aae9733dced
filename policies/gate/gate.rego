# METADATA
# title: The gate
# description: >-
#   Evaluates every rule of the bundle and decides. A rule folder needs no registration: whatever is under data.rules is
#   evaluated, and a rule that gives no result at all is itself a reason to deny.
package gate

import data.lib.exception_life
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
	"expiring": sort({exception.id | some exception in exceptions.live; exception_life.is_expiring(exception)}),
	"broad": sort({exception.id | some exception in input.exceptions; count(exception_life.breadth(exception)) > 0}),
	"tolerated": _tolerated,
}

_is_selected(_) if input.selection == null

_is_selected(id) if id in input.selection

# The references below name the package by variables and the rule by its name: only these three rules of each package are
# evaluated here, where a walk over data.rules would make one function of everything.
_about[about.id] := about if {
	about := data.rules[_][_].about
	_is_selected(about.id)
}

_given[id] contains entry if {
	some entry in data.rules[_][_].results
	id := entry.rule
	_about[id]
}

_examined[id] := data.rules[namespace][name].examined if {
	id := data.rules[namespace][name].about.id
	_about[id]
}

_mode(id) := input.parameters.rules[id] if {
	input.parameters.rules[id]
} else := "enforced"

_rules := [object.union(about, {
	"mode": _mode(id),
	"examined": object.get(_examined, id, 0),
	"results": count(object.get(_given, id, set())),
}) |
	some id, about in _about
]

_results := [entry | some id, _ in _about; some entry in _given[id]]

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
	not _is_harmless(entry)
	_mode(entry.rule) != "advisory"
	not _is_tolerated(entry)
}

_is_harmless(entry) if entry.status in {"pass", "excepted", "not_applicable"}

_is_tolerated(entry) if _tolerated[entry.finding]

_silent contains id if {
	some id, _ in _about
	_mode(id) != "advisory"
	count(object.get(_given, id, set())) == 0
}

default _verdict := "deny"

_verdict := "allow" if {
	count(_blocking) == 0
	count(_silent) == 0
}
