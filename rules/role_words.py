"""A refusal for want of a right, with the roles that have it in words."""

from rules.refusal import Refusal
from rules.words import Words


def with_roles(refusal: Refusal, words: Words) -> Refusal:
    """``not_allowed`` becomes ``not_allowed_roles`` where the policy said which roles may; others stay as they are."""
    roles = refusal.params.get("roles")
    if refusal.code != "not_allowed" or not roles:
        return refusal
    named = ", ".join(words(f"vocabulary.role.{role}") for role in roles)
    return Refusal("not_allowed_roles", **{**refusal.params, "roles": named})
