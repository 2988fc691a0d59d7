"""What left, what waits and what went wrong: each message with its state and its reason, whole as it left."""

from collections.abc import Callable, Iterable, Sequence

from rules.refusal import Refusal
from rules.values.message import OutboxEntry
from rules.vocabulary import Capability, OutboxState
from screens.desk.desk_lines import moment_width
from screens.explained_choice import ExplainedChoice
from screens.fact_lines import fact_lines
from screens.list_and_text import ListAndText
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.choice_list import Choice
from screens.widgets.columns import Column
from screens.widgets.line import Line, Piece
from screens.widgets.text_pane import folded_lines

PROBLEMS = frozenset({OutboxState.UNKNOWN, OutboxState.HELD, OutboxState.FAILED, OutboxState.BOUNCED})
CANCELLABLE = frozenset({OutboxState.QUEUED, OutboxState.HELD, OutboxState.FAILED})
RETRIABLE = frozenset({OutboxState.QUEUED, OutboxState.HELD, OutboxState.FAILED, OutboxState.BOUNCED})
POSSIBLE = {
    "cancel": CANCELLABLE,
    "retry": RETRIABLE,
    "settle": frozenset({OutboxState.UNKNOWN}),
}
"""In which states a key works; the service checks it again."""
INKS = {
    OutboxState.QUEUED: "text",
    OutboxState.SENDING: "text",
    OutboxState.SENT: "good",
    OutboxState.DELIVERED: "good",
    OutboxState.BOUNCED: "late",
    OutboxState.FAILED: "late",
    OutboxState.HELD: "soon",
    OutboxState.CANCELLED: "muted",
    OutboxState.UNKNOWN: "soon",
}


