"""What goes wrong behind the consoles, kept in the store by the engine so that every console and ``doctor`` can say it."""

from collections.abc import Sequence

from data.store import Store
from data.tables import SettingRow
from rules.values.trouble import Trouble, TroubleKind

_NAME = "engine_troubles"


def note_troubles(store: Store, kind: TroubleKind, names: Sequence[str]) -> None:
    """These are the troubles of that kind now; nothing is written where that is known already."""
    with store.reading() as session:
        row = session.get(SettingRow, _NAME)
        known = row.value.get(kind.value, []) if row else []
    if known == list(names):
        return
    with store.writing() as session:
        row = session.get(SettingRow, _NAME) or SettingRow(name=_NAME, value={})
        row.value = {**row.value, kind.value: list(names)}
        session.add(row)


def troubles(store: Store) -> tuple[Trouble, ...]:
    """What is wrong now, jobs first."""
    with store.reading() as session:
        row = session.get(SettingRow, _NAME)
        value = row.value if row else {}
    return tuple(Trouble(kind, name) for kind in TroubleKind for name in value.get(kind.value, ()))
