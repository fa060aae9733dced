# METADATA
# title: Legacy authentication is blocked
# description: >-
#   No client that cannot answer a second factor (Exchange ActiveSync, IMAP, POP, SMTP and the like) can sign in.
# custom:
#   id: entra.legacy_authentication_blocked
#   version: 1
#   severity: critical
#   controls: [A.5.17, A.5.36, A.8.5]
#   remediation: >-
#     Declare one enabled policy for all users and all applications that blocks the client types
#     exchangeActiveSync and other.
package rules.entra.legacy_authentication_blocked

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
