# METADATA
# title: Platforms that Entra does not know are blocked
# description: >-
#   No sign-in from a platform outside the six that a policy can name is allowed.
# custom:
#   id: entra.unknown_platforms_blocked
#   version: 1
#   severity: medium
#   controls: [A.8.1, A.8.5]
#   remediation: >-
#     Declare one enabled policy that includes all platforms, excludes the six known ones, and blocks.
package rules.entra.unknown_platforms_blocked

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
