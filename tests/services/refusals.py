"""``with refused("code"):`` for the tests of services."""

import pytest

from rules.refusal import Refusal


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    """Expect a refusal with exactly this code."""
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)
