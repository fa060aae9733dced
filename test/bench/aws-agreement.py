"""Decides the cases of aws-agreement.ts with another implementation: JSON on stdin, a list of answers on stdout."""
import collections
import collections.abc
import json
import sys


def combine(one, matches):
    """Explicit deny, then an allow in the identity's policies, the boundary and every control level."""
    levels = one["control"]
    limits = [[one["boundary"]]] if "boundary" in one else []
    everything = one["identity"] + [doc for level in limits + levels for doc in level]
    if any(matches(doc, "Deny") for doc in everything):
        return "explicit"
    needed = [one["identity"]] + limits + levels
    return "allow" if all(any(matches(doc, "Allow") for doc in level) for level in needed) else "deny"


def pmapper(one):
    # Version 1.1.5 still looks for the abstract collections where Python 3.10 no longer has them.
    for name in ("Mapping", "MutableMapping"):
        setattr(collections, name, getattr(collections.abc, name))
    from principalmapper.querying.local_policy_simulation import policy_has_matching_statement
    from principalmapper.util.case_insensitive_dict import CaseInsensitiveDict

    context = CaseInsensitiveDict(one["context"])
    return combine(
        one, lambda doc, effect: policy_has_matching_statement(doc, effect, one["action"], one["resource"], context)
    )


def moto(one):
    from moto.iam.access_control import IAMPolicy, PermissionResult

    results = [IAMPolicy(json.dumps(doc)).is_action_permitted(one["action"], one["resource"]) for doc in one["identity"]]
    if PermissionResult.DENIED in results:
        return "explicit"
    return "allow" if PermissionResult.PERMITTED in results else "deny"


decide = {"pmapper": pmapper, "moto": moto}[sys.argv[1]]
json.dump([decide(one) for one in json.load(sys.stdin)], sys.stdout)
