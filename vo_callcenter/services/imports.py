"""A file of leads, looked at first, its columns said, then taken in row by row as anything that arrives."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from data.queries.lead_names import names_of_leads
from data.queries.matching import first_raw_with_hash
from rules.reading.sheet_mapping import IGNORED, SheetMapping, mapping_for
from rules.reading.sheet_table import SheetTable, sheet_table
from rules.refusal import Refusal
from rules.rights import check_teaching
from rules.values.imports import ImportedRow, ImportGoing, ImportPreview, ImportReport
from rules.values.incoming import IntakeResult
from rules.values.staff import Actor
from rules.vocabulary import RawOutcome
from vo_callcenter.adapters.document import Document, document_of_file
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.intake_results import Tell
from vo_callcenter.services.office import Office
from vo_callcenter.services.sheet_mappings import keep_mapping, mapping_named, mappings_in_force


class ImportService:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = Lock()
        self._going: tuple[int, ImportGoing] | None = None
        """Whose import runs, or ran last, and how far it is."""

    def fields(self) -> tuple[str, ...]:
        """What a column may hold, by the codes of fields."""
        from rules.reading.field_words import FIELDS

        return (*FIELDS, IGNORED)

    def look(self, actor: Actor, path: str) -> ImportPreview:
        """The file's columns and first rows; nothing is kept.

        Raises ``Refusal`` for somebody who may not, a file that cannot be read, and what is no sheet.
        """
        check_teaching(actor)
        document = _document(path)
        table = self._table(document)
        return ImportPreview(document.name, table.cells, table.fields, table.rows, table.count, table.mapping)

    def run(
        self, actor: Actor, path: str, columns: Mapping[str, str], tell: Tell | None = None
    ) -> ImportReport:
        """Remember what the columns hold and take the file in; a run that was interrupted goes on where it stopped.

        ``columns`` are column → field. Raises ``Refusal`` as ``look`` and ``mapping_for`` do, and ``import_running``.
        """
        check_teaching(actor)
        document = _document(path)
        with self._lock:
            if self._going is not None and not self._going[1].is_over:
                raise Refusal("import_running")
            self._going = actor.id, ImportGoing(document.name, 0, 0)
        over = ImportGoing(document.name, 0, 0, is_over=True)
        try:
            report = self._taken(actor, document, columns, tell)
            over = replace(over, report=report)
            return report
        except Refusal as refusal:
            over = replace(over, refusal=refusal)
            raise
        finally:
            self._going = actor.id, over

    def going(self, actor: Actor) -> ImportGoing | None:
        """The import that this person began last here, running or over; None for none."""
        going = self._going
        return going[1] if going is not None and going[0] == actor.id else None

    def _taken(
        self, actor: Actor, document: Document, columns: Mapping[str, str], tell: Tell | None
    ) -> ImportReport:
        before_at = self._taken_before(document)
        self.remember(document, columns, Path(document.name).stem, actor)
        rows: list[ImportedRow] = []

        def tell_on(done: int, total: int) -> None:
            self._going = actor.id, ImportGoing(document.name, done, total)
            if tell is not None:
                tell(done, total)

        IntakeService(self._office).take_again(document, tell_on, lambda result: rows.append(_row(result)))
        return ImportReport(document.name, self._named(rows), before_at)

    def _taken_before(self, document: Document) -> datetime | None:
        """When these bytes were taken in as a whole; None for a file that is new, was interrupted or waits as a whole."""
        with self._office.store.reading() as session:
            first = first_raw_with_hash(session, document.content_hash)
            if first is None or first.outcome in (RawOutcome.PENDING, RawOutcome.TO_SORT):
                return None
            return first.read_at or first.received_at

    def _named(self, rows: Sequence[ImportedRow]) -> tuple[ImportedRow, ...]:
        """The rows, those of an earlier run with the name that their lead has."""
        unnamed = {row.lead_id for row in rows if row.lead_id is not None and not row.who}
        if not unnamed:
            return tuple(rows)
        with self._office.store.reading() as session:
            names = names_of_leads(session, sorted(unnamed))
        return tuple(row if row.who else replace(row, who=names.get(row.lead_id or 0, "")) for row in rows)

    def remember(
        self, document: Document, columns: Mapping[str, str], name: str, actor: Actor | None = None
    ) -> SheetMapping:
        """Keep what the columns of this file, and of every file with the same ones, hold."""
        mapping = mapping_for(self._table(document).cells, columns, name)
        keep_mapping(self._office, mapping, actor)
        return mapping

    def remember_named(self, document: Document, name: str) -> SheetMapping:
        """Use for this file's columns the mapping that somebody named. Raises ``Refusal("mapping_unknown")``."""
        with self._office.store.reading() as session:
            named = mapping_named(session, name)
        mapping = mapping_for(self._table(document).cells, dict(named.columns), named.name, is_partial=True)
        keep_mapping(self._office, mapping, None)
        return mapping

    def _table(self, document: Document) -> SheetTable:
        if document.is_cut:
            raise Refusal("sheet_too_large", limit=len(document.content) // 1_000_000)
        with self._office.store.reading() as session:
            known = mappings_in_force(session)
        return sheet_table(document.content, known)


def _document(path: str) -> Document:
    written = path.strip().strip("\"'")
    if not written or "\x00" in written:
        raise Refusal("file_missing", name=written.replace("\x00", "?"))
    try:
        return document_of_file(Path(written).expanduser())
    except (RuntimeError, ValueError) as error:  # a home that nobody has, a name no system takes
        raise Refusal("file_missing", name=written) from error


def _row(result: IntakeResult) -> ImportedRow:
    name = result.fields.get("name")
    parts = (
        [str(name.get(part) or "") for part in ("last", "first")]
        if isinstance(name, dict)
        else [str(name or "")]
    )
    who = " ".join(filter(None, parts))
    return ImportedRow(result.line, result.outcome, result.reason, result.lead_id, who, result.raw_id)
