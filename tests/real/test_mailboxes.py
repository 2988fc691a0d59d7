"""Mailboxes on a real Dovecot: what comes is a lead at once, whatever becomes of server, engine or numbering."""

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import LeadRow, MailboxMessageRow, RawInputRow
from rules.refusal import Refusal
from rules.values.mailbox import AfterReading, Security
from rules.vocabulary import RawOutcome, Source
from tests.engine.test_timetable import until
from tests.real.dovecot import PASSWORD, Dovecot, dovecot
from tests.real.mail_day import MailDay, demand, with_adf
from tests.services.mails import mail
from vo_callcenter.adapters.imap import open_box
from vo_callcenter.services.mailboxes import MailboxesService
from vo_callcenter.services.store_check import check

pytestmark = pytest.mark.services

MAILS, KILLS = (1_000, 20) if os.environ.get("VO_PROOF") else (60, 2)
OLD = "IMAP4rev1 NAMESPACE"
"""A server that can neither tell, nor move, nor expunge just some messages."""


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    # Its users must be able to reach the folder: not under pytest's own, which only root can enter.
    with tempfile.TemporaryDirectory(prefix="vo-dovecot-") as folder, dovecot(Path(folder)) as running:
        yield running


@pytest.fixture
def day(server: Dovecot, sqlite_store: Store, tmp_path: Path) -> MailDay:
    return MailDay(sqlite_store, server, tmp_path)


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A watch in this process tries again at once: how its pauses grow is tested elsewhere."""
    monkeypatch.setattr("vo_callcenter.engine.mailbox_watch.PAUSES", (0.1, 0.2))


def test_a_mail_is_a_lead_at_once_and_moves_to_its_folder(day: MailDay, server: Dovecot) -> None:
    day.watch("handled", site_id=day.group.vienne, source=Source.SITE)
    server.deliver(demand(1), "handled")
    with day.watching():
        assert until(lambda: day.outcomes()["lead"] == 1)
        server.deliver(demand(2), "handled")
        server.deliver(b"From: x@example.org\r\nSubject: ?\r\n\r\n????\r\n", "handled")
        assert until(lambda: not server.uids("INBOX", "handled"))
    assert day.outcomes() == {"lead": 2, "to_sort": 1}
    assert len(server.uids("Handled", "handled")) == 2
    assert len(server.uids("To sort", "handled")) == 1
    with day.store.reading() as session:
        leads = session.exec(select(LeadRow)).all()
    assert {(lead.site_id, lead.source) for lead in leads} == {(day.group.vienne, "site")}
    state = MailboxesService(day.office).states()[0]
    assert (state.error, state.failed) == ("", 0)
    assert state.last_contact_at is not None


def test_a_mail_that_is_flagged_stays_where_it_is_and_is_read_once(day: MailDay, server: Dovecot) -> None:
    day.watch("flagged", after_reading=AfterReading.FLAG)
    server.deliver(demand(1), "flagged")
    seen = None
    for _ in range(2):
        with day.watching():
            assert until(lambda: day.contact() not in (None, seen))  # noqa: B023 - asked at once
            assert until(lambda: "$Handled" in "".join(server.flags("flagged")))
            seen = day.contact()
    assert day.outcomes() == {"lead": 1}
    assert "\\Seen" in server.flags("flagged")[0]


def test_the_connection_is_protected_by_an_authority_of_one_s_own(day: MailDay, server: Dovecot) -> None:
    for number, security in enumerate((Security.TLS, Security.STARTTLS)):
        mailbox = day.watch(f"over-{security}", security=security)
        with pytest.raises(Refusal, match="mailbox_certificate"):
            open_box(mailbox, PASSWORD)
        server.deliver(demand(number), mailbox.name)
    with day.watching():
        assert until(lambda: day.outcomes()["lead"] == 2)
        server.deliver(demand(7), "over-tls")
        assert until(lambda: day.outcomes()["lead"] == 3)


def test_a_wrong_password_is_said_and_disturbs_no_other_mailbox(day: MailDay, server: Dovecot) -> None:
    day.watch("locked")
    day.watch("open")
    day.environment["VO_MAILBOX_LOCKED_PASSWORD"] = "geheim"
    server.deliver(demand(1), "open")
    with day.engine():
        assert until(lambda: day.outcomes()["lead"] == 1)
        service = MailboxesService(day.office)
        assert until(lambda: [state.error for state in service.states()] == ["mailbox_login", ""])
    log = (day.folder / "engine.log").read_text(encoding="utf-8")
    assert "mailbox_login" in log
    assert "geheim" not in log
    assert PASSWORD not in log
    assert b"geheim" not in Path(str(day.store.path)).read_bytes()


def test_a_server_that_can_neither_tell_nor_move_is_asked_and_copied_from(
    sqlite_store: Store, tmp_path: Path
) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="vo-dovecot-") as folder,
        dovecot(Path(folder), capability=OLD, prefix="INBOX.") as server,
    ):
        day = MailDay(sqlite_store, server, tmp_path)
        day.watch("old")
        with day.watching():
            server.deliver(demand(1), "old")
            assert until(lambda: day.outcomes()["lead"] == 1)
            server.deliver(demand(2), "old")
            assert until(lambda: day.outcomes()["lead"] == 2)
            assert until(lambda: len(server.uids("INBOX.Handled", "old")) == 2)
        assert all("\\Deleted" in flags for flags in server.flags("old"))


def test_a_server_that_restarts_is_found_again(
    sqlite_store: Store, tmp_path: Path, short_pauses: None
) -> None:
    with tempfile.TemporaryDirectory(prefix="vo-dovecot-") as folder, dovecot(Path(folder)) as server:
        day = MailDay(sqlite_store, server, tmp_path)
        day.watch("leads")
        with day.watching():
            server.deliver(demand(1))
            assert until(lambda: day.outcomes()["lead"] == 1)
            server.stop()
            server.deliver(demand(2))
            service = MailboxesService(day.office)
            assert until(lambda: service.states()[0].error in ("mailbox_refused", "mailbox_lost"))
            server.start()
            assert until(lambda: day.outcomes()["lead"] == 2)
            assert until(lambda: service.states()[0].error == "")


def test_new_numbers_for_old_mails_make_nothing_twice(
    sqlite_store: Store, tmp_path: Path, short_pauses: None
) -> None:
    with tempfile.TemporaryDirectory(prefix="vo-dovecot-") as folder, dovecot(Path(folder)) as server:
        day = MailDay(sqlite_store, server, tmp_path)
        day.watch("leads", after_reading=AfterReading.FLAG)
        for number in range(5):
            server.deliver(demand(number))
        with day.watching():
            assert until(lambda: day.outcomes()["lead"] == 5)
            before = server.uids()
            server.renumber()
            server.deliver(demand(7))
            server.deliver(demand(0))
            assert until(lambda: day.outcomes()["lead"] == 6)
            assert until(lambda: _nothing_is_left(day))
        assert len(server.uids()) == len(before) + 2
        # Of the seven messages that came anew, six were known: no input is noted for what only has a new number.
        assert set(day.outcomes()) <= {"lead", "repeated"}
        assert day.outcomes()["lead"] == 6
        assert len(day.raws()) <= 7


def test_a_mail_of_fifty_million_bytes_is_kept_cut_and_the_next_one_is_read(
    day: MailDay, server: Dovecot
) -> None:
    day.watch("large")
    large = demand(1) + b"x" * 76 + b"\n" + (b"y" * 76 + b"\n") * 650_000
    server.deliver(large, "large")
    server.deliver(demand(2), "large")
    with day.watching():
        assert until(lambda: day.outcomes() == {"to_sort": 1, "lead": 1}, 60)
        assert until(lambda: len(server.uids("To sort", "large")) == 1)
    cut = next(raw for raw in day.raws() if raw.outcome == RawOutcome.TO_SORT.value)
    assert cut.reason == "too_large"
    assert cut.size > 50_000_000
    assert len(cut.content) == 20_000_000


@pytest.mark.lengthened
@pytest.mark.timeout(3600)
def test_nothing_is_lost_or_doubled_when_the_engine_is_killed(day: MailDay, server: Dovecot) -> None:
    day.watch("killed")
    chance = random.Random(7)
    kinds = [chance.choice((demand, demand, with_adf, _again, _not_read, _away)) for _ in range(MAILS)]
    delivered, deaths = 0, 0
    began = time.monotonic()
    for death in range(KILLS + 1):
        with day.engine() as engine:
            before = day.outcomes().total()
            due = MAILS * (death + 1) // (KILLS + 1)
            while delivered < due:
                server.deliver(kinds[delivered](delivered), "killed")
                delivered += 1
            if death < KILLS:
                assert until(lambda: day.outcomes().total() > before, 60)  # noqa: B023 - asked at once
                time.sleep(chance.uniform(0, 0.6))
                engine.send_signal(signal.SIGKILL)
                engine.wait()
                deaths += 1
            else:
                assert until(lambda: _are_all_read(day.outcomes()), 1200)
                # The engine is killed here too: a message just moved would still be noted, until the next engine.
                assert until(lambda: not server.uids("INBOX", "killed") and _nothing_is_left(day), 120)
    raws = day.raws()
    hashes = {raw.content_hash for raw in raws}
    outcomes = day.outcomes()
    with day.store.reading() as session:
        left = session.exec(select(MailboxMessageRow)).all()
        people = session.exec(select(LeadRow.person_id)).all()
    moved = len(server.uids("Handled", "killed")), len(server.uids("To sort", "killed"))
    print(
        f"\n{MAILS} mails, {deaths} times kill -9, {time.monotonic() - began:.0f} s: {len(raws)} raw inputs, "
        f"{len(raws) - len(hashes)} twice; {dict(outcomes)}; moved {moved[0]} to Handled, {moved[1]} to To sort"
    )
    assert len(raws) == len(hashes) == MAILS
    assert set(outcomes) == {"lead", "touch", "filed", "to_sort"}
    assert outcomes["lead"] == len(people) == len(set(people))
    assert moved == (MAILS - outcomes["to_sort"], outcomes["to_sort"])
    assert not left
    assert check(day.office) == []


def _are_all_read(outcomes: Counter[str]) -> bool:
    return outcomes.total() >= MAILS and not outcomes["pending"]


def _away(number: int) -> bytes:
    """What somebody's mail program answers by itself."""
    text = f"Je suis absent jusqu’au {number % 28 + 1} décembre."
    answer = mail(text, subject="Absence du bureau", message_id=f"<away{number}@example.org>")
    return b"Auto-Submitted: auto-replied\n" + answer


def _again(number: int) -> bytes:
    """One more mail from the customer of the number before."""
    return demand(max(number - 1, 0)).replace(b"disponible ?", f"disponible ? ({number})".encode())


def _not_read(number: int) -> bytes:
    """Nothing in it says who wants what."""
    return f"From: x{number}@example.org\r\nSubject: ?\r\nMessage-ID: <n{number}@x>\r\n\r\n???\r\n".encode()


def _nothing_is_left(day: MailDay) -> bool:
    with day.store.reading() as session:
        pending = session.exec(select(RawInputRow).where(RawInputRow.outcome == "pending")).first()
        return pending is None and session.exec(select(MailboxMessageRow)).first() is None
