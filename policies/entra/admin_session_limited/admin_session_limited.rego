# METADATA
# title: Sessions of administrators end in time
# description: >-
#   In a browser, administrators sign in again within the hours of the parameter session.administratorHours, and no
#   session outlives the browser.
# custom:
#   id: entra.admin_session_limited
#   version: 1
#   severity: medium
#   controls: [A.8.2, A.8.5]
#   remediation: >-
#     Declare one enabled policy for the privileged roles with a sign-in frequency and persistentBrowserMode
#     never.
package rules.entra.admin_session_limited

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
