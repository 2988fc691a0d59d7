"""A file of leads: its columns and first rows are confirmed on screen, then it is taken in and every row told."""

from collections.abc import Iterable, Sequence

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label

from rules.refusal import Refusal
from rules.values.imports import ImportPreview, ImportReport
from rules.vocabulary import RawOutcome
from screens.console_screen import ConsoleScreen
from screens.imports.field_overlay import FieldOverlay
from screens.imports.import_lines import (
    ImportLine,
    column_columns,
    column_lines,
    report_columns,
    report_lines,
)
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
        self._told: tuple[int, int] | None = None
        """How far the import is, as the thread that works said last; None while none runs."""

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

    # ---- the file

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._told is not None:
            self.console.say_refusal(Refusal("import_running"))
            return
        imports, actor, path = self.seat.services.imports, self.seat.actor, self.path.value
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
        if code in ("commit", "column") and self._told is not None:
            return Refusal("import_running")
        if code == "commit" and (self.preview is None or self.report is not None):
            return Refusal("import_nothing")
        if code == "column":
            line = self.list.current
            if line is None:
                return Refusal("import_nothing")
            if self.report is not None and line.lead_id is None:
                return Refusal("import_no_lead")
        return super().refusal_for(code)

    def action_column(self) -> None:
        """Say what the column under the cursor holds; in the report, open the row's lead."""
        line, preview = self.list.current, self.preview
        if line is None or preview is None:
            return
        if self.report is not None:
            if line.lead_id is not None:
                self.console.open_lead(line.lead_id)
            return

        def chosen(field: str | None) -> None:
            if field is not None:
                self._hold(line.number, field)

        self.app.push_screen(FieldOverlay(self.seat, preview.columns[line.number], self.all_fields), chosen)

    def _hold(self, place: int, field: str) -> None:
        """What one column holds no other holds any more."""
        if field and field != "ignore":
            self.fields = [None if held == field else held for held in self.fields]
        self.fields[place] = field or None
        self._show_columns()

    def on_row_list_chosen(self) -> None:
        self.action_column()

    def on_row_list_moved(self) -> None:
        self.keys_changed()

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
        self._told = (0, preview.count)

        def tell(done: int, total: int) -> None:
            self._told = (done, total)  # the next tick shows it

        self.ask(lambda: imports.run(actor, path, columns, tell), self._imported, refused=self._refused)
        self.list.show(ListedRows((), lambda line: line.number))
        self._show_progress()
        self.keys_changed()

    def _refused(self, refusal: Refusal) -> None:
        self._told = None
        self._show_columns()
        self.console.say_refusal(refusal)
        self.keys_changed()

    def on_tick(self) -> None:
        self._show_progress()

    def _show_progress(self) -> None:
        if self._told is None:
            return
        (done, total), words, number = self._told, self.seat.words, self.seat.wording.number
        filled = min(BAR, done * BAR // max(1, total))
        glyphs = self.seat.glyphs
        self.list.say_empty(
            [
                [],
                [(words("imports.running", done=number(done), total=number(total)), "strong")],
                [(glyphs.full * filled, "accent"), (glyphs.empty * (BAR - filled), "muted")],
                [],
                [(words("imports.running_more"), "muted")],
            ]
        )

    def _imported(self, report: ImportReport) -> None:
        self._told, self.report = None, report
        words, number = self.seat.words, self.seat.wording.number
        self.list.say_empty([[], [(words("imports.nothing"), "muted")]])
        self.list.show_columns(report_columns(self.seat))
        self.list.show(ListedRows(report_lines(report, self.seat), lambda line: line.number))
        self.list.move_to(0)
        self.list.border_title = Content(clean(words("imports.report", file=report.file)))
        leads, touches = report.count(RawOutcome.LEAD), report.count(RawOutcome.TOUCH)
        others = len(report.rows) - leads - touches
        done = words("imports.done", leads=number(leads), touches=number(touches), others=number(others))
        self.status.rest([(done, "muted")])
        self.console.say(done, "done")
        self.keys_changed()
