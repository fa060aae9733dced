# METADATA
# title: Holders of roles
# description: >-
#   Who holds a directory role or may activate it, by person: however many ways lead to a role, somebody counts once.
#   Emergency accounts count, owners of groups do not.
package lib.holders

# METADATA
# description: Template id of the role Global Administrator (Microsoft Entra built-in roles reference).
global_administrator := "62e90394-69f5-4237-9190-012177145e10"

# METADATA
# description: The declared people who are Global Administrators.
global_administrators := {holder.principal.id: holder.principal.label |
	some holder in _holders
	holder.role.id == global_administrator
	_is_person(holder)
}

# METADATA
# description: Those who may be Global Administrators without being seen, in words.
hidden_global_administrators := {holder.principal.label |
	some holder in _holders
	holder.role.id == global_administrator
	_is_hidden(holder)
} | {holder.principal.label |
	some holder in _holders
	holder.role.id == ""
}

# METADATA
# description: >-
#   The declared people who hold another role of the list privilegedRoles, or a custom role that is privileged, and are no
#   Global Administrators.
other_administrators := {holder.principal.id: holder.principal.label |
	some holder in _holders
	holder.role.privileged == "yes"
	not _is_further(holder.role)
	_is_person(holder)
	not global_administrators[holder.principal.id]
}

# METADATA
# description: Those who may hold another privileged role without being seen, in words.
hidden_other_administrators := {holder.principal.label |
	some holder in _holders
	_may_be_another(holder.role)
	not _is_program(holder)
	not global_administrators[holder.principal.id]
	not other_administrators[holder.principal.id]
}

_holders contains holder if {
	some holder in input.facts.privileges.roleHolders
	holder.kind != "owner"
}

_may_be_another(role) if {
	role.id != global_administrator
	role.privileged != "no"
	not _is_further(role)
}

# Such roles are judged where they are granted; they do not stand in for Global Administrator.
_is_further(role) if role.id in input.parameters.furtherPrivilegedRoles

_is_person(holder) if holder.principal.kind in {"user", "guest"}

_is_program(holder) if holder.principal.kind in {"servicePrincipal", "application"}

# Whoever gets an access package, an id that nothing declares and what cannot be read may be any number of people.
_is_hidden(holder) if {
	not _is_person(holder)
	not _is_program(holder)
}
