"""Everybody starts on a screen that is open to them, under every preset."""

import pytest

from rules.policy import PRESETS, load, packaged
from rules.values.staff import Actor
from rules.vocabulary import Role
from screens.destinations import home_of


def seated(role: Role, preset: str) -> Actor:
    return Actor(1, "Mona Adam", role, load(packaged(preset)).desk.granted(role), frozenset())


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("role", Role)
def test_home_is_open_to_its_role(role: Role, preset: str) -> None:
    assert home_of(seated(role, preset)).is_open_to(seated(role, preset))


@pytest.mark.parametrize("preset", PRESETS)
def test_marketing_starts_with_the_figures(preset: str) -> None:
    assert home_of(seated(Role.MARKETING, preset)).code == "supervision"
