package rules.aws.backup_for_critical_test

import data.lib.fixtures_test as given
import data.rules.aws.backup_for_critical as rule

_backup(changes) := given.in_account("daily", object.union({"everyHours": 24, "keptDays": 30, "selects": "yes"}, changes))

_service(changes) := object.union({"id": "shop", "name": "Shop"}, changes)

_world(service, backups) := given.with_aws({"critical": [service], "backups": backups})

_results(world) := results if {
	results := rule.results with input as world
}

_expects(status, subject, message) := {given.aws_required(rule.about, status, subject, "The service \"Shop\"", message)}

_passes(backup) := _expects("pass", backup, "The service \"Shop\" has a backup that is enough: \"daily\".")

_fails(backup, text) := _expects("fail", backup, concat("", [
	"The service \"Shop\" has no backup that is enough; \"daily\" ", text, ".",
]))

_hides(backup, text) := _expects("unknown", backup, concat("", [
	"Whether \"daily\" is a backup that is enough cannot be seen: ", text, ".",
]))

test_about if rule.about.id == "aws.backup_for_critical"

test_examined_counts_services if rule.examined == 1 with input as _world(_service({}), [_backup({}), _backup({})])

test_pass_often_and_long_enough if {
	_results(_world(_service({}), [_backup({})])) == _passes(_backup({}))
	frequent := _backup({"everyHours": 4, "keptDays": 31})
	_results(_world(_service({"lossHours": 4}), [frequent])) == _passes(frequent)
}

test_pass_kept_for_ever if {
	kept := _backup({"keptDays": 0})
	_results(_world(_service({}), [kept])) == _passes(kept)
}

test_pass_the_register_accepts_more if {
	weekly := _backup({"everyHours": 168})
	_results(_world(_service({"lossHours": 168}), [weekly])) == _passes(weekly)
}

test_fail_no_backup if {
	_results(_world(_service({}), [])) == _expects("fail", {}, "The service \"Shop\" has no backup that is enough.")
}

test_fail_too_seldom if {
	_results(_world(_service({"lossHours": 23}), [_backup({})])) == _fails(_backup({}), "runs too seldom")
	seldom := _backup({"everyHours": 25})
	_results(_world(_service({}), [seldom])) == _fails(seldom, "runs too seldom")
}

test_fail_not_kept if {
	short := _backup({"keptDays": 29})
	_results(_world(_service({}), [short])) == _fails(short, "does not keep its copies long enough")
}

test_fail_selects_nothing if {
	empty := _backup({"selects": "no"})
	_results(_world(_service({}), [empty])) == _fails(empty, "selects nothing")
}

test_fail_without_parameters if {
	world := json.remove(_world(_service({}), [_backup({})]), ["/parameters/aws/backup"])
	_results(world) == _fails(_backup({}), "does not keep its copies long enough, runs too seldom")
}

test_unknown_values if {
	no_schedule := object.remove(_backup({}), ["everyHours"])
	_results(_world(_service({}), [no_schedule])) == _hides(no_schedule, "its schedule is not known")
	no_end := object.remove(_backup({}), ["keptDays"])
	_results(_world(_service({}), [no_end])) == _hides(no_end, "how long it keeps is not known")
	no_selection := _backup({"selects": "unknown"})
	_results(_world(_service({}), [no_selection])) == _hides(no_selection, "what it selects is not known")
}

test_not_applicable if {
	facts := {"critical": [_service({})], "backups": []}
	_results(given.with_facts({"aws": facts})) == given.aws_no_account(rule.about)
	_results(given.with_aws(object.union(facts, {"organization": "head"}))) == given.aws_elsewhere(rule.about)
	_results(given.with_aws({"organization": "head"})) == given.aws_elsewhere(rule.about)
	_results(given.with_aws({"backups": [_backup({})]})) == {given.result(rule.about, "not_applicable", {}, {
		"message": "The register has no critical service on AWS.",
	})}
}
