package policy_checks_test

import data.policy_checks as checks

# A rule that has everything: it passes and fails by itself, and is excepted through a library.
_metadata := {
	"scope": "package",
	"title": "Doors are closed",
	"description": "Each door is closed.",
	"custom": {
		"id": "area.doors",
		"version": 1,
		"severity": "high",
		"controls": ["A.7.1", "A.7.2"],
		"remediation": "Close the door.",
	},
}

_annotation(package_name, metadata) := {
	"annotations": metadata,
	"path": array.concat([{"value": "data"}], [{"value": part} | some part in split(package_name, ".")]),
}

_rule(id, uses) := {"id": id, "file": "policies/some.rego", "uses": uses, "texts": [], "fallbacks": []}

_doors := {"path": "policies/area/doors/doors.rego", "package": "rules.area.doors", "rules": [
	_rule("rules.area.doors.about", ["lib.result.about"]),
	_rule("rules.area.doors.examined", []),
	_rule("rules.area.doors.results", ["lib.result.pass", "rules.area.doors._found"]),
	_rule("rules.area.doors._found", ["lib.result.fail", "lib.doors.excused"]),
]}

_doors_test := {"path": "policies/area/doors/doors_test.rego", "package": "rules.area.doors_test", "rules": [
	_rule("rules.area.doors_test.test_pass_closed", []),
	_rule("rules.area.doors_test.test_fail_and_excepted_beside_each_other", []),
	_rule("rules.area.doors_test.test_not_applicable_no_door", []),
]}

_library := {"path": "policies/lib/doors/doors.rego", "package": "lib.doors", "rules": [
	_rule("lib.doors.excused", ["lib.result.excepted"]),
	_rule("lib.doors.other", ["lib.result.unknown"]),
]}

_result := {"path": "policies/lib/result/result.rego", "package": "lib.result", "rules": [
	_rule("lib.result.pass", ["lib.result.new"]),
	_rule("lib.result.fail", ["lib.result.new"]),
	_rule("lib.result.excepted", ["lib.result.new"]),
]}

_whole := {
	"inspect": {"annotations": [
		_annotation("rules.area.doors", _metadata),
		_annotation("rules.area.doors.about", {"scope": "rule", "description": "Identity."}),
	]},
	"files": [_doors, _doors_test, _library, _result],
	"controls": ["A.7.1", "A.7.2", "A.7.3"],
	"pages": {"area.doors": ["pass", "fail", "excepted"]},
}

_found(input_) := messages if messages := {entry.message | some entry in checks.findings} with input as input_

_custom(changes) := object.union(_whole, {"inspect": {"annotations": [_annotation(
	"rules.area.doors",
	object.union(_metadata, {"custom": changes}),
)]}})

_without(key) := object.union(_whole, {"inspect": {"annotations": [_annotation(
	"rules.area.doors",
	json.remove(_metadata, [key]),
)]}})

_with_files(files) := object.union(_whole, {"files": files})

_with_rules(rules) := _with_files([object.union(_doors, {"rules": rules}), _doors_test, _library, _result])

_and_rule(rule) := _with_rules(array.concat(_doors.rules, [rule]))

test_nothing_is_wrong_with_a_whole_rule if checks.findings == set() with input as _whole

test_the_file_is_named if {
	found := checks.findings with input as _without("title")
	found == {{"file": "policies/area/doors/doors.rego", "message": "METADATA: title is missing"}}
}

test_metadata_is_missing if {
	"it has no METADATA on its package" in _found(object.union(_whole, {"inspect": {"annotations": []}}))
}

test_description_is_missing if _found(_without("description")) == {"METADATA: description is missing"}

test_title_is_blank if {
	blank := object.union(_metadata, {"title": " "})
	_found(object.union(_whole, {"inspect": {"annotations": [_annotation("rules.area.doors", blank)]}})) == {
		"METADATA: title is missing",
	}
}

test_metadata_is_not_written_yet if {
	_found(_custom({"remediation": "TODO: close it"})) == {"METADATA: TODO stands in remediation"}
}

test_remediation_is_missing if {
	every path in ["custom/remediation"] {
		_found(_without(path)) == {"METADATA: custom.remediation is missing"}
	}
	_found(_custom({"remediation": ""})) == {"METADATA: custom.remediation is missing"}
}

_no_version := {"METADATA: custom.version must be a whole number from 1"}

test_version_is_missing_or_none if {
	_found(_without("custom/version")) == _no_version
	every version in [0, 1.5, "1"] { _found(_custom({"version": version})) == _no_version }
	_found(_custom({"version": 2})) == set()
}

test_severity_is_missing_or_none if {
	every input_ in [_without("custom/severity"), _custom({"severity": "urgent"})] {
		_found(input_) == {"METADATA: custom.severity must be critical, high, medium or low"}
	}
}

test_controls_are_missing_or_twice if {
	every input_ in [
		_without("custom/controls"), _custom({"controls": []}),
		_custom({"controls": ["A.7.1", "A.7.1"]}),
	] {
		_found(input_) == {"METADATA: custom.controls must list controls, each once"}
	}
}

