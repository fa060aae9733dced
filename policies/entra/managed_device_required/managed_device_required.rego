# METADATA
# title: A managed device is required
# description: >-
#   Every sign-in comes from a device that is compliant or hybrid joined.
# custom:
#   id: entra.managed_device_required
#   version: 1
#   severity: medium
#   controls: [A.8.1, A.8.5]
#   remediation: >-
#     Require a compliant or hybrid joined device in an enabled policy for all users and all applications.
package rules.entra.managed_device_required

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
