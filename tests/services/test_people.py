"""People: added, away, gone, signed in; what somebody held never stays with who left."""

from datetime import timedelta

import pytest

from data.store import Store
from data.tables import GroupRow, LeadRow, StaffRow
from rules.refusal import Refusal
from rules.vocabulary import Role, StaffStatus
from tests.services.builders import Group, Wall, actor, make_group, make_lead
from vo_callcenter.services.case import opened
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.handover import HandoverService, hand_to
from vo_callcenter.services.office import Office
from vo_callcenter.services.people import PeopleService
from vo_callcenter.services.sign_in import SignInService
from vo_callcenter.services.sites import SitesService
from vo_callcenter.services.upkeep import UpkeepService


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def office(store: Store, wall: Wall) -> Office:
    return Office(store, wall)


@pytest.fixture
def group(office: Office) -> Group:
    return make_group(office)


def lead(office: Office, lead_id: int) -> LeadRow:
    with office.store.reading() as session:
        row = session.get_one(LeadRow, lead_id)
        session.expunge(row)
        return row


def test_somebody_is_added_and_listed(office: Office, group: Group) -> None:
    people = PeopleService(office)
    people.add(actor(office, group, "ada"), "Julie.R", "Julie  Roche", Role.OPERATOR, group.lyon)
    card = next(each for each in people.people() if each.login == "julie.r")
    assert (card.name, card.role, card.site, card.open_leads) == ("Julie Roche", Role.OPERATOR, "Lyon", 0)


