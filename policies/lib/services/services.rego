# METADATA
# title: Services
# description: >-
#   The services of the register that are in use, and the results of a rule that judges each of them. A rule names what
#   is wrong with which service; who is excepted, what cannot be decided and when the rule holds is the same for all.
package lib.services

import data.lib.exceptions
import data.lib.result

# METADATA
# description: The services that may be used today, by id. One that is proposed is not in use yet.
in_use[id] := service if {
	some id, service in input.register.services
	service.status in {"approved", "retiring"}
}

# METADATA
# description: Those of them that are critical.
critical[id] := service if {
	some id, service in in_use
	service.critical
}

# METADATA
# description: The vendor of a service; undefined where it names none.
vendor(service) := input.register.vendors[service.vendor]

# METADATA
# description: Whether an instant is in the past by no more than a number of days.
is_recent(instant, days) if {
	instant <= input.nowEpoch
	input.nowEpoch - instant <= days * 86400
}

# METADATA
# description: >-
#   The results of a rule. `judged` has the services that it looks at, the findings (service, key, status and a text that
#   continues a sentence about the service), the parameters that it needs by name, what it says when it holds, and what
#   when there is nothing to look at.
results(about, judged) := {result.unknown(about, {}, {
	"message": "What the services are is not known: no register is given.",
	"remediation": "Give the register with --register DIR.",
})} if {
	not _given
} else := {result.unknown(about, {}, {
	"message": concat("", ["The parameters do not say register.", concat(", register.", _missing(judged)), "."]),
	"remediation": "Set it in policies/parameters.yaml.",
})} if {
	count(_missing(judged)) > 0
} else := {result.not_applicable(about, judged.none)} if {
	count(judged.services) == 0
} else := {result.pass(about, {}, judged.holds)} if {
	count(judged.findings) == 0
} else := {_entry(about, judged.services[finding.service], finding) | some finding in judged.findings}

_given if is_object(input.register)

_missing(judged) := sort([name |
	some name in judged.parameters
	object.get(input, ["parameters", "register", name], null) == null
])

_entry(about, service, finding) := result.excepted(about, service, object.union(_details(about, service, finding), {
	"exceptions": sort(_covering(about, service)),
})) if {
	count(_covering(about, service)) > 0
} else := result.new(about, _worst[finding.status], service, _details(about, service, finding))

_worst := {"fail": "fail", "unknown": "unknown"}

_covering(about, service) := exceptions.covering(about.id, "services", service.id)

_details(about, service, finding) := {
	"message": concat("", ["The service ", service.name, " ", finding.text, "."]),
	"affected": [service.name],
	"finding": concat("|", [about.id, service.id, finding.key]),
}
