"""Which column of a sheet holds which field, as a person chose it: remembered for every sheet with that header."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.reading.field_words import FIELDS, folded
from rules.refusal import Refusal

IGNORED = "ignore"
"""The field of a column that is read no further; the raw file keeps it."""
CONTACT_FIELDS = frozenset({"email", "phone", "mobile"})
MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """``columns`` are (column as compared, field). A column that is not named keeps its words in the message."""

    name: str
    key: str
    """Names the set of columns it is for (``header_key``)."""
    columns: tuple[tuple[str, str], ...]

    def fields_of(self, cells: Sequence[str]) -> tuple[str | None, ...]:
        """The field of each column; of two columns of one name the first."""
        known = dict(self.columns)
        fields: list[str | None] = []
        for cell in cells:
            field = known.get(folded(cell))
            fields.append(None if field in fields and field != IGNORED else field)
        return tuple(fields)


def header_key(cells: Iterable[str]) -> str:
    """What names a set of columns, whatever their order, case and accents."""
    names = sorted({folded(cell) for cell in cells} - {""})
    return hashlib.sha256("\x1f".join(names).encode("utf-8", "replace")).hexdigest()[:32]


def mapping_for(
    cells: Sequence[str], columns: Mapping[str, str], name: str, *, is_partial: bool = False
) -> SheetMapping:
    """The mapping of a sheet with that header; ``columns`` are column → field, as a person writes them.

    ``is_partial`` leaves out columns that the sheet has not. Raises ``Refusal``: ``mapping_column_unknown``,
    ``mapping_field_unknown``, ``mapping_field_twice``, ``mapping_no_contact``.
    """
    there = {folded(cell) for cell in cells} - {""}
    chosen: dict[str, str] = {}
    for column, field in columns.items():
        field = field.strip()
        if folded(column) not in there:
            if is_partial:
                continue
            raise Refusal("mapping_column_unknown", column=column, known=", ".join(filter(None, cells))[:300])
        if field and field != IGNORED and field not in FIELDS:
            raise Refusal("mapping_field_unknown", field=field, known=", ".join((*FIELDS, IGNORED)))
        if field and field != IGNORED and field in chosen.values():
            raise Refusal("mapping_field_twice", field=field)
        if field:
            chosen[folded(column)] = field
    if not CONTACT_FIELDS & set(chosen.values()):
        raise Refusal("mapping_no_contact")
    return SheetMapping(name.strip()[:MAX_NAME], header_key(cells), tuple(sorted(chosen.items())))
