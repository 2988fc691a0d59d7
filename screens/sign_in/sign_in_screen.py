"""Who are you? Everybody who may sign in, narrowed down by typing; a passphrase where one is set."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from rules.refusal import Refusal
from rules.values.staff import Actor, StaffCard
from screens.overlay import Overlay
from screens.refusal_words import refusal_sentence
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.status_line import StatusLine


class SignInScreen(Overlay[None, StaffCard]):
    """Stands alone: it seats whoever is chosen, and asks for their passphrase in the same field."""

    CONTEXT: ClassVar[str] = "sign_in"
    CSS_PATH = "sign_in_screen.tcss"

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.status = StatusLine()
        self._asked_of: StaffCard | None = None

    def title_text(self) -> str:
        group = self.seat.services.group_name
        return f"VO Call Center · {group}" if group else "VO Call Center"

    def hint(self) -> str:
        return self.seat.words("shell.who_hint")

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
        self.ask(self.seat.services.sign_in.people, self._show)

    def _show(self, people: Sequence[StaffCard]) -> None:
        self.fill(sorted(people, key=lambda card: (card.role, card.name)))
        if not people:
            self.status.rest([(self.seat.words("shell.no_people"), "soon")])

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
        )

    def _ask_passphrase(self, card: StaffCard) -> None:
        self._asked_of = card
        self.status.rest([(self.seat.words("shell.passphrase", name=card.name), "strong")])
        self.field.password = True
        self.field.placeholder = ""
        self.field.value = ""
        self.list.display = False
        self.field.focus()

    def _sign_in(self, card: StaffCard, passphrase: str) -> None:
        service = self.seat.services.sign_in

        def seated(actor: Actor) -> None:
            self.console.my_status = card.status.value
            self.console.take_seat(actor)

        self.ask(lambda: service.sign_in(card.id, passphrase), seated, refused=self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self.field.value = ""
        self.status.say(refusal_sentence(refusal, self.seat.words, self.seat), "refusal")

    def action_leave(self) -> None:
        """Back from the passphrase to the list."""
        if self._asked_of is None:
            return
        self._asked_of = None
        self.field.password = False
        self.field.value = ""
        self.list.display = True
        self.status.rest([(self.seat.words("shell.who"), "strong")])
        self.narrow()
