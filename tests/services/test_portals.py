"""Descriptions of portals changed in the store: versions, rights, and that intake reads by the newest at once."""

import os
from pathlib import Path

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import LeadRow, PortalVersionRow, RawInputRow, TouchRow
from rules.reading.portal import packaged_texts
from rules.reading.portal_file import PortalError
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import Capability, RawOutcome
from tests.services.builders import Group, Wall, actor, make_group
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.portals import PortalService
from vo_callcenter.services.portals_in_force import PortalsInForce
from vo_callcenter.services.sorting import SortingService

IS_PROOF = os.environ.get("VO_PROOF") == "1"
SAMPLES = Path(__file__).parents[1] / "samples" / "portals"
AUTOPLUS = """name = "Auto Exemple"
source = "other"
sender_domains = ["auto.example"]
lead_subjects = ["^contact"]
[labels]
full_name = ["acheteur potentiel"]
"""
MAIL = (
    b"From: x@auto.example\nSubject: Contact\nMessage-ID: <%d@auto.example>\n\n"
    b"Acheteur potentiel : DUPONT Jean\nTel : 0639981234\nMessage : la Clio ?\n"
)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def office(store: Store, wall: Wall) -> Office:
    return Office(store, wall)


@pytest.fixture
def group(office: Office) -> Group:
    return make_group(office)


@pytest.fixture
def manager(office: Office, group: Group) -> Actor:
    return actor(office, group, "anne")


def test_a_new_portal_is_one_description_and_counts_from_the_next_mail_on(
    office: Office, manager: Actor
) -> None:
    intake = IntakeService(office)
    [before] = intake.take_bytes(MAIL % 1, "1.eml")
    assert before.reader == "labels"
    kept = PortalService(office).apply(manager, "auto.toml", AUTOPLUS)
    assert (kept.name, kept.version, kept.by) == ("Auto Exemple", 1, manager.name)
    [after] = intake.take_bytes(MAIL % 2, "2.eml")
    assert after.reader == "Auto Exemple"


def test_a_change_made_in_another_process_is_seen(office: Office, store: Store, manager: Actor) -> None:
    here, elsewhere = (
        PortalsInForce(office),
        PortalService(Office(Store(store.address.url.render_as_string(hide_password=False)))),
    )
    assert here.changed() == ()
    elsewhere.apply(manager, "auto.toml", AUTOPLUS)
    assert [portal.name for portal in here.changed()] == ["Auto Exemple"]
    elsewhere.reset(manager, "auto exemple")
    assert here.changed() == ()


