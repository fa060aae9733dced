package lib.result_test

import data.lib.result

_about := {
	"id": "area.rule",
	"version": 1,
	"severity": "high",
	"controls": ["A.5.1"],
	"remediation": "Repair it.",
	"title": "Title",
	"description": "Description.",
}

_subject := {
	"key": "urn::one",
	"label": "\"one\"",
	"source": {"file": "stacks/index.ts", "line": 7, "column": 1},
	"related": [{"file": "stacks/components/one.ts", "line": 3, "column": 1}],
}

# A result for _subject with the given status and message.
_about_subject(status, message) := {
	"rule": "area.rule",
	"status": status,
	"severity": "high",
	"controls": ["A.5.1"],
	"resource": "urn::one",
	"affected": [],
	"exceptions": [],
	"remediation": "Repair it.",
	"finding": "area.rule|urn::one",
	"source": _subject.source,
	"related": _subject.related,
	"message": message,
}

_about_stack(status, message) := object.remove(
	object.union(_about_subject(status, message), {"resource": "", "finding": "area.rule|"}),
	["source", "related"],
)

test_about_takes_the_annotations_of_the_package if {
	custom := object.remove(_about, ["title", "description"])
	chain := [
		{"path": ["lib", "about"], "annotations": {"scope": "rule", "description": "Identity of the rule."}},
		{"path": ["lib"], "annotations": {
			"scope": "package",
			"title": "Title",
			"description": "Description.",
			"custom": custom,
		}},
	]
	result.about(chain) == _about
}

test_about_ignores_annotations_without_an_id if {
	not result.about([{"annotations": {"title": "Title", "description": "Description.", "custom": {"version": 1}}}])
}

test_about_ignores_a_link_without_annotations if {
	not result.about([{"path": ["lib"]}])
}

test_new_gives_status_and_place if {
	result.new(_about, "fail", _subject, {"message": "No."}) == _about_subject("fail", "No.")
}

test_new_for_the_stack_has_no_place if {
	result.new(_about, "fail", {}, {"message": "No."}) == _about_stack("fail", "No.")
}

test_new_lets_details_win if {
	details := {
		"message": "No.",
		"affected": ["Anna"],
		"remediation": "Ask.",
		"finding": "area.rule|x",
		"exceptions": ["EX-1"],
	}
	result.new(_about, "fail", _subject, details) == object.union(_about_subject("fail", "No."), details)
}

test_pass if result.pass(_about, _subject, "Yes.") == _about_subject("pass", "Yes.")

test_fail if result.fail(_about, _subject, {"message": "No."}) == _about_subject("fail", "No.")

test_unknown if result.unknown(_about, _subject, {"message": "Who knows."}) == _about_subject("unknown", "Who knows.")

test_excepted if {
	result.excepted(_about, _subject, {"message": "No.", "exceptions": ["EX-1"]}) == object.union(
		_about_subject("excepted", "No."),
		{"exceptions": ["EX-1"]},
	)
}

test_not_applicable if result.not_applicable(_about, "Nothing.") == _about_stack("not_applicable", "Nothing.")
