# METADATA
# title: Emergency access accounts exist, can sign in and are guarded
# description: >-
#   There are as many emergency accounts as the parameters ask for, each a declared cloud-only user with a password
#   that others cannot know or reset; where the stack gives roles, as many as have to be there are Global Administrators;
#   no enabled policy can lock them out; and every group through which policies exclude them is static, role-assignable, without owners and
#   holds nobody else.
# custom:
#   id: entra.emergency_access_accounts
#   version: 2
#   severity: critical
#   controls: [A.5.17, A.5.29, A.8.2, A.8.5]
#   remediation: >-
#     Keep two emergency accounts as declared cloud-only users in one role-assignable group without owners, and exclude
#     that group from every enabled policy.
package rules.entra.emergency_access_accounts

import data.lib.exceptions
import data.lib.holders
import data.lib.principals
import data.lib.result

# METADATA
# description: Identity of the rule.
about := result.about(rego.metadata.chain())

# METADATA
# description: How many policies were looked at.
examined := count(_policies)

# METADATA
# description: There is no tenant to have emergency access to.
results contains result.not_applicable(about, "This stack owns no tenant and declares nothing in one.") if {
	count(input.facts.tenants) == 0
}

# METADATA
# description: Nothing names the emergency accounts.
results contains result.unknown(about, {}, {
	"message": "Which accounts are for emergencies is not known: no register is given and no live exception names them.",
	"remediation": "Give the register with --register, or name the group in the exceptions of both requirements.",
}) if {
	count(input.facts.tenants) > 0
	not _are_known
}

# METADATA
# description: What is wrong with the accounts, their groups and the policies.
results contains finding if {
	count(input.facts.tenants) > 0
	_are_known
	some finding in _findings
}

# METADATA
# description: Every account exists and nothing can lock it out.
results contains result.pass(about, {}, concat("", [
	"Emergency access is guarded: ", format_int(count(_accounts), 10), " accounts, outside every one of ",
	format_int(count(_policies), 10), " enabled policies.",
])) if {
	count(input.facts.tenants) > 0
	_are_known
	count(_findings) == 0
}

_policies contains policy if {
	some tenant in input.facts.tenants
	some policy in tenant.policies
	policy.state in {"enabled", "open"}
}

# The two requirements that every sound tenant takes the emergency accounts out of.
_requirements := ["entra.mfa_all_users", "entra.legacy_authentication_blocked"]

_are_known if is_object(input.register)

_are_known if count(_excepted_groups) + count(_excepted_users) > 0

_excepted_groups contains group if {
	some group in _scoped("groups", _requirements[0])
	group in _scoped("groups", _requirements[1])
}

_excepted_users contains user if {
	some user in _scoped("users", _requirements[0])
	user in _scoped("users", _requirements[1])
}

_scoped(dimension, rule) := {id |
	some exception in exceptions.live
	exception.rule == rule
	some id in exception.scope[dimension]
}

# Marked in people.yaml; without a register, who live exceptions take out of both requirements.
_accounts := {id | some id in input.facts.emergency} if {
	is_object(input.register)
} else := _excepted_users | {id | some group in _excepted_groups; some id in input.facts.groups[group].members}

# The groups that keep the accounts out of policies: named by the exceptions, excluded by a policy, or made of them.
_groups contains group if {
	not is_object(input.register)
	some group in _excepted_groups
}

_groups contains group if {
	some group in _excepted_groups
	count(input.facts.groups[group].open) > 0
}

_groups contains exclusion.id if {
	some policy in _policies
	some exclusion in policy.exclusions
	exclusion.dimension == "groups"
	some account in _accounts
	principals.contains_account(exclusion.id, account) == "yes"
}

_groups contains id if {
	some id, group in input.facts.groups
	count(group.members) > 0
	every member in group.members { member in _accounts }
}

_findings contains result.fail(about, {}, {
	"message": concat(" ", [
		"There are", format_int(count(_accounts), 10), "emergency accounts; the parameters ask for",
		format_int(input.parameters.emergencyAccounts.minimum, 10), "to",
		concat("", [format_int(input.parameters.emergencyAccounts.maximum, 10), "."]),
	]),
	"affected": sort({_label(account) | some account in _accounts}),
	"finding": concat("|", [about.id, "count"]),
}) if {
	not _is_counted
}

