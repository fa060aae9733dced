# METADATA
# title: Legacy authentication is blocked
# description: >-
#   Some enabled conditional-access policy blocks the client types exchangeActiveSync and other, which can only send a
#   password, for every user and guest, at every application and from everywhere.
# custom:
#   id: entra.legacy_authentication_blocked
#   version: 1
#   severity: critical
#   controls: [A.5.17, A.5.36, A.8.5]
#   kind: sign_in
#   remediation: >-
#     Declare one enabled policy for all users, all applications and the client types exchangeActiveSync and other with
#     the block control, and exclude only what a live exception names.
package rules.entra.legacy_authentication_blocked

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
	"clients": ["exchangeActiveSync", "other"],
	"flows": ["none"],
	"holds": "Legacy authentication is blocked for everyone",
	"broken": "Sign-in with a legacy client and a password alone is possible",
	"question": "legacy authentication is blocked for everyone",
}

# METADATA
# description: One result per tenant, or one per gap of the policy that comes nearest.
results contains entry if some entry in sign_in.results(about, _requirement)