class OutboxScreen(ListAndText[OutboxEntry]):
    """Newest first; ``v`` keeps what went wrong."""

    CONTEXT = "outbox"
    TITLE_KEY = "outbox_screen.title"
    TOUCHES = frozenset({"outbox", "message"})

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.problems_only = False
        self.entries: Sequence[OutboxEntry] = ()

    def columns(self) -> Sequence[Column[OutboxEntry]]:
        words, wording, now = self.seat.words, self.seat.wording, self.seat.now

        def head(code: str) -> str:
            return words(f"outbox_screen.col_{code}")

        return (
            Column(head("state"), self._state, 18),
            Column(
                head("at"),
                lambda entry: (wording.moment(entry.at, now()), "muted"),
                moment_width(self.seat) - 2,
                drops=2,
            ),
            Column(head("person"), lambda entry: (entry.person, "text"), 15, grows=2, at_most=28),
            Column(
                head("channel"),
                lambda entry: (words(f"vocabulary.channel.{entry.channel}"), "muted"),
                9,
                drops=4,
            ),
            Column(head("subject"), lambda entry: (_headline(entry), "text"), 16, grows=4),
            Column(
                head("tries"),
                lambda entry: (str(entry.tries) if entry.tries > 1 else "", "muted"),
                6,
                align="right",
                drops=5,
            ),
        )

    def _state(self, entry: OutboxEntry) -> Piece:
        return f"{self._mark(entry.state)} {self.seat.words(f'outbox.state_{entry.state}')}", INKS[
            entry.state
        ]

    def _mark(self, state: OutboxState) -> str:
        glyphs = self.seat.glyphs
        return {
            OutboxState.QUEUED: glyphs.calm,
            OutboxState.SENDING: glyphs.outgoing,
            OutboxState.SENT: glyphs.outgoing,
            OutboxState.DELIVERED: glyphs.yes,
            OutboxState.BOUNCED: glyphs.no,
            OutboxState.FAILED: glyphs.no,
            OutboxState.HELD: glyphs.resting,
            OutboxState.CANCELLED: glyphs.none,
            OutboxState.UNKNOWN: "?",
        }[state]

    def key_of(self, row: OutboxEntry) -> int:
        return row.id

    def question(self) -> Callable[[], Sequence[OutboxEntry]]:
        outbox, actor = self.seat.services.outbox, self.seat.actor
        return lambda: outbox.entries(actor)

    def answered(self, answer: Sequence[OutboxEntry]) -> None:
        self.entries = sorted(answer, key=lambda entry: entry.at, reverse=True)
        self._show_entries()

    def _show_entries(self) -> None:
        self.show_rows([entry for entry in self.entries if not self.problems_only or entry.state in PROBLEMS])

    def empty_text(self) -> str:
        return self.seat.words("outbox_screen.no_problem" if self.problems_only else "outbox_screen.empty")

    def title_text(self, count: int) -> str:
        words, problems = self.seat.words, sum(entry.state in PROBLEMS for entry in self.entries)
        title = super().title_text(count)
        if not problems:
            return title
        return f"{title} {self.seat.glyphs.dot} {words.plural('outbox_screen.problems', problems)}"

    # ---- one message

    def detail_title(self, row: OutboxEntry) -> str:
        return row.person.strip() or self.seat.words("queue.no_name")

    def detail_lines(self, row: OutboxEntry, width: int) -> Sequence[Line]:
        words, wording = self.seat.words, self.seat.wording
        state, ink = self._state(row)
        by = words("outbox_screen.automatic") if row.is_automatic else row.staff
        lines: list[Line] = [[(state, ink)]]
        lines += folded_lines(reason_text(row, self.seat), ink, width, 4) if row.reason else []
        lines += folded_lines(row.detail, "muted", width, 4) if row.detail else []
        lines.append([])
        lines += fact_lines(words("outbox_screen.to"), row.address, width)
        lines += fact_lines(words("outbox_screen.by"), by, width)
        lines += fact_lines(words("outbox_screen.at"), wording.full(row.at), width)
        if row.state is OutboxState.QUEUED:
            lines += fact_lines(words("outbox_screen.leaves"), wording.full(row.try_at), width)
        if row.tries > 1:
            lines += fact_lines(words("outbox_screen.tries"), str(row.tries), width)
        lines += fact_lines(words("outbox_screen.file"), row.path, width, "accent")
        lines += fact_lines(words("outbox_screen.subject"), row.subject, width, "strong")
        return [*lines, [(self.seat.glyphs.rule * width, "rule")], *folded_lines(row.body, "text", width)]

    def rest_line(self, row: OutboxEntry | None) -> Line:
        if row is None:
            return ()
        reason = reason_text(row, self.seat) if row.reason else ""
        key = "outbox_screen.go_on" if self.focused is self.detail else "outbox_screen.read"
        parts: Iterable[str] = filter(None, (reason, self.seat.words(key)))
        return [(f" {self.seat.glyphs.dot} ".join(parts), "muted")]

    def on_descendant_focus(self) -> None:
        self.status.rest(self.rest_line(self.list.current))

    def go_on(self, row: OutboxEntry) -> None:
        self.console.open_lead(row.lead_id)

    # ---- what the keys do

    def refusal_for(self, code: str) -> Refusal | None:
        if code in POSSIBLE:
            entry = self.list.current
            if entry is None:
                return Refusal("nothing_chosen")
            if not self.seat.actor.may(Capability.CONTACT):
                return Refusal("not_your_role")
            if entry.state not in POSSIBLE[code]:
                return Refusal(f"outbox_no_{code}", state=self.seat.words(f"outbox.state_{entry.state}"))
        return super().refusal_for(code)

    def action_cancel(self) -> None:
        """Take back what has not left."""
        entry, outbox, actor = self.list.current, self.seat.services.outbox, self.seat.actor
        if entry is not None:
            self.ask(lambda: outbox.cancel(actor, entry.id), lambda _: self._said("cancelled", entry))

    def action_retry(self) -> None:
        """Send again what failed, was held or came back."""
        entry, outbox, actor = self.list.current, self.seat.services.outbox, self.seat.actor
        if entry is not None:
            self.ask(lambda: outbox.retry(actor, entry.id), lambda _: self._said("retried", entry))

    def action_settle(self) -> None:
        """A message nobody knows the fate of: a person decides, because sending twice cannot be taken back."""
        entry, words = self.list.current, self.seat.words
        if entry is None:
            return
        choices = [
            Choice("sent", words("outbox_screen.was_sent")),
            Choice("lost", words("outbox_screen.was_not_sent")),
        ]
        explanation = " ".join((reason_text(entry, self.seat), words("outbox_screen.settle_explained")))
        title = f"{words('outbox_screen.settle')} {self.seat.glyphs.dot} {entry.person}"
        self.app.push_screen(
            ExplainedChoice(self.seat, title, explanation, choices), lambda code: self._settle(entry, code)
        )

    def _settle(self, entry: OutboxEntry, code: str | None) -> None:
        outbox, actor = self.seat.services.outbox, self.seat.actor
        if code is not None:
            self.ask(
                lambda: outbox.settle(actor, entry.id, was_sent=code == "sent"),
                lambda _: self._said("settled", entry),
            )

    def action_problems(self) -> None:
        """Only what went wrong, or everything."""
        self.problems_only = not self.problems_only
        self._show_entries()

    def _said(self, code: str, entry: OutboxEntry) -> None:
        self.console.say(self.seat.words(f"outbox_screen.{code}", person=clean(entry.person)), "done")
        self.reload()


def _headline(entry: OutboxEntry) -> str:
    return " ".join((entry.subject or entry.body[:400]).split())


def reason_text(entry: OutboxEntry, seat: Seat) -> str:
    """Why a message is where it is, in one sentence; a reason without words shows itself."""
    for key in (f"outbox.reason_{entry.reason}", f"contact.{entry.reason}"):
        if entry.reason and seat.words.has(key):
            try:
                return seat.words(key)
            except (KeyError, IndexError):
                continue
    return entry.reason
