# METADATA
# title: Registering a device requires multi-factor authentication
# description: >-
#   Nobody can register or join a device with a single factor.
# custom:
#   id: entra.mfa_device_registration
#   version: 1
#   severity: high
#   controls: [A.5.17, A.8.1, A.8.5]
#   remediation: >-
#     Require the mfa control for the user action urn:user:registerdevice.
package rules.entra.mfa_device_registration

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
