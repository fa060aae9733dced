# METADATA
# title: AWS
# description: >-
#   What the rules about AWS share: for which accounts the stack answers, whether one of several candidates meets a
#   requirement, and how a finding at a resource becomes a result. The register says which accounts count, never the plan.
package lib.aws

import data.lib.exceptions
import data.lib.result

# METADATA
# description: The accounts that the stack answers for.
accounts := input.facts.aws.accounts

# METADATA
# description: Why the rule does not apply to the stack.
not_concerned := "The stack answers for no account of AWS." if {
	count(accounts) == 0
} else := concat("", [
	"The stack \"", input.facts.aws.organization, "\" answers for the organisation of these accounts.",
]) if {
	input.facts.aws.organization != ""
}

# METADATA
# description: Whether a rule about declared resources has something to say.
is_judged(examined) if examined > 0

is_judged(_) if count(accounts) > 0

# METADATA
# description: What is said where there is nothing to say.
nothing := "The stack answers for no account of AWS, and declares nothing of the kind."

# METADATA
# description: >-
#   Whether something is in an account: "yes", "no" or "open". What is declared in an account that is not known may be in
#   each.
in_account(fact, account) := "yes" if {
	fact.account == account
} else := "open" if {
	fact.account == ""
} else := "no"

# METADATA
# description: What cannot be seen about where something is.
unplaced(fact) := {"its provider does not say in which account: set allowedAccountIds"} if {
	fact.account == ""
} else := set()

# METADATA
# description: >-
#   The result of a requirement. `place` begins a sentence about what must meet it, such as "The account 1"; `words` says
#   what it must have. A candidate has a subject, what is `weak` about it and what is `unclear`.
required(about, place, candidates, words) := object.union(_required(about, place, candidates, words), {
	"finding": concat("|", [about.id, place]),
})

_required(about, place, candidates, words) := result.pass(about, subject, concat("", [
	place, " has ", words.one, ": ", subject.label, ".",
])) if {
	good := [candidate.subject |
		some candidate in candidates
		count(candidate.weak) == 0
		count(candidate.unclear) == 0
	]
	subject := sort(good)[0]
} else := result.fail(about, {}, _about_all(concat("", [place, " has ", words.none, "."]))) if {
	count(candidates) == 0
} else := result.unknown(about, nearest.subject, _about_all(concat("", [
	"Whether ", nearest.subject.label, " is ", words.one, " cannot be seen: ", _list(nearest.unclear), ".",
]))) if {
	nearest := _nearest(candidates)
	count(nearest.weak) == 0
} else := result.fail(about, nearest.subject, _about_all(concat("", [
	place, " has ", words.none, "; ", nearest.subject.label, " ", _list(nearest.weak), ".",
]))) if {
	nearest := _nearest(candidates)
}

_about_all(message) := {"message": message, "affected": ["everyone"]}

_nearest(candidates) := sort([[count(candidate.weak), candidate] | some candidate in candidates])[0][1]

_list(texts) := concat(", ", sort(texts))

# METADATA
# description: >-
#   The result of what certainly must not be: excepted where a live exception of the rule names the resource. A finding
#   has a subject, a message and what tells it from others at the same resource.
broken(about, found) := _excepted(about, found) if {
	count(_exceptions(about, found)) > 0
} else := result.fail(about, found.subject, _details(about, found))

# METADATA
# description: The result of what may be something that must not be; exceptions count as for `broken`.
doubtful(about, found) := _excepted(about, found) if {
	count(_exceptions(about, found)) > 0
} else := result.unknown(about, found.subject, _details(about, found))

_excepted(about, found) := result.excepted(about, found.subject, object.union(
	_details(about, found),
	{"exceptions": sort(_exceptions(about, found))},
))

_exceptions(about, found) := exceptions.covering(about.id, "resources", found.subject.key)

_details(about, found) := {
	"message": found.message,
	"affected": [found.subject.label],
	"finding": concat("|", [about.id, found.subject.key, found.what]),
}

# METADATA
# description: The result of a limit that service control policies must set on an account; `words` says which one.
guarded(about, guard, words) := object.union(_guarded(about, guard, words), {
	"finding": concat("|", [about.id, guard.account]),
})

_guarded(about, guard, words) := result.unknown(about, {}, {
	"message": concat("", ["Which ", words.approved, " are approved is not known: no register is given."]),
	"remediation": "Give the register with --register DIR.",
}) if {
	not is_object(input.register)
} else := result.pass(about, _at(guard), concat("", [
	"Service control policies over the account ", guard.account, " deny ", words.denied, ".",
])) if {
	guard.holds == "yes"
} else := result.unknown(about, _at(guard), _about_all(concat("", [
	"Whether service control policies over the account ", guard.account, " deny ", words.denied,
	" cannot be seen: ", concat("; ", guard.unclear), ".",
]))) if {
	guard.holds == "unknown"
} else := result.fail(about, {}, _about_all(concat("", [
	"No service control policy is attached over the account ", guard.account, ", so nothing denies ", words.denied, ".",
]))) if {
	count(guard.policies) == 0
} else := result.fail(about, _at(guard), _about_all(concat("", [
	"Service control policies over the account ", guard.account, " do not deny ", words.denied, ": ",
	concat(", ", guard.leaks), _where(guard), _when(guard), ".",
])))

_at(guard) := object.get(guard, ["policies", 0], {})

_where(guard) := "" if {
	count(guard.regions) == 0
} else := concat("", [" in ", guard.regions[0]]) if {
	count(guard.regions) == 1
} else := concat("", [" in ", guard.regions[0], " and ", format_int(count(guard.regions) - 1, 10), " more regions"])

_when(guard) := concat("", [", depending on ", concat(", ", guard.conditions)]) if {
	count(guard.conditions) > 0
} else := ""
