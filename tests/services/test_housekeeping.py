"""Nightly copies: a week of them is kept, and those of another store in the same folder are nobody's to drop."""

from datetime import timedelta
from pathlib import Path

from data.schema import migrate
from data.store import Store
from tests.services.builders import Wall
from vo_callcenter.services.housekeeping import KEPT_COPIES, Housekeeping
from vo_callcenter.services.office import Office


def test_a_week_of_copies_is_kept_and_another_store_s_stay(tmp_path: Path) -> None:
    wall, backups = Wall(), tmp_path / "backups"
    stores = [Store(str(tmp_path / name)) for name in ("our-center.db", "our-center-b.db", "our.db")]
    for store in stores:
        migrate(store)
    made = []
    for _ in range(KEPT_COPIES + 2):
        made.append([Housekeeping(Office(store, wall), backups).back_up() for store in stores])
        wall.at += timedelta(days=1)
    kept = {path for night in made[-KEPT_COPIES:] for path in night}
    assert set(backups.iterdir()) == kept


def test_the_copy_of_a_night_is_made_once(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store.db"))
    migrate(store)
    keeping = Housekeeping(Office(store, Wall()), tmp_path / "backups")
    first = keeping.back_up()
    assert first is not None
    before = first.stat().st_mtime_ns
    assert keeping.back_up() == first
    assert first.stat().st_mtime_ns == before