def test_the_descriptions_are_read_once_and_not_for_every_document(
    office: Office, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    PortalService(office).apply(manager, "auto.toml", AUTOPLUS)
    in_force = PortalsInForce(office)
    first = in_force.changed()
    monkeypatch.setattr("vo_callcenter.services.portals_in_force.latest_portals", None)
    assert in_force.changed() is first


def test_a_version_of_the_group_stands_in_the_place_of_the_packaged_one(
    office: Office, manager: Actor
) -> None:
    portals = PortalService(office)
    text = packaged_texts()["leboncoin"].replace("«", "<<").replace("»", ">>")
    assert portals.apply(manager, "lbc.toml", text).version == 1
    [result] = IntakeService(office).take_bytes((SAMPLES / "lbc_text_complete.eml").read_bytes(), "a.eml")
    assert result.reader == "leboncoin"
    # The marks it looks for are not in this mail: what it left over is kept as the message.
    assert str(result.fields["comments"]).startswith("Bonjour GARAGE EXEMPLE,")
    assert portals.text("LeBonCoin") == text
    assert portals.text("leboncoin", 0) == packaged_texts()["leboncoin"]
    portals.reset(manager, "leboncoin")
    assert portals.text("leboncoin") == packaged_texts()["leboncoin"]
    assert [(each.version, bool(each.text)) for each in portals.versions("leboncoin")] == [
        (2, False),
        (1, True),
    ]
    assert portals.text("leboncoin", 1) == text


def test_the_same_text_makes_no_version_and_a_wrong_one_changes_nothing(
    office: Office, manager: Actor
) -> None:
    portals = PortalService(office)
    assert portals.apply(manager, "a.toml", AUTOPLUS).version == 1
    assert portals.apply(manager, "a.toml", AUTOPLUS).version == 1
    with pytest.raises(PortalError, match=r"a\.toml: lead_subjects"):
        portals.apply(manager, "a.toml", AUTOPLUS.replace('["^contact"]', "[]"))
    with office.store.reading() as session:
        assert len(session.exec(select(PortalVersionRow)).all()) == 1


def test_only_managers_and_administrators_change_descriptions(office: Office, group: Group) -> None:
    portals = PortalService(office)
    for login in group.people:
        who = actor(office, group, login)
        may = who.may(Capability.ADMINISTER) or who.may(Capability.SUPERVISE)
        if may:
            portals.apply(who, "a.toml", AUTOPLUS + f"# {login}\n")
            continue
        with pytest.raises(Refusal, match="not_allowed"):
            portals.apply(who, "a.toml", AUTOPLUS)
        with pytest.raises(Refusal, match="not_allowed"):
            portals.reset(who, "leboncoin")


def test_what_is_not_there_is_said(office: Office, manager: Actor) -> None:
    portals = PortalService(office)
    with pytest.raises(Refusal, match="portal_unknown"):
        portals.text("Nulle Part")
    with pytest.raises(Refusal, match="portal_as_packaged"):
        portals.reset(manager, "leboncoin")
    with pytest.raises(Refusal, match="portal_version_unknown"):
        portals.text("leboncoin", 7)


def test_a_version_that_no_longer_reads_leaves_the_packaged_one_in_force(
    office: Office, manager: Actor
) -> None:
    portals = PortalService(office)
    portals.apply(manager, "a.toml", packaged_texts()["leboncoin"] + "\n")
    with office.store.writing() as session:
        row = session.exec(select(PortalVersionRow)).one()
        row.text = 'name = "leboncoin"\nof_yesterday = true'
        session.add(row)
    assert PortalsInForce(office).changed() == ()
    entry = next(entry for entry in portals.listed() if entry.name == "leboncoin")
    assert entry.problem
    assert "leboncoin.fr" in entry.senders


def test_what_waits_to_be_sorted_is_read_again_by_the_newest_description(
    office: Office, group: Group, manager: Actor
) -> None:
    content = b"From: x@auto.example\nSubject: Contact\n\nAcheteur potentiel : DUPONT Jean\n"
    [result] = IntakeService(office).take_bytes(content, "1.eml")
    assert (result.outcome, result.raw_id is not None) == (RawOutcome.TO_SORT, True)
    assert result.raw_id is not None
    PortalService(office).apply(manager, "auto.toml", AUTOPLUS)
    detail = SortingService(office).detail(actor(office, group, "camille"), result.raw_id)
    assert ("first_name", "Jean") in detail.found


@pytest.mark.lengthened
def test_a_thousand_copies_of_one_mail_are_one_lead_and_a_thousand_raw_inputs(
    office: Office, group: Group
) -> None:
    copies = 1_000 if IS_PROOF else 40
    intake = IntakeService(office)
    content = (SAMPLES / "lbc_text_complete.eml").read_bytes()
    outcomes = [intake.take_bytes(content, "copy.eml")[0].outcome for _ in range(copies)]
    assert (outcomes[0], set(outcomes[1:])) == (RawOutcome.LEAD, {RawOutcome.REPEATED})
    with office.store.reading() as session:
        assert len(session.exec(select(LeadRow.id)).all()) == 1
        assert len(session.exec(select(TouchRow.id)).all()) == 1
        sizes = session.exec(select(RawInputRow.content)).all()
        assert len(sizes) == copies
        assert sum(map(len, sizes)) == len(content)


def test_one_message_id_with_different_bodies_loses_none_of_them(office: Office, group: Group) -> None:
    intake = IntakeService(office)
    bodies = [f"Tel : 06 39 98 12 0{n}\nMessage : demande {n}" for n in range(5)]
    for body in bodies:
        content = f"From: x@auto.example\nSubject: Contact\nMessage-ID: <same@auto.example>\n\n{body}\n"
        [result] = intake.take_bytes(content.encode(), "x.eml")
        assert result.outcome in (RawOutcome.LEAD, RawOutcome.TOUCH, RawOutcome.TO_SORT)
    with office.store.reading() as session:
        raws = session.exec(select(RawInputRow)).all()
        assert len(raws) == 5
        assert {raw.outcome for raw in raws} <= {"lead", "touch", "to_sort"}