_is_counted if {
	count(_accounts) >= input.parameters.emergencyAccounts.minimum
	count(_accounts) <= input.parameters.emergencyAccounts.maximum
}

_findings contains result.fail(about, {}, {
	"message": concat("", ["The emergency account ", account, " is not a declared user, so nothing shows that it exists."]),
	"finding": concat("|", [about.id, "undeclared", account]),
}) if {
	some account in _accounts
	not input.facts.users[account]
}

_findings contains result.fail(about, user, {
	"message": concat("", ["The emergency account ", user.label, " ", text, "."]),
	"affected": [user.label],
	"finding": concat("|", [about.id, user.key, text]),
}) if {
	some account in _accounts
	user := input.facts.users[account]
	some text in user.weaknesses
}

# Accounts that cannot do anything help nobody. Only a stack that gives roles can tell.
_findings contains result.new(about, _unseen, {}, {
	"message": concat("", [
		format_int(count(_powerful), 10), " emergency accounts hold the role Global Administrator; the parameters ask for ",
		format_int(input.parameters.emergencyAccounts.minimum, 10), " at least.",
	]),
	"affected": sort({_label(account) | some account in _accounts; not account in _powerful}),
	"remediation": "Assign the role Global Administrator to the accounts, without an end and without activation.",
	"finding": concat("|", [about.id, "role"]),
}) if {
	is_object(input.register)
	count(input.facts.roleGrants) > 0
	count(_powerful) < input.parameters.emergencyAccounts.minimum
}

# Whoever holds the role without being seen may be the account.
_unseen := "unknown" if {
	input.facts.completeness.status == "unknown"
} else := "unknown" if {
	count(holders.hidden_global_administrators) > 0
} else := "fail"

_powerful := {holder.principal.id |
	some holder in input.facts.privileges.roleHolders
	holder.role.id == holders.global_administrator
	holder.kind == "active"
	holder.principal.id in _accounts
}

_findings contains result.fail(about, group, {
	"message": concat("", ["The group ", group.label, ", which keeps emergency accounts out of policies, ", text, "."]),
	"affected": group.affected,
	"remediation": "Make it static and role-assignable, without owners, with the emergency accounts as its only members.",
	"finding": concat("|", [about.id, group.key, text]),
}) if {
	some id in _groups
	group := input.facts.groups[id]
	some text in group.weaknesses
}

_findings contains result.fail(about, group, {
	"message": concat("", [_label(member), " is in the group ", group.label, " but is not an emergency account."]),
	"affected": [_label(member)],
	"remediation": concat("", ["Remove the member from the group ", group.label, "."]),
	"finding": concat("|", [about.id, group.key, member]),
}) if {
	some id in _groups
	group := input.facts.groups[id]
	some member in group.members
	not member in _accounts
	not member in group.undeclared
}

_findings contains result.unknown(about, group, {
	"message": concat("", ["The group ", group.label, ", which keeps emergency accounts out of policies, ", text, "."]),
	"affected": group.affected,
	"remediation": "Name its members as references to declared users.",
	"finding": concat("|", [about.id, group.key, text]),
}) if {
	some id in _groups
	group := input.facts.groups[id]
	some text in group.unclear
}

_findings contains result.fail(about, policy, {
	"message": concat("", [policy.label, " can lock out the emergency account ", _label(account), "."]),
	"affected": [_label(account)],
	"remediation": "Exclude the group of the emergency accounts from this policy.",
	"finding": concat("|", [about.id, policy.key, account]),
}) if {
	some policy in _policies
	some account in _accounts
	principals.applies(policy, account) == "yes"
}

_findings contains result.unknown(about, policy, {
	"message": concat("", ["Whether ", policy.label, " can lock out ", _label(account), " cannot be decided."]),
	"affected": [_label(account)],
	"remediation": "Write whom the policy includes and excludes as literals or as references to declared resources.",
	"finding": concat("|", [about.id, policy.key, account]),
}) if {
	some policy in _policies
	some account in _accounts
	principals.applies(policy, account) == "open"
}

_label(account) := input.facts.users[account].label if {
	input.facts.users[account]
} else := account
