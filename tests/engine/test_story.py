"""The engine as a process of its own: a file dropped becomes a lead, and what is queued leaves."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from data.store import Store
from data.tables import GroupRow, LeadRow, OutboxRow, PolicyVersionRow, SiteRow
from rules.policy.load import complete, packaged
from rules.vocabulary import Channel
from tests.engine.test_engine import homely
from tests.engine.test_timetable import until
from tests.services.builders import actor, make_group
from tests.services.mails import adf
from vo_callcenter.engine.keeper import EngineKeeper
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.messages import ComposeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.templates import TemplateService

OWN_POLICY = """
effective_from = 2020-01-01
[desk.acknowledgement]
sends = true
"""


def test_a_dropped_file_is_a_lead_is_acknowledged_and_answered(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office(sqlite_store)
    group = make_group(office)
    TemplateService(office).install()
    text = complete({**packaged("b"), "own.toml": OWN_POLICY})
    with sqlite_store.writing() as session:
        session.get_one(GroupRow, 1).is_demo = True
        for site in session.exec(select(SiteRow)):
            site.email = "site@mercier.example.com"
        session.add(
            PolicyVersionRow(
                effective_from=office.now().date() - timedelta(days=30),
                preset="b",
                reference="test",
                text=text,
                created_at=office.now(),
            )
        )
    office.forget()
    assert sqlite_store.path is not None
    home = sqlite_store.path.parent
    keeper = EngineKeeper(sqlite_store, str(sqlite_store.path), homely(tmp_path / "elsewhere"))
    keeper.look()
    try:
        drop = home / "drop" / "store"
        assert until(drop.is_dir, 120)
        (drop / "demande.xml").write_bytes(adf())
        assert until(lambda: _count(sqlite_store, LeadRow) == 1, 60)
        assert until(lambda: len(list((home / "mail").glob("*.eml"))) == 1, 60), "acknowledged by itself"
        DeskService(office).claim(actor(office, group, "camille"), 1)
        ComposeService(office).send(
            actor(office, group, "camille"), 1, Channel.EMAIL, None, "Votre demande", "Oui, elle l’est."
        )
        assert until(lambda: len(list((home / "mail").glob("*.eml"))) == 2, 30)
        assert not (tmp_path / "elsewhere").exists(), "a demonstration stays beside its store"
    finally:
        keeper.stop(patience=30)
    with sqlite_store.reading() as session:
        assert set(session.exec(select(OutboxRow.state))) == {"sent"}
        lead = session.get_one(LeadRow, 1)
        assert lead.attempts == 1, "the acknowledgement is no attempt"
    log = (home / "engine.log").read_text(encoding="utf-8")
    assert "job failed" not in log, log
    assert "jean.dupont" not in log


def _count(store: Store, row_type: type[LeadRow]) -> int:
    with store.reading() as session:
        return len(session.exec(select(row_type.id)).all())
