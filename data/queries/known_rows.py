"""Notes of rows that had come before: kept for a while, then dropped, for an export that grows leaves many each day."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.tables import RawInputRow, SettingRow
from rules.vocabulary import RawOutcome

_DROPPED_TO = "known_rows_dropped_to"
"""Setting that keeps the number of the last raw row looked at."""
_AT_ONCE = 1_000


def drop_known_rows(session: Session, came_before: datetime) -> tuple[int, int]:
    """Drop the notes among the next raw rows that came before that moment; returns how many rows were looked at, and
    how many notes dropped.

    Raw rows stand in the order in which they came: each is looked at once, and no index is needed.
    """
    setting = session.get(SettingRow, _DROPPED_TO) or SettingRow(name=_DROPPED_TO, value={"raw": 0})
    after = int(setting.value["raw"])
    rows = session.exec(
        select(RawInputRow.id, RawInputRow.received_at)
        .where(col(RawInputRow.id) > after)
        .order_by(col(RawInputRow.id))
        .limit(_AT_ONCE)
    ).all()
    old = [raw_id for raw_id, _ in rows if raw_id is not None]
    for place, (_, received_at) in enumerate(rows):
        if received_at >= came_before:
            del old[place:]
            break
    if not old:
        return 0, 0
    dropped = session.connection().execute(
        sa.delete(RawInputRow).where(
            col(RawInputRow.id) > after,
            col(RawInputRow.id) <= old[-1],
            col(RawInputRow.outcome) == RawOutcome.REPEATED.value,
            col(RawInputRow.part) > 0,
            col(RawInputRow.origin).in_(("drop", "file")),
        )
    )
    setting.value = {"raw": old[-1]}
    session.add(setting)
    return len(old), dropped.rowcount
