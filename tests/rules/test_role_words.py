"""A refusal for want of a right names the roles that have it, where the policy said so."""

import pytest

from rules.policy import load, packaged
from rules.refusal import Refusal
from rules.rights import check_teaching
from rules.role_words import with_roles
from rules.values.staff import Actor
from rules.vocabulary import Capability, Role
from rules.words import Words

DESK = load(packaged("b")).desk


def operator(*, knows_policy: bool) -> Actor:
    granted = {role: DESK.granted(role) for role in Role} if knows_policy else {}
    return Actor(1, "Camille", Role.OPERATOR, DESK.granted(Role.OPERATOR), frozenset(), "fr", granted)


@pytest.mark.parametrize(("lang", "named"), [("fr", "administrateur"), ("en", "administrator")])
def test_who_may_is_said_in_the_words_of_the_reader(lang: str, named: str) -> None:
    words = Words(lang)
    refusal = with_roles(operator(knows_policy=True).not_allowed(Capability.ADMINISTER), words)
    assert words(f"refusal.{refusal.code}", **refusal.params).endswith(f": {named}.")


def test_any_right_that_would_do_counts() -> None:
    with pytest.raises(Refusal, match="not_allowed") as caught:
        check_teaching(operator(knows_policy=True))
    assert caught.value.params["roles"] == (Role.MANAGER, Role.ADMINISTRATOR)


def test_without_a_policy_nobody_is_named() -> None:
    refusal = operator(knows_policy=False).not_allowed(Capability.ADMINISTER)
    assert with_roles(refusal, Words("fr")) is refusal
    other = Refusal("other_site", roles=("manager",))
    assert with_roles(other, Words("fr")) is other
