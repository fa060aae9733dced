package rules.change.full_preview_test

import data.lib.fixtures_test as given
import data.rules.change.full_preview as rule

_plan(status, reasons) := given.with_facts({
	"completeness": {"status": status, "reasons": reasons},
	"resources": [given.resource("one", {}), given.resource("two", {})],
})

_results(world) := results if {
	results := rule.results with input as world
}

test_about if rule.about.id == "change.full_preview"

test_examined_counts_every_resource if rule.examined == 2 with input as _plan("full", [])

test_pass_full_plan if {
	expected := given.result(rule.about, "pass", {}, {"message": "The plan shows all 2 resources of the stack."})
	_results(_plan("full", [])) == {expected}
}

test_fail_partial_plan_one_result_per_reason if {
	first := given.result(rule.about, "fail", {}, {
		"message": "The plan does not cover the whole stack: it was made with --target.",
		"finding": "change.full_preview|it was made with --target",
	})
	second := given.result(rule.about, "fail", {}, {
		"message": "The plan does not cover the whole stack: it has errors.",
		"finding": "change.full_preview|it has errors",
	})
	_results(_plan("partial", ["it was made with --target", "it has errors"])) == {first, second}
}

test_unknown_plan_that_does_not_say if {
	expected := given.result(rule.about, "unknown", {}, {
		"message": "The plan does not cover the whole stack: unchanged resources are not shown.",
		"finding": "change.full_preview|unchanged resources are not shown",
	})
	_results(_plan("unknown", ["unchanged resources are not shown"])) == {expected}
}

# The gate denies a rule without any result.
test_silent_about_a_status_it_does_not_know if _results(_plan("other", ["why"])) == set()
