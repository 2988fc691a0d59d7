"""Mailboxes are set up by an administrator, with names, folders and logins that fit."""

from dataclasses import replace

import pytest

from data.store import Store
from data.tables import GroupRow
from rules.vocabulary import Source
from tests.services.builders import actor
from tests.services.fake_box import FakeBox
from tests.services.mail_desk import LEADS, Desk, demand, read
from tests.services.refusals import refused


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_a_mailbox_is_set_up_by_an_administrator_with_a_name_that_fits(desk: Desk) -> None:
    with refused("not_allowed"):
        desk.service.add(actor(desk.office, desk.group, "camille"), LEADS)
    for wrong in ("Leads", "leads_lyon", "-leads", "a" * 41, ""):
        with refused("mailbox_name_wrong"):
            desk.service.add(desk.boss, replace(LEADS, name=wrong))
    with refused("mailbox_incomplete"):
        desk.service.add(desk.boss, replace(LEADS, login="leads\r\nA1 LOGOUT"))
    with refused("mailbox_moves_in_circles"):
        desk.service.add(desk.boss, replace(LEADS, handled_folder="INBOX"))
    desk.service.add(desk.boss, LEADS)
    with refused("mailbox_taken"):
        desk.service.add(desk.boss, LEADS)
    with refused("mailbox_unknown"):
        desk.service.pause(desk.boss, "nobody")
    desk.service.pause(desk.boss, "leads")
    assert not desk.service.named("leads").is_active
    desk.service.resume(desk.boss, "leads")
    assert desk.service.named("leads").is_active


@pytest.mark.parametrize(
    "host", ["imap://h:993", "h:993", "mail.example.com/x", "a b", "-x.example.com", "x..y", "h@x", "x" * 254]
)
def test_a_host_is_the_name_of_a_server_and_nothing_else(desk: Desk, host: str) -> None:
    with refused("mailbox_host_wrong"):
        desk.service.add(desk.boss, replace(LEADS, host=host))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "mail.exämple.com", "imap-1.example.com."])
def test_names_and_addresses_of_servers_are_taken(desk: Desk, host: str) -> None:
    desk.service.add(desk.boss, replace(LEADS, host=host))
    assert desk.service.named("leads").host == host


def test_only_what_is_given_is_corrected_and_another_folder_is_read_from_its_beginning(desk: Desk) -> None:
    reading = desk.reading()
    box = FakeBox().put(demand(1))
    assert read(reading, box) == 1
    desk.service.edit(desk.boss, "leads", {"source": Source.LEBONCOIN, "port": 1993})
    changed = desk.service.named("leads")
    assert (changed.source, changed.port, changed.host) == (Source.LEBONCOIN, 1993, LEADS.host)
    assert read(desk.reading(changed), FakeBox().put(demand(1))) == 0
    with refused("nothing_to_change"):
        desk.service.edit(desk.boss, "leads", {})
    with refused("mailbox_host_wrong"):
        desk.service.edit(desk.boss, "leads", {"host": "imap://h"})
    with refused("not_allowed"):
        desk.service.edit(actor(desk.office, desk.group, "camille"), "leads", {"port": 1})
    desk.service.edit(desk.boss, "leads", {"host": "other.example.com"})
    elsewhere = FakeBox().put(demand(2))
    assert read(desk.reading(desk.service.named("leads")), elsewhere) == 1
    assert desk.outcomes() == ["lead", "lead"]


def test_who_still_reads_what_a_mailbox_was_writes_nothing_of_it(desk: Desk) -> None:
    reading, box = desk.reading(), FakeBox().put(demand(1))
    reading.begin(box)
    desk.service.edit(desk.boss, "leads", {"login": "other@example.com"})
    with refused("mailbox_changed"):
        reading.look(box)
    reading.note(None, desk.office.now())
    assert desk.outcomes() == []
    [state] = desk.service.states()
    assert state.last_contact_at is None


def test_a_mailbox_is_removed_and_what_came_from_it_stays(desk: Desk) -> None:
    reading, box = desk.reading(), FakeBox().put(demand(1), demand(2))
    reading.begin(box)
    reading._take(box, box.uids_after(0)[0])
    assert len(desk.left()) == 1
    desk.service.remove(desk.boss, "leads")
    assert (desk.service.states(), desk.left(), desk.outcomes()) == ([], [], ["lead"])
    with refused("mailbox_changed"):
        reading.look(box)
    with refused("mailbox_none"):
        desk.service.remove(desk.boss, "leads")
    desk.service.add(desk.boss, LEADS)


def test_a_demonstration_empties_nobody_s_mailbox(desk: Desk) -> None:
    with desk.office.store.writing() as session:
        session.get_one(GroupRow, 1).is_demo = True
    with refused("mailbox_not_in_demo"):
        desk.service.add(desk.boss, LEADS)
