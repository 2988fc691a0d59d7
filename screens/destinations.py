"""Where ``g`` and a letter lead: every screen one can go to, who may, and the module it lives in.

Screens are imported when they are first asked for, so that the console paints before it has read them all.
"""

from dataclasses import dataclass
from importlib import import_module

from rules.values.staff import Actor
from rules.vocabulary import Capability, Role


@dataclass(frozen=True, slots=True)
class Destination:
    """One screen: ``screens.<code>.<code>_screen`` holds the class ``<Code>Screen`` (``ToSortScreen``)."""

    code: str
    letter: str
    needs: frozenset[Capability] = frozenset()
    """Any one of these; empty lets everybody in."""

    def is_open_to(self, actor: Actor) -> bool:
        return not self.needs or bool(self.needs & actor.capabilities)

    def screen_class(self) -> type:
        """The screen's class. Raises ImportError where it does not exist."""
        name = "".join(part.title() for part in self.code.split("_")) + "Screen"
        found: type = getattr(import_module(f"screens.{self.code}.{self.code}_screen"), name)
        return found


DESTINATIONS: tuple[Destination, ...] = (
    Destination("queue", "q"),
    Destination("desk", "d", frozenset({Capability.RECEIVE, Capability.SELL})),
    Destination("agenda", "a"),
    Destination("to_sort", "b", frozenset({Capability.SORT})),
    Destination("stock", "k"),
    Destination("imports", "i", frozenset({Capability.SUPERVISE, Capability.ADMINISTER})),
    Destination("outbox", "o"),
    Destination("supervision", "v", frozenset({Capability.SUPERVISE, Capability.FIGURES})),
    Destination("people", "p", frozenset({Capability.PEOPLE, Capability.ADMINISTER})),
)


def destination(code: str) -> Destination:
    """The destination called ``code``. Raises StopIteration for an unknown one."""
    return next(place for place in DESTINATIONS if place.code == code)


_HOMES = {
    Role.OPERATOR: "queue",
    Role.SALESPERSON: "desk",
    Role.MANAGER: "supervision",
    Role.MARKETING: "supervision",
    Role.ADMINISTRATOR: "people",
}


def home_of(actor: Actor) -> Destination:
    """Where somebody starts: the screen of their role, or the queue when that one is closed to them."""
    place = destination(_HOMES[actor.role])
    return place if place.is_open_to(actor) else destination("queue")
