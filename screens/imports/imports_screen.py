"""A file of leads: its columns and first rows are confirmed on screen, then it is taken in and every row told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label

from rules.refusal import Refusal
from rules.values.imports import ImportPreview, ImportReport
from rules.vocabulary import RawOutcome
from screens.console_screen import ConsoleScreen
from screens.destinations import destination
from screens.imports.field_overlay import FieldOverlay
from screens.imports.import_lines import (
    ImportLine,
    column_columns,
    column_lines,
    reason_of,
    report_columns,
    report_lines,
)
from screens.imports.row_to_sort import RowToSort
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows

BAR = 30
"""Cells of the bar that says how far an import is."""


class ImportsScreen(ConsoleScreen[None]):
    """Enter reads the file, Enter on a column says what it holds, Ctrl+S imports; then Enter opens a row's lead."""

    CONTEXT = "imports"
    CSS_PATH = "imports_screen.tcss"

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.path = Input(placeholder=seat.words("imports.path_hint"), id="path")
        self.list: RowList[ImportLine] = RowList(
            (), cursor_mark=seat.glyphs.cursor, id="rows", classes="pane"
        )
        self.preview: ImportPreview | None = None
        self.fields: list[str | None] = []
        self.report: ImportReport | None = None
        self.all_fields: Sequence[str] = ()
        self._looked_at = ""
        self._runs = False
        """Whether an import is waited for: it lives in the application, and goes on when this screen is left."""

    def compose_body(self) -> Iterable[Widget]:
        with Vertical(classes="body"):
            yield Label(self.seat.words("imports.path"), classes="path-label", markup=False)
            yield self.path
            yield self.list

    def on_mount(self) -> None:
        self.list.border_title = Content(self.seat.words("imports.title"))
        self.list.say_empty([[], [(self.seat.words("imports.start"), "text")]])
        self.all_fields = self.seat.services.imports.fields()
        self.path.focus()
        going = self.seat.services.imports.going(self.seat.actor)
        if going is not None and (not going.is_over or going.report is not None):
            self._runs = True
            self.list.focus()
            self._follow()

    # ---- the file

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._runs:
            self.console.say_refusal(Refusal("import_running"))
        else:
            self._look()

    def _look(self) -> None:
        """Read the columns and first rows of the file whose path stands in the field."""
        imports, actor, path = self.seat.services.imports, self.seat.actor, self.path.value
        if not path.strip():
            self.console.say_refusal(Refusal("import_nothing"))
            return
        self.ask(
            lambda: imports.look(actor, path),
            lambda found: self._looked(path, found),
            name="look",
            keys_wait=True,
        )

    def _looked(self, path: str, preview: ImportPreview) -> None:
        self._looked_at, self.preview, self.report = path, preview, None
        self.fields = list(preview.fields)
        self.list.show_columns(column_columns(preview, self.seat))
        self._show_columns()
        self.list.move_to(0)
        self.list.focus()
        self.status.rest([(self.seat.words("imports.check"), "muted")])
        self.keys_changed()

    def _show_columns(self) -> None:
        assert self.preview is not None
        self.list.show(
            ListedRows(column_lines(self.preview, self.fields, self.seat), lambda line: line.number)
        )
        preview, words, rule = self.preview, self.seat.words, self.seat.glyphs.rule * 2
        title = f"{preview.file} {rule} {words.plural('imports.rows', preview.count)}"
        if preview.mapping:
            title += f" {rule} {words('imports.known_as', name=preview.mapping)}"
        self.list.border_title = Content(clean(title))

    # ---- its columns

    def refusal_for(self, code: str) -> Refusal | None:
        if code in ("commit", "column") and self._runs:
            return Refusal("import_running")
        if code == "commit" and (self.preview is None or self.report is not None):
            return Refusal("import_nothing")
        if code == "commit" and self.preview is not None and self.preview.count == 0:
            return Refusal("import_no_rows")
        if code == "column" and not self.path.has_focus:
            line = self.list.current
            if line is None:
                return Refusal("import_nothing")
            if self.report is not None and line.lead_id is None:
                if line.raw_id is None:
                    return Refusal("import_no_lead")
                if not destination("to_sort").is_open_to(self.seat.actor):
                    return Refusal("place_closed")
        return super().refusal_for(code)

    def on_descendant_focus(self) -> None:
        self.keys_changed()

    def keys_changed(self) -> None:
        """Enter reads the file from its field, and from the list it does what its row asks for."""
        in_list = {"column": "open"} if self.report is not None else {}
        self.key_line.instead = {"column": "read_file"} if self.path.has_focus else in_list
        super().keys_changed()

    def action_column(self) -> None:
        """Say what the column under the cursor holds; in the report, open the row's lead or what is to sort of it."""
        line, preview = self.list.current, self.preview
        if self.path.has_focus:
            self._look()
            return
        if line is None:
            return
        if self.report is not None:
            if line.lead_id is not None:
                self.console.open_lead(line.lead_id)
            elif line.raw_id is not None:
                self.app.push_screen(RowToSort(self.seat, line.raw_id))
            return
        if preview is None:
            return

        def chosen(field: str | None) -> None:
            if field is not None:
                self._hold(line.number, field)

        self.app.push_screen(FieldOverlay(self.seat, preview.columns[line.number], self.all_fields), chosen)

    def _hold(self, place: int, field: str) -> None:
        """What one column holds no other holds any more; which one lost it is said."""
        assert self.preview is not None
        if field and field != "ignore":
            for other, held in enumerate(self.fields):
                if held == field and other != place:
                    self.fields[other] = None
                    words, column = self.seat.words, self.preview.columns[other]
                    said = words(
                        "imports.taken_from", field=words(f"imports.field_{field}"), column=clean(column)
                    )
                    self.console.say(said)
        self.fields[place] = field or None
        self._show_columns()

    async def on_row_list_chosen(self) -> None:
        await self.action_press("column")

    def on_row_list_moved(self) -> None:
        self.keys_changed()
        line = self.list.current
        if self.report is not None and line is not None:
            why = reason_of(line)
            self.status.rest([(why, "soon") if why else (self._summary(self.report), "muted")])

    # ---- taking it in

    def action_commit(self) -> None:
        """Take the file in as its columns were said."""
        preview, imports, actor, path = (
            self.preview,
            self.seat.services.imports,
            self.seat.actor,
            self._looked_at,
        )
        if preview is None:
            return
        columns = {
            name: field for name, field in zip(preview.columns, self.fields, strict=True) if field and name
        }
        self._runs = True
        self.ask(
            lambda: imports.run(actor, path, columns),
            lambda _: self._follow(is_told=True),
            refused=self._refused,
        )
        self.list.show(ListedRows((), lambda line: line.number))
        self.status.rest([(self.seat.words("imports.running_now", file=clean(preview.file)), "muted")])
        self._show_progress(0, preview.count)
        self.keys_changed()

    def on_tick(self) -> None:
        self._follow()

    def _follow(self, *, is_told: bool = False) -> None:
        """Show how far the import is, or what came of it; ``is_told``: its end is news to who waited for it here."""
        if not self._runs:
            return
        going = self.seat.services.imports.going(self.seat.actor)
        if going is not None and not going.is_over:
            total = going.total or (self.preview.count if self.preview is not None else 0)
            self.status.rest([(self.seat.words("imports.running_now", file=clean(going.file)), "muted")])
            self._show_progress(going.done, total)
        elif going is not None and going.report is not None:
            self._show_report(going.report)
            if is_told:
                self.console.say(self._summary(going.report), "done")
        elif going is not None and going.refusal is not None:
            self._refused(going.refusal)
        else:
            self._stop_waiting()

    def _refused(self, refusal: Refusal) -> None:
        self._stop_waiting()
        self.console.say_refusal(refusal)

    def _stop_waiting(self) -> None:
        """Nothing came of it: the columns are there again."""
        self._runs = False
        if self.preview is not None:
            self._show_columns()
            self.status.rest([(self.seat.words("imports.check"), "muted")])
        else:
            self.list.say_empty([[], [(self.seat.words("imports.start"), "text")]])
            self.status.rest(())
        self.keys_changed()

    def _show_progress(self, done: int, total: int) -> None:
        words, number, glyphs = self.seat.words, self.seat.wording.number, self.seat.glyphs
        filled = min(BAR, done * BAR // max(1, total))
        self.list.say_empty(
            [
                [],
                [(words("imports.running", done=number(done), total=number(total)), "strong")],
                [(glyphs.full * filled, "accent"), (glyphs.empty * (BAR - filled), "muted")],
                [],
                [(words("imports.running_more"), "muted")],
            ]
        )

    def _show_report(self, report: ImportReport) -> None:
        self._runs, self.report = False, report
        words, lines = self.seat.words, report_lines(report, self.seat)
        self.list.say_empty([[], [(words("imports.nothing"), "muted")]])
        self.list.show_columns(report_columns(lines, self.seat))
        self.list.show(ListedRows(lines, lambda line: line.number))
        self.list.move_to(0)
        title = words("imports.report", file=report.file)
        if report.before_at is not None:
            title = words("imports.report_before", file=report.file, at=self._moment(report.before_at))
        self.list.border_title = Content(clean(title))
        self.status.rest([(self._summary(report), "muted")])
        self.keys_changed()

    def _summary(self, report: ImportReport) -> str:
        """What became of the rows, counted; of a file that came again, what it had become."""
        words, number = self.seat.words, self.seat.wording.number
        leads, touches = report.count(RawOutcome.LEAD), report.count(RawOutcome.TOUCH)
        known = report.count(RawOutcome.REPEATED)
        counts = {
            "leads": number(leads),
            "touches": number(touches),
            "known": number(known),
            "others": number(len(report.rows) - leads - touches - known),
        }
        if report.before_at is not None:
            return words("imports.done_before", at=self._moment(report.before_at), **counts)
        return words("imports.done_known" if known else "imports.done", **counts)

    def _moment(self, moment: datetime) -> str:
        return self.seat.wording.moment(moment, self.seat.now())
