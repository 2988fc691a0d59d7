"""What a telephone system tells of calls: a missed one is a demand with a clock, an answered one a demand without."""

import json
from typing import Any

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import LeadRow, PersonPhoneRow, PhoneCallRow, RawInputRow, SiteRow, TouchRow
from rules.values.incoming import IntakeResult
from rules.values.webhook import Webhook, WebhookKind
from rules.vocabulary import FiledAs, RawOutcome, Source
from tests.services.builders import Wall, actor, make_group, make_lead
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.phone_calls import RANG_OUT, settle_rung_out
from vo_callcenter.services.reception import Call, Reception
from vo_callcenter.services.webhooks import WebhooksService

CALLER = "+33 6 39 98 00 07"


class Line:
    """A telephone system that tells of its calls."""

    def __init__(self, store: Store) -> None:
        self.wall = Wall()
        self.office = Office(store, self.wall)
        self.group = make_group(self.office)
        service = WebhooksService(self.office)
        service.add(actor(self.office, self.group, "ada"), Webhook("standard", WebhookKind.PHONE))
        self.webhook = service.named("standard")
        self.intake = IntakeService(self.office)

    def tell(self, event: str, call_id: str = "c1", caller: str = CALLER, **more: Any) -> IntakeResult:
        said = {"event": event, "call_id": call_id, "caller": caller, **more}
        call = Call(self.webhook, json.dumps(said).encode(), self.wall.at, signed_at=self.wall.at)
        [received] = Reception(self.office).receive([call])
        return self.intake.read(received.raw_id)[0]

    def leads(self) -> list[LeadRow]:
        with self.office.store.reading() as session:
            return list(session.exec(select(LeadRow)).all())

    def touches(self) -> list[TouchRow]:
        with self.office.store.reading() as session:
            return list(session.exec(select(TouchRow)).all())

    def call(self) -> PhoneCallRow:
        with self.office.store.reading() as session:
            return session.exec(select(PhoneCallRow)).one()


@pytest.fixture
def line(store: Store) -> Line:
    return Line(store)


def test_a_missed_call_is_a_lead_whose_clock_runs_since_it_was_missed(line: Line) -> None:
    ringing = line.tell("incoming")
    assert (ringing.outcome, ringing.filed_as) == (RawOutcome.FILED, FiledAs.CALL_REPORT)
    line.wall.go(seconds=25)
    missed = line.tell("missed")
    [lead] = line.leads()
    assert (missed.outcome, missed.lead_id) == (RawOutcome.LEAD, lead.id)
    assert (lead.source, lead.channel, lead.received_at) == (Source.PHONE, "phone", line.wall.at)
    assert lead.clock_started_at == line.wall.at
    line.wall.go(seconds=1)
    ended = line.tell("ended")
    assert (ended.outcome, ended.lead_id) == (RawOutcome.FILED, lead.id)
    assert len(line.leads()) == 1


def test_an_answered_call_has_no_first_response_clock_and_keeps_who_spoke_how_long(line: Line) -> None:
    line.tell("incoming")
    line.wall.go(seconds=5)
    line.tell("answered", agent="Camille")
    [lead] = line.leads()
    assert lead.clock == "qualification"  # spoken to: the first response is given
    line.wall.go(seconds=90)
    line.tell("ended")
    [touch] = line.touches()
    assert (touch.details["agent"], touch.details["talk_seconds"]) == ("Camille", 90)
    assert line.call().state == "ended"


def test_an_end_that_comes_before_its_answer_makes_one_lead_all_the_same(line: Line) -> None:
    line.tell("ended", talk_seconds=40)
    line.tell("answered")
    line.tell("incoming")
    assert len(line.leads()) == 1
    assert len(line.touches()) == 1


def test_an_event_told_twice_counts_once(line: Line) -> None:
    first = line.tell("missed")
    line.wall.go(seconds=3)
    again = line.tell("missed")
    assert (first.outcome, again.outcome) == (RawOutcome.LEAD, RawOutcome.FILED)
    assert again.lead_id == first.lead_id
    assert len(line.touches()) == 1


def test_a_call_that_only_ever_rang_counts_as_missed_after_a_while(line: Line) -> None:
    line.tell("incoming")
    assert settle_rung_out(line.office) == 0
    line.wall.go(seconds=RANG_OUT.total_seconds() + 1)
    assert settle_rung_out(line.office) == 1
    assert settle_rung_out(line.office) == 0
    [lead] = line.leads()
    with line.office.store.reading() as session:
        raw = session.exec(select(RawInputRow)).one()
    assert (raw.outcome, raw.lead_id, raw.filed_as) == (RawOutcome.LEAD, lead.id, None)
    assert line.call().state == "missed"


def test_a_caller_who_is_known_calls_about_the_lead_that_is_open(line: Line) -> None:
    first = line.tell("missed", "c1")
    line.wall.go(minutes=10)
    second = line.tell("missed", "c2")
    assert (second.outcome, second.lead_id) == (RawOutcome.TOUCH, first.lead_id)


def test_the_site_whose_number_was_called_has_the_lead(line: Line) -> None:
    with line.office.store.writing() as session:
        session.get_one(SiteRow, line.group.vienne).phone = "04 65 71 00 20"
    line.office.forget()
    result = line.tell("missed", called="+33465710020")
    assert result.lead_id is not None
    [lead] = line.leads()
    assert lead.site_id == line.group.vienne


def test_our_own_numbers_withheld_ones_and_calls_out_make_no_lead(line: Line) -> None:
    with line.office.store.writing() as session:
        session.get_one(SiteRow, line.group.lyon).phone = "04 65 71 00 21"
    line.office.forget()
    for result in (
        line.tell("missed", "a", caller="04 65 71 00 21"),
        line.tell("missed", "b", caller="anonymous"),
        line.tell("missed", "c", direction="outbound"),
    ):
        assert (result.outcome, result.filed_as) == (RawOutcome.FILED, FiledAs.CALL_REPORT)
    assert line.leads() == []


def test_a_lead_that_a_person_made_is_touched_by_its_customers_call(line: Line) -> None:
    lead_id = make_lead(line.office, line.group)
    with line.office.store.reading() as session:
        number = session.exec(select(PersonPhoneRow.e164)).one()
    result = line.tell("answered", caller=number or "")
    assert (result.outcome, result.lead_id) == (RawOutcome.TOUCH, lead_id)
