# METADATA
# title: Authentication transfer is blocked
# description: >-
#   Nobody can move a sign-in from one device to another.
# custom:
#   id: entra.authentication_transfer_blocked
#   version: 1
#   severity: medium
#   controls: [A.5.17, A.8.5]
#   remediation: >-
#     Declare one enabled policy for all users and all applications that blocks the flow authenticationTransfer.
package rules.entra.authentication_transfer_blocked

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
