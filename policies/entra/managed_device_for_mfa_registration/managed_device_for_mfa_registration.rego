# METADATA
# title: Security information is registered on managed devices
# description: >-
#   Authentication methods can be registered only from a compliant or hybrid joined device.
# custom:
#   id: entra.managed_device_for_mfa_registration
#   version: 1
#   severity: medium
#   controls: [A.5.17, A.8.1]
#   remediation: >-
#     Require a compliant device for the user action urn:user:registersecurityinfo.
package rules.entra.managed_device_for_mfa_registration

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
