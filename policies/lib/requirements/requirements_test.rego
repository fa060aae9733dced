package lib.requirements_test

import data.lib.fixtures_test as given
import data.lib.requirements

_all := {
	"entra.admin_session_limited",
	"entra.authentication_transfer_blocked",
	"entra.device_code_flow_blocked",
	"entra.high_risk_sign_ins_blocked",
	"entra.high_risk_users_blocked",
	"entra.legacy_authentication_blocked",
	"entra.managed_device_for_mfa_registration",
	"entra.managed_device_required",
	"entra.mfa_all_users",
	"entra.mfa_azure_management",
	"entra.mfa_device_registration",
	"entra.mfa_guests",
	"entra.phishing_resistant_mfa_admins",
	"entra.phishing_resistant_mfa_all_users",
	"entra.unknown_platforms_blocked",
}

_enforced(rules) := enforced if {
	enforced := requirements.enforced with input as given.input_with({"parameters": {"rules": rules}})
}

test_every_requirement_that_the_parameters_do_not_name if _enforced({}) == _all

test_a_requirement_that_the_parameters_name_as_enforced if {
	_enforced({"entra.mfa_guests": "enforced"}) == _all
}

test_no_requirement_that_is_advisory if {
	_enforced({
		"entra.mfa_guests": "advisory",
		"entra.mfa_all_users": "enforced",
		"entra.unknown_platforms_blocked": "advisory",
	}) == _all - {"entra.mfa_guests", "entra.unknown_platforms_blocked"}
}

test_no_rule_that_is_not_a_requirement if {
	_enforced({"entra.exclusions_registered": "enforced", "own.requirements": "enforced"}) == _all
}

test_nothing_where_all_are_advisory if _enforced({rule: "advisory" | some rule in _all}) == set()
