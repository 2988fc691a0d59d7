"""A past that was multiplied is as whole as one that was told."""

from pathlib import Path

from data.store import Store
from vo_callcenter.demo.bulk import TOLD
from vo_callcenter.services.office import Office
from vo_callcenter.services.store_check import check

COPIED = 3_000 - TOLD


def test_a_multiplied_past_is_clean_and_can_be_searched(demo_store: Path) -> None:
    store = Store(str(demo_store))
    try:
        assert [
            one for one in check(Office(store)) if "lead" not in one.params or one.params["lead"] <= COPIED
        ] == []
        with store.reading_core() as connection:
            leads = connection.exec_driver_sql("SELECT COUNT(*), COUNT(DISTINCT person_id) FROM lead").one()
            phones = connection.exec_driver_sql(
                "SELECT COUNT(*), COUNT(DISTINCT e164) FROM person_phone"
            ).one()
            indexed = connection.exec_driver_sql("SELECT COUNT(*) FROM lead_text").scalar_one()
        assert leads[0] == leads[1] == indexed == 3_400
        assert phones[0] == phones[1]
    finally:
        store.dispose()
