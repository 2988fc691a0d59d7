"""Who are you? Everybody who may sign in, narrowed down by typing; a passphrase where one is set."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from rules.refusal import Refusal
from rules.values.staff import Actor, StaffCard
from rules.vocabulary import Role
from screens.folded import folded
from screens.overlay import Overlay
from screens.refusal_words import refusal_sentence
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.status_line import StatusLine

ROLES = tuple(Role)
"""Those who sign in most often come first."""


class SignInScreen(Overlay[None, StaffCard]):
    """Stands alone: it seats whoever is chosen, and asks for their passphrase in the same field.

    ``person`` is somebody who was named already: they are asked at once.
    """

    CONTEXT: ClassVar[str] = "sign_in"
    CSS_PATH = "sign_in_screen.tcss"
    MOST = 20
    AROUND = 7

    def __init__(self, seat: Seat, person: StaffCard | None = None) -> None:
        super().__init__(seat)
        self._person = person
        self.status = StatusLine()
        self._asked_of: StaffCard | None = None

    def title_text(self) -> str:
        group = self.seat.services.group_name
        return f"VO Call Center · {group}" if group else "VO Call Center"

    def hint(self) -> str:
        return self.seat.words("shell.who_hint")

    def refusal_for(self, code: str) -> Refusal | None:
        if code == "leave" and self._asked_of is None:
            return Refusal("who_first")
        return None

    def columns(self) -> Sequence[Column[StaffCard]]:
        words = self.seat.words
        return (
            Column("", lambda card: (card.name, "text"), 16, grows=2),
            Column("", lambda card: (words(f"vocabulary.role.{card.role}"), "muted"), 18, grows=1, drops=1),
            Column("", lambda card: (card.site, "muted"), 10, grows=1, drops=2),
        )

    def text_of(self, row: StaffCard) -> str:
        return f"{row.name} {row.login} {row.site} {self.seat.words(f'vocabulary.role.{row.role}')}"

    def compose_top(self) -> Iterable[Widget]:
        self.status.rest([(self.seat.words("shell.who"), "strong")])
        yield self.status
        yield self.field

    def on_mount(self) -> None:
        self.ask(self.seat.services.sign_in.people, self._show, keys_wait=True)

    def _show(self, people: Sequence[StaffCard]) -> None:
        self.fill(sorted(people, key=lambda card: (ROLES.index(card.role), folded(card.name))))
        if not people:
            self.status.rest([(self.seat.words("shell.no_people"), "soon")])
        if self._person is not None:
            self._ask_passphrase(self._person)

    def narrow(self) -> None:
        if self._asked_of is None:
            super().narrow()

    def action_choose(self) -> None:
        if self._asked_of is not None:
            self._sign_in(self._asked_of, self.field.value)
            return
        card = self.list.current
        if card is None:
            return
        service = self.seat.services.sign_in
        self.ask(
            lambda: service.needs_passphrase(card.id),
            lambda needed: self._ask_passphrase(card) if needed else self._sign_in(card, ""),
            keys_wait=True,
        )

    def _ask_passphrase(self, card: StaffCard) -> None:
        self._asked_of = card
        self.status.rest([(self.seat.words("shell.passphrase", name=card.name), "strong")])
        self.field.password = True
        self.field.placeholder = ""
        self.field.value = ""
        self.list.display = False
        self.key_line.redraw()
        self.field.focus()

    def _sign_in(self, card: StaffCard, passphrase: str) -> None:
        service = self.seat.services.sign_in

        def seated(actor: Actor) -> None:
            self.console.my_status = card.status.value
            self.console.take_seat(actor)

        self.ask(lambda: service.sign_in(card.id, passphrase), seated, keys_wait=True, refused=self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self.field.value = ""
        self.status.say(refusal_sentence(refusal, self.seat.words, self.seat), "refusal")

    def action_leave(self) -> None:
        """Back from the passphrase to the list."""
        self._asked_of = None
        self.field.password = False
        self.field.value = ""
        self.list.display = True
        self.key_line.redraw()
        self.status.rest([(self.seat.words("shell.who"), "strong")])
        self.narrow()
