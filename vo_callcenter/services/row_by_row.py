"""Work on many rows, each in a transaction of its own: a bad one never stops the next."""

from collections.abc import Callable, Iterable

import structlog

from rules.refusal import Refusal
from vo_callcenter.services.fault import told

log = structlog.get_logger()


def row_by_row(work: str, ids: Iterable[int | None], do: Callable[[int], int]) -> int:
    """Call ``do`` for each id and return the sum of its results. A row that fails is logged and left as it was.

    Raises the ``Refusal`` of a store that fails as a whole.
    """
    total = 0
    for row_id in ids:
        assert row_id is not None
        try:
            total += do(row_id)
        except Refusal as refusal:
            if refusal.code.startswith("store_"):
                raise
            log.warning("left for the next turn", work=work, row=row_id, refusal=str(refusal))
        except Exception as error:
            log.error("a row could not be worked on", work=work, row=row_id, **told(error))
    return total
