"""What a figure is made of: the runs of a clock, or the leads that are counted. Enter goes on to the lead."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content
from textual.widget import Widget

from rules import urgency
from rules.calendars import Calendar
from rules.refusal import Refusal
from rules.values.figures import Drill
from rules.values.queue import QueueRow
from screens.console_screen import ConsoleScreen
from screens.queue.queue_columns import person_text, queue_columns
from screens.safe_text import clean
from screens.seat import Seat
from screens.supervision.figure_columns import run_columns
from screens.supervision.reassigning import Reassigning
from screens.widgets.columns import Column
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows

Row = TypeVar("Row")


class DrilledScreen(Reassigning, ConsoleScreen[None], Generic[Row]):
    """A list of what is behind one figure, under the figure's name."""

    CONTEXT = "drilled"
    EVERY = 5.0

    def __init__(self, seat: Seat, title: str) -> None:
        super().__init__(seat)
        self.figure_title = title
        self.list: RowList[Row] = RowList(
            self.columns(), cursor_mark=seat.glyphs.cursor, id="drilled", classes="pane"
        )

    def columns(self) -> Sequence[Column[Row]]:
        raise AssertionError("a list behind a figure has columns")

    def lead_of(self, row: Row) -> tuple[int, str]:
        """The lead a row is about, and whom."""
        raise AssertionError("a row behind a figure is about a lead")

    def compose_body(self) -> Iterable[Widget]:
        yield self.list

    def on_mount(self) -> None:
        self.list.border_title = Content(clean(self.figure_title))
        self.list.say_empty([[], [(self.seat.words("queue.loading"), "muted")]])
        self.list.focus()
        self.reload()

    def show(self, rows: ListedRows[Row]) -> None:
        """These rows, counted in the title."""
        self.list.show(rows)
        count = self.seat.words.plural("supervision.behind", len(rows))
        self.list.border_title = Content(clean(f"{self.figure_title} {self.seat.glyphs.rule * 2} {count}"))
        self.list.say_empty([[], [(self.seat.words("supervision.nothing_behind"), "text")]])
        self.explain()
        self.keys_changed()

    def explain(self) -> None:
        """The line at rest about the row under the cursor."""

    def on_changed(self, changed: dict[str, frozenset[int]]) -> None:
        if "lead" in changed:
            self.reload_soon()

    def on_row_list_moved(self) -> None:
        self.explain()

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def refusal_for(self, code: str) -> Refusal | None:
        if code in ("open", "reassign") and self.list.current is None:
            return Refusal("no_lead_chosen")
        return super().refusal_for(code)

    def action_open(self) -> None:
        row = self.list.current
        if row is not None:
            self.console.open_lead(self.lead_of(row)[0])

    def lead_to_reassign(self) -> tuple[int, str] | None:
        row = self.list.current
        return self.lead_of(row) if row is not None else None


class RunsScreen(DrilledScreen[tuple[int, Drill]]):
    """Finished runs, the slowest first. ``ask_runs(missed only)`` reads them."""

    def __init__(
        self, seat: Seat, title: str, ask_runs: Callable[[bool], Sequence[Drill]], *, missed: bool = False
    ) -> None:
        super().__init__(seat, title)
        self.ask_runs = ask_runs
        self.missed_only = missed

    def columns(self) -> Sequence[Column[tuple[int, Drill]]]:
        return run_columns(self.seat)

    def lead_of(self, row: tuple[int, Drill]) -> tuple[int, str]:
        return row[1].lead_id, row[1].person

    def question(self) -> Callable[[], Sequence[Drill]]:
        ask_runs, missed = self.ask_runs, self.missed_only
        return lambda: ask_runs(missed)

    def answered(self, answer: Sequence[Drill]) -> None:
        self.show(ListedRows(list(enumerate(answer)), lambda row: row[0]))

    def explain(self) -> None:
        row = self.list.current
        if row is None:
            self.status.rest(())
            return
        run, words, wording = row[1], self.seat.words, self.seat.wording
        text = words(
            "supervision.run_explained",
            clock=words(f"vocabulary.clock.{run.clock}"),
            start=wording.full(run.started_at),
            took=wording.lasting(run.business_s),
            wall=wording.lasting(run.wall_s),
            target=wording.lasting(run.target_s),
        )
        self.status.rest([(text, "muted")])

    def action_missed(self) -> None:
        """Only what was missed, or everything."""
        self.missed_only = not self.missed_only
        self.reload()


@dataclass(frozen=True, slots=True)
class LeadsBehind:
    """What one read of the leads brings."""

    rows: Sequence[QueueRow]
    calendars: Mapping[int, Calendar]


class LeadsScreen(DrilledScreen[QueueRow]):
    """Open leads that a figure counts, with their countdowns. ``ask_leads()`` reads them."""

    def __init__(self, seat: Seat, title: str, ask_leads: Callable[[], Sequence[QueueRow]]) -> None:
        self.calendars: Mapping[int, Calendar] = {}
        super().__init__(seat, title)
        self.ask_leads = ask_leads

    def columns(self) -> Sequence[Column[QueueRow]]:
        return queue_columns(self.seat, lambda: self.calendars, with_owner=True)

    def lead_of(self, row: QueueRow) -> tuple[int, str]:
        return row.id, person_text(row, self.seat)

    def question(self) -> Callable[[], LeadsBehind]:
        ask_leads, queue = self.ask_leads, self.seat.services.queue
        return lambda: LeadsBehind(ask_leads(), queue.calendars())

    def answered(self, answer: LeadsBehind) -> None:
        self.calendars = answer.calendars
        self.show(ListedRows(answer.rows, lambda row: row.id))

    def on_tick(self) -> None:
        self.list.tick()
        self.explain()

    def explain(self) -> None:
        row = self.list.current
        calendar = self.calendars.get(row.calendar) if row else None
        if row is None or calendar is None:
            self.status.rest(())
            return
        why = urgency.why_line(urgency.why(row, calendar, self.seat.now()), self.seat.words)
        self.status.rest([(why, "muted")])

    def refusal_for(self, code: str) -> Refusal | None:
        if code == "missed":
            return Refusal("only_runs_are_missed")
        return super().refusal_for(code)
