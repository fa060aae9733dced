# METADATA
# title: Critical services on AWS are backed up
# description: >-
#   For each critical service of the register that runs on AWS, the stack declares a backup plan, or a backup policy of the
#   organisation, that selects resources, runs often enough for the loss that the register accepts, and keeps its copies.
# custom:
#   id: aws.backup_for_critical
#   version: 1
#   severity: medium
#   controls: [A.5.30, A.8.13]
#   remediation: >-
#     Declare a plan of AWS Backup with a selection, or attach a backup policy to the root of the organisation, with a
#     schedule and deleteAfter that fit the service.
package rules.aws.backup_for_critical

import data.lib.aws
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many critical services were looked at.
examined := count(input.facts.aws.critical)

_limits := input.parameters.aws.backup

_is_kept(backup) if backup.keptDays == 0

_is_kept(backup) if backup.keptDays >= _limits.keptDays

# How often it must run: what the register says about the service, else the parameters.
_runs(backup, service) if backup.everyHours <= object.get(service, "lossHours", _limits.everyHours)

_is_known(backup, name) if is_number(backup[name])

_weak(backup, service) := {text |
	some name, text in {"everyHours": "runs too seldom", "keptDays": "does not keep its copies long enough"}
	_is_known(backup, name)
	not _is_enough(backup, service, name)
} | {"selects nothing" | backup.selects == "no"}

_is_enough(backup, service, "everyHours") if _runs(backup, service)

_is_enough(backup, _, "keptDays") if _is_kept(backup)

_unclear(backup) := {text |
	some name, text in {"everyHours": "its schedule is not known", "keptDays": "how long it keeps is not known"}
	not _is_known(backup, name)
} | {"what it selects is not known" | backup.selects == "unknown"}

_candidates(service) := [{"subject": backup, "weak": _weak(backup, service), "unclear": _unclear(backup)} |
	some backup in input.facts.aws.backups
]

# METADATA
# description: The backup of each service.
results contains aws.required(about, concat("", ["The service \"", service.name, "\""]), _candidates(service), {
	"one": "a backup that is enough",
	"none": "no backup that is enough",
}) if {
	not aws.not_concerned
	some service in input.facts.aws.critical
}

# METADATA
# description: No critical service runs on AWS.
results contains result.not_applicable(about, "The register has no critical service on AWS.") if {
	not aws.not_concerned
	examined == 0
}

# METADATA
# description: The stack does not answer for it.
results contains result.not_applicable(about, aws.not_concerned)
