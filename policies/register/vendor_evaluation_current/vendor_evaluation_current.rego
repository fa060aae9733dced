# METADATA
# title: Critical vendors are evaluated every year
# description: >-
#   The vendor of each critical service in use, and each vendor of high criticality whose service is in use, was
#   evaluated within the time that the parameters allow, and not rejected.
# custom:
#   id: register.vendor_evaluation_current
#   version: 1
#   severity: medium
#   controls: [A.5.19, A.5.22]
#   remediation: Evaluate the vendor again and write the result under evaluations in stacks/register/vendors.yaml.
package rules.register.vendor_evaluation_current

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services with a critical vendor were looked at.
examined := count(_services)

_services[id] := service if some id, service in services.critical

_services[id] := service if {
	some id, service in services.in_use
	services.vendor(service).criticality == "high"
}

_past(vendor) := [evaluation | some evaluation in vendor.evaluations; evaluation.at <= input.nowEpoch]

_latest(vendor) := max([evaluation.at | some evaluation in _past(vendor)])

_is_current(service) if {
	services.is_recent(_latest(services.vendor(service)), input.parameters.register.evaluationDays)
}

_findings contains {"service": id, "key": "vendor", "status": "fail", "text": "names no vendor"} if {
	some id, service in _services
	not services.vendor(service)
}

_findings contains {
	"service": id,
	"key": "age",
	"status": "fail",
	"text": concat("", [
		"has the vendor ", services.vendor(service).name, ", who was not evaluated within the last ",
		format_int(input.parameters.register.evaluationDays, 10), " days",
	]),
} if {
	some id, service in _services
	not _is_current(service)
}

_findings contains {
	"service": id,
	"key": "rejected",
	"status": "fail",
	"text": concat("", [
		"has the vendor ", services.vendor(service).name, ", who was rejected on ", evaluation.on,
	]),
} if {
	some id, service in _services
	some evaluation in _past(services.vendor(service))
	evaluation.at == _latest(services.vendor(service))
	evaluation.verdict == "rejected"
}

# METADATA
# description: Services whose vendor was not evaluated lately, or that all have one that was.
results contains entry if {
	some entry in services.results(about, {
		"services": _services,
		"findings": _findings,
		"parameters": ["evaluationDays"],
		"holds": "Every critical vendor was evaluated in time and accepted.",
		"none": "The register lists no critical service or vendor in use.",
	})
}