test_control_is_not_in_the_mapping if {
	_found(_custom({"controls": ["A.7.1", "A.7.99"]})) == {
		"METADATA: custom.controls: A.7.99 is not in policies/controls/iso27001-2022.yaml",
	}
}

test_id_is_not_that_of_the_package if {
	found := _found(object.union(_custom({"id": "area.windows"}), {"pages": {"area.windows": ["pass", "fail", "excepted"]}}))
	found == {"custom.id must be area.doors, the package without \"rules.\""}
}

test_id_is_missing if {
	"custom.id must be area.doors, the package without \"rules.\"" in _found(_without("custom/id"))
}

test_file_is_in_another_folder if {
	moved := object.union(_doors, {"path": "policies/area/doors.rego"})
	_found(_with_files([moved, _doors_test, _library, _result])) == {
		"the package rules.area.doors belongs into policies/area/doors/doors.rego",
	}
}

test_package_has_another_depth if {
	deep := {"path": "policies/area/doors/front/front.rego", "package": "rules.area.doors.front", "rules": []}
	found := _found(_with_files(array.concat(_whole.files, [deep])))
	text := concat(" ", [
		"the package rules.area.doors.front belongs into",
		"a folder policies/<area>/<rule>/, and a package rules.<area>.<rule>",
	])
	text in found
}

test_id_is_given_twice if {
	other := object.union(_doors, {"path": "policies/area/windows/windows.rego", "package": "rules.area.windows"})
	input_ := object.union(_with_files(array.concat(_whole.files, [other])), {"inspect": {"annotations": [
		_annotation("rules.area.doors", _metadata),
		_annotation("rules.area.windows", _metadata),
	]}})
	found := {entry.file | some entry in checks.findings; startswith(entry.message, "custom.id area.doors is given")} with input as input_
	found == {"policies/area/doors/doors.rego", "policies/area/windows/windows.rego"}
}

test_a_rule_that_the_gate_reads_is_missing if {
	every name in ["about", "examined"] {
		rest := [rule | some rule in _doors.rules; rule.id != concat(".", ["rules.area.doors", name])]
		_found(_with_rules(rest)) == {concat("", ["it has no rule \"", name, "\", which the gate reads"])}
	}
}

test_results_are_not_built_by_the_library if {
	found := _found(_with_rules([
		_rule("rules.area.doors.about", []), _rule("rules.area.doors.examined", []),
		_rule("rules.area.doors.results", []),
	]))
	"no result of it can be found: results must be built by lib.result" in found
}

test_page_is_missing if {
	_found(json.remove(_whole, ["pages/area.doors"])) == {"it has no page: run npm run rule-docs, and write it"}
}

test_page_leaves_a_status_out if {
	_found(object.union(_whole, {"pages": {"area.doors": ["pass", "fail"]}})) == {
		"the page does not say when the rule gives excepted",
	}
}

test_page_explains_a_status_that_is_not_given if {
	_found(object.union(_whole, {"pages": {"area.doors": ["pass", "fail", "excepted", "unknown"]}})) == {
		"the page explains unknown, which the rule never gives",
	}
}

test_status_has_no_test if {
	every status in ["pass", "fail", "excepted"] {
		tests := [rule |
			some other in ["pass", "fail", "excepted", "unknown"]
			other != status
			rule := _rule(concat("", ["rules.area.doors_test.test_", other, "_case"]), [])
		]
		_found(_with_files([_doors, object.union(_doors_test, {"rules": tests}), _library, _result])) == {
			concat("", ["it can give ", status, ", and no test is named test_", status, "_…"]),
		}
	}
}

test_status_in_another_place_of_the_name_is_no_test if {
	tests := [_rule(concat("", ["rules.area.doors_test.", name]), []) |
		some name in ["test_pass_x", "test_closed_doors_fail", "test_failing_x", "test_excepted_x"]
	]
	_found(_with_files([_doors, object.union(_doors_test, {"rules": tests}), _library, _result])) == {
		"it can give fail, and no test is named test_fail_…",
	}
}

test_tests_of_another_rule_do_not_count if {
	tests := {"path": "policies/area/windows/windows_test.rego", "package": "rules.area.windows_test", "rules": [
		_rule("rules.area.windows_test.test_pass_closed", []),
		_rule("rules.area.windows_test.test_fail_and_excepted_beside_each_other", []),
	]}
	_found(_with_files([_doors, tests, _library, _result])) == {concat("", [
		"it can give ", status,
		", and no test is named test_", status, "_…",
	]) |
		some status in ["pass", "fail", "excepted"]
	}
}

test_two_rules_with_ids_of_their_own if {
	windows := json.unmarshal(replace(json.marshal(_doors), "doors", "windows"))
	windows_test := json.unmarshal(replace(json.marshal(_doors_test), "doors", "windows"))
	library := json.unmarshal(replace(json.marshal(_library), "doors", "windows"))
	metadata := object.union(_metadata, {"custom": {"id": "area.windows"}})
	checks.findings == set() with input as object.union(
		_with_files(array.concat(_whole.files, [windows, windows_test, library])),
		{
			"inspect": {"annotations": [
				_annotation("rules.area.doors", _metadata),
				_annotation("rules.area.windows", metadata),
			]},
			"pages": {"area.windows": ["pass", "fail", "excepted"]},
		},
	)
}

