# METADATA
# title: Everyone authenticates in a phishing-resistant way
# description: >-
#   Every sign-in of every user and guest uses a phishing-resistant method or is blocked.
# custom:
#   id: entra.phishing_resistant_mfa_all_users
#   version: 1
#   severity: medium
#   controls: [A.5.17, A.8.5]
#   remediation: >-
#     Require the phishing-resistant strength in an enabled policy for all users and all applications.
package rules.entra.phishing_resistant_mfa_all_users

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
