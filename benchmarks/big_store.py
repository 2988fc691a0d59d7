"""The stores that are measured: demonstrations with 5,000 open leads, made once a day and kept in a scratch folder."""

import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.schema import migrate
from data.store import Store, open_driver
from rules.policy import complete, packaged
from vo_callcenter.demo.bulk import make_large

OPEN_LEADS = 5_000
SMALL = 20_000
KEPT = timedelta(days=1)
"""Open leads grow old: a queue in which everything is late is nobody's queue."""


def scratch_folder() -> Path:
    """Where the stores are kept between two runs."""
    folder = Path(tempfile.gettempdir()) / "vo-callcenter-benchmarks"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def store_with(past_leads: int, say: Callable[[str], None]) -> Path:
    """A store with so many past leads, made now unless yesterday's is there."""
    path = scratch_folder() / f"{past_leads}.db"
    if path.exists() and datetime.now(UTC).timestamp() - path.stat().st_ctime > KEPT.total_seconds():
        for left in ("", "-wal", "-shm", ".lock"):
            Path(f"{path}{left}").unlink(missing_ok=True)
    if not path.exists():
        say(f"making a store with {past_leads:,} past leads, once")
        make_large(str(path), seed=1, open_leads=OPEN_LEADS, past_leads=past_leads)
    store = Store(str(path))
    try:
        migrate(store, copies=False)
    finally:
        store.dispose()
    with closing(open_driver(path)) as driver:
        # The store may be older than a policy that has learnt something since.
        driver.execute("UPDATE policy_version SET text = ?", (complete(packaged("b")),))
    return path
