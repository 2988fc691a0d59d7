"""Handing over: everybody who could take the lead, the recommended one first, with what speaks for and against."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual import events
from textual.widget import Widget

from rules.refusal import Refusal
from rules.values.route import Candidate, Reason
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.lead.person_lines import hanging
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.line import Line
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows
from screens.widgets.text_pane import TextPane

INKS = {"for": "good", "against": "soon", "blocker": "bad"}


def reason_mark(reason: Reason, seat: Seat) -> str:
    """``+`` for, ``−`` against, ``✗`` impossible."""
    return {"for": "+", "against": "-", "blocker": seat.glyphs.no}[reason.kind]


def reason_text(reason: Reason, seat: Seat) -> str:
    """The reason in words, its moments local."""
    params = {
        name: seat.wording.moment(value, seat.now()) if isinstance(value, datetime) else clean(str(value))
        for name, value in reason.params.items()
    }
    if "skill" in params:
        params["skill"] = _skill(params["skill"], seat)
    key = f"routing.{reason.code}"
    try:
        return seat.words(key, **params) if seat.words.has(key) else reason.code.value
    except (KeyError, IndexError):
        return reason.code.value


def _skill(code: str, seat: Seat) -> str:
    """A skill as people write it: a word of ours, else a make, which is compared without its capitals."""
    key = f"routing.skill_{code}"
    if seat.words.has(key):
        return seat.words(key)
    return code.upper() if len(code) <= 3 else code.title()


class RouteDrawer(LeadDrawer):
    """Enter or Ctrl+S offers the lead to whoever is under the cursor."""

    TITLE_KEY = "lead.route_title"
    AUTO_FOCUS = "#candidates"

    def compose_form(self) -> Iterable[Widget]:
        words, glyphs = self.seat.words, self.seat.glyphs
        columns: tuple[Column[Candidate], ...] = (
            Column("", lambda each: self._mark(each), 1),
            Column(
                words("lead.col_salesperson"),
                lambda each: (each.name or glyphs.none, "text" if each.is_possible else "muted"),
                16,
                grows=2,
                at_most=26,
            ),
            Column(words("lead.col_site"), lambda each: (each.site or glyphs.none, "muted"), 10, grows=1),
            Column(words("lead.col_ring"), lambda each: (self._ring(each), "muted"), 14, drops=2),
            Column(words("lead.col_load"), lambda each: (self._load(each), "muted"), 7, align="right"),
            Column(
                words("lead.col_points"),
                lambda each: (f"{each.points:+d}" if each.is_possible else "", "text"),
                6,
                align="right",
            ),
        )
        self.list: RowList[Candidate] = RowList(columns, cursor_mark=glyphs.cursor, id="candidates")
        self.reasons = TextPane(id="reasons")
        self.reasons.can_focus = False
        yield self.list
        yield self.reasons

    def _mark(self, candidate: Candidate) -> tuple[str, str]:
        return (self.seat.glyphs.yes, "good") if candidate.is_possible else (self.seat.glyphs.no, "bad")

    def _ring(self, candidate: Candidate) -> str:
        return self.seat.words(f"routing.ring_{candidate.ring}")

    def _load(self, candidate: Candidate) -> str:
        return f"{candidate.open_leads}/{candidate.capacity}" if candidate.capacity else ""

    def on_mount(self) -> None:
        self.list.say_empty([[(self.seat.words("queue.loading"), "muted")]])
        route, actor, lead = self.seat.services.route, self.seat.actor, self.card.id
        self.ask(lambda: route.candidates(actor, lead), self._show, name="candidates", keys_wait=True)

    def _show(self, candidates: Sequence[Candidate]) -> None:
        self.list.styles.height = len(candidates) + 1
        self.list.show(ListedRows(candidates, lambda each: each.staff_id))
        self.list.move_to(0)
        self.list.say_empty([[(self.seat.words("lead.no_candidate"), "muted")]])
        self._show_reasons()

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        self._show_reasons()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_reasons)

    def _show_reasons(self) -> None:
        candidate = self.list.current
        lines: list[Line] = []
        width = max(20, self.reasons.size.width - 2)
        if candidate is not None:
            is_first = candidate.is_possible and self.list.cursor == 0
            key = "lead.recommended" if is_first else "lead.reasons"
            lines.append([(self.seat.words(key, name=clean(candidate.name)), "strong")])
            for reason in sorted(
                candidate.reasons, key=lambda each: list(INKS).index(each.kind), reverse=False
            ):
                mark = (f"{reason_mark(reason, self.seat)} ", INKS[reason.kind])
                lines += hanging(mark, reason_text(reason, self.seat), "text", width)
            if not candidate.reasons:
                lines.append([(self.seat.words("lead.no_reason"), "muted")])
        self.reasons.show(lines)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.commit()

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            self.commit()

    def commit(self) -> None:
        candidate = self.list.current
        if candidate is None:
            return
        blocker = next((each for each in candidate.reasons if each.kind == "blocker"), None)
        if not candidate.is_possible and blocker is not None:
            self.console.say_refusal(Refusal(f"candidate_{blocker.code}", **dict(blocker.params)))
            return
        route, actor, lead = self.seat.services.route, self.seat.actor, self.card.id
        done = Done(self.seat.words("lead.offered", name=clean(candidate.name)), is_leaving=True)
        self.do(lambda: route.offer(actor, lead, candidate.staff_id), lambda _: done)
