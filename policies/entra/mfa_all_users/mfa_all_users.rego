# METADATA
# title: Multi-factor authentication is required for all users
# description: >-
#   Some enabled conditional-access policy requires multi-factor authentication, or blocks, for every user and guest, at
#   every application, from every client, platform, location and device, at every risk and in every flow.
# custom:
#   id: entra.mfa_all_users
#   version: 1
#   severity: critical
#   controls: [A.5.15, A.5.17, A.8.5]
#   kind: sign_in
#   remediation: >-
#     Declare one enabled policy for all users and all applications with the mfa control, and exclude only what a live
#     exception names.
package rules.entra.mfa_all_users

import data.lib.result
import data.lib.sign_in

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many policies were looked at.
examined := sign_in.examined

_requirement := {
	"outcome": "mfa",
	"clients": ["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"],
	"flows": ["none", "deviceCodeFlow", "authenticationTransfer"],
	"holds": "Multi-factor authentication is required of everyone",
	"broken": "Sign-in without multi-factor authentication is possible",
	"question": "multi-factor authentication is required of everyone",
}

# METADATA
# description: One result per tenant, or one per gap of the policy that comes nearest.
results contains entry if some entry in sign_in.results(about, _requirement)
