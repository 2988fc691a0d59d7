"""What every act on a lead needs: its record, its keys, drawers that open beside it and one line about what was done."""

from collections.abc import Callable
from typing import Any, TypeVar

from rules.refusal import Refusal
from rules.values.lead import LeadCard
from rules.vocabulary import Capability
from screens.console_screen import KeyAnswering
from screens.lead.call_drawer import CallDrawer, RunningCall
from screens.lead.choice_overlay import ChoiceOverlay
from screens.lead.key_refusals import key_refusal, takes_first
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.widgets.choice_list import Choice
from screens.widgets.status_line import StatusLine

T = TypeVar("T")
NEEDS_CARD = frozenset(
    "call email sms form qualify question route relaunch note close undo take merge same_person other_person whose copy"
    " rate stop appointment outcome".split()
)


class OnLead(KeyAnswering):
    """A screen with one lead: ``card`` is its record, None until it has been read."""

    lead_id: int
    card: LeadCard | None
    status: StatusLine
    running: RunningCall | None = None
    """A call of mine whose outcome is not noted yet."""
    wanted: str = ""
    """A key pressed before the record was there."""

    def reload(self, *, keys_wait: bool = True) -> None:
        """Read the record anew; what is typed meanwhile is for the record as it will be."""

    def go_on_with(self, lead_id: int) -> None:
        """Another lead in place of this one."""

    def refusal_for(self, code: str) -> Refusal | None:
        if code == "next" and not self.seat.actor.may(Capability.TAKE):
            return Refusal("not_your_role")
        if self.card is None or code not in NEEDS_CARD:
            return None
        return key_refusal(self.card, self.seat.actor, code)

    async def action_press(self, code: str) -> None:
        if code in NEEDS_CARD and self.card is None:
            self.wanted = code
            return
        if self.card is not None and takes_first(self.card, self.seat.actor, code):
            self._take_then(code)
            return
        await super().action_press(code)

    def _take_then(self, code: str) -> None:
        """Working on a free lead is taking it: take it, then do what the key says."""
        card, desk, actor = self.record, self.seat.services.desk, self.seat.actor

        def taken(_: None) -> None:
            self.wanted = code
            self.say_done("lead.taken")

        self.act(lambda: desk.claim(actor, card.id), taken)

    def open_drawer(self, drawer: LeadDrawer) -> None:
        def ended(done: Done | None) -> None:
            if isinstance(drawer, CallDrawer):
                self.running = drawer.running
            self.make_room(False)
            self.ended(done)

        self.make_room(True)
        self.app.push_screen(drawer, ended)

    def make_room(self, is_beside: bool) -> None:
        """A drawer opens over the right side, or has closed."""

    def ended(self, done: Done | None) -> None:
        """A drawer has closed: say what was done, propose what comes next."""
        self.reload()
        if done is None:
            return
        text = done.text
        if text and done.is_leaving and self.seat.actor.may(Capability.TAKE):
            text = f"{text} {self.seat.glyphs.dot} {self.seat.words('lead.next_lead')}"
        if text:
            self.status.say(text, "done")
        if done.then:
            self.call_later(self.action_press, done.then)

    def act(self, call: Callable[[], T], then: Callable[[T], object]) -> None:
        """Do something to the record; the next key is for the record as it is then, ``u`` for this act."""
        self.ask(call, then, keys_wait=True)

    def say_done(self, key: str, **params: Any) -> None:
        """One line about what was done, and the record as it is now."""
        self.status.say(self.seat.words(key, **params), "done")
        self.reload()

    @property
    def record(self) -> LeadCard:
        """The record, on the path of a key that needs it."""
        assert self.card is not None
        return self.card

    def choose(self, title: str, choices: list[Choice], chosen: Callable[[str], object]) -> None:
        """Have one of a few chosen; left without, nothing is done."""

        def answered(code: str | None) -> None:
            if code is not None:
                chosen(code)

        self.app.push_screen(ChoiceOverlay(self.seat, title, choices), answered)

    def expect_back(self, card: LeadCard) -> None:
        """This lead and those merged into it return to the lists by a key of mine: nothing to ring for."""
        self.console.coming_back |= {card.id} | {each.id for each in card.other_leads if each.duplicate_of}
