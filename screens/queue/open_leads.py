"""The open leads of one lane, in order of urgency: replaced row by row as the store changes."""

from collections.abc import Iterable, Mapping

from rules.urgency import order
from rules.values.queue import QueueRow


class OpenLeads:
    """Rows for a list. Never changes: ``with_changes`` gives other rows, which share the unchanged ones."""

    def __init__(self, rows: Iterable[QueueRow] = ()) -> None:
        self._rows = sorted(rows, key=order)
        self._places = {row.id: index for index, row in enumerate(self._rows)}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, lead_id: int) -> bool:
        return lead_id in self._places

    def key(self, index: int) -> int:
        return self._rows[index].id

    def row(self, index: int) -> QueueRow:
        return self._rows[index]

    def find(self, key: int) -> int | None:
        return self._places.get(key)

    def get(self, lead_id: int) -> QueueRow | None:
        index = self._places.get(lead_id)
        return None if index is None else self._rows[index]

    def with_changes(self, changes: Mapping[int, QueueRow | None]) -> "OpenLeads":
        """These leads anew, without those that left the lane; equal rows stay the same objects."""
        kept = {row.id: row for row in self._rows if row.id not in changes}
        for lead_id, row in changes.items():
            if row is not None:
                before = self.get(lead_id)
                kept[lead_id] = before if before == row and before is not None else row
        return OpenLeads(kept.values())
