# METADATA
# title: The policy about the policies
# description: >-
#   What every rule of policies/ must have. The input is what "opa inspect -a" says about the bundle's sources, with facts
#   about the syntax of each file, the controls of the mapping and the pages (scripts/check-policies.ts).
package policy_checks

_severities := {"critical", "high", "medium", "low"}

_statuses := {"pass", "fail", "unknown", "excepted", "not_applicable"}

_controls := {control | some control in input.controls}

_rule_files contains file if {
	some file in input.files
	startswith(file.package, "rules.")
	not endswith(file.package, "_test")
}

# METADATA
# description: The METADATA of each package, by its name without "data".
annotations[name] contains entry.annotations if {
	some entry in input.inspect.annotations
	entry.annotations.scope == "package"
	name := concat(".", [part.value | some index, part in entry.path; index > 0])
}

_custom(file) := entry.custom if some entry in annotations[file.package]

# METADATA
# description: What is wrong, one entry each, with the file to look at.
findings contains {"file": file.path, "message": message} if {
	some file in _rule_files
	some message in (((_metadata(file) | _place(file)) | _shape(file)) | _documents(file))
}

_metadata(file) := {"it has no METADATA on its package"} if {
	not annotations[file.package]
} else := {concat(" ", ["METADATA:", text]) | some text in _missing(file)}

_missing(file) := ((((({text |
	some key in ["title", "description"]
	not _is_written(file, key)
	text := concat(" ", [key, "is missing"])
} | {"custom.remediation is missing" |
	not _has_remediation(file)
}) | {concat(" ", ["TODO stands in", key]) |
	some key, text in _texts_of(file)
	contains(text, "TODO")
}) | {"custom.version must be a whole number from 1" |
	not _has_version(file)
}) | {"custom.severity must be critical, high, medium or low" |
	not _has_severity(file)
}) | {"custom.controls must list controls, each once" |
	not _has_controls(file)
}) | {concat("", ["custom.controls: ", control, " is not in policies/controls/iso27001-2022.yaml"]) |
	some control in _custom(file).controls
	not _controls[control]
}

_texts_of(file) := {"title": entry.title, "description": entry.description, "remediation": entry.custom.remediation} if {
	some entry in annotations[file.package]
}

_is_written(file, key) if {
	some entry in annotations[file.package]
	trim_space(entry[key]) != ""
}

_has_remediation(file) if trim_space(_custom(file).remediation) != ""

_has_version(file) if {
	version := _custom(file).version
	version >= 1
	floor(version) == version
}

_has_severity(file) if _custom(file).severity in _severities

_has_controls(file) if {
	controls := _custom(file).controls
	count(controls) > 0
	count({control | some control in controls}) == count(controls)
}

_place(file) := ({text |
	not _has_id(file)
	text := concat("", ["custom.id must be ", trim_prefix(file.package, "rules."), ", the package without \"rules.\""])
} | {text |
	expected := _path(file.package)
	file.path != expected
	text := concat(" ", ["the package", file.package, "belongs into", expected])
}) | {text |
	count([other | some other in _rule_files; _id(other) == _id(file)]) > 1
	text := concat("", ["custom.id ", _id(file), " is given to another rule as well"])
}

_id(file) := _custom(file).id

_has_id(file) if _id(file) == trim_prefix(file.package, "rules.")

_path(package_name) := concat("", ["policies/", area, "/", name, "/", name, ".rego"]) if {
	["rules", area, name] = split(package_name, ".")
} else := "a folder policies/<area>/<rule>/, and a package rules.<area>.<rule>"

_shape(file) := {text |
	some name in {"about", "examined", "results"}
	not _names(file)[name]
	text := concat("", ["it has no rule \"", name, "\", which the gate reads"])
} | {"no result of it can be found: results must be built by lib.result" |
	count(statuses(file.package)) == 0
}

_names(file) := {name |
	some rule in file.rules
	name := trim_prefix(rule.id, concat("", [file.package, "."]))
}

_documents(file) := (({"it has no page: run npm run rule-docs, and write it" |
	not input.pages[_id(file)]
} | {concat(" ", ["the page does not say when the rule gives", status]) |
	some status in statuses(file.package)
	explained := input.pages[_id(file)]
	not status in explained
}) | {concat("", ["the page explains ", status, ", which the rule never gives"]) |
	some status in input.pages[_id(file)]
	not status in statuses(file.package)
}) | {concat("", ["it can give ", status, ", and no test is named test_", status, "_…"]) |
	some status in statuses(file.package)
	not _is_tested(file.package, status)
}

# A test may show several statuses: test_pass_and_fail_in_two_tenants.
_is_tested(package_name, status) if {
	some file in input.files
	file.package == concat("", [package_name, "_test"])
	some rule in file.rules
	name := trim_prefix(rule.id, concat("", [file.package, "."]))
	regex.match(concat("", [`^test_((pass|fail|unknown|excepted|not_applicable)_(and_)?)*`, status, `(_|$)`]), name)
}

# Every rule is a key: what is none cannot be reached.
_uses := {id: {used | some rule in _named[id]; some used in rule.uses} | some id, _ in _named}

_named[rule.id] contains rule if {
	some file in input.files
	some rule in file.rules
}

_texts[rule.id] contains text if {
	some file in input.files
	some rule in file.rules
	some text in rule.texts
	text in _statuses
}

# METADATA
# description: >-
#   The statuses that a rule can give. It says so by what it calls: lib.result.pass and its like, itself or through a
#   library; where lib.result.new is called on the way, the names of statuses that stand on it.
statuses(package_name) := {status |
	some status in _statuses
	reached[concat(".", ["lib.result", status])]
} | {text |
	some id in reached
	_package(id) != "lib.result"
	_uses[id]["lib.result.new"]
	some other in reached
	_package(other) != "lib.result"
	some text in _texts[other]
} if {
	reached := graph.reachable(_uses, {concat(".", [package_name, "results"])})
}

_package(id) := regex.replace(id, `\.[^.]*$`, "")

# A default decides where a rule says nothing: it must not let anything through.
_closed := {"false", `"deny"`}

findings contains {"file": rule.file, "message": message} if {
	some file in input.files
	not endswith(file.package, "_test")
	some rule in file.rules
	some message in _opens(rule)
}

_opens(rule) := ({concat("", ["the default ", rule["default"], " of ", rule.id, " opens: only false and \"deny\" are closed"]) |
	not rule["default"] in _closed
} | {text |
	some fallback in rule.fallbacks
	some root in ["input.parameters", "input.exceptions", "input.register", "input.requirements"]
	startswith(fallback.of, root)
	text := concat("", [rule.id, " takes ", fallback.value, " where ", fallback.of, " lacks a key: a missing key is unknown"])
}) | {text |
	some fallback in rule.fallbacks
	fallback.value in {"true", `"pass"`, `"allow"`, `"not_applicable"`, `"excepted"`}
	text := concat("", [rule.id, " takes ", fallback.value, " where a key is missing, which opens"])
}
