"""Dropped files: what goes wrong with one never holds up the others, and passes without a person where it passes."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from data.store import Store
from data.tables import LeadRow, RawInputRow
from rules.reading.readings import Readings
from rules.refusal import Refusal
from rules.values.incoming import IntakeResult
from rules.values.trouble import Trouble, TroubleKind
from rules.vocabulary import RawOutcome
from tests.services.builders import make_group
from tests.services.mails import adf, mail
from vo_callcenter.adapters.document import SHORT, Document
from vo_callcenter.adapters.drop_folder import DONE, FAILED, WORKING, DropFolder
from vo_callcenter.services.dropped_files import DroppedFiles
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.intake_results import read_content
from vo_callcenter.services.office import Office
from vo_callcenter.services.troubles import note_troubles, troubles


class Stumbling(IntakeService):
    """Intake that fails at documents of some names, as it is told."""

    def __init__(self, office: Office) -> None:
        super().__init__(office, self._read_slowly)
        self.store = office.store
        self.fails: dict[str, Exception] = {}
        self._halt: tuple[Event, Event] | None = None

    def halts(self, begun: Event, goes_on: Event) -> None:
        """The next document that is read begins, and waits until it may go on."""
        self._halt = begun, goes_on

    def _read_slowly(self, content: bytes, name: str, at: datetime) -> Readings:
        halt, self._halt = self._halt, None
        if halt is not None:
            begun, goes_on = halt
            begun.set()
            assert goes_on.wait(60)
        return read_content(content, name, at)

    def keep(self, document: Document, *arguments: Any, **named: Any) -> IntakeResult:
        if document.name in self.fails:
            raise self.fails[document.name]
        return super().keep(document, *arguments, **named)


@dataclass
class Drop:
    """A drop folder that is looked at every two minutes."""

    root: Path
    intake: Stumbling
    now: Iterator[int] = field(default_factory=lambda: count(4_000_000_000, 120))

    def __post_init__(self) -> None:
        self.root.mkdir()
        self.start_again()

    def start_again(self) -> None:
        note_troubled = partial(note_troubles, self.intake.store, TroubleKind.FILE)
        self.files = DroppedFiles(
            DropFolder(self.root), self.intake, wall=lambda: next(self.now), note_troubled=note_troubled
        )

    def drops(self, name: str) -> None:
        number = sum(map(ord, name)) % 100
        (self.root / name).write_bytes(
            adf(
                name=f"Jean Client{number}",
                email=f"client{number}@example.org",
                phone=f"06 39 98 03 {number:02d}",
            )
        )
        os.utime(self.root / name, (1.0, 1.0))

    def names(self, place: str) -> list[str]:
        return sorted(path.name.partition("__")[2] for path in (self.root / place).iterdir())


@pytest.fixture
def office(store: Store) -> Office:
    office = Office(store)
    make_group(office)
    return office


@pytest.fixture
def drop(office: Office, tmp_path: Path) -> Drop:
    return Drop(tmp_path / "drop", Stumbling(office))


def leads(office: Office) -> int:
    with office.store.reading() as session:
        return len(session.exec(select(LeadRow.id)).all())


def test_a_file_that_fails_is_tried_again_and_the_others_are_taken_meanwhile(
    drop: Drop, office: Office
) -> None:
    for name in ("a.xml", "b.xml", "c.xml"):
        drop.drops(name)
    drop.intake.fails["b.xml"] = sa.exc.TimeoutError("no connection is free")
    assert len(drop.files.collect()) == 2
    assert (drop.names(DONE), drop.names(WORKING)) == (["a.xml", "c.xml"], ["b.xml"])
    del drop.intake.fails["b.xml"]
    assert [result.outcome for result in drop.files.collect()] == [RawOutcome.LEAD]
    assert (drop.names(WORKING), drop.names(FAILED), leads(office)) == ([], [], 3)


@pytest.mark.parametrize("error", [RuntimeError("never"), Refusal("store_full", path="store.db")])
def test_a_file_that_always_fails_holds_up_nobody_even_after_a_restart(
    drop: Drop, office: Office, error: Exception
) -> None:
    drop.drops("always.xml")
    drop.intake.fails["always.xml"] = error
    for name in ("b.xml", "c.xml"):
        drop.start_again()
        drop.drops(name)
        for _ in range(2):
            try:
                drop.files.collect()
            except Refusal:
                continue
    assert (drop.names(DONE), drop.names(WORKING), drop.names(FAILED)) == (
        ["b.xml", "c.xml"],
        ["always.xml"],
        [],
    )
    assert leads(office) == 2


def test_a_file_that_fails_is_not_tried_again_at_each_look(office: Office, tmp_path: Path) -> None:
    tried: list[str] = []

    class Counting(IntakeService):
        def keep(self, document: Document, *arguments: Any, **named: Any) -> IntakeResult:
            tried.append(document.name)
            raise RuntimeError("never")

    seconds = count(4_000_000_000)
    drop = Drop(tmp_path / "drop", Stumbling(office))
    drop.drops("always.xml")
    files = DroppedFiles(DropFolder(drop.root), Counting(office), wall=lambda: next(seconds))
    for _ in range(600):
        files.collect()
    assert 10 <= len(tried) <= 20


def test_a_file_that_fails_again_and_again_is_told_until_it_is_taken(drop: Drop, office: Office) -> None:
    drop.drops("lead.xml")
    drop.intake.fails["lead.xml"] = RuntimeError("for a while")
    drop.files.collect()
    assert troubles(office.store) == ()
    drop.files.collect()
    assert troubles(office.store) == (Trouble(TroubleKind.FILE, "lead.xml"),)
    drop.intake.fails.clear()
    drop.files.collect()
    assert troubles(office.store) == ()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names there are text")
def test_a_name_that_is_no_text_can_be_told(drop: Drop, office: Office) -> None:
    drop.drops("lead.xml")
    (drop.root / os.fsdecode(b"\xe9.xml")).symlink_to(drop.root / "lead.xml")
    assert len(drop.files.collect()) == 1
    [trouble] = troubles(office.store)
    assert (trouble.kind, trouble.name) == (TroubleKind.FILE, "\ufffd.xml")


def sheet(rows: int, said: str = "Bonjour") -> bytes:
    """A sheet of so many people, each of them new."""
    lines = (f"Jean;Client{n};rangee{n}@example.org;{said}\n" for n in range(rows))
    return ("Prénom;Nom;E-mail;Message\n" + "".join(lines)).encode()


LONG = sheet(20, "Est-elle disponible ? " * 150)


def test_a_long_sheet_holds_up_no_file_that_comes_meanwhile(drop: Drop, office: Office) -> None:
    assert len(LONG) > SHORT
    (drop.root / "long.csv").write_bytes(LONG)
    drop.drops("before.xml")
    assert [result.file for result in drop.files.collect()] == ["before.xml"]
    begun, goes_on = Event(), Event()
    drop.intake.halts(begun, goes_on)
    with ThreadPoolExecutor() as threads:
        reading = threads.submit(drop.files.read_long)
        assert begun.wait(60)
        drop.drops("after.xml")
        (drop.root / "mail.eml").write_bytes(mail("Photos ci-jointes\n" + "x" * 2 * SHORT))
        try:
            assert [result.file for result in drop.files.collect()] == ["after.xml", "mail.eml"]
            assert drop.names(WORKING) == []
            assert drop.intake.read_pending(timedelta(0), but=drop.files.unread) == 0
        finally:
            goes_on.set()
        assert reading.result(60) == 1
    assert drop.files.unread == set()
    assert leads(office) == 3 + 20


def test_of_several_files_the_shortest_is_read_first(drop: Drop) -> None:
    for name, rows in (("a.csv", 30), ("b.csv", 10), ("c.csv", 20)):
        (drop.root / name).write_bytes(sheet(rows))
    results = drop.files.collect()
    assert list(dict.fromkeys(result.file for result in results)) == ["b.csv", "c.csv", "a.csv"]
    assert len(results) == 60


def test_what_could_not_be_read_for_want_of_the_store_is_read_at_the_next_look(
    drop: Drop, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: Any, **__: Any) -> None:
        raise Refusal("store_busy", path="store.db")

    drop.drops("lead.xml")
    with monkeypatch.context() as patch:
        patch.setattr(drop.intake, "read", refuses)
        with pytest.raises(Refusal, match="store_busy"):
            drop.files.collect()
        assert drop.names(DONE) == ["lead.xml"]
    assert [result.outcome for result in drop.files.collect()] == [RawOutcome.LEAD]
    assert (leads(office), drop.files.unread) == (1, set())


def test_a_long_sheet_left_by_a_process_that_ended_is_read_once(drop: Drop, office: Office) -> None:
    (drop.root / "long.csv").write_bytes(LONG)
    drop.files.collect()
    drop.start_again()
    assert drop.files.collect() == []
    assert drop.intake.read_pending(timedelta(0), but=drop.files.unread) == 1
    assert (drop.files.read_long(), leads(office)) == (0, 20)


def test_a_document_of_three_gigabytes_is_for_a_person(office: Office) -> None:
    size = 3_000_000_000
    [result] = IntakeService(office).take(Document("disk.iso", b"x", size, "ab" * 32))
    assert (result.outcome, result.reason) == (RawOutcome.TO_SORT, "too_large")
    with office.store.reading() as session:
        assert session.exec(select(RawInputRow.size)).one() == size


def test_an_engine_that_ends_leaves_what_was_dropped_to_the_next_one(drop: Drop, office: Office) -> None:
    (drop.root / "long.csv").write_bytes(LONG)
    drop.files.collect()
    begun, goes_on = Event(), Event()
    drop.intake.halts(begun, goes_on)
    with ThreadPoolExecutor() as threads:
        reading = threads.submit(drop.files.read_long)
        try:
            assert begun.wait(60)
            drop.intake.end()
            drop.drops("late.xml")
            assert drop.files.collect() == []
        finally:
            goes_on.set()
        assert reading.result(60) == 1
    assert leads(office) == 1
    drop.intake.go_on()
    drop.start_again()
    assert [result.file for result in drop.files.collect()] == ["late.xml"]
    assert drop.intake.read_pending_long(timedelta(0), but=drop.files.unread) == 1
    assert leads(office) == 20 + 1
