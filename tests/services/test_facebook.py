"""Facebook announces leads and passes messages on: one lead each, whatever Graph does meanwhile."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import AwaitedLeadRow, LeadRow, PersonEmailRow, RawInputRow, TouchRow
from rules.refusal import Refusal
from rules.values.incoming import IntakeResult
from rules.values.trouble import Trouble, TroubleKind
from rules.values.webhook import Webhook, WebhookKind
from rules.vocabulary import Channel, RawOutcome, Source
from tests.services.builders import Wall, actor, make_group
from vo_callcenter.services.graph_reading import GIVEN_UP_AFTER, PAUSES, GraphReading, pause_before
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.reception import Call, Reception
from vo_callcenter.services.troubles import troubles
from vo_callcenter.services.webhooks import WebhooksService

LEAD = "44444444444444401"


def notice(*lead_ids: str) -> bytes:
    changes = [
        {"field": "leadgen", "value": {"leadgen_id": each, "page_id": "777", "form_id": "9"}}
        for each in lead_ids
    ]
    return json.dumps({"object": "page", "entry": [{"id": "777", "changes": changes}]}).encode()


def message(text: str, mid: str, sender: str = "5001") -> bytes:
    said = {"sender": {"id": sender}, "timestamp": 1795510800000, "message": {"mid": mid, "text": text}}
    return json.dumps({"object": "page", "entry": [{"id": "777", "messaging": [said]}]}).encode()


def answers(lead_id: str, email: str = "jean@example.org") -> bytes:
    fields = [
        {"name": "full_name", "values": ["Jean Dupont"]},
        {"name": "email", "values": [email]},
        {"name": "quel_modèle_?", "values": ["208"]},
    ]
    return json.dumps({"id": lead_id, "field_data": fields}).encode()


class Page:
    """A page at Facebook, and a Graph that says what a test has it say."""

    def __init__(self, store: Store) -> None:
        self.wall = Wall()
        self.office = Office(store, self.wall)
        self.group = make_group(self.office)
        service = WebhooksService(self.office)
        service.add(actor(self.office, self.group, "ada"), Webhook("facebook", WebhookKind.FACEBOOK))
        self.webhook = service.named("facebook")
        self.intake = IntakeService(self.office)
        self.asked: list[str] = []
        self.says: dict[str, bytes | Refusal] = {}
        self.reading = GraphReading(self.office, self.intake, self._graph)

    def call(self, body: bytes) -> list[IntakeResult]:
        [received] = Reception(self.office).receive([Call(self.webhook, body, self.wall.at)])
        return self.intake.read(received.raw_id)

    def rows(self, table: type[Any]) -> list[Any]:
        with self.office.store.reading() as session:
            return sorted(session.exec(select(table)).all(), key=lambda row: getattr(row, "id", 0))

    def _graph(self, name: str, lead_id: str) -> bytes:
        assert name == "facebook"
        self.asked.append(lead_id)
        said = self.says.get(lead_id, Refusal("graph_unreachable", name=name))
        if isinstance(said, Refusal):
            raise said
        return said


@pytest.fixture
def page(store: Store) -> Page:
    return Page(store)


def test_an_announced_lead_is_read_from_graph_and_waits_since_it_was_announced(page: Page) -> None:
    announced = page.wall.at
    [part] = page.call(notice(LEAD))
    assert part.outcome is RawOutcome.PENDING
    page.says[LEAD] = answers(LEAD)
    page.wall.go(seconds=20)
    assert page.reading.read_due() == 1
    [lead] = page.rows(LeadRow)
    assert (lead.source, lead.channel, lead.received_at) == (Source.FACEBOOK, Channel.SOCIAL, announced)
    assert [row.address for row in page.rows(PersonEmailRow)] == ["jean@example.org"]
    document, row = page.rows(RawInputRow)
    assert (document.outcome, row.outcome, row.lead_id) == (RawOutcome.LEAD, RawOutcome.LEAD, lead.id)
    assert row.content == answers(LEAD)
    assert page.reading.read_due() == 0


def test_a_second_notice_of_a_lead_makes_no_second_lead(page: Page) -> None:
    page.call(notice(LEAD))
    page.says[LEAD] = answers(LEAD)
    page.reading.read_due()
    [again, other] = page.call(notice(LEAD, "44444444444444402"))
    assert (again.outcome, again.lead_id) == (RawOutcome.REPEATED, page.rows(LeadRow)[0].id)
    assert other.outcome is RawOutcome.PENDING
    assert len(page.rows(LeadRow)) == 1


def test_graph_is_asked_again_with_growing_pauses_and_meanwhile_a_person_is_told(page: Page) -> None:
    page.call(notice(LEAD))
    for attempts in range(1, 5):
        page.reading.read_due()
        assert page.reading.read_due() == 0
        assert len(page.asked) == attempts
        page.wall.go(hours=1)
    row = page.rows(RawInputRow)[1]
    assert (row.outcome, row.reason) == (RawOutcome.TO_SORT, "facebook_unread")
    assert row.deadline_at is not None
    assert troubles(page.office.store) == (Trouble(TroubleKind.WEBHOOK, "facebook"),)
    [state] = WebhooksService(page.office).states()
    assert (state.unread, state.unread_code) == (1, "graph_unreachable")
    page.says[LEAD] = answers(LEAD)
    assert page.reading.read_due() == 1
    [lead] = page.rows(LeadRow)
    row = page.rows(RawInputRow)[1]
    assert (row.outcome, row.lead_id, row.deadline_at) == (RawOutcome.LEAD, lead.id, None)
    assert troubles(page.office.store) == ()
    assert WebhooksService(page.office).states()[0].unread == 0


def test_a_lead_that_a_person_sorted_meanwhile_is_left_as_it_is(page: Page) -> None:
    page.call(notice(LEAD))
    for _ in range(4):
        page.reading.read_due()
        page.wall.go(hours=1)
    with page.office.store.writing() as session:
        row = session.exec(select(RawInputRow).where(RawInputRow.part == 1)).one()
        row.sorted_by_id = page.group.people["camille"]
    page.says[LEAD] = answers(LEAD)
    page.reading.read_due()
    assert page.rows(LeadRow) == []


def test_what_is_wrong_with_one_lead_holds_up_no_other_but_a_lost_graph_is_asked_once_a_turn(
    page: Page,
) -> None:
    numbers = [f"4444444444444440{each}" for each in range(3)]
    page.call(notice(*numbers))
    page.says = {each: answers(each, f"p{each}@example.org") for each in numbers}
    page.says[numbers[0]] = Refusal("graph_refused", name="facebook", status=400)
    assert page.reading.read_due() == 2
    page.asked.clear()
    page.says.clear()
    page.call(notice("51", "52", "53"))
    page.reading.read_due()
    assert len(page.asked) == 1


def test_after_a_week_in_vain_nobody_asks_any_more(page: Page) -> None:
    page.call(notice(LEAD))
    page.reading.read_due()
    page.wall.go(seconds=GIVEN_UP_AFTER.total_seconds() + 1)
    page.reading.read_due()
    assert [row.state for row in page.rows(AwaitedLeadRow)] == ["given_up"]
    asked = len(page.asked)
    page.wall.go(days=1)
    page.reading.read_due()
    assert len(page.asked) == asked


def test_pauses_grow_and_end_at_an_hour() -> None:
    first, most = PAUSES
    for attempt in range(1, 60):
        pause = pause_before(attempt)
        assert timedelta(0) < pause <= most
        assert pause >= min(most, first * 2 ** min(attempt - 1, 12)) / 2


def test_messages_of_one_conversation_are_one_lead(page: Page) -> None:
    [first] = page.call(message("Bonjour, la 208 est-elle disponible ?", "m1"))
    [second] = page.call(message("Mon numéro : 06 39 98 00 11", "m2"))
    [other] = page.call(message("Et la Clio ?", "m3", sender="5002"))
    assert (first.outcome, second.outcome, other.outcome) == (
        RawOutcome.LEAD,
        RawOutcome.TOUCH,
        RawOutcome.LEAD,
    )
    assert second.lead_id == first.lead_id != other.lead_id
    assert {row.thread for row in page.rows(TouchRow)} == {"messenger:777:5001", "messenger:777:5002"}
