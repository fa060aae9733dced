# METADATA
# title: Principals
# description: >-
#   Whether a policy can apply to an account, as far as the plan shows it: "yes", "no" or "open". The host resolves nested
#   groups; a group that it cannot resolve is open.
package lib.principals

# METADATA
# description: Whether a group contains an account.
contains_account(group, account) := "yes" if {
	account in input.facts.groups[group].members
} else := "no" if {
	count(input.facts.groups[group].open) == 0
} else := "open"

# METADATA
# description: Whether the policy can apply to the account.
applies(policy, account) := "no" if {
	_excluded(policy, account) == "yes"
} else := "no" if {
	_included(policy, account) == "no"
} else := "open" if {
	_excluded(policy, account) == "open"
} else := "open" if {
	policy.state == "open"
} else := _included(policy, account)

_excluded(policy, account) := "yes" if {
	some exclusion in policy.exclusions
	exclusion.dimension == "users"
	exclusion.id in {account, "All"}
} else := "yes" if {
	some exclusion in policy.exclusions
	exclusion.dimension == "groups"
	contains_account(exclusion.id, account) == "yes"
} else := "open" if {
	some exclusion in policy.exclusions
	exclusion.kind == "open"
} else := "open" if {
	some exclusion in policy.exclusions
	exclusion.dimension == "groups"
	contains_account(exclusion.id, account) == "open"
} else := "no"

_included(policy, account) := "yes" if {
	some id in policy.includes.users
	id in {account, "All"}
} else := "yes" if {
	some group in policy.includes.groups
	contains_account(group, account) == "yes"
} else := "yes" if {
	# An emergency account holds administrator roles, so a policy for roles is a policy for it.
	count(policy.includes.roles) > 0
} else := "open" if {
	policy.includes.open
} else := "open" if {
	some group in policy.includes.groups
	contains_account(group, account) == "open"
} else := "no"
