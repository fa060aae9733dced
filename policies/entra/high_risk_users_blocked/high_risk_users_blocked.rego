# METADATA
# title: Users at high risk are blocked
# description: >-
#   No user whom Entra ID Protection rates at high risk can sign in.
# custom:
#   id: entra.high_risk_users_blocked
#   version: 1
#   severity: high
#   controls: [A.5.7, A.8.5]
#   remediation: >-
#     Declare one enabled policy for all users and all applications that blocks user risk high.
package rules.entra.high_risk_users_blocked

import data.lib.result
import data.lib.sign_in

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many policies were looked at.
examined := sign_in.examined

# METADATA
# description: One result per tenant.
results contains entry if some entry in sign_in.results(about)
