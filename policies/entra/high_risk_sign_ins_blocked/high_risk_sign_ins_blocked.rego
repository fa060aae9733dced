# METADATA
# title: Sign-ins at high risk are blocked
# description: >-
#   No sign-in that Entra ID Protection rates at high risk is allowed.
# custom:
#   id: entra.high_risk_sign_ins_blocked
#   version: 1
#   severity: high
#   controls: [A.5.7, A.8.5]
#   remediation: >-
#     Declare one enabled policy for all users and all applications that blocks sign-in risk high.
package rules.entra.high_risk_sign_ins_blocked

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
