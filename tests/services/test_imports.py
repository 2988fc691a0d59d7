"""A file of leads: looked at, its columns said and remembered, taken in, and taken up again where it was killed."""

import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import LeadRow, RawInputRow
from rules.refusal import Refusal
from rules.values.imports import ImportGoing
from rules.vocabulary import RawOutcome
from tests.rules.reading.workbooks import workbook
from tests.services.builders import make_group
from tests.services.center import Center
from vo_callcenter.adapters.document import document_of_file
from vo_callcenter.services.imports import ImportService
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.store_check import check

ROOT = Path(__file__).parents[2]
HEADER = ("Kunde", "Rufnummer", "Wunsch")
COLUMNS = {"Kunde": "full_name", "Rufnummer": "phone", "Wunsch": "vehicle"}
_RUN = """
import sys
sys.path.insert(0, {root!r})
from data.store import Store
from pathlib import Path
from vo_callcenter.adapters.document import document_of_file
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
intake = IntakeService(Office(Store({store!r})))
intake.take(document_of_file(Path({file!r})), tell=lambda done, total: print(done, flush=True))
"""


def sheet(folder: Path, rows: int = 3, name: str = "salon.csv") -> Path:
    path = folder / name
    lines = [
        f"Client{number} Jean;06 39 98 {number // 100:02d} {number % 100:02d};Peugeot 208"
        for number in range(rows)
    ]
    path.write_bytes("\r\n".join((";".join(HEADER), *lines)).encode("cp1252"))
    return path


