# METADATA
# title: Guests use multi-factor authentication
# description: >-
#   Every sign-in of every guest and external user uses several factors or is blocked.
# custom:
#   id: entra.mfa_guests
#   version: 1
#   severity: high
#   controls: [A.5.15, A.5.17, A.5.19, A.8.5]
#   remediation: >-
#     Include every guest type in an enabled policy with the mfa control for all applications.
package rules.entra.mfa_guests

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
