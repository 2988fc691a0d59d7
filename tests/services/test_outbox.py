"""What waits in the outbox leaves once, or says why not."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.queries.objections import address_hash, made_pepper
from data.store import Store
from data.tables import MessageRow, ObjectionRow, OutboxRow, SiteRow
from rules.refusal import Refusal
from rules.values.clock import ClockStatus
from rules.values.message import OutboxEntry
from rules.vocabulary import Channel, Clock, EventKind, OutboxState
from rules.words import LANGUAGES, Words
from tests.services.builders import Wall, actor, make_group, make_lead
from tests.services.posting import FakeTransport
from vo_callcenter.adapters.folder import FolderTransport
from vo_callcenter.adapters.transport import Accepted, Outgoing, Permanent, Temporary, Uncertain
from vo_callcenter.services.case import events_of, open_case, opened
from vo_callcenter.services.delivery import NOT_THE_MESSAGE, PAUSES, Delivered, Delivery, record_bounce
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.messages import ComposeService, acknowledge
from vo_callcenter.services.office import Office
from vo_callcenter.services.outbox import OutboxService
from vo_callcenter.services.templates import TemplateService


class Post:
    """An office with a lead, an engine and a provider."""

    def __init__(self, store: Store) -> None:
        self.wall = Wall()
        self.office = Office(store, self.wall)
        self.group = make_group(self.office)
        with store.writing() as session:
            site = session.get_one(SiteRow, self.group.lyon)
            site.email = "lyon@mercier.example.com"
            session.add(site)
        TemplateService(self.office).install()
        self.lead = make_lead(self.office, self.group)
        self.camille = actor(self.office, self.group, "camille")
        DeskService(self.office).claim(self.camille, self.lead)
        self.provider = FakeTransport()
        self.outbox = OutboxService(self.office)
        self.engine = Delivery(self.office, "engine-1")
        self.wall.go(minutes=5)

    def write(self, body: str = "Bonjour, oui.", at: datetime | None = None) -> int:
        return ComposeService(self.office).send(
            self.camille, self.lead, Channel.EMAIL, None, "Votre demande", body, at
        )

    def deliver(self) -> Delivered:
        return self.engine.deliver_due({Channel.EMAIL: self.provider})

    def entry(self, outbox_id: int) -> OutboxEntry:
        return next(each for each in self.outbox.entries(self.camille) if each.id == outbox_id)

    def kinds(self) -> Sequence[EventKind]:
        with self.office.store.reading() as session:
            return [event.kind for event in events_of(session, self.lead)]

    def first_response(self) -> ClockStatus:
        with self.office.store.writing() as session:
            readings = open_case(self.office, session, self.lead).readings()
            return next(each.status for each in readings if each.clock is Clock.FIRST_RESPONSE)

    def died_while_sending(self, outbox_id: int) -> None:
        with self.office.store.writing() as session:
            row = session.get_one(OutboxRow, outbox_id)
            row.state, row.claimed_by, row.claimed_at = "sending", "engine-0", self.wall.at
            session.add(row)


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


def test_a_message_leaves_once_and_stops_the_clock(post: Post) -> None:
    outbox_id = post.write()
    assert post.first_response() is ClockStatus.RUNNING, "a queued message is no answer yet"
    assert post.deliver().sent == 1
    assert post.deliver().sent == 0
    assert len(post.provider.sent) == 1
    assert post.entry(outbox_id).state is OutboxState.SENT
    assert post.kinds()[-1] is EventKind.MESSAGE_ACCEPTED
    assert post.first_response() is ClockStatus.MET
    leaving = post.provider.sent[0]
    assert leaving.sender == "lyon@mercier.example.com"
    assert leaving.sender_name == "Camille, Groupe Mercier"


def test_an_automatic_acknowledgement_stops_no_clock(post: Post) -> None:
    with opened(post.office, post.lead) as case:
        acknowledge(case)
    assert post.deliver().sent == 1
    assert post.provider.sent[0].is_automatic
    assert post.first_response() is ClockStatus.RUNNING


def test_a_message_does_not_leave_before_its_time(post: Post) -> None:
    post.write(at=post.wall.at + timedelta(hours=1))
    assert post.deliver().sent == 0
    post.wall.go(hours=1)
    assert post.deliver().sent == 1


def test_a_hard_refusal_fails_with_its_reason(post: Post) -> None:
    outbox_id = post.write()
    post.provider.answers = [Permanent("recipient_refused", "550 5.1.1 User unknown")]
    assert post.deliver().failed == 1
    entry = post.entry(outbox_id)
    assert (entry.state, entry.reason) == (OutboxState.FAILED, "recipient_refused")
    assert "5.1.1" in entry.detail
    assert post.kinds()[-1] is EventKind.MESSAGE_FAILED


def test_a_message_put_off_is_tried_with_growing_pauses_then_given_up(post: Post) -> None:
    outbox_id = post.write()
    post.provider.answers = [Temporary("deferred", "452 4.2.2 full") for _ in range(len(PAUSES) + 1)]
    for pause in PAUSES:
        assert post.deliver().again == 1
        assert post.entry(outbox_id).try_at == post.wall.at + pause
        post.wall.go(seconds=pause.total_seconds() - 1)
        assert post.deliver() == Delivered()
        post.wall.go(seconds=1)
    assert post.deliver().failed == 1
    assert post.entry(outbox_id).reason == "gave_up"


def test_a_provider_that_is_away_costs_no_try_and_stops_the_round(post: Post) -> None:
    outbox_id, other = post.write(), post.write("Encore.")
    post.provider.answers = [Temporary("no_connection")]
    done = post.deliver()
    assert (done.again, done.sent, done.unreachable) == (1, 0, {Channel.EMAIL.value})
    assert post.entry(outbox_id).tries == 0
    assert post.entry(other).reason == ""
    post.wall.go(minutes=1)
    assert post.deliver().sent == 2


def test_a_line_that_broke_leaves_it_unknown_and_it_is_not_sent_again(post: Post) -> None:
    outbox_id = post.write()
    post.provider.answers = [Uncertain("no_answer")]
    assert post.deliver().unknown == 1
    post.wall.go(hours=12)
    assert post.deliver() == Delivered()
    assert post.entry(outbox_id).state is OutboxState.UNKNOWN
    assert post.first_response() is not ClockStatus.MET


def test_a_fault_in_a_transport_stops_neither_engine_nor_next_message(post: Post) -> None:
    broken, fine = post.write(), post.write("Suite.")
    post.provider.answers = [ValueError("bug")]
    done = post.deliver()
    assert (done.unknown, done.sent) == (1, 1)
    assert post.entry(broken).reason == "transport_failed"
    assert post.entry(fine).state is OutboxState.SENT


def test_what_a_dead_engine_was_sending_is_unknown_until_a_person_decides(post: Post) -> None:
    first, second = post.write(), post.write("Suite.")
    post.died_while_sending(first)
    post.died_while_sending(second)
    assert post.engine.recover() == 2
    assert post.engine.recover() == 0
    assert post.deliver() == Delivered()
    assert post.outbox.unread_problems(post.camille) == 2
    post.outbox.settle(post.camille, first, was_sent=True)
    post.outbox.settle(post.camille, second, was_sent=False)
    assert post.first_response() is ClockStatus.MET
    assert post.deliver().sent == 1
    assert [each.body for each in post.provider.sent] == [post.entry(second).body]
    assert post.outbox.unread_problems(post.camille) == 0


def test_what_this_engine_is_sending_is_left_alone(post: Post) -> None:
    outbox_id = post.write()
    with post.office.store.writing() as session:
        row = session.get_one(OutboxRow, outbox_id)
        row.state, row.claimed_by = "sending", "engine-1"
        session.add(row)
    assert post.engine.recover() == 0


def test_an_answer_that_was_lost_with_the_store_becomes_unknown_at_the_next_round(post: Post) -> None:
    outbox_id = post.write()
    with post.office.store.writing() as session:
        row = session.get_one(OutboxRow, outbox_id)
        row.state, row.claimed_by, row.claimed_at = "sending", "engine-1", post.wall.at
        session.add(row)
    assert post.deliver() == Delivered()
    assert post.entry(outbox_id).state is OutboxState.UNKNOWN


def test_an_engine_that_was_thought_dead_still_brings_its_answer(post: Post) -> None:
    outbox_id = post.write()
    other = Delivery(post.office, "engine-2")

    class Slow(FakeTransport):
        def send(self, message: Outgoing) -> Accepted:
            assert other.recover() == 1
            return super().send(message)

    post.provider = Slow()
    assert post.deliver().sent == 1
    assert post.entry(outbox_id).state is OutboxState.SENT


def test_a_stop_between_writing_and_leaving_holds_the_message(post: Post) -> None:
    outbox_id = post.write()
    with post.office.store.writing() as session:
        message = session.get_one(MessageRow, session.get_one(OutboxRow, outbox_id).message_id)
        session.add(
            ObjectionRow(
                address_hash=address_hash(message.address, made_pepper(session)),
                channel="all",
                at=post.wall.at,
            )
        )
    assert post.deliver().held == 1
    assert post.provider.sent == []
    entry = post.entry(outbox_id)
    assert (entry.state, entry.reason) == (OutboxState.HELD, "objection")


def test_an_answer_that_grew_old_is_held(post: Post) -> None:
    outbox_id = post.write()
    post.wall.go(days=30)
    assert post.deliver().held == 1
    assert post.entry(outbox_id).state is OutboxState.HELD


def test_a_cancelled_message_never_leaves(post: Post) -> None:
    outbox_id = post.write()
    post.outbox.cancel(post.camille, outbox_id)
    assert post.deliver() == Delivered()
    with pytest.raises(Refusal, match="message_in_state"):
        post.outbox.cancel(post.camille, outbox_id)
    with pytest.raises(Refusal, match="message_in_state"):
        post.outbox.retry(post.camille, outbox_id)


def test_a_retry_after_a_failure_counts_as_an_answer(post: Post) -> None:
    outbox_id = post.write()
    post.provider.answers = [Permanent("recipient_refused")]
    post.deliver()
    post.outbox.retry(post.camille, outbox_id)
    assert post.deliver().sent == 1
    assert post.first_response() is ClockStatus.MET


def test_a_bounce_restores_the_clock(post: Post) -> None:
    outbox_id = post.write()
    post.deliver()
    record_bounce(post.office, post.entry(outbox_id).message_id, "5.1.1", "User unknown")
    record_bounce(post.office, post.entry(outbox_id).message_id, "5.1.1", "User unknown")
    assert post.kinds().count(EventKind.MESSAGE_BOUNCED) == 1
    assert post.first_response() is not ClockStatus.MET
    entry = post.entry(outbox_id)
    assert (entry.state, entry.reason) == (OutboxState.BOUNCED, "user_unknown")


def test_a_message_without_transport_waits_and_says_so(post: Post) -> None:
    outbox_id = post.write()
    assert post.engine.deliver_due({}) == Delivered()
    assert post.entry(outbox_id).reason == "no_transport"
    assert post.deliver().sent == 1


def test_a_site_without_address_writes_from_the_group_s_first(post: Post) -> None:
    post.lead = make_lead(post.office, post.group, site=post.group.vienne)
    DeskService(post.office).claim(post.camille, post.lead)
    post.write()
    assert post.deliver().sent == 1
    assert post.provider.sent[0].sender == "lyon@mercier.example.com"


def test_a_group_without_any_address_waits_and_says_so(post: Post) -> None:
    with post.office.store.writing() as session:
        session.get_one(SiteRow, post.group.lyon).email = ""
    silent = post.write()
    assert post.deliver().sent == 0
    assert post.entry(silent).reason == "no_sender"
    post.engine = Delivery(post.office, "engine-1", sender="contact@mercier.example.com")
    post.wall.go(minutes=1)
    assert post.deliver().sent == 1


def test_problems_are_unread_until_looked_at(post: Post) -> None:
    post.write()
    post.provider.answers = [Permanent("recipient_refused")]
    post.deliver()
    assert post.outbox.unread_problems(post.camille) == 1
    assert len(post.outbox.entries(post.camille, unfinished_only=True)) == 1
    assert post.outbox.unread_problems(post.camille) == 0


def test_people_see_what_concerns_them(post: Post) -> None:
    post.write()
    samir, anne, paul = (actor(post.office, post.group, name) for name in ("samir", "anne", "paul"))
    assert post.outbox.entries(samir) == []
    assert len(post.outbox.entries(anne)) == 1, "the manager of the site"
    assert post.outbox.entries(paul) == [], "not the manager of another"


def test_a_hostile_message_lands_in_the_folder_as_a_file_of_ours(post: Post, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    outbox_id = post.write("../../etc/passwd {{ greeting }} [/b]")
    assert post.engine.deliver_due({Channel.EMAIL: FolderTransport(folder)}).sent == 1
    path = Path(post.entry(outbox_id).path)
    assert path.parent == folder
    assert list(folder.iterdir()) == [path]
    assert b"../../etc/passwd" in path.read_bytes()


def test_an_sms_lands_in_the_folder_as_text(tmp_path: Path) -> None:
    sms = Outgoing(
        "1@sms.invalid", Channel.SMS, "+33639980001", "", "Bonjour été", "", datetime(2026, 1, 1, tzinfo=UTC)
    )
    accepted = FolderTransport(tmp_path).send(sms)
    assert FolderTransport(tmp_path).send(sms) == accepted, "the same message is the same file"
    assert next(tmp_path.iterdir()).read_text(encoding="utf-8") == "To: 33639980001\n\nBonjour été\n"


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    sms = Outgoing(
        "1@sms.invalid", Channel.SMS, "+33639980001", "", "x", "", datetime(2026, 1, 1, tzinfo=UTC)
    )
    with pytest.raises(Temporary):
        FolderTransport(file / "mail").send(sms)


def test_every_state_and_reason_has_words() -> None:
    for lang in LANGUAGES:
        words = Words(lang)
        for state in OutboxState:
            assert words.has(f"outbox.state_{state.value}")
        for reason in (
            *NOT_THE_MESSAGE,
            "deferred",
            "gave_up",
            "no_answer",
            "engine_stopped",
            "no_transport",
        ):
            assert words.has(f"outbox.reason_{reason}")
