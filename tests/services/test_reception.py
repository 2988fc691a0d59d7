"""Calls over HTTP are in the store once ``receive`` returns: all of a batch or none, replays and repetitions told apart."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from data.store import Store
from data.tables import RawInputRow, WebhookSeenRow
from rules.refusal import Refusal
from rules.values.webhook import Webhook, WebhookKind
from rules.vocabulary import RawOutcome
from tests.services.builders import Wall, actor, make_group
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.reception import SAME_AGAIN, Call, Reception
from vo_callcenter.services.webhooks import WebhooksService


class Desk:
    """A source of each kind, and the reception they call."""

    def __init__(self, store: Store) -> None:
        self.wall = Wall()
        self.office = Office(store, self.wall)
        group = make_group(self.office)
        self.service = WebhooksService(self.office)
        boss = actor(self.office, group, "ada")
        for kind in WebhookKind:
            self.service.add(boss, Webhook(kind.value, kind))
        self.service.add(boss, Webhook("other-site"))
        self.reception = Reception(self.office)

    def call(self, body: bytes, signature: str = "", source: str = "leads") -> Call:
        return Call(self.service.named(source), body, self.wall.at, signature, self.wall.at)

    def rows(self) -> list[RawInputRow]:
        with self.office.store.reading() as session:
            return list(session.exec(select(RawInputRow).order_by(sa.column("id"))).all())


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def lead(number: int) -> bytes:
    return b'{"nom": "Dupont", "email": "jean%d@example.org", "message": "Disponible ?"}' % number


def test_a_batch_is_in_the_store_in_its_order_and_becomes_leads(desk: Desk) -> None:
    received = desk.reception.receive([desk.call(lead(number), f"s{number}") for number in range(5)])
    rows = desk.rows()
    assert [each.raw_id for each in received] == [row.id for row in rows]
    assert [row.content for row in rows] == [lead(number) for number in range(5)]
    assert all(row.outcome == RawOutcome.PENDING for row in rows)
    results = [IntakeService(desk.office).read(each.raw_id)[0] for each in received]
    assert {result.outcome for result in results} == {RawOutcome.LEAD}
    [state] = [each for each in desk.service.states() if each.webhook.name == "leads"]
    assert (state.accepted, state.accepted_at, state.refused) == (5, desk.wall.at, 0)


def test_a_signature_counts_once_in_a_batch_and_later(desk: Desk) -> None:
    first, twin = desk.reception.receive([desk.call(lead(1), "same"), desk.call(lead(1), "same")])
    assert (first.is_replay, twin.is_replay) == (False, True)
    [later] = desk.reception.receive([desk.call(lead(1), "same")])
    assert later.is_replay
    # Another source may come by the same signature: it has a secret of its own.
    [elsewhere] = desk.reception.receive([desk.call(lead(1), "same", "other-site")])
    assert not elsewhere.is_replay
    assert len(desk.rows()) == 2


def test_the_same_words_signed_anew_are_one_demand_for_a_day(desk: Desk) -> None:
    first, twin = desk.reception.receive([desk.call(lead(1), "a"), desk.call(lead(1), "b")])
    assert (twin.raw_id, twin.is_new) == (first.raw_id, False)
    IntakeService(desk.office).read(first.raw_id)
    desk.reception.receive([desk.call(lead(1), "c")])
    assert [row.outcome for row in desk.rows()] == [RawOutcome.LEAD, RawOutcome.REPEATED]
    assert desk.rows()[1].lead_id == desk.rows()[0].lead_id
    desk.wall.go(seconds=SAME_AGAIN.total_seconds() + 1)
    [again] = desk.reception.receive([desk.call(lead(1), "d")])
    assert again.is_new


@pytest.mark.parametrize("days", [2, 30])
def test_words_that_came_again_later_are_again_one_demand_for_a_day(desk: Desk, days: int) -> None:
    for number in range(3):
        [first] = desk.reception.receive([desk.call(lead(1), f"{number}")])
        assert first.is_new
        # The sender tries again and signs anew, before it is read and after, today and across midnight.
        assert not desk.reception.receive([desk.call(lead(1), f"{number}a")])[0].is_new
        IntakeService(desk.office).read(first.raw_id)
        for attempt in ("b", "c"):
            desk.wall.go(seconds=SAME_AGAIN.total_seconds() / 2)
            assert not desk.reception.receive([desk.call(lead(1), f"{number}{attempt}")])[0].is_new
        desk.wall.go(seconds=days * SAME_AGAIN.total_seconds())
    rows = desk.rows()
    assert [row.outcome == RawOutcome.REPEATED for row in rows] == [False, True, True] * 3
    assert [row.content_hash for row in rows[::3]] == [row.content_hash for row in rows[1::3]]
    assert len({row.content_hash for row in rows}) == 3


def test_the_same_event_of_a_telephone_system_at_another_moment_is_another_call(desk: Desk) -> None:
    body = b'{"event": "missed", "caller": "+33639980001"}'
    desk.reception.receive([desk.call(body, "a", "phone")])
    desk.wall.go(minutes=3)
    [later] = desk.reception.receive([desk.call(body, "b", "phone")])
    assert later.is_new


def test_facebook_repeats_what_it_said_without_a_second_row_to_read(desk: Desk) -> None:
    body = b'{"object": "page", "entry": []}'
    [first] = desk.reception.receive([desk.call(body, source="facebook")])
    [again] = desk.reception.receive([desk.call(body, source="facebook")])
    assert (again.raw_id, again.is_new, again.is_replay) == (first.raw_id, False, False)


def test_what_facebook_said_is_known_for_ever(desk: Desk) -> None:
    body = b'{"object": "page", "entry": []}'
    [first] = desk.reception.receive([desk.call(body, source="facebook")])
    desk.wall.go(seconds=30 * SAME_AGAIN.total_seconds())
    [again] = desk.reception.receive([desk.call(body, source="facebook")])
    assert (again.raw_id, again.is_new) == (first.raw_id, False)


def test_a_store_that_fails_takes_none_of_a_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise Refusal("store_full")

    monkeypatch.setattr("vo_callcenter.services.reception.note_accepted", broken)
    with pytest.raises(Refusal):
        desk.reception.receive([desk.call(lead(1), "a"), desk.call(lead(2), "b")])
    assert desk.rows() == []
    monkeypatch.undo()
    assert all(each.is_new for each in desk.reception.receive([desk.call(lead(1), "a")]))


def test_refused_calls_are_counted_by_source_and_old_signatures_forgotten(desk: Desk) -> None:
    desk.reception.note_refused({})
    desk.reception.note_refused({desk.service.named("leads").id: (3, "signature_wrong")})
    desk.reception.note_refused({desk.service.named("leads").id: (1, "too_late")})
    desk.reception.receive([desk.call(lead(1), "a")])
    [state] = [each for each in desk.service.states() if each.webhook.name == "leads"]
    assert (state.refused, state.refused_code, state.accepted) == (4, "too_late", 1)
    window = timedelta(minutes=5)
    desk.reception.forget_seen(window)
    assert marks(desk) == 1
    desk.wall.go(minutes=11)
    desk.reception.forget_seen(window)
    assert marks(desk) == 0


def marks(desk: Desk) -> int:
    with desk.office.store.reading() as session:
        return len(session.exec(select(WebhookSeenRow)).all())