def test_columns_said_once_are_known_for_every_file_with_that_header(center: Center, tmp_path: Path) -> None:
    imports, anne = ImportService(center.office), center.who("anne")
    path = sheet(tmp_path)
    looked = imports.look(anne, str(path))
    assert (looked.columns, looked.fields, looked.count, looked.mapping) == (HEADER, (None,) * 3, 3, None)
    told: list[tuple[int, int]] = []
    report = imports.run(anne, str(path), COLUMNS, lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [(row.line, row.outcome) for row in report.rows] == [(2, "lead"), (3, "lead"), (4, "lead")]
    assert all(row.lead_id for row in report.rows)
    again = imports.look(anne, str(path))
    assert (again.mapping, again.fields) == ("salon", ("full_name", "phone", "vehicle"))
    other = workbook(("WUNSCH", "Kunde", "Rufnummer"), ("Clio", "Zoé Martin", 639989999))
    [result] = IntakeService(center.office).take_bytes(other, "autre.xlsx")
    assert result.outcome is RawOutcome.LEAD


def test_a_file_that_waited_to_be_sorted_is_read_once_its_columns_are_said(
    center: Center, tmp_path: Path
) -> None:
    path = sheet(tmp_path)
    [unread] = IntakeService(center.office).take(document_of_file(path))
    assert unread.outcome is RawOutcome.TO_SORT
    report = ImportService(center.office).run(center.who("anne"), str(path), COLUMNS)
    assert report.count(RawOutcome.LEAD) == 3
    twice = ImportService(center.office).run(center.who("anne"), str(path), COLUMNS)
    assert [row.lead_id for row in twice.rows] == [row.lead_id for row in report.rows], "nothing is twice"


def test_the_same_file_again_says_when_it_came_and_what_it_had_become(center: Center, tmp_path: Path) -> None:
    imports, anne = ImportService(center.office), center.who("anne")
    path = str(sheet(tmp_path))
    assert imports.going(anne) is None
    first = imports.run(anne, path, COLUMNS)
    assert first.before_at is None
    came_at = center.wall()
    center.wall.go(days=1)
    again = imports.run(anne, path, COLUMNS)
    assert again.before_at == came_at
    assert [(row.lead_id, row.outcome) for row in again.rows] == [(r.lead_id, r.outcome) for r in first.rows]
    assert {row.who for row in again.rows} == {f"Client{number} Jean" for number in range(3)}


def test_how_far_an_import_is_and_what_came_of_it_is_kept_for_whoever_began_it(
    center: Center, tmp_path: Path
) -> None:
    imports, anne = ImportService(center.office), center.who("anne")
    path = str(sheet(tmp_path))
    seen: list[ImportGoing | None] = []

    def tell(done: int, total: int) -> None:
        seen.append(imports.going(anne))
        with pytest.raises(Refusal, match="import_running"):
            imports.run(anne, path, COLUMNS)

    report = imports.run(anne, path, COLUMNS, tell)
    assert [(each.done, each.total, each.is_over) for each in seen if each] == [
        (1, 3, False), (2, 3, False), (3, 3, False),
    ]  # fmt: skip
    over = imports.going(anne)
    assert over is not None
    assert (over.is_over, over.report) == (True, report)
    assert imports.going(center.who("camille")) is None
    with pytest.raises(Refusal, match="mapping_no_contact"):
        imports.run(anne, path, {"Kunde": "full_name"})
    refused = imports.going(anne)
    assert refused is not None
    assert refused.refusal is not None
    assert refused.refusal.code == "mapping_no_contact"


def test_a_mapping_is_used_by_its_name_for_another_header(center: Center, tmp_path: Path) -> None:
    imports = ImportService(center.office)
    imports.run(center.who("anne"), str(sheet(tmp_path)), COLUMNS)
    wider = tmp_path / "autre.csv"
    wider.write_text("Kunde;Rufnummer;Farbe\nZoé Martin;06 39 98 99 99;blau\n", encoding="utf-8")
    document = document_of_file(wider)
    imports.remember_named(document, "SALON")
    [result] = IntakeService(center.office).take(document)
    assert result.outcome is RawOutcome.LEAD
    with pytest.raises(Refusal, match="mapping_unknown"):
        imports.remember_named(document, "foire")


@pytest.mark.parametrize(
    ("login", "name", "code"),
    [
        ("camille", "salon.csv", "not_allowed"),
        ("anne", "absent.csv", "file_missing"),
        ("anne", "\x00", "file_missing"),
        ("anne", "~nobody-has-this-home/x", "file_missing"),
        ("anne", ".", "file_not_regular"),
        ("anne", "lettre.txt", "sheet_none"),
        ("anne", "faux.xlsx", "workbook_unreadable"),
    ],
)
def test_what_cannot_be_imported_is_refused(
    center: Center, tmp_path: Path, login: str, name: str, code: str
) -> None:
    sheet(tmp_path)
    (tmp_path / "lettre.txt").write_text("Bonjour")
    (tmp_path / "faux.xlsx").write_bytes(b"PK\x03\x04faux")
    path = name if name[0] in "\x00~" else str(tmp_path / name)
    with pytest.raises(Refusal, match=code):
        ImportService(center.office).look(center.who(login), path)


def test_a_row_on_which_nobody_can_be_answered_is_told_with_its_line(center: Center, tmp_path: Path) -> None:
    path = tmp_path / "trous.csv"
    path.write_text("Nom;Téléphone\nDUPONT;06 39 98 00 01\nMARTIN;\n", encoding="utf-8")
    report = ImportService(center.office).run(
        center.who("ada"), str(path), {"Nom": "last_name", "Téléphone": "phone"}
    )
    assert [(row.line, row.outcome, row.reason) for row in report.rows] == [
        (2, "lead", ""),
        (3, "to_sort", "no_contact"),
    ]


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a signal")
def test_an_import_killed_again_and_again_goes_on_where_it_stopped(
    sqlite_store: Store, tmp_path: Path
) -> None:
    office = Office(sqlite_store)
    make_group(office)
    path = sheet(tmp_path, rows=120)
    imports = ImportService(office)
    imports.remember(document_of_file(path), COLUMNS, "salon")
    code = _RUN.format(root=str(ROOT), store=str(sqlite_store.path), file=str(path))
    for stop_after in (10, 35, 36, 80):
        worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        for line in worker.stdout:
            if int(line) >= stop_after:
                break
        time.sleep(0.01)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        if stop_after == 35:  # the engine takes it up twice, and is not what kills it
            with sqlite_store.writing() as session:
                raw = session.exec(select(RawInputRow).where(RawInputRow.part == 0)).one()
                raw.reader = "again:11"
                session.add(raw)
    IntakeService(office).read_pending(older_than=timedelta(0))
    with sqlite_store.reading() as session:
        leads = session.exec(select(LeadRow.person_id)).all()
        rows = session.exec(select(RawInputRow).where(RawInputRow.part > 0)).all()
        document = session.exec(select(RawInputRow).where(RawInputRow.part == 0)).one()
        assert document.outcome == RawOutcome.LEAD
    assert len(leads) == len(set(leads)) == 120
    assert sorted(row.part for row in rows) == list(range(1, 121))
    assert check(office) == []
