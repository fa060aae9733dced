# METADATA
# title: Multi-factor authentication is required for all users
# description: >-
#   Every sign-in of every user and guest, at every application, from every client, platform, location and device,
#   at every risk and in every flow, uses several factors or is blocked.
# custom:
#   id: entra.mfa_all_users
#   version: 1
#   severity: critical
#   controls: [A.5.15, A.5.17, A.8.5]
#   remediation: >-
#     Declare one enabled policy for all users and all applications with the mfa control, and exclude only what a
#     live exception names.
package rules.entra.mfa_all_users

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
