"""The first start, policy versions, the stock file, and a store that is checked and restored."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from data.backup import backup
from data.restore import restore
from data.store import Store
from data.tables import LeadRow, TemplateRow
from rules.policy import PolicyError, describe, packaged
from rules.refusal import Refusal
from rules.vocabulary import Capability, Role
from tests.services.builders import Wall, make_group, make_lead
from tests.services.mails import adf
from vo_callcenter.services.founding import Answers, check_locked_out, found, is_founded, let_in
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import CENTER, Office
from vo_callcenter.services.rulebook import RulebookService
from vo_callcenter.services.sign_in import SignInService
from vo_callcenter.services.store_check import check

ANSWERS = Answers("Groupe Mercier", "Lyon", "mon-sat 09:00-12:00 14:00-19:00", "Ada Roux", "ada", preset="A")


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, Wall())


def test_three_answers_make_a_group_that_can_work(office: Office) -> None:
    assert not is_founded(office)
    found(office, ANSWERS)
    assert is_founded(office)
    ada = SignInService(office, lambda: "ada").sign_in_as(None)
    assert ada.role is Role.ADMINISTRATOR
    assert ada.may(Capability.ADMINISTER)
    assert office.policy().preset == "a"
    assert office.calendars()[CENTER].hours_text(office.now().date()) == office.policy().desk.opening.center
    with office.store.reading() as session:
        assert session.exec(select(TemplateRow)).first() is not None
    with pytest.raises(Refusal, match="founded_already"):
        found(office, ANSWERS)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"preset": "z"}, "preset_unknown"),
        ({"site_hours": "jamais"}, "hours_wrong"),
        ({"group": " "}, "name_wrong"),
        ({"passphrase": "court"}, "passphrase_too_short"),
        ({"login": " "}, "login_wrong"),
        ({"login": "ada roux"}, "login_wrong"),
    ],
)
def test_a_wrong_answer_founds_nothing(office: Office, changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        found(office, replace(ANSWERS, **changes))
    assert not is_founded(office)


def test_a_founder_who_has_no_way_in_is_let_in_once(office: Office) -> None:
    found(office, ANSWERS)
    sign_in = SignInService(office, lambda: "somebody")
    with pytest.raises(Refusal, match="sign_in_locked_out"):
        sign_in.sign_in_as("ada", lambda _: "une phrase assez longue")
    with pytest.raises(Refusal, match="no_administrator"):
        let_in(office, "bob", "une phrase assez longue")
    with pytest.raises(Refusal, match="passphrase_too_short"):
        let_in(office, "ada", "court")
    let_in(office, "Ada", "une phrase assez longue")
    assert sign_in.sign_in_as("ada", lambda _: "une phrase assez longue").role is Role.ADMINISTRATOR
    with pytest.raises(Refusal, match="administrators_can_enter"):
        check_locked_out(office, "ada")
    with pytest.raises(Refusal, match="administrators_can_enter"):
        let_in(office, "ada", "une autre phrase encore")
    with pytest.raises(Refusal, match="sign_in_wrong_passphrase"):
        sign_in.sign_in_as("ada", lambda _: "une autre phrase encore")


def test_a_new_policy_version_holds_from_its_day(office: Office) -> None:
    found(office, ANSWERS)
    ada = SignInService(office, lambda: "ada").sign_in_as(None)
    rulebook = RulebookService(office)
    layers = {**packaged("b"), "ours.toml": "[desk.sorting]\nminutes = 15\n"}
    tomorrow = office.now().date() + timedelta(days=1)
    version = rulebook.apply(ada, layers, tomorrow)
    assert office.policies()[version].desk.sorting.minutes == 15
    assert office.policy().preset == "a"
    assert rulebook.apply(ada, layers) > version
    assert office.policy().desk.sorting.minutes == 15
    assert ("desk", "sorting.minutes", "15") in [line[:3] for line in describe(office.policy())]
    with pytest.raises(PolicyError):
        rulebook.apply(ada, {**packaged("b"), "ours.toml": "[desk.sorting]\nminuts = 15\n"})
    with pytest.raises(Refusal, match="policy_in_the_past"):
        rulebook.apply(ada, layers, tomorrow - timedelta(days=2))


def test_after_midnight_in_paris_a_policy_begins_that_day(sqlite_store: Store) -> None:
    office = Office(
        sqlite_store, lambda: datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    )  # half past midnight, the 25th
    found(office, ANSWERS)
    version = RulebookService(office).apply(
        SignInService(office, lambda: "ada").sign_in_as(None), packaged("c")
    )
    assert office.policies()[version].effective_from == date(2026, 11, 25)
    assert office.policy().preset == "c"


def test_a_clean_store_has_no_fault_and_a_row_that_lies_is_found(office: Office) -> None:
    group = make_group(office)
    lead_id = make_lead(office, group)
    IntakeService(office).take_bytes(b"\x00", "x")
    assert check(office) == []
    with office.store.writing() as session:
        session.get_one(LeadRow, lead_id).stage = "sold"
    [problem] = check(office)
    assert (problem.code, problem.params["column"]) == ("lead_differs", "stage")


def test_a_copy_is_restored_only_when_nobody_has_the_store_open(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office(sqlite_store, Wall())
    found(office, ANSWERS)
    copy = backup(sqlite_store, tmp_path / "copy.db")
    IntakeService(office).take_bytes(adf(), "lead.xml")
    assert sqlite_store.path is not None
    other = Store(str(sqlite_store.path))
    with other.reading_core(), pytest.raises(Refusal, match="restore_in_use"):
        restore(sqlite_store, copy, office.now())
    other.dispose()
    kept = restore(sqlite_store, copy, office.now())
    assert kept is not None
    assert kept.exists()
    with sqlite_store.reading() as session:
        assert session.exec(select(LeadRow)).all() == []
    (tmp_path / "text").write_text("not a store")
    with pytest.raises(Refusal, match="store_not_ours"):
        restore(sqlite_store, tmp_path / "text", office.now())
