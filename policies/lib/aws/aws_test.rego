package lib.aws_test

import data.lib.aws
import data.lib.fixtures_test as given

_about := {
	"id": "aws.demo", "version": 1, "severity": "high", "controls": ["A.8.2"], "remediation": "Do it.",
	"title": "Demo", "description": "A demo.",
}

_words := {"one": "a good thing", "none": "no good thing"}

_candidate(name, weak, unclear) := {"subject": given.in_account(name, {}), "weak": weak, "unclear": unclear}

_required(candidates) := aws.required(_about, "The account 1", candidates, _words)

_expects(status, subject, message) := given.aws_required(_about, status, subject, "The account 1", message)

test_pass_candidate_without_faults if {
	good := _candidate("good", set(), set())
	other := _candidate("other", set(), set())
	weak := _candidate("bad", {"is weak"}, set())
	hidden := _candidate("an", set(), {"it is hidden"})
	expected := _expects("pass", good.subject, "The account 1 has a good thing: \"good\".")
	_required([good]) == expected
	_required([weak, other, hidden, good]) == expected
}

test_fail_no_candidate if {
	_required([]) == _expects("fail", {}, "The account 1 has no good thing.")
}

test_unknown_candidate_that_may_do if {
	hidden := _candidate("hidden", set(), {"it is hidden", "b"})
	weak := _candidate("bad", {"is weak"}, set())
	message := "Whether \"hidden\" is a good thing cannot be seen: b, it is hidden."
	_required([weak, hidden]) == _expects("unknown", hidden.subject, message)
}

test_fail_names_the_nearest if {
	weak := _candidate("weak", {"is weak"}, {"it is hidden"})
	weaker := _candidate("bad", {"is weak", "is bad"}, set())
	message := "The account 1 has no good thing; \"weak\" is weak."
	_required([weaker, weak]) == _expects("fail", weak.subject, message)
}

test_fail_lists_what_is_weak if {
	weak := _candidate("weak", {"is weak", "is bad"}, set())
	_required([weak]).message == "The account 1 has no good thing; \"weak\" is bad, is weak."
}

test_accounts if {
	aws.accounts == ["1"] with input as given.with_aws({})
	aws.not_concerned == "The stack answers for no account of AWS." with input as given.input_with({})
	text := "The stack \"head\" answers for the organisation of these accounts."
	aws.not_concerned == text with input as given.with_aws({"organization": "head"})
	not aws.not_concerned with input as given.with_aws({})
}

test_judged_where_there_is_something if {
	aws.is_judged(1) with input as given.input_with({})
	aws.is_judged(0) with input as given.with_aws({})
	not aws.is_judged(0) with input as given.input_with({})
}

test_in_account if {
	aws.in_account({"account": "1"}, "1") == "yes"
	aws.in_account({"account": "2"}, "1") == "no"
	aws.in_account({"account": ""}, "1") == "open"
	count(aws.unplaced({"account": "1"})) == 0
	aws.unplaced({"account": ""}) == {"its provider does not say in which account: set allowedAccountIds"}
}

_found := {"subject": given.in_account("key", {}), "what": "key", "message": "\"key\" is bad."}

_exceptions(rule, key) := given.input_with({"exceptions": [given.exception("EX-1", rule, {"resources": [key]})]})

_gives(status, world) if {
	expected := given.aws_finding(_about, status, _found.subject, "key", "\"key\" is bad.")
	{"fail": aws.broken(_about, _found), "unknown": aws.doubtful(_about, _found)}[status] == expected with input as world
}

test_findings if {
	every status in ["fail", "unknown"] {
		_gives(status, given.input_with({}))
		_gives(status, _exceptions("aws.demo", "urn::another"))
		_gives(status, _exceptions("aws.other", "urn::key"))
	}
}

test_excepted_findings if {
	expected := object.union(
		given.aws_finding(_about, "excepted", _found.subject, "key", "\"key\" is bad."),
		{"exceptions": ["EX-1"]},
	)
	aws.broken(_about, _found) == expected with input as _exceptions("aws.demo", "urn::key")
	aws.doubtful(_about, _found) == expected with input as _exceptions("aws.demo", "urn::key")
}

_guard(changes) := object.union(
	{
		"account": "1", "holds": "no", "policies": [given.in_account("control", {})],
		"leaks": ["s3:*", "sqs:*"], "regions": [], "conditions": [], "unclear": [],
	},
	changes,
)

_guarded(guard) := aws.guarded(_about, guard, {"approved": "services", "denied": "what is bad"})

_limit(status, subject, message) := given.aws_required(_about, status, subject, "1", message)

test_guard_holds if {
	message := "Service control policies over the account 1 deny what is bad."
	expected := _limit("pass", given.in_account("control", {}), message)
	_guarded(_guard({"holds": "yes"})) == expected with input as given.input_with({})
}

test_guard_without_policies if {
	message := "No service control policy is attached over the account 1, so nothing denies what is bad."
	_guarded(_guard({"policies": []})) == _limit("fail", {}, message) with input as given.input_with({})
}

test_guard_that_leaks if {
	begin := "Service control policies over the account 1 do not deny what is bad: s3:*, sqs:*"
	subject := given.in_account("control", {})
	_guarded(_guard({})) == _limit("fail", subject, concat("", [begin, "."])) with input as given.input_with({})
	one := _guard({"regions": ["us-east-1"]})
	_guarded(one).message == concat("", [begin, " in us-east-1."]) with input as given.input_with({})
	more := _guard({"regions": ["us-east-1", "us-east-2", "us-west-1"]})
	_guarded(more).message == concat("", [begin, " in us-east-1 and 2 more regions."]) with input as given.input_with({})
	depends := _guard({"conditions": ["aws:principalarn", "aws:x"]})
	text := concat("", [begin, ", depending on aws:principalarn, aws:x."])
	_guarded(depends).message == text with input as given.input_with({})
}

test_guard_that_cannot_be_seen if {
	hidden := _guard({"holds": "unknown", "unclear": ["a is hidden", "b is too"]})
	message := "Whether service control policies over the account 1 deny what is bad cannot be seen: a is hidden; b is too."
	subject := given.in_account("control", {})
	_guarded(hidden) == _limit("unknown", subject, message) with input as given.input_with({})
	bare := object.union(hidden, {"policies": []})
	_guarded(bare) == _limit("unknown", {}, message) with input as given.input_with({})
}

test_guard_without_a_register if {
	expected := object.union(
		_limit("unknown", {}, "Which services are approved is not known: no register is given."),
		{"affected": [], "remediation": "Give the register with --register DIR."},
	)
	_guarded(_guard({"holds": "yes"})) == expected with input as given.input_with({"register": null})
}
