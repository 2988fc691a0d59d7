"""Mailboxes are set up by an administrator, with names, folders and logins that fit."""

from dataclasses import replace

import pytest

from data.store import Store
from data.tables import GroupRow
from tests.services.builders import actor
from tests.services.mail_desk import LEADS, Desk
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


def test_a_demonstration_empties_nobody_s_mailbox(desk: Desk) -> None:
    with desk.office.store.writing() as session:
        session.get_one(GroupRow, 1).is_demo = True
    with refused("mailbox_not_in_demo"):
        desk.service.add(desk.boss, LEADS)
