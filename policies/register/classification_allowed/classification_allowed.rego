# METADATA
# title: Data is only in services and countries that its class allows
# description: >-
#   Each service in use says which categories of data it holds; the class of each allows the service, and the countries
#   in which the service stores data.
# custom:
#   id: register.classification_allowed
#   version: 1
#   severity: high
#   controls: [A.5.10, A.5.12, A.5.23, A.5.34]
#   remediation: >-
#     Take the data out of the service, or have whoever is responsible for the class change classification.yaml.
package rules.register.classification_allowed

import data.lib.result
import data.lib.services

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many services were looked at.
examined := count(services.in_use)

_class(category) := input.register.classes[input.register.categories[category].class]

# A class that limits neither services nor countries allows all of them.
_admits(class, _) if not class.services

_admits(class, service) if service.id in class.services

_admits_country(class, _) if not class.storedIn

_admits_country(class, country) if country in class.storedIn

_outside(class, service) := {country |
	some country in service.location.storedIn
	not _admits_country(class, country)
}

_findings contains {
	"service": id,
	"key": "data",
	"status": "unknown",
	"text": "does not say which data it holds",
} if {
	some id, service in services.in_use
	not service.data
}

_findings contains {
	"service": id,
	"key": concat(" ", ["service", category]),
	"status": "fail",
	"text": concat("", [
		"holds ", input.register.categories[category].name, ", whose class ", _class(category).name,
		" does not allow this service",
	]),
} if {
	some id, service in services.in_use
	some category in service.data.categories
	not _admits(_class(category), service)
}

_findings contains {
	"service": id,
	"key": concat(" ", ["countries", category]),
	"status": "fail",
	"text": concat("", [
		"stores ", input.register.categories[category].name, " in ",
		concat(", ", sort(_outside(_class(category), service))), ", which the class ", _class(category).name,
		" does not allow",
	]),
} if {
	some id, service in services.in_use
	some category in service.data.categories
	count(_outside(_class(category), service)) > 0
}

_findings contains {
	"service": id,
	"key": concat(" ", ["location", category]),
	"status": "unknown",
	"text": concat("", [
		"does not say where it stores ", input.register.categories[category].name, ", whose class ",
		_class(category).name, " allows certain countries only",
	]),
} if {
	some id, service in services.in_use
	some category in service.data.categories
	_class(category).storedIn
	not service.location
}

# METADATA
# description: Services with data that they must not have, or that all have what they may.
results contains entry if {
	some entry in services.results(about, {
		"services": services.in_use,
		"findings": _findings,
		"parameters": [],
		"holds": "All data is in services and countries that its class allows.",
		"none": "The register lists no service in use.",
	})
}
