# METADATA
# title: The device code flow is blocked
# description: >-
#   Nobody can sign in through the device code flow, which attackers use to have a victim authorise their device.
# custom:
#   id: entra.device_code_flow_blocked
#   version: 1
#   severity: high
#   controls: [A.5.17, A.8.5]
#   remediation: >-
#     Declare one enabled policy for all users and all applications that blocks the flow deviceCodeFlow.
package rules.entra.device_code_flow_blocked

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
