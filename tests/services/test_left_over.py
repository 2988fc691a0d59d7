"""What was left unread is read by one at a time, and what somebody reads is left to them."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
from sqlmodel import select

from data.queries.matching import unread_documents
from data.store import Store
from data.tables import LeadRow, RawInputRow
from rules.reading.readings import Readings
from rules.values.incoming import IntakeResult
from rules.vocabulary import RawOutcome
from tests.services.builders import Wall, make_group
from tests.services.mails import adf, mail
from vo_callcenter.adapters.document import SHORT, document_of_bytes
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.intake_results import read_content
from vo_callcenter.services.office import Office

SHEET = "Prénom;Nom;E-mail\n" + "".join(f"Jean;Client{n};client{n}@example.org\n" for n in range(120))

WORDS = "Est-elle encore disponible ? " * 20
LONG = "Prénom;Nom;E-mail;Message\n" + "".join(
    f"Jean;Client{n};long{n}@example.org;{WORDS}\n" for n in range(120)
)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def office(store: Store, wall: Wall) -> Office:
    office = Office(store, wall)
    make_group(office)
    return office


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as threads:
        yield threads


class Halting:
    """A reader that halts at a sheet until it may go on."""

    def __init__(self) -> None:
        self.begun, self.goes_on = Event(), Event()
        self.read: list[str] = []

    def __call__(self, content: bytes, name: str, at: datetime) -> Readings:
        self.read.append(name)
        if name.endswith(".csv"):
            self.begun.set()
            assert self.goes_on.wait(60)
        return read_content(content, name, at)


def left_unread(office: Office, content: bytes, name: str) -> int:
    """The raw row of a document whose reading ended the process."""

    def dies(content: bytes, name: str, at: datetime) -> Readings:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        IntakeService(office, dies).take_bytes(content, name)
    with office.store.reading() as session:
        return unread_documents(session, office.now())[-1].raw_id


def documents(office: Office) -> list[tuple[str, str]]:
    with office.store.reading() as session:
        rows = session.exec(select(RawInputRow).where(RawInputRow.part == 0)).all()
        return [(row.outcome, row.reason) for row in rows]


def count_leads(office: Office) -> int:
    with office.store.reading() as session:
        return len(session.exec(select(LeadRow.id)).all())


def test_what_is_being_read_for_long_is_not_left_over(
    office: Office, wall: Wall, threads: ThreadPoolExecutor
) -> None:
    reader = Halting()
    intake = IntakeService(office, reader)
    importing: Future[list[IntakeResult]] = threads.submit(intake.take_bytes, SHEET.encode(), "leads.csv")
    try:
        assert reader.begun.wait(60)
        wall.go(minutes=5)
        assert intake.read_pending() == 0
        assert reader.read == ["leads.csv"]
    finally:
        reader.goes_on.set()
    assert len(importing.result()) == count_leads(office) == 120


def test_a_left_over_lead_is_read_while_a_left_over_sheet_is(
    office: Office, wall: Wall, threads: ThreadPoolExecutor
) -> None:
    sheet, lead = left_unread(office, SHEET.encode(), "leads.csv"), left_unread(office, adf(), "lead.xml")
    reader = Halting()
    intake = IntakeService(office, reader)
    reading = threads.submit(intake.read_left_over, [sheet])
    try:
        assert reader.begun.wait(60)
        assert threads.submit(intake.read_left_over, [lead]).result(60) == 1
        assert count_leads(office) == 1
    finally:
        reader.goes_on.set()
    assert reading.result() == 1


def test_two_who_find_the_same_left_over_document_never_take_it_for_deadly(
    office: Office, wall: Wall, threads: ThreadPoolExecutor
) -> None:
    sheet = left_unread(office, SHEET.encode(), "leads.csv")
    reader = Halting()
    intake = IntakeService(office, reader)
    reading = threads.submit(intake.read_left_over, [sheet])
    try:
        assert reader.begun.wait(60)
        assert threads.submit(intake.read_left_over, [sheet]).result(60) == 0
    finally:
        reader.goes_on.set()
    reading.result()
    assert documents(office) == [(RawOutcome.LEAD, "in_parts")]
    assert count_leads(office) == 120


def test_what_another_process_settles_is_left_to_it_until_it_falls_silent(office: Office, wall: Wall) -> None:
    """Two intakes over one store are as two processes."""
    engine = IntakeService(office)
    seen: list[int] = []

    def slow(content: bytes, name: str, at: datetime) -> Readings:
        wall.go(minutes=5)
        return read_content(content, name, at)

    def dies_later(result: IntakeResult) -> None:
        seen.append(engine.read_pending())
        if result.part == 60:
            raise KeyboardInterrupt

    console = IntakeService(office, slow)
    with pytest.raises(KeyboardInterrupt):
        console.take(document_of_bytes("leads.csv", SHEET.encode()), hear=dies_later)
    assert set(seen) == {0}
    wall.go(minutes=1)
    assert engine.read_pending() == 1
    assert documents(office) == [(RawOutcome.LEAD, "in_parts")]
    assert count_leads(office) == 120


def test_the_short_is_read_before_the_long_that_came_first(office: Office, wall: Wall) -> None:
    read: list[str] = []

    def reader(content: bytes, name: str, at: datetime) -> Readings:
        read.append(name)
        return read_content(content, name, at)

    photos = mail("Photos ci-jointes\n" + "x" * 2 * SHORT)
    for name, content in (
        ("longer.csv", LONG.encode() + WORDS.encode() * 200),
        ("long.csv", LONG.encode()),
        ("short.csv", SHEET.encode()),
        ("photos.eml", photos),
        ("lead.xml", adf()),
    ):
        left_unread(office, content, name)
    wall.go(minutes=1)
    assert min(len(LONG), len(photos)) > SHORT > len(SHEET)
    intake = IntakeService(office, reader)
    assert intake.read_pending_short() == 3
    assert read == ["short.csv", "photos.eml", "lead.xml"]
    assert intake.read_pending() == 2
    assert read[3:] == ["long.csv", "longer.csv"]


def test_whoever_wants_a_document_that_is_being_read_waits_and_never_reads_it_too(
    office: Office, wall: Wall, threads: ThreadPoolExecutor
) -> None:
    sheet = left_unread(office, LONG.encode(), "long.csv")
    wall.go(minutes=1)
    reader = Halting()
    intake = IntakeService(office, reader)
    reading = threads.submit(intake.read_pending_long)
    try:
        assert reader.begun.wait(60)
        dropped = threads.submit(intake.read, sheet)
        again = threads.submit(intake.take_bytes, LONG.encode(), "again.csv")
        assert (intake.read_pending_long(), intake.read_pending_short()) == (0, 0)
        assert not dropped.done()
        assert not again.done()
    finally:
        reader.goes_on.set()
    assert reading.result() == 1
    assert len(dropped.result()) == 120
    assert {result.outcome for result in again.result()} <= {RawOutcome.LEAD, RawOutcome.REPEATED}
    assert reader.read == ["long.csv"]
    assert count_leads(office) == 120


def test_a_reading_that_is_told_to_end_stops_and_is_not_taken_for_deadly(office: Office, wall: Wall) -> None:
    is_asked_to_end = True

    def reader(content: bytes, name: str, at: datetime) -> Readings:
        if is_asked_to_end:
            intake.end()
        return read_content(content, name, at)

    intake = IntakeService(office, reader)
    assert len(intake.take_bytes(SHEET.encode(), "leads.csv")) == count_leads(office) == 1
    # What is settled is gone through first: told to end there, it comes no further, again and again.
    for _ in range(3):
        assert intake.read_pending(timedelta(0)) == 0, "nothing is begun while it ends"
        intake.go_on()
        assert intake.read_pending(timedelta(0)) == 1
        assert documents(office) == [(RawOutcome.PENDING, "")]
    is_asked_to_end = False
    intake.go_on()
    assert intake.read_pending(timedelta(0)) == 1
    assert documents(office) == [(RawOutcome.LEAD, "in_parts")]
    assert count_leads(office) == 120
