# METADATA
# title: What the register names is still there
# description: >-
#   Whoever owns a control or a live exception, or keeps an emergency account, works here; a class of data allows no
#   service that is retired; each account of a person who works here is declared by the stack that owns the tenant; and each
#   account that the stack declares belongs to somebody in people.yaml. Names that do not exist at all stop the gate before.
# custom:
#   id: register.reference_integrity
#   version: 1
#   severity: medium
#   controls: [A.5.2, A.5.9, A.5.16]
#   remediation: >-
#     Name somebody who works here, take the entry out, or correct the account in stacks/register/people.yaml. An account
#     that belongs to no person needs an exception that names it under scope.users.
package rules.register.reference_integrity

import data.lib.exceptions
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many people, accounts, controls, exceptions and classes were looked at.
examined := sum([count(entries) |
	some entries in [
		input.register.people, input.register.controls, input.register.classes, input.exceptions,
		input.facts.users,
	]
])

_given if is_object(input.register)

_is_here(id) if input.register.people[id].here

# Who is no person of the register has no name there, so no finding either.
_broken contains {
	"key": concat(" ", ["control", id]),
	"text": concat("", ["The control ", id, " is owned by ", input.register.people[control.owner].name]),
	"end": ", who does not work here",
} if {
	some id, control in input.register.controls
	control.applicable
	not _is_here(control.owner)
}

_broken contains {
	"key": concat(" ", ["exception", exception.id]),
	"text": concat("", ["The exception ", exception.id, " is owned by ", input.register.people[exception.owner].name]),
	"end": ", who does not work here",
} if {
	some exception in input.exceptions
	exception.expiresAt >= input.nowEpoch
	not _is_here(exception.owner)
}

_broken contains {
	"key": concat(" ", ["custodian", id]),
	"text": concat("", [person.name, " is kept by ", input.register.people[person.custodian].name]),
	"end": ", who does not work here",
} if {
	some id, person in input.register.people
	person.here
	not _is_here(person.custodian)
}

_broken contains {
	"key": concat(" ", ["class", id, service]),
	"text": concat("", ["The class ", class.name, " allows the service ", input.register.services[service].name]),
	"end": ", which is retired",
} if {
	some id, class in input.register.classes
	some service in class.services
	input.register.services[service].status == "retired"
}

# Where another stack owns a tenant as well, the account may be declared there.
_answers_alone if {
	count(input.register.stacks[input.facts.stack.name].tenants) > 0
	every name, stack in input.register.stacks { _is_elsewhere_empty(name, stack) }
}

_is_elsewhere_empty(name, _) if name == input.facts.stack.name

_is_elsewhere_empty(_, stack) if count(stack.tenants) == 0

_broken contains {
	"key": concat(" ", ["account", id, account.kind]),
	"text": concat("", [person.name, " has the account ", account.directory]),
	"end": ", which nothing declares",
} if {
	_answers_alone
	some id, person in input.register.people
	person.kind
	person.here
	some account in person.accounts
	account.named
	not account.declared
}

_linked := {id |
	some person in input.register.people
	some account in person.accounts
	some id in account.ids
}

_declares_some if {
	some id, _ in input.facts.users
	_linked[id]
}

_strangers[id] := user if {
	_declares_some
	some id, user in input.facts.users
	not _linked[id]
}

# METADATA
# description: A name in the register that is not there any more.
results contains result.fail(about, {}, {
	"message": concat("", [entry.text, entry.end, "."]),
	"finding": concat("|", [about.id, entry.key]),
}) if {
	some entry in _broken
}

_stranger(user) := {
	"message": concat("", ["The account ", user.label, " belongs to nobody in people.yaml."]),
	"affected": [user.label],
}

# METADATA
# description: A declared account of nobody.
results contains result.fail(about, user, _stranger(user)) if {
	some id, user in _strangers
	not exceptions.covers(about.id, "users", id)
}

# METADATA
# description: A declared account of nobody, which is approved.
results contains result.excepted(about, user, object.union(
	_stranger(user),
	{"exceptions": sort(exceptions.covering(about.id, "users", id))},
)) if {
	some id, user in _strangers
	exceptions.covers(about.id, "users", id)
}

# METADATA
# description: The register links no person to an account of the plan.
results contains result.unknown(about, {}, {
	"message": concat("", [
		"Whose the ", format_int(count(input.facts.users), 10),
		" declared accounts are is not known: people.yaml names none of them.",
	]),
	"remediation": "Write account.directory of each person in stacks/register/people.yaml.",
}) if {
	_given
	_is_undecided
}

_is_undecided if {
	count(input.facts.users) > 0
	not _declares_some
}

# METADATA
# description: Everything that is named is there.
results contains result.pass(about, {}, "Everything that the register names is there.") if {
	examined > 0
	count(_broken) == 0
	count(_strangers) == 0
	not _is_undecided
}

# METADATA
# description: The register is empty.
results contains result.not_applicable(about, "The register names nothing that can be gone.") if {
	_given
	examined == 0
}

# METADATA
# description: The register is not given.
results contains result.unknown(about, {}, {
	"message": "What the register names is not known: no register is given.",
	"remediation": "Give the register with --register DIR.",
}) if {
	not _given
}