test_metadata_of_another_scope_says_nothing_about_the_package if {
	other := {"scope": "subpackages", "custom": {"id": "area.other"}}
	checks.findings == set() with input as object.union(_whole, {"inspect": {"annotations": [
		_annotation("rules.area.doors", other),
		_annotation("rules.area.doors", _metadata),
	]}})
}

test_statuses_are_those_that_results_reach if {
	checks.statuses("rules.area.doors") == {"pass", "fail", "excepted"} with input as _whole
	helper := _rule("rules.area.doors._never", ["lib.result.not_applicable"])
	checks.statuses("rules.area.doors") == {"pass", "fail", "excepted"} with input as _and_rule(helper)
}

test_statuses_of_new_are_the_texts_on_the_way if {
	texts := object.union(_rule("rules.area.doors._status", []), {"texts": ["unknown", "open"]})
	new := _rule("rules.area.doors.results", ["lib.result.new", "rules.area.doors._status"])
	checks.statuses("rules.area.doors") == {"unknown"} with input as _with_rules([new, texts])
	through := [
		_rule("rules.area.doors.results", ["lib.doors.finding", "rules.area.doors._status"]), texts,
		_rule("lib.doors.finding", ["lib.result.new"]),
	]
	checks.statuses("rules.area.doors") == {"unknown"} with input as _with_rules(through)
}

test_texts_say_nothing_where_new_is_not_called if {
	texts := object.union(_rule("rules.area.doors._found", ["lib.result.fail"]), {"texts": ["unknown"]})
	plain := _rule("rules.area.doors.results", ["lib.result.pass", "rules.area.doors._found"])
	elsewhere := _rule("rules.area.doors._never", ["lib.result.new"])
	checks.statuses("rules.area.doors") == {"pass", "fail"} with input as _with_rules([plain, texts, elsewhere])
}

test_texts_that_are_not_on_the_way_say_nothing if {
	new := object.union(_rule("rules.area.doors.results", ["lib.result.new"]), {"texts": ["fail"]})
	elsewhere := object.union(_rule("rules.area.doors._never", []), {"texts": ["unknown"]})
	checks.statuses("rules.area.doors") == {"fail"} with input as _with_rules([new, elsewhere])
}

test_texts_of_the_library_of_results_are_of_every_rule if {
	results := object.union(_rule("lib.result.helper", []), {"texts": ["excepted"]})
	new := object.union(_rule("rules.area.doors.results", ["lib.result.new", "lib.result.helper"]), {"texts": ["fail"]})
	checks.statuses("rules.area.doors") == {"fail"} with input as _with_rules([new, results])
}

test_default_opens if {
	every value in ["true", `"allow"`, "[]"] {
		rule := object.union(_rule("rules.area.doors._is_closed", []), {"default": value})
		_found(_and_rule(rule)) == {concat("", [
			"the default ", value,
			" of rules.area.doors._is_closed opens: only false and \"deny\" are closed",
		])}
	}
}

test_default_is_closed if {
	every value in ["false", `"deny"`] {
		rule := object.union(_rule("rules.area.doors._is_closed", []), {"default": value})
		_found(_and_rule(rule)) == set()
	}
}

test_default_in_a_library_opens if {
	rule := object.union(_rule("lib.doors._is_closed", []), {"default": "true"})
	library := object.union(_library, {"rules": array.concat(_library.rules, [rule])})
	count(_found(_with_files([_doors, _doors_test, library, _result]))) == 1
}

test_default_in_a_test_is_left_alone if {
	rule := object.union(_rule("rules.area.doors_test._x", []), {"default": "true"})
	tests := object.union(_doors_test, {"rules": array.concat(_doors_test.rules, [rule])})
	_found(_with_files([_doors, tests, _library, _result])) == set()
}

_fallback(of, value) := object.union(
	_rule("rules.area.doors._limit", []),
	{"fallbacks": [{"of": of, "value": value}]},
)

test_missing_parameter_is_replaced if {
	every of in ["input.parameters", "input.parameters.doors", "input.exceptions", "input.register", "input.requirements"] {
		_found(_and_rule(_fallback(of, "[]"))) == {concat("", [
			"rules.area.doors._limit takes [] where ", of, " lacks a key: a missing key is unknown",
		])}
	}
}

test_fallback_opens if {
	every value in ["true", `"pass"`, `"allow"`, `"not_applicable"`, `"excepted"`] {
		_found(_and_rule(_fallback("door", value))) == {concat("", [
			"rules.area.doors._limit takes ", value,
			" where a key is missing, which opens",
		])}
	}
}

test_fallback_of_a_fact_is_left_alone if _found(_and_rule(_fallback("door", "[]"))) == set()
