"""The manager's home: how fast we answer, what is about to be late, who and where; Enter opens what a figure is made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from rules.calendars import Calendar
from rules.refusal import Refusal
from rules.values.figures import ClockFigure, PersonFigure, SourceFigure, Supervision
from rules.values.queue import QueueRow
from rules.values.staff import SiteCard
from rules.vocabulary import Capability, Clock, Lane, Source
from screens.console_screen import ConsoleScreen
from screens.queue.queue_columns import countdown_cell, person_text
from screens.safe_text import clean
from screens.seat import Seat
from screens.supervision.drilled_screen import LeadsScreen, RunsScreen
from screens.supervision.figure_board import FigureBoard
from screens.supervision.figure_columns import clock_columns, person_columns, source_columns
from screens.supervision.hour_chart import HourChart
from screens.supervision.reassigning import Reassigning
from screens.widgets.columns import Column
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows

PERIODS = (1, 7, 30)
"""Days."""
BEHIND = frozenset({"drill", "at_risk", "without_action"})
TOUCHES = frozenset({"lead", "staff", "policy", "site"})


@dataclass(frozen=True, slots=True)
class Overview:
    """What one read brings."""

    figures: Supervision
    at_risk: Sequence[QueueRow]
    calendars: Mapping[int, Calendar]
    sites: Sequence[SiteCard]


class SupervisionScreen(Reassigning, ConsoleScreen[None]):
    """Read as a whole; anew when something changed, never more often than every five seconds."""

    CONTEXT = "supervision"
    CSS_PATH = "supervision_screen.tcss"
    EVERY = 5.0

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.days = PERIODS[0]
        self.site_id: int | None = None
        self.overview: Overview | None = None
        mark = seat.glyphs.cursor
        self.board = FigureBoard(seat, id="board")
        self.clocks: RowList[ClockFigure] = RowList(
            clock_columns(seat), cursor_mark=mark, id="clocks", classes="pane"
        )
        self.chart = HourChart(seat, id="hours")
        self.at_risk: RowList[QueueRow] = RowList(
            self._risk_columns(), cursor_mark=mark, id="risk", classes="pane"
        )
        self.people: RowList[PersonFigure] = RowList(
            person_columns(seat), cursor_mark=mark, id="people", classes="pane"
        )
        self.sources: RowList[SourceFigure] = RowList(
            source_columns(seat), cursor_mark=mark, id="sources", classes="pane"
        )

    def _risk_columns(self) -> Sequence[Column[QueueRow]]:
        seat = self.seat

        def calendars() -> Mapping[int, Calendar]:
            return self.overview.calendars if self.overview else {}

        none = seat.glyphs.none
        return (
            Column(seat.words("queue.col_delay"), countdown_cell(seat, calendars), 10, ticks=True),
            Column(seat.words("queue.col_person"), lambda row: (person_text(row, seat), "text"), 15, grows=2),
            Column(
                seat.words("supervision.col_expected"),
                lambda row: (seat.words(f"vocabulary.clock.{row.clock}") if row.clock else none, "muted"),
                18,
                drops=2,
            ),
            Column(
                seat.words("queue.col_owner"),
                lambda row: (row.salesperson or row.owner or none, "text" if row.owner_id else "muted"),
                12,
                grows=1,
            ),
            Column(seat.words("queue.col_site"), lambda row: (row.site, "muted"), 9, drops=3),
        )

    def compose_body(self) -> Iterable[Widget]:
        left = Vertical(self.clocks, self.chart, self.sources, classes="half left")
        right = Vertical(self.at_risk, self.people, classes="half right")
        yield VerticalScroll(
            self.board, Vertical(left, right, classes="halves"), can_focus=False, classes="body"
        )

    def on_mount(self) -> None:
        words = self.seat.words
        for table in (self.clocks, self.at_risk, self.people, self.sources):
            table.shows_cursor_always = False
        self.clocks.border_title = Content(words("supervision.clocks"))
        self.chart.border_title = Content(words("supervision.hours"))
        self.at_risk.border_title = Content(words("supervision.at_risk"))
        self.people.border_title = Content(words("supervision.people"))
        self.sources.border_title = Content(words("supervision.sources"))
        self.at_risk.say_empty([[(words("supervision.no_risk"), "muted")]])
        for table in (self.people, self.sources):
            table.say_empty([[(words("supervision.no_answers"), "muted")]])
        self._show_title()
        self.board.focus()
        self.reload()

    # ---- reading

    def question(self) -> Callable[[], Overview]:
        services, actor, days, site = self.seat.services, self.seat.actor, self.days, self.site_id
        may_see_leads = actor.may(Capability.SUPERVISE)

        def read() -> Overview:
            return Overview(
                services.supervision.figures(actor, days, site),
                services.supervision.at_risk(actor, site) if may_see_leads else (),
                services.queue.calendars(),
                services.people.sites(),
            )

        return read

    def answered(self, answer: Overview) -> None:
        is_first, self.overview = self.overview is None, answer
        if is_first and self.days == PERIODS[0] and not any(clock.count for clock in answer.figures.clocks):
            # Early in the morning today has no figures yet: the last days have.
            self.action_period()
        figures = answer.figures
        self.board.show(figures, self.days)
        self.clocks.show(ListedRows(figures.clocks, lambda row: list(Clock).index(row.clock)))
        self.chart.show(figures.hours)
        self.at_risk.show(ListedRows(answer.at_risk, lambda row: row.id))
        self.people.show(ListedRows(figures.people, lambda row: row.staff_id))
        self.sources.show(ListedRows(figures.sources, lambda row: list(Source).index(row.source)))
        self._show_title()
        self.keys_changed()

    def _show_title(self) -> None:
        words, dot = self.seat.words, self.seat.glyphs.dot
        site = next((each.name for each in self._sites() if each.id == self.site_id), "")
        parts = (
            words("supervision.first_response"),
            words(f"supervision.period_{self.days}"),
            clean(site) or words("supervision.all_sites"),
        )
        self.board.border_title = Content(f" {dot} ".join(parts))
        when = (
            words(
                "supervision.since",
                when=self.seat.wording.moment(self.overview.figures.since, self.seat.now()),
            )
            if (self.overview)
            else ""
        )
        self.status.rest([(when, "muted")])

    def _sites(self) -> Sequence[SiteCard]:
        if self.overview is None:
            return ()
        mine = self.seat.actor.sites
        return [site for site in self.overview.sites if site.is_active and (not mine or site.id in mine)]

    def on_changed(self, changed: dict[str, frozenset[int]]) -> None:
        if TOUCHES & changed.keys():
            self.reload_soon()

    def on_tick(self) -> None:
        self.at_risk.tick()

    # ---- what the keys do

    def refusal_for(self, code: str) -> Refusal | None:
        if code in BEHIND and not self.seat.actor.may(Capability.SUPERVISE):
            return Refusal("not_your_role")
        if code == "drill" and self.overview is None:
            return Refusal("nothing_chosen")
        if code == "site" and len(self._sites()) < 2:
            return Refusal("one_site_only")
        return super().refusal_for(code)

    def on_descendant_focus(self) -> None:
        self.keys_changed()

    def on_row_list_chosen(self) -> None:
        self.action_drill()

    def on_figure_board_opened(self) -> None:
        self.action_drill()

    def on_hour_chart_opened(self) -> None:
        self.action_drill()

    def lead_to_reassign(self) -> tuple[int, str] | None:
        row = self.at_risk.current if self.focused is self.at_risk else None
        return (row.id, person_text(row, self.seat)) if row is not None else None

    def action_period(self) -> None:
        """Today, seven days, thirty days."""
        self.days = PERIODS[(PERIODS.index(self.days) + 1) % len(PERIODS)]
        self._show_title()
        self.reload()

    def action_site(self) -> None:
        """All sites, then each of them."""
        ids: list[int | None] = [None, *(site.id for site in self._sites())]
        at = ids.index(self.site_id) if self.site_id in ids else 0
        self.site_id = ids[(at + 1) % len(ids)]
        self._show_title()
        self.reload()

    def action_drill(self) -> None:
        """Open what the chosen figure is made of."""
        focused, words = self.focused, self.seat.words
        if focused is self.board:
            self._open_figure(self.board.chosen)
        elif focused is self.clocks and self.clocks.current is not None:
            clock = self.clocks.current.clock
            self._runs(words(f"vocabulary.clock.{clock}"), clock)
        elif focused is self.people and self.people.current is not None:
            person = self.people.current
            self._runs(person.name, Clock.FIRST_RESPONSE, staff_id=person.staff_id)
        elif focused is self.sources and self.sources.current is not None:
            source = self.sources.current.source
            self._runs(words(f"vocabulary.source.{source}"), Clock.FIRST_RESPONSE, source=source)
        elif focused is self.chart and self.chart.hour is not None:
            hour = self.chart.hour
            title = words("supervision.of_hour", start=hour, end=hour + 1)
            self._runs(title, Clock.FIRST_RESPONSE, hour=hour)
        elif focused is self.at_risk and self.at_risk.current is not None:
            self.console.open_lead(self.at_risk.current.id)
        else:
            raise Refusal("nothing_chosen")

    def _open_figure(self, code: str) -> None:
        if code in ("median", "p90"):
            self._runs(self.seat.words("supervision.first_response"), Clock.FIRST_RESPONSE)
        elif code == "attainment":
            title = self.seat.words("supervision.first_response")
            self._runs(title, Clock.FIRST_RESPONSE, missed=True)
        else:
            {
                "late": self.action_late,
                "at_risk": self.action_at_risk,
                "without_action": self.action_without_action,
                "unowned": self.action_unowned,
                "open": self.action_all_open,
            }[code]()

    def _runs(
        self,
        title: str,
        clock: Clock,
        staff_id: int | None = None,
        source: Source | None = None,
        hour: int | None = None,
        *,
        missed: bool = False,
    ) -> None:
        supervision, actor = self.seat.services.supervision, self.seat.actor
        days, site = self.days, self.site_id
        period = self.seat.words(f"supervision.period_{days}")
        screen = RunsScreen(
            self.seat,
            f"{title[:1].upper()}{title[1:]} {self.seat.glyphs.dot} {period}",
            lambda missed_only: supervision.drill(
                actor, days, clock, staff_id, missed_only, site_id=site, source=source, hour=hour
            ),
            missed=missed,
        )
        self.app.push_screen(screen)

    def _leads(self, code: str, ask: Callable[[], Sequence[QueueRow]]) -> None:
        self.app.push_screen(LeadsScreen(self.seat, self.seat.words(f"supervision.leads_{code}"), ask))

    def action_late(self) -> None:
        supervision, actor, site, now = (
            self.seat.services.supervision,
            self.seat.actor,
            self.site_id,
            self.seat.now,
        )
        self._leads(
            "late",
            lambda: [row for row in supervision.at_risk(actor, site) if row.due_at and row.due_at < now()],
        )

    def action_at_risk(self) -> None:
        """What is late or due within the hour."""
        supervision, actor, site = self.seat.services.supervision, self.seat.actor, self.site_id
        self._leads("at_risk", lambda: supervision.at_risk(actor, site))

    def action_without_action(self) -> None:
        """What nobody has planned anything for."""
        supervision, actor, site = self.seat.services.supervision, self.seat.actor, self.site_id
        self._leads("without_action", lambda: supervision.without_next_action(actor, site))

    def action_unowned(self) -> None:
        self._lane("unowned", Lane.TO_TAKE)

    def action_all_open(self) -> None:
        self._lane("open", Lane.ALL)

    def _lane(self, code: str, lane: Lane) -> None:
        queue, actor, site = self.seat.services.queue, self.seat.actor, self.site_id
        self._leads(
            code, lambda: [row for row in queue.rows(actor, lane) if site is None or row.site_id == site]
        )
