"""``intake --mapping``: what the columns of the files hold, said once; and how far a long file is."""

import sys
import time
from collections.abc import Callable, Sequence

from rules.reading.sheet_mapping import mapping_for
from rules.reading.sheet_table import sheet_table
from rules.refusal import Refusal
from vo_callcenter.adapters.document import Document
from vo_callcenter.services.imports import ImportService
from vo_callcenter.services.intake_results import Reader
from vo_callcenter.services.office import Office
from vo_callcenter.services.sheet_mappings import mapping_named

_EVERY_S = 0.2


class MappedFiles:
    """``said`` is the name of a mapping, or ``column=field`` for each column."""

    def __init__(self, office: Office, said: Sequence[str], *, dry_run: bool) -> None:
        self._office = office
        self._dry_run = dry_run
        self._name = said[0] if len(said) == 1 and "=" not in said[0] else ""
        self._columns: dict[str, str] = {}
        if not self._name:
            for each in said:
                column, mark, field = each.rpartition("=")
                if not mark or not column.strip():
                    raise Refusal("mapping_unclear", said=each)
                self._columns[column.strip()] = field.strip()

    def remember(self, document: Document) -> Reader:
        """Keep the mapping for the columns of this file; with ``dry_run`` only the reader that is returned knows it."""
        imports = ImportService(self._office)
        if self._dry_run:
            columns, is_partial = self._columns, False
            if self._name:
                with self._office.store.reading() as session:
                    columns, is_partial = dict(mapping_named(session, self._name).columns), True
            cells = sheet_table(document.content).cells
            mapping = mapping_for(cells, columns, self._name, is_partial=is_partial)
        elif self._name:
            mapping = imports.remember_named(document, self._name)
        else:
            mapping = imports.remember(document, self._columns, document.name.rpartition(".")[0])

        from rules.reading.reader import readings_of

        return lambda content, name, at: readings_of(content, name, at, mappings=(mapping,))


def progress() -> Callable[[int, int], None] | None:
    """One line on a terminal that says how far the file is; None where nobody looks."""
    if not sys.stderr.isatty():
        return None
    shown = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if done == total and shown:
            sys.stderr.write("\r\x1b[K")
        elif done < total and now - shown >= _EVERY_S:
            shown = now
            filled = done * 20 // total
            sys.stderr.write(f"\r[{'#' * filled}{'.' * (20 - filled)}] {done} / {total}\x1b[K")
        sys.stderr.flush()

    return tell
