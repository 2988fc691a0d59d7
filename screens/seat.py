"""Who sits at the console and with what: the values every screen is given when it is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rules.values.staff import Actor
from rules.words import Words
from screens.glyphs import Glyphs
from screens.wording import Wording

if TYPE_CHECKING:
    from screens.services import Services


@dataclass(frozen=True, slots=True)
class Seat:
    """Never changes: another person, language or set of symbols is another seat."""

    services: "Services"
    actor: Actor
    words: Words
    wording: Wording
    glyphs: Glyphs
    now: Callable[[], datetime]
    """The clock, aware UTC."""
