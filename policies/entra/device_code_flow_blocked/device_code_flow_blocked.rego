# METADATA
# title: The device code flow is blocked
# description: >-
#   Some enabled conditional-access policy blocks the device code flow, with which a person can be talked into signing in
#   an attacker's device, for every user and guest, at every application and from everywhere.
# custom:
#   id: entra.device_code_flow_blocked
#   version: 1
#   severity: high
#   controls: [A.5.17, A.5.36, A.8.5]
#   kind: sign_in
#   remediation: >-
#     Declare one enabled policy for all users and all applications with authenticationFlowTransferMethods
#     [deviceCodeFlow] and the block control, and exclude only what a live exception names.
package rules.entra.device_code_flow_blocked

import data.lib.result
import data.lib.sign_in

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many policies were looked at.
examined := sign_in.examined

_requirement := {
	"outcome": "block",
	"clients": ["browser", "mobileAppsAndDesktopClients"],
	"flows": ["deviceCodeFlow"],
	"holds": "The device code flow is blocked for everyone",
	"broken": "Sign-in with the device code flow is possible",
	"question": "the device code flow is blocked for everyone",
}

# METADATA
# description: One result per tenant, or one per gap of the policy that comes nearest.
results contains entry if some entry in sign_in.results(about, _requirement)
