# METADATA
# title: Azure management requires multi-factor authentication
# description: >-
#   Every sign-in to the Azure management API uses several factors or is blocked.
# custom:
#   id: entra.mfa_azure_management
#   version: 1
#   severity: critical
#   controls: [A.5.17, A.8.2, A.8.5]
#   remediation: >-
#     Include all applications, or Azure management, in an enabled policy for all users with the mfa control.
package rules.entra.mfa_azure_management

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
