# METADATA
# title: Sign-in requirements
# description: The rules whose exceptions register an exclusion from a conditional-access policy.
package lib.requirements

_sign_in := {
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

# METADATA
# description: The requirements that are enforced here; an exception of an advisory one registers nothing.
enforced := {rule | some rule in _sign_in; input.parameters.rules[rule] != "advisory"} | {rule |
	some rule in _sign_in
	not input.parameters.rules[rule]
}
