# METADATA
# title: Trusted locations are narrow
# description: >-
#   No range of a trusted named location is wider than the parameters allow: every address of it counts as trusted for
#   whatever uses trusted locations now or later.
# custom:
#   id: entra.trusted_location_narrow
#   version: 1
#   severity: high
#   controls: [A.5.15, A.8.5]
#   remediation: List the addresses that are the organisation's own, or take away trusted.
package rules.entra.trusted_location_narrow

import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many locations were looked at.
examined := count(input.facts.locations)

_shortest := {4: input.parameters.trustedLocations.ipv4Prefix, 6: input.parameters.trustedLocations.ipv6Prefix}

_wide(location) := {range.text | some range in location.ranges; range.prefix < _shortest[range.version]}

_is_certain(location) if {
	location.trusted == "yes"
	count(_wide(location)) > 0
}

# A location may have a wide range where it has one, or where its ranges cannot all be read.
_may_be_wide(location) if count(_wide(location)) > 0

_may_be_wide(location) if count(location.open) > 0

_may_be_bad contains location if {
	some location in input.facts.locations
	location.trusted != "no"
	_may_be_wide(location)
}

# METADATA
# description: A trusted location with a wide range.
results contains result.fail(about, location, {"message": concat("", [
	"The location ", location.label, " trusts ", concat(", ", sort(_wide(location))),
	"; the parameters allow no range wider than /", format_int(_shortest[4], 10), " for IPv4 and /",
	format_int(_shortest[6], 10), " for IPv6.",
])}) if {
	some location in _may_be_bad
	_is_certain(location)
}

# METADATA
# description: A location that may trust a wide range.
results contains result.unknown(about, location, {
	"message": concat("", ["Whether the location ", location.label, " trusts a wide range cannot be seen."]),
	"remediation": "Write trusted and the ranges as literals.",
}) if {
	some location in _may_be_bad
	not _is_certain(location)
}

# METADATA
# description: Every trusted location is narrow.
results contains result.pass(about, {}, concat("", [
	"None of ", format_int(examined, 10), " named locations trusts a wide range.",
])) if {
	examined > 0
	count(_may_be_bad) == 0
}

# METADATA
# description: There is no location.
results contains result.not_applicable(about, "No named location is declared.") if examined == 0
