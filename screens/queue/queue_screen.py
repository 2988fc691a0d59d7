"""The operator's home: lanes, the open leads in order of urgency, and what one should know of the one under the cursor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from rules import urgency
from rules.calendars import Calendar
from rules.values.lead import LeadCard
from rules.values.queue import LaneCount, MyDay, QueueRow
from rules.vocabulary import Lane
from screens.console_screen import ConsoleScreen
from screens.destinations import destination
from screens.queue.lanes import LaneChosen, Lanes
from screens.queue.lead_keys import LeadKeys
from screens.queue.open_leads import OpenLeads
from screens.queue.preview_pane import PreviewPane
from screens.queue.queue_columns import person_text, queue_columns
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.row_list import RowList

FIRST = 120
"""Rows read before all the others, so that a long lane shows at once."""
PAGE = 1_000
"""Rows read at a time after those."""
RINGS_WITHIN = timedelta(minutes=15)
"""A new lead rings when it is due this soon."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the table."""

    counts: Sequence[LaneCount]
    day: MyDay
    planned: tuple[datetime, str] | None


class QueueScreen(LeadKeys, ConsoleScreen[None]):
    """Reads a lane once, then only the rows that changed; the cursor stays on its lead."""

    CONTEXT = "queue"
    CSS_PATH = "queue_screen.tcss"

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.lane = Lane.TO_TAKE
        self.leads = OpenLeads()
        self.calendars: Mapping[int, Calendar] = {}
        self.surroundings: Surroundings | None = None
        self.lanes = Lanes(seat, are_tabs=False, id="lanes", classes="pane")
        self.tabs = Lanes(seat, are_tabs=True, id="tabs", classes="tabs")
        self.table: RowList[QueueRow] = RowList(
            self._columns(), cursor_mark=seat.glyphs.cursor, id="table", classes="pane"
        )
        self.preview = PreviewPane(seat)
        self._rung: frozenset[Lane] = frozenset()
        self._waiting: set[int] = set()
        self._changed_since: set[int] = set()
        self._is_reloading = False
        self._counts_are_old = False

    def _columns(self) -> Sequence[Column[QueueRow]]:
        with_owner = self.lane in (Lane.WITH_SALES, Lane.ALL)
        return queue_columns(self.seat, lambda: self.calendars, with_owner=with_owner)

    def compose_body(self) -> Iterable[Widget]:
        yield self.tabs
        yield Container(self.lanes, self.table, self.preview, classes="body")

    def on_mount(self) -> None:
        self.lanes.border_title = Content(self.seat.words("queue.lanes"))
        self.table.say_empty([[], [(self.seat.words("queue.loading"), "muted")]])
        self.table.focus()
        self._show_title()
        self._read_calendars()
        self._read_lane()

    # ---- reading

    def _read_calendars(self) -> None:
        self.ask(self.seat.services.queue.calendars, self._show_calendars, name="calendars")

    def _show_calendars(self, calendars: Mapping[int, Calendar]) -> None:
        self.calendars = calendars
        self.table.refresh()
        self._explain()

    def _read_lane(self) -> None:
        queue, actor, lane = self.seat.services.queue, self.seat.actor, self.lane

        def first(rows: Sequence[QueueRow]) -> None:
            self._show_rows(OpenLeads(rows))
            if len(rows) == FIRST:
                self._read_on(rows[-1])
            found = self.surroundings
            if found is None or self._counts_are_old:
                self._read_surroundings()
            elif not rows and found.planned is None:
                self.ask(
                    lambda: queue.next_planned(actor),
                    lambda planned: self._show_surroundings(replace(found, planned=planned)),
                    name="surroundings",
                )

        self.ask(lambda: queue.rows(actor, lane, FIRST), first, name="rows", keys_wait=True)

    def _read_on(self, after: QueueRow) -> None:
        """The rest of the lane, page by page. Rows that changed while a page was read are as the change left them."""
        queue, actor, lane = self.seat.services.queue, self.seat.actor, self.lane
        self._changed_since = set()

        def show(rows: Sequence[QueueRow]) -> None:
            fresh = {row.id: row for row in rows if row.id not in self._changed_since}
            self._show_rows(self.leads.with_changes(fresh))
            if len(rows) == PAGE:
                self._read_on(rows[-1])

        self.ask(lambda: queue.rows(actor, lane, PAGE, after), show, name="rows")

    def _read_surroundings(self) -> None:
        queue, actor = self.seat.services.queue, self.seat.actor
        is_empty = not len(self.leads)
        self._counts_are_old = False

        def read() -> Surroundings:
            planned = queue.next_planned(actor) if is_empty else None
            return Surroundings(queue.counts(actor), queue.my_day(actor), planned)

        self.ask(read, self._show_surroundings, name="surroundings")

    def _show_surroundings(self, surroundings: Surroundings) -> None:
        before, self.surroundings = self.surroundings, surroundings
        if before is not None and self.lane is not Lane.TO_TAKE:
            was = next((count.total for count in before.counts if count.lane is Lane.TO_TAKE), 0)
            now = next((count.total for count in surroundings.counts if count.lane is Lane.TO_TAKE), 0)
            if now > was:
                self._ring(Lane.TO_TAKE)
        self._show_lanes()
        self._show_title()
        self._show_empty()

    def _show_rows(self, leads: OpenLeads) -> None:
        self.leads = leads
        self.table.show(leads)
        self._show_title()
        self._show_empty()
        self._explain()
        self.keys_changed()
        self.preview.follow(self.table.current)

    def on_changed(self, changed: dict[str, frozenset[int]]) -> None:
        ids = changed.get("lead", frozenset())
        if ids:
            self._waiting |= ids
            self._changed_since |= ids
            self._reload()
        if not changed.keys().isdisjoint(("hours", "site")):
            self._read_calendars()
        self._counts_are_old = True

    def _reload(self) -> None:
        if self._is_reloading or not self._waiting:
            return
        ids, self._waiting = sorted(self._waiting), set()
        queue, actor, lane = self.seat.services.queue, self.seat.actor, self.lane
        self._is_reloading = True

        def read() -> Mapping[int, QueueRow | None]:
            try:
                return queue.reload(actor, lane, ids)
            except Exception:
                self._waiting.update(ids)  # what the store did not answer is asked with the next change
                raise
            finally:
                self._is_reloading = False

        def show(changes: Mapping[int, QueueRow | None]) -> None:
            if lane is self.lane:
                self._take_changes(changes)
            self._reload()

        self.ask(read, show)

    def _take_changes(self, changes: Mapping[int, QueueRow | None]) -> None:
        fresh = [
            row
            for row in changes.values()
            if row is not None and row.id not in self.leads and row.id not in self.console.coming_back
        ]
        self.console.coming_back -= {
            row.id for row in changes.values() if row is not None and row.owner_id is None
        }
        for lead_id in changes:
            self.preview.forget(lead_id)
        self._show_rows(self.leads.with_changes(changes))
        urgent = [
            row for row in fresh if row.due_at is not None and row.due_at - self.seat.now() <= RINGS_WITHIN
        ]
        if urgent and self.lane is Lane.TO_TAKE:
            self._ring(self.lane)
            self.console.say(
                self.seat.words("queue.new_urgent", person=clean(person_text(urgent[0], self.seat)))
            )

    def _ring(self, lane: Lane) -> None:
        self.console.ring()
        if lane is not self.lane:
            self._rung |= {lane}

    def on_tick(self) -> None:
        self.table.tick()
        self._explain()
        if self._counts_are_old:
            self._read_surroundings()

    # ---- showing

    def _show_lanes(self) -> None:
        found = self.surroundings
        counts = {count.lane: count for count in found.counts} if found else {}
        for lanes in (self.lanes, self.tabs):
            lanes.show(self.lane, counts, self._rung, found.day if found else None)

    def _show_title(self) -> None:
        words, found = self.seat.words, self.surroundings
        count = next((c for c in found.counts if c.lane is self.lane), None) if found else None
        total = len(self.leads)
        if found is None and not total:
            self.table.border_title = Content(words(f"vocabulary.lane.{self.lane}"))
            return
        title = words(
            "queue.title_late" if count and count.late else "queue.title",
            lane=words(f"vocabulary.lane.{self.lane}"),
            rule=self.seat.glyphs.rule * 2,
            dot=self.seat.glyphs.dot,
            total=max(total, count.total) if count else total,
            late=count.late if count else 0,
        )
        if self.table.border_title != title:
            self.table.border_title = Content(title)

    def _show_empty(self) -> None:
        words = self.seat.words
        lines = [[], [(words(f"queue.empty_{self.lane}"), "text")]]
        planned = self.surroundings.planned if self.surroundings else None
        if planned is not None:
            when = self.seat.wording.moment(planned[0], self.seat.now())
            lines.append([(words("queue.next_planned", when=when, person=clean(planned[1])), "muted")])
        self.table.say_empty(lines)

    def _explain(self) -> None:
        """The line at rest: why this lead stands where it stands."""
        row = self.table.current
        calendar = self.calendars.get(row.calendar) if row else None
        if row is None or calendar is None:
            self.status.rest(())
            return
        now = self.seat.now()
        why = urgency.why_line(urgency.why(row, calendar, now), self.seat.words)
        since = self.seat.words(
            "queue.received",
            when=self.seat.wording.since(row.received_at, now),
            source=self.seat.words(f"vocabulary.source.{row.source}"),
        )
        self.status.rest([(f"{why} {self.seat.glyphs.dot} {since}", "muted")])

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        self.preview.follow(self.table.current)

    def on_preview_pane_rested(self) -> None:
        self._explain()

    def on_preview_pane_shown(self) -> None:
        self.keys_changed()

    def on_resize(self) -> None:
        self.call_after_refresh(self._preview_again)

    def _preview_again(self) -> None:
        self.preview.follow(self.table.current)

    # ---- what the keys do

    def lead_under_cursor(self) -> QueueRow | None:
        return self.table.current

    def card_under_cursor(self) -> LeadCard | None:
        row = self.table.current
        return self.preview.card_of(row) if row is not None else None

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.console.open_lead(event.key)

    def on_lane_chosen(self, event: LaneChosen) -> None:
        self.action_lane(str(list(Lane).index(event.lane) + 1))

    def action_lane(self, number: str) -> None:
        lane = list(Lane)[int(number) - 1]
        if lane is Lane.TO_SORT and destination("to_sort").is_open_to(self.seat.actor):
            self.console.go_to(destination("to_sort"))
            return
        self.lane = lane
        self._rung -= {lane}
        self.leads = OpenLeads()
        self.table.show_columns(self._columns())
        self.table.show(self.leads)
        self.table.move_to(0)
        self.table.say_empty([[], [(self.seat.words("queue.loading"), "muted")]])
        self.table.focus()
        self._show_lanes()
        self._show_title()
        self._read_lane()

    def action_preview(self) -> None:
        """Show or hide the preview."""
        self.toggle_class("-preview" if self.has_class("-narrow") else "-no-preview")
        self.call_after_refresh(self._preview_again)
