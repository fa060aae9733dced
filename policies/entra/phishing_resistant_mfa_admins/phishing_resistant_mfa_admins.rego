# METADATA
# title: Administrators authenticate in a phishing-resistant way
# description: >-
#   Whoever has a privileged role active, or holds one that no policy for roles reaches, can sign in only with a
#   phishing-resistant method.
# custom:
#   id: entra.phishing_resistant_mfa_admins
#   version: 1
#   severity: critical
#   controls: [A.5.17, A.8.2, A.8.5]
#   remediation: >-
#     Declare one enabled policy for the privileged roles (or all users) and all applications with the built-in
#     phishing-resistant strength.
package rules.entra.phishing_resistant_mfa_admins

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
