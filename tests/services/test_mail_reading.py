"""A mailbox is read: every message exactly once, whatever happens to connection, server, store or process."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from data.queries.mailboxes import ATTEMPTS, mailbox_states, reading_of
from data.store import Store
from data.tables import LeadRow
from rules.reading.limits import MAX_CONTENT
from rules.values.mailbox import AfterReading, ReadAs
from rules.vocabulary import Source
from tests.services.fake_box import FakeBox
from tests.services.mail_desk import LEADS, NOT_READ, Desk, demand, read
from tests.services.mails import adf
from tests.services.refusals import refused
from vo_callcenter.adapters.document import Document
from vo_callcenter.services.intake import IntakeService, Noting
from vo_callcenter.services.mail_reading import ASK_AGAIN, STRUCK_OUT


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_each_message_is_taken_and_moved_by_what_became_of_it(desk: Desk) -> None:
    box = FakeBox().put(demand(1), NOT_READ, demand(2))
    assert read(desk.reading(), box) == 3
    assert desk.outcomes() == ["lead", "to_sort", "lead"]
    assert box.moved == [(1, "Handled"), (3, "Handled"), (2, "To sort")]
    assert {(raw.origin, raw.name) for raw in desk.raws()} == {("imap", "leads")}
    assert desk.left() == []


def test_a_mailbox_that_flags_leaves_its_messages_and_reads_them_once(desk: Desk) -> None:
    box = FakeBox().put(demand(1), NOT_READ)
    reading = desk.reading(replace(LEADS, after_reading=AfterReading.FLAG))
    assert read(reading, box) == 2
    assert box.flagged == [(1, ReadAs.HANDLED), (2, ReadAs.TO_SORT)]
    assert reading.look(box).taken == 0
    assert read(desk.reading(), box) == 0
    assert len(desk.raws()) == 2


def test_the_mailbox_says_site_and_source_where_the_mail_does_not(desk: Desk) -> None:
    mailbox = replace(LEADS, site_id=desk.group.vienne, source=Source.AUTOSCOUT24)
    read(desk.reading(mailbox), FakeBox().put(demand(1), adf(vendor="Lyon", email="a@example.org")))
    with desk.office.store.reading() as session:
        leads = session.exec(select(LeadRow).order_by(LeadRow.id)).all()  # type: ignore[arg-type] # a column
    assert (leads[0].site_id, leads[0].source) == (desk.group.vienne, "autoscout24")
    assert (leads[1].site_id, leads[1].source) == (desk.group.lyon, "adf")


def test_a_lead_has_waited_since_the_server_had_it(desk: Desk) -> None:
    box = FakeBox(came_at=desk.wall.at - timedelta(hours=9)).put(demand(1))
    read(desk.reading(), box)
    assert desk.raws()[0].received_at == desk.wall.at - timedelta(hours=9)
    box.came_at = desk.wall.at + timedelta(days=400)
    read(desk.reading(), box.put(demand(2)))
    assert desk.raws()[1].received_at == desk.wall.at, "no server's clock brings a lead from the future"


def test_a_message_is_in_the_store_before_anything_happens_to_it_on_the_server(desk: Desk) -> None:
    at_move: list[list[str]] = []

    class Watched(FakeBox):
        def move(self, uids: object, folder: str) -> None:
            at_move.append(desk.outcomes())

    read(desk.reading(), Watched().put(demand(1)))
    assert at_move == [["lead"]]


def test_a_process_that_ended_before_the_mark_only_marks_the_next_time(desk: Desk) -> None:
    box = FakeBox(refuses_folders=True).put(demand(1), demand(2))
    looked = desk.reading()
    looked.begin(box)
    assert looked.look(box).problem is not None
    assert [message.raw_id for message in desk.left()] == [1, 2]
    box.refuses_folders = False
    assert read(desk.reading(), box) == 0
    assert box.moved == [(1, "Handled"), (2, "Handled")]
    assert box.fetched == [1, 2], "nothing was fetched a second time"
    assert desk.outcomes() == ["lead", "lead"]


class Killed(BaseException):
    """The process ends here."""


def test_a_process_killed_between_storing_and_reading_reads_at_its_next_start(desk: Desk) -> None:
    def dies(*_: object) -> None:
        raise Killed

    box = FakeBox().put(demand(1), demand(2))
    with pytest.raises(Killed):
        read(desk.reading(intake=IntakeService(desk.office, reader=dies)), box)  # type: ignore[arg-type] # never returns
    assert desk.outcomes() == ["pending"]
    assert read(desk.reading(), box) == 1
    assert desk.outcomes() == ["lead", "lead"]
    assert [uid for uid, _ in box.moved] == [1, 2]


def test_a_process_killed_while_storing_leaves_nothing_behind(desk: Desk) -> None:
    class Dying(IntakeService):
        def take(self, document: Document, *rest: object, noting: Noting | None = None) -> list[object]:  # type: ignore[override] # for this end only
            def note(session: object, raw_id: int) -> None:
                raise Killed

            return super().take(document, "imap", None, note)  # type: ignore[return-value] # as above

    box = FakeBox().put(demand(1))
    with pytest.raises(Killed):
        read(desk.reading(intake=Dying(desk.office)), box)
    assert desk.raws() == []
    assert read(desk.reading(), box) == 1
    assert desk.outcomes() == ["lead"]


def test_new_numbers_for_old_messages_make_nothing_twice(desk: Desk) -> None:
    mailbox = replace(LEADS, after_reading=AfterReading.FLAG)
    box = FakeBox().put(demand(1), demand(2), NOT_READ)
    read(desk.reading(mailbox), box)
    again = box.renumbered().put(demand(3))
    assert read(desk.reading(), again) == 4
    assert desk.outcomes() == ["lead", "lead", "to_sort", "lead"]
    assert again.flagged == [
        (1, ReadAs.HANDLED),
        (2, ReadAs.HANDLED),
        (4, ReadAs.HANDLED),
        (3, ReadAs.TO_SORT),
    ]


def test_new_numbers_while_messages_wait_to_be_moved_lose_none(desk: Desk) -> None:
    box = FakeBox(refuses_folders=True).put(demand(1), demand(2))
    read(desk.reading(), box)
    again = box.renumbered()
    read(desk.reading(), again)
    assert again.moved == [(1, "Handled"), (2, "Handled")]
    assert desk.outcomes() == ["lead", "lead"]


def test_a_copy_that_comes_later_is_noted_and_makes_no_second_lead(desk: Desk) -> None:
    box = FakeBox().put(demand(1))
    read(desk.reading(), box)
    read(desk.reading(), box.put(demand(1)))
    assert desk.outcomes() == ["lead", "repeated"]
    assert len(box.moved) == 2


def test_one_message_id_on_different_bodies_loses_none_and_mistakes_nobody(desk: Desk) -> None:
    other_person = demand(2).replace(b"<2@portail", b"<1@portail")
    box = FakeBox().put(demand(1), other_person, demand(1, "Quel est son kilométrage ?"))
    assert read(desk.reading(), box) == 3
    assert desk.outcomes() == ["lead", "lead", "touch"]


@pytest.mark.lengthened
def test_a_thousand_copies_are_one_lead_and_keep_one_content(desk: Desk) -> None:
    copies = 1_000 if os.environ.get("VO_PROOF") else 40
    box = FakeBox().put(*[demand(1)] * copies)
    assert read(desk.reading(), box) == copies
    assert desk.outcomes() == ["lead"] + ["repeated"] * (copies - 1)
    assert sum(len(raw.content) for raw in desk.raws()) == len(demand(1))


def test_one_mailbox_s_mail_in_another_is_the_same_touch(desk: Desk) -> None:
    read(desk.reading(), FakeBox().put(demand(1)))
    other = replace(LEADS, name="other")
    read(desk.reading(other), FakeBox().put(b"Delivered-To: other@example.com\r\n" + demand(1)))
    assert desk.outcomes() == ["lead", "touch"]
    assert desk.raws()[1].reason == "same_message"


def test_a_message_the_server_does_not_give_stops_no_other_and_is_asked_for_again(desk: Desk) -> None:
    box = FakeBox(bad={2}).put(demand(1), demand(2), demand(3))
    reading = desk.reading()
    assert read(reading, box) == 2
    assert reading.look(box).taken == 0
    assert box.fetched == [1, 2, 3], "not at every look"
    desk.wall.at += ASK_AGAIN
    box.bad.clear()
    assert reading.look(box).taken == 1
    assert desk.outcomes() == ["lead", "lead", "lead"]
    assert desk.left() == []


def test_what_the_server_never_gives_is_counted_and_left_alone(desk: Desk) -> None:
    box = FakeBox(bad={1}).put(demand(1))
    reading = desk.reading()
    for _ in range(ATTEMPTS + 3):
        read(reading, box)
        desk.wall.at += ASK_AGAIN
    assert len(box.fetched) == ATTEMPTS
    with desk.office.store.reading() as session:
        assert mailbox_states(session)[0].failed == 1


def test_a_message_on_which_the_connection_breaks_is_passed_over_in_the_end(desk: Desk) -> None:
    box = FakeBox(deadly={1}).put(demand(1), demand(2))
    reading = desk.reading()
    for _ in range(STRUCK_OUT):
        reading.begin(box)
        with refused("mailbox_lost"):
            reading.look(box)
    assert read(reading, box) == 1
    assert desk.outcomes() == ["lead"]


def test_a_message_that_vanishes_is_no_trouble(desk: Desk) -> None:
    box = FakeBox(vanishing={1}).put(demand(1), demand(2))
    assert read(desk.reading(), box) == 1
    assert desk.outcomes() == ["lead"]


def test_a_folder_that_cannot_be_used_is_told_and_stops_no_reading(desk: Desk) -> None:
    box = FakeBox(refuses_folders=True).put(demand(1))
    reading = desk.reading()
    reading.begin(box)
    looked = reading.look(box)
    assert looked.taken == 1
    assert looked.problem is not None
    assert looked.problem.code == "mailbox_folder"
    assert reading.look(box.put(demand(2))).taken == 1
    reading.note(looked.problem, desk.wall.at)
    state = desk.service.states()[0]
    assert (state.error, state.error_detail, state.error_at) == (
        "mailbox_folder",
        "Handled: over quota",
        desk.wall.at,
    )
    reading.note(None, desk.wall.go(minutes=1))
    state = desk.service.states()[0]
    assert (state.error, state.error_at, state.last_contact_at) == ("", None, desk.wall.at)


def test_a_body_of_fifty_million_bytes_is_kept_cut(desk: Desk) -> None:
    large = demand(1) + b"x" * (MAX_CONTENT + 1_000_000)
    box = FakeBox().put(large, demand(2))
    assert read(desk.reading(), box) == 2
    assert desk.outcomes() == ["to_sort", "lead"]
    raw = desk.raws()[0]
    assert (len(raw.content), raw.size, raw.reason) == (MAX_CONTENT, len(large), "too_large")


def test_two_engines_in_a_bad_moment_take_a_message_once(desk: Desk) -> None:
    box = FakeBox(refuses_folders=True).put(demand(1), demand(2))
    first, second = desk.reading(), desk.reading()
    first.begin(box)
    second.begin(box)

    class Both(FakeBox):
        def uids_after(self, uid: int, since: object = None) -> list[int]:
            found = box.uids_after(uid)
            first.look(box)
            return found

    late = Both(messages=dict(box.messages), numbers=2)
    second.look(late)
    assert desk.outcomes() == ["lead", "lead"]


def test_stopping_waits_for_the_message_at_hand_alone(desk: Desk) -> None:
    box = FakeBox().put(demand(1), demand(2), demand(3))
    reading = desk.reading()

    class Stopping(IntakeService):
        def take(self, *arguments: object, **more: object) -> list[object]:  # type: ignore[override] # passes all on
            reading.ends.set()
            return super().take(*arguments, **more)  # type: ignore[arg-type, return-value] # as above

    reading.intake = Stopping(desk.office)
    assert read(reading, box) == 1
    with desk.office.store.reading() as session:
        assert reading_of(session, reading.mailbox.id).last_uid == 1
    assert read(desk.reading(), box) == 2
    assert [uid for uid, _ in box.moved] == [1, 2, 3]
