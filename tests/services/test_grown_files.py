"""A file that grew and comes again: what it held before is known, and what is new in it is taken in."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from data.queries.matching import rows_said_before
from data.tables import LeadEventRow, LeadRow, RawInputRow, StaffRow, TouchRow
from rules.reading.row_key import key_of_text
from rules.reading.sheet_mapping import IGNORED
from rules.values.incoming import IntakeResult
from rules.vocabulary import CloseReason, EventKind, FiledAs, RawOutcome
from tests.rules.reading.workbooks import workbook
from tests.services.center import Center
from tests.services.lead_rows import lead_of
from tests.services.mails import adf, mail
from vo_callcenter.adapters.document import document_of_bytes
from vo_callcenter.services import settlement
from vo_callcenter.services.housekeeping import Housekeeping
from vo_callcenter.services.imports import ImportService
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.sorting import SortingService
from vo_callcenter.services.store_check import check
from vo_callcenter.services.way_in import DROP, FILE, IMAP

LEAD, TOUCH, REPEATED, TO_SORT = RawOutcome.LEAD, RawOutcome.TOUCH, RawOutcome.REPEATED, RawOutcome.TO_SORT
HEADER = "Nom;Prénom;E-mail;Téléphone;Véhicule;Demandé le"


def row(number: int, day: str = "24/11/2026", car: str = "Peugeot 208") -> str:
    who = f"CLIENT{number};Jean;client{number}@example.org;06 39 98 {number // 100:02d} {number % 100:02d}"
    return f"{who};{car};{day}"


def csv(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join((header, *rows, "")).encode("utf-8-sig")


def take(center: Center, content: bytes, name: str = "export.csv", origin: str = DROP) -> list[IntakeResult]:
    return IntakeService(center.office).take_bytes(content, name, origin)


def outcomes(results: list[IntakeResult]) -> list[str]:
    return [result.outcome for result in results]


def count(center: Center, table: Any, *conditions: Any) -> int:
    with center.office.store.reading() as session:
        return session.exec(select(sa.func.count()).select_from(table).where(*conditions)).one()


def told(center: Center) -> tuple[int, int, int]:
    """How many leads, touches and events there are."""
    return count(center, LeadRow), count(center, TouchRow), count(center, LeadEventRow)


@pytest.mark.parametrize("origin", [DROP, FILE])
@pytest.mark.parametrize("name", ["export.csv", "export-du-mercredi.csv"])
def test_a_sheet_that_grew_brings_only_its_new_rows(center: Center, name: str, origin: str) -> None:
    first = take(center, csv(row(1), row(2)))
    before = lead_of(center.office, first[0].lead_id)
    center.wall.go(days=1)
    then = told(center)
    again = take(center, csv(row(1), row(2), row(3)), name, origin)
    assert outcomes(again) == [REPEATED, REPEATED, LEAD]
    assert [result.lead_id for result in again[:2]] == [result.lead_id for result in first]
    assert told(center)[:2] == (then[0] + 1, then[1] + 1)
    after = lead_of(center.office, first[0].lead_id)
    assert (after.last_incoming_at, after.due_at) == (before.last_incoming_at, before.due_at)
    assert check(center.office) == []


def test_it_reopens_nothing_and_starts_no_clock(center: Center) -> None:
    [first, _] = take(center, csv(row(1), row(2)))
    assert first.lead_id is not None
    camille = center.who("camille")
    center.desk.claim(camille, first.lead_id)
    center.desk.close(camille, first.lead_id, CloseReason.NOT_SERIOUS, "plus rien")
    center.wall.go(days=2)
    then = told(center)
    assert outcomes(take(center, csv(row(1), row(2), ""), "mardi.csv")) == [REPEATED, REPEATED]
    assert told(center) == then
    assert not lead_of(center.office, first.lead_id).is_open
    assert count(center, LeadEventRow, LeadEventRow.kind == EventKind.REOPENED.value) == 0


def test_a_new_date_of_the_same_person_is_another_touch(center: Center) -> None:
    [first, _] = take(center, csv(row(1), row(2)))
    center.wall.go(days=1)
    again = take(center, csv(row(1), row(2), row(1, day="25/11/2026")))
    assert outcomes(again) == [REPEATED, REPEATED, TOUCH]
    assert again[2].lead_id == first.lead_id


def test_a_sheet_of_one_row_grows_and_shrinks(center: Center) -> None:
    [first] = take(center, csv(row(1)))
    assert outcomes(take(center, csv(row(1), row(2)))) == [REPEATED, LEAD]
    [alone] = take(center, csv(row(1)) + b"\r\n")
    assert (alone.outcome, alone.lead_id, alone.part) == (REPEATED, first.lead_id, 0)
    assert count(center, TouchRow) == 2


def test_another_kind_of_sheet_with_other_columns_first_says_the_same(center: Center) -> None:
    take(center, csv(row(1), row(2)))
    rows = [tuple(line.split(";")[::-1]) for line in (HEADER, row(2), row(1), row(3))]
    assert outcomes(take(center, workbook(*rows), "export.xlsx")) == [REPEATED, REPEATED, LEAD]


def test_lists_of_objects_and_prospects_grow_too(center: Center) -> None:
    one, two = (
        f'{{"nom": "Client{n}", "email": "client{n}@example.org", "vehicule": "Clio"}}' for n in (1, 2)
    )
    take(center, one.encode(), "un.json")
    assert outcomes(take(center, f"[{one}, {two}]".encode(), "deux.json")) == [REPEATED, LEAD]
    prospect = adf(phone="06 39 98 07 01").decode()
    prospect = prospect[prospect.index("<prospect") : prospect.index("</adf>")]
    late = prospect.replace("09:59", "11:30")
    assert outcomes(take(center, f"<adf>{prospect}</adf>".encode(), "a.xml")) == [LEAD]
    assert outcomes(take(center, f"<adf>{prospect}{late}</adf>".encode(), "b.xml")) == [REPEATED, TOUCH]


def test_a_portal_that_mails_the_same_again_tells_of_another_demand(center: Center) -> None:
    for origin in (IMAP, DROP):
        text = adf(phone="06 39 98 07 01", comments=f"Par {origin} ?").decode()
        sender = "Portail <no-reply@portail.example.com>"
        for number in (1, 2):
            [result] = take(
                center, mail(text, sender=sender, message_id=f"<{origin}{number}@x>"), "m.eml", origin
            )
            assert result.outcome is (LEAD if (origin, number) == (IMAP, 1) else TOUCH)


def test_who_stands_twice_in_one_file_asked_twice(center: Center) -> None:
    undated = "Nom;E-mail;Véhicule"
    marie, jean = "MARTIN Marie;marie@example.org;Clio", "DUPONT Jean;jean@example.org;208"
    assert outcomes(take(center, csv(marie, jean, header=undated))) == [LEAD, LEAD]
    center.wall.go(days=1)
    grown = take(center, csv(marie, jean, marie, header=undated))
    assert outcomes(grown) == [REPEATED, REPEATED, TOUCH]
    assert outcomes(take(center, csv(jean, marie, marie, marie, header=undated))) == [REPEATED] * 3 + [TOUCH]
    assert outcomes(take(center, csv(marie, marie, header=undated))) == [REPEATED] * 2


def test_a_column_that_is_ignored_may_change_from_day_to_day(center: Center) -> None:
    header, imports = "Nom;E-mail;Statut", ImportService(center.office)
    columns = {"Nom": "full_name", "E-mail": "email", "Statut": IGNORED}
    first = csv("DUPONT Jean;jean@example.org;nouveau", "MARTIN Marie;m@example.org;nouveau", header=header)
    imports.remember(document_of_bytes("a.csv", first), columns, "export")
    assert outcomes(take(center, first)) == [LEAD, LEAD]
    changed = first.replace(b"nouveau", b"vu", 1)
    assert outcomes(take(center, changed)) == [REPEATED, REPEATED]


def test_what_waits_to_be_sorted_waits_once_and_is_a_lead_once_its_columns_are_said(center: Center) -> None:
    header = "Nom;Prénom;Rufnummer"
    rows = ["DUPONT;Jean;06 39 98 01 01", "MARTIN;Marie;06 39 98 01 02", "PETIT;Luc;06 39 98 01 03"]
    columns = {"Nom": "last_name", "Prénom": "first_name", "Rufnummer": "message"}
    # Nobody can be answered by these columns, and the e-mail one is empty.
    first = csv(*(f"{each};" for each in rows[:2]), header=f"{header};E-mail")
    assert outcomes(take(center, first)) == [TO_SORT, TO_SORT]
    came = center.wall.at
    center.wall.go(hours=3)
    grown = csv(*(f"{each};" for each in rows), header=f"{header};E-mail")
    assert outcomes(take(center, grown)) == [REPEATED, REPEATED, TO_SORT]
    assert count(center, RawInputRow, RawInputRow.outcome == TO_SORT.value) == 3
    SortingService(center.office).file(center.who("camille"), waiting(center)[1], FiledAs.NOT_A_LEAD)
    columns |= {"Rufnummer": "phone", "E-mail": "email"}
    document = document_of_bytes("c.csv", grown + b"\r\n")
    ImportService(center.office).remember(document, columns, "export")
    center.wall.go(hours=1)
    results = take(center, document.content)
    assert outcomes(results) == [LEAD, REPEATED, LEAD]
    assert waiting(center) == []
    assert lead_of(center.office, results[0].lead_id).received_at == came, "since then it waits"
    assert lead_of(center.office, results[2].lead_id).received_at == came + timedelta(hours=3)
    assert outcomes(take(center, document.content + b"\r\n")) == [REPEATED] * 3
    assert check(center.office) == []


def test_a_sheet_of_one_row_that_waits_is_a_lead_once_its_columns_are_said(
    center: Center, tmp_path: Path
) -> None:
    path = tmp_path / "un.csv"
    path.write_bytes(csv("DUPONT;Jean;06 39 98 01 01;", header="Nom;Prénom;Rufnummer;E-mail"))
    assert outcomes(take(center, path.read_bytes())) == [TO_SORT]
    columns = {"Nom": "last_name", "Prénom": "first_name", "Rufnummer": "phone"}
    report = ImportService(center.office).run(center.who("anne"), str(path), columns)
    assert [each.outcome for each in report.rows] == [LEAD]
    assert waiting(center) == []
    assert outcomes(take(center, path.read_bytes() + b"\r\n")) == [REPEATED]


def test_what_somebody_put_back_to_sort_is_left_to_them(center: Center) -> None:
    test, lead = (
        f'{{"nom": "Client{n}", "email": "client{n}@example.org", "test": "{mark}"}}'
        for n, mark in ((1, "oui"), (2, "non"))
    )
    [filed, _] = take(center, f"[{test}, {lead}]".encode(), "a.json")
    assert filed.outcome is RawOutcome.FILED
    assert filed.raw_id is not None
    SortingService(center.office).unfile(center.who("camille"), filed.raw_id)
    assert outcomes(take(center, f"[{test}, {lead}] ".encode(), "b.json")) == [REPEATED, REPEATED]
    assert waiting(center) == [filed.raw_id]


def test_what_one_of_us_wrote_waits_since_it_first_came(center: Center) -> None:
    with center.office.store.writing() as session:
        session.get_one(StaffRow, center.who("camille").id).email = "camille@garage.example.com"
    ours = "MARTIN;Camille;camille@garage.example.com;;Peugeot 208;24/11/2026"
    assert outcomes(take(center, csv(ours, row(1)))) == [TO_SORT, LEAD]
    since = waiting(center)
    for day in (1, 2):
        center.wall.go(days=1)
        assert outcomes(take(center, csv(ours, row(1), *[""] * day))) == [REPEATED, REPEATED]
    assert waiting(center) == since


def waiting(center: Center) -> list[int]:
    with center.office.store.reading() as session:
        return [
            raw_id
            for raw_id in session.exec(
                select(RawInputRow.id)
                .where(RawInputRow.outcome == TO_SORT.value)
                .order_by(col(RawInputRow.id))
            )
            if raw_id is not None
        ]


def test_an_interrupted_import_whose_file_grew_meanwhile_makes_nobody_twice(center: Center) -> None:
    rows = [row(number) for number in range(120)]

    def dies(result: IntakeResult) -> None:
        if result.part == 60:
            raise KeyboardInterrupt

    intake = IntakeService(center.office)
    with pytest.raises(KeyboardInterrupt):
        intake.take(document_of_bytes("export.csv", csv(*rows[:100])), hear=dies)
    grown = take(center, csv(*rows))
    known = sum(result.outcome is REPEATED for result in grown)
    assert 60 <= known < 120
    center.wall.go(minutes=1)
    assert intake.read_pending() == 1
    assert told(center)[:2] == (120, 120)
    assert outcomes(take(center, csv(*rows, row(120)))) == [REPEATED] * 120 + [LEAD]
    assert check(center.office) == []


def test_known_rows_are_asked_after_together_however_often_they_came(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        settlement, "_HELD_S", 3_600.0
    )  # how long others wait is the machine's, and not asked here
    rows = [row(number) for number in range(60)]
    take(center, csv(*rows))
    engine = center.office.store.engine
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    counts: list[int] = []
    for day in range(4):
        asked.clear()
        sa.event.listen(engine, "before_cursor_execute", note)
        results = take(center, csv(*rows, *[""] * day, " "))
        sa.event.remove(engine, "before_cursor_execute", note)
        assert outcomes(results) == [REPEATED] * 60
        counts.append(sum(statement.startswith("SELECT") for statement in asked))
    assert max(counts) <= 20  # for sixty rows


def test_what_came_again_is_noted_for_a_month_and_known_for_ever(center: Center, tmp_path: Path) -> None:
    rows = [row(number) for number in range(3)]
    keeping = Housekeeping(center.office, tmp_path)
    take(center, csv(*rows))
    take(center, csv(*rows, ""))
    center.wall.go(days=20)
    take(center, csv(*rows, "", ""))
    notes = RawInputRow.outcome == REPEATED.value
    assert count(center, RawInputRow, notes) == 6
    for days, left in ((9, 6), (2, 3), (0, 3), (30, 0), (1, 0)):
        center.wall.go(days=days)
        keeping.prune()
        assert count(center, RawInputRow, notes) == left
    assert count(center, RawInputRow, RawInputRow.part == 0) == 3, "the files are kept"
    assert outcomes(take(center, csv(*rows, row(3), " "))) == [REPEATED] * 3 + [LEAD]
    assert outcomes(take(center, csv(*rows, ""))) == [REPEATED]
    assert check(center.office) == []


def test_what_was_said_before_is_found_by_an_index(center: Center) -> None:
    rows = [row(number) for number in range(50)]
    take(center, csv(*rows))
    store = center.office.store
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        found.append((statement, values))

    sa.event.listen(store.engine, "before_cursor_execute", note)
    with store.reading() as session:
        rows_said_before(session, [key_of_text(str(number)) for number in range(50)])
    sa.event.remove(store.engine, "before_cursor_execute", note)
    [(statement, values)] = [each for each in found if "row_key IN" in each[0]]
    with store.engine.connect() as connection:
        if store.is_sqlite:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", values).all()
    assert "ix_raw_input_row_key" in str(plan)
