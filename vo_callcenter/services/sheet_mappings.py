"""What the columns of sheets hold, as people chose it: kept by header, and by name for other headers."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from data.tables import SettingRow
from rules.reading.sheet_mapping import SheetMapping
from rules.refusal import Refusal
from rules.values.staff import Actor
from vo_callcenter.services.office import Office

_PREFIX = "sheet:"
_AFTER = "sheet;"
"""The name that comes after every one that begins with the prefix."""
_KEPT = select(SettingRow).where(col(SettingRow.name) >= _PREFIX, col(SettingRow.name) < _AFTER)


def mappings_in_force(session: Session) -> Sequence[SheetMapping]:
    """Every mapping, by header."""
    return [_mapping(row) for row in session.exec(_KEPT)]


def mapping_named(session: Session, name: str) -> SheetMapping:
    """The mapping of that name that was kept last. Raises ``Refusal``: ``mapping_unknown``, ``mapping_none``."""
    wanted = name.strip().casefold()
    rows = session.exec(_KEPT).all()
    named = [row for row in rows if str(row.value.get("name", "")).casefold() == wanted]
    if not named:
        known = sorted({str(row.value.get("name", "")) for row in rows} - {""})
        if not known:
            raise Refusal("mapping_none")
        raise Refusal("mapping_unknown", name=name, known=", ".join(known))
    return _mapping(max(named, key=lambda row: str(row.value.get("at", ""))))


def keep_mapping(office: Office, mapping: SheetMapping, actor: Actor | None) -> None:
    """Remember it for every file with that header, in place of what was remembered before."""
    value = {
        "name": mapping.name,
        "columns": dict(mapping.columns),
        "at": office.now().isoformat(),
        "by": actor.id if actor else None,
    }
    with office.store.writing() as session:
        row = session.get(SettingRow, _PREFIX + mapping.key) or SettingRow(
            name=_PREFIX + mapping.key, value={}
        )
        row.value = value
        session.add(row)


def _mapping(row: SettingRow) -> SheetMapping:
    columns: Mapping[str, str] = row.value.get("columns") or {}
    key = row.name.removeprefix(_PREFIX)
    return SheetMapping(str(row.value.get("name", "")), key, tuple(sorted(columns.items())))