@pytest.mark.parametrize(
    ("login", "name", "code"),
    [
        ("camille", "X", "login_taken"),
        ("CAMILLE", "X", "login_taken"),
        ("../etc", "X", "login_wrong"),
        ("ok", "", "name_wrong"),
        ("ok", "a\x1b[31m", "name_wrong"),
        ("ok", "x" * 81, "name_wrong"),
    ],
)
def test_a_wrong_login_or_name_is_refused(
    office: Office, group: Group, login: str, name: str, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        PeopleService(office).add(actor(office, group, "ada"), login, name, Role.OPERATOR, None)


def test_rights_over_people_end_where_they_should(office: Office, group: Group) -> None:
    people = PeopleService(office)
    with pytest.raises(Refusal, match="not_allowed"):
        people.add(actor(office, group, "camille"), "x1", "X", Role.OPERATOR, None)
    with pytest.raises(Refusal, match="not_allowed"):
        people.add(actor(office, group, "anne"), "x1", "X", Role.ADMINISTRATOR, None)
    with pytest.raises(Refusal, match="other_site"):
        people.add(actor(office, group, "anne"), "x1", "X", Role.SALESPERSON, group.vienne)
    with pytest.raises(Refusal, match="not_allowed"):
        people.deactivate(actor(office, group, "anne"), group.people["ada"])
    with pytest.raises(Refusal, match="not_yourself"):
        people.deactivate(actor(office, group, "ada"), group.people["ada"])


def test_nobody_is_added_with_a_passphrase_that_is_refused(office: Office, group: Group) -> None:
    people, ada = PeopleService(office), actor(office, group, "ada")
    with pytest.raises(Refusal, match="passphrase_too_short"):
        people.add(ada, "julie", "Julie", Role.MANAGER, group.lyon, passphrase="")
    assert "julie" not in [each.login for each in people.people()]
    julie = people.add(ada, "julie", "Julie", Role.MANAGER, group.lyon, passphrase="trois mots simples")
    assert SignInService(office, lambda: None).sign_in(julie, "trois mots simples").role is Role.MANAGER


def test_who_is_bound_to_a_site_reaches_no_further_through_the_people_they_look_after(
    office: Office, group: Group
) -> None:
    people, anne, ada = PeopleService(office), actor(office, group, "anne"), actor(office, group, "ada")
    with pytest.raises(Refusal, match="other_site"):
        people.add(anne, "x1", "X", Role.MANAGER, None)
    everywhere = people.add(ada, "odile", "Odile", Role.MANAGER, None)
    with pytest.raises(Refusal, match="other_site"):
        people.set_passphrase(anne, everywhere, "trois mots simples")
    with office.store.writing() as session:
        session.get_one(StaffRow, everywhere).site_id = group.lyon
    with pytest.raises(Refusal, match="other_site"):
        people.set_passphrase(anne, everywhere, "trois mots simples")
    with pytest.raises(Refusal, match="other_site"):
        people.deactivate(anne, group.people["paul"])
    people.add(anne, "lea", "Léa", Role.OPERATOR, group.lyon)
    assert actor(office, group, "louis").sites == frozenset()
    assert SignInService(office, lambda: "lea").sign_in_as("lea").sites == {group.lyon}


def test_claims_of_who_leaves_return_to_the_queue(office: Office, group: Group) -> None:
    lead_id = make_lead(office, group)
    DeskService(office).claim(actor(office, group, "camille"), lead_id)
    PeopleService(office).deactivate(actor(office, group, "ada"), group.people["camille"])
    assert (lead(office, lead_id).owner_id, lead(office, lead_id).stage) == (None, "new")


def test_what_a_salesperson_who_leaves_sold_goes_to_the_next_candidate(office: Office, group: Group) -> None:
    lead_id = make_lead(office, group)
    with opened(office, lead_id) as case:
        hand_to(case, actor(office, group, "anne"), group.people["louis"])
    PeopleService(office).deactivate(actor(office, group, "ada"), group.people["louis"])
    after = lead(office, lead_id)
    assert after.offered_to_id not in (None, group.people["louis"])
    assert (after.holder, after.salesperson_id) == ("center", None)


def test_an_offer_to_who_leaves_goes_to_the_next_candidate(office: Office, group: Group) -> None:
    lead_id = make_lead(office, group)
    with opened(office, lead_id) as case:
        from rules.vocabulary import EventKind
        from vo_callcenter.services.handover import candidate_for, make_offer

        case.record(EventKind.QUALIFIED, 1)
        make_offer(case, 1, candidate_for(case, group.people["louis"]))
    PeopleService(office).deactivate(actor(office, group, "ada"), group.people["louis"])
    assert lead(office, lead_id).offered_to_id not in (None, group.people["louis"])
    assert HandoverService(office).expire_offers() == 0


def test_an_absence_that_has_begun_returns_claims_and_one_to_come_does_not(
    office: Office, group: Group, wall: Wall
) -> None:
    lead_id = make_lead(office, group)
    camille, people = actor(office, group, "camille"), PeopleService(office)
    DeskService(office).claim(camille, lead_id)
    tomorrow = wall.at + timedelta(days=1)
    absence = people.add_absence(camille, camille.id, tomorrow, tomorrow + timedelta(days=1), "congés")
    assert lead(office, lead_id).owner_id == camille.id
    people.cancel_absence(camille, absence)
    people.add_absence(camille, camille.id, wall.at, tomorrow)
    assert lead(office, lead_id).owner_id is None
    with pytest.raises(Refusal, match="absence_wrong"):
        people.add_absence(camille, camille.id, tomorrow, wall.at)


def test_status_and_preferences_are_kept(office: Office, group: Group) -> None:
    people, camille = PeopleService(office), actor(office, group, "camille")
    people.set_status(camille, StaffStatus.BREAK)
    people.keep_preferences(camille, "en", "light")
    card = next(each for each in people.people() if each.id == camille.id)
    assert (card.status, card.lang) == (StaffStatus.BREAK, "en")


def test_the_system_user_is_trusted_and_others_choose_a_passphrase(office: Office, group: Group) -> None:
    desk = SignInService(office, lambda: "Camille")
    assert not desk.needs_passphrase(group.people["camille"])
    assert desk.sign_in(group.people["camille"]).name == "Camille"
    samir = group.people["samir"]
    assert desk.needs_passphrase(samir)
    with pytest.raises(Refusal, match="sign_in_choose"):
        desk.sign_in(samir, "short")
    desk.sign_in(samir, "trois mots simples")
    assert desk.sign_in(samir, "trois mots simples").role is Role.OPERATOR
    with pytest.raises(Refusal, match="sign_in_wrong_passphrase"):
        desk.sign_in(samir, "autre chose encore")
    with office.store.reading() as session:
        assert session.get_one(StaffRow, samir).passphrase_hash.startswith("$argon2id$")


def test_who_looks_after_people_is_given_a_passphrase_by_an_administrator(
    office: Office, group: Group
) -> None:
    desk, ada = SignInService(office, lambda: None), actor(office, group, "ada")
    with pytest.raises(Refusal, match="sign_in_no_passphrase"):
        desk.sign_in(group.people["anne"], "une phrase assez longue")
    PeopleService(office).set_passphrase(ada, group.people["anne"], "une phrase assez longue")
    assert desk.sign_in(group.people["anne"], "une phrase assez longue").role is Role.MANAGER


def test_the_demonstration_is_open_and_the_inactive_stay_out(office: Office, group: Group) -> None:
    with office.store.writing() as session:
        session.get_one(GroupRow, 1).is_demo = True
    desk = SignInService(office, lambda: None)
    assert desk.sign_in_as("ANNE").role is Role.MANAGER
    PeopleService(office).deactivate(actor(office, group, "ada"), group.people["samir"])
    with pytest.raises(Refusal, match="sign_in_unknown"):
        desk.sign_in(group.people["samir"])
    with pytest.raises(Refusal, match="sign_in_who"):
        desk.sign_in_as(None)


def test_hours_written_as_people_write_them_hold_from_their_day(office: Office, group: Group) -> None:
    sites, ada = SitesService(office), actor(office, group, "ada")
    site_id = sites.add(ada, "Annecy", "lun-sam 9h-12h 14h-19h", postcode="74000")
    assert office.calendars()[site_id].hours_text(office.now().date()) == "mon-sat 09:00-12:00 14:00-19:00"
    sites.set_hours(ada, site_id, "mon-fri 10:00-18:00")
    assert office.calendars()[site_id].hours_text(office.now().date()) == "mon-fri 10:00-18:00"
    with pytest.raises(Refusal, match="hours_wrong"):
        sites.add(ada, "Autre", "toujours")
    with pytest.raises(Refusal, match="site_taken"):
        sites.add(ada, "Annecy", "mon 10:00-12:00")


def test_deadlines_move_with_new_opening_hours_and_past_days_keep_the_old_ones(
    office: Office, group: Group, wall: Wall
) -> None:
    wall.at += timedelta(hours=9, minutes=55)  # 19:55, five minutes before the center closes
    lead_id, upkeep = make_lead(office, group), UpkeepService(office)
    assert lead(office, lead_id).due_at == wall.at + timedelta(hours=12, minutes=15)
    SitesService(office).set_hours(
        actor(office, group, "ada"), None, "mon-sat 09:00-20:00", wall.at.date() + timedelta(days=1)
    )
    assert upkeep.rework_deadlines() == 1
    assert lead(office, lead_id).due_at == wall.at + timedelta(hours=13, minutes=15)
    assert upkeep.rework_deadlines() == 0


def test_whether_hours_changed_is_told_from_the_log_as_far_as_it_goes_back(
    office: Office, group: Group, wall: Wall
) -> None:
    upkeep, before = UpkeepService(office), wall.at
    wall.go(hours=1)
    assert not upkeep.hours_changed_since(before)
    SitesService(office).set_hours(actor(office, group, "ada"), None, "mon-sat 09:00-20:00")
    assert upkeep.hours_changed_since(before)
    assert not upkeep.hours_changed_since(wall.at + timedelta(seconds=1))
    wall.go(hours=24 * 8)
    assert not upkeep.hours_changed_since(wall.at - timedelta(days=6))
    assert upkeep.hours_changed_since(wall.at - timedelta(days=8))
