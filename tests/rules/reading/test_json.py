"""JSON is read whatever its sender calls things: leads, Facebook's words, events of telephone systems."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.demand import Demand, Reading
from rules.reading.notice import CallEvent, CallEventKind
from rules.reading.reader import read
from rules.vocabulary import Channel, FiledAs, RawOutcome, Source

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def readings(value: Any) -> list[Reading]:
    return read(json.dumps(value).encode(), "any", AT)


def demand_of(value: Any) -> Demand:
    [reading] = readings(value)
    assert reading.outcome is RawOutcome.LEAD, reading.reason
    assert reading.demand is not None
    return reading.demand


def call_of(value: Any) -> CallEvent:
    [reading] = readings(value)
    assert reading.call is not None
    return reading.call


@pytest.mark.parametrize(
    "value",
    [
        {"prénom": "Jean", "nom": "Dupont", "email": "j@example.org", "téléphone": "06 39 98 00 01", "stock": "VO12"},
        {"firstName": "Jean", "lastName": "Dupont", "emailAddress": "j@example.org", "phone": "+33639980001",
         "stock_number": "VO12"},
        {"customer": {"first_name": "Jean", "last_name": "Dupont", "email": "j@example.org", "mobile": 33639980001},
         "vehicle": {"stock": "VO12", "make": "Peugeot"}},
        {"data": {"lead": {"contact": {"name": {"first": "x"}, "prenom": "Jean", "nom": "Dupont",
                                       "mail": "j@example.org", "tel": "0639980001"}, "car": {"stock": "VO12"}}}},
    ],
)  # fmt: skip
def test_a_lead_is_read_in_any_naming_and_at_any_depth(value: Any) -> None:
    demand = demand_of(value)
    assert (demand.first_name, demand.last_name, demand.emails) == ("Jean", "Dupont", ("j@example.org",))
    assert [phone.e164 for phone in demand.phones] == ["+33639980001"]
    assert [vehicle.stock for vehicle in demand.wanted] == ["VO12"]
    assert demand.channel is Channel.FORM


def test_several_leads_are_several_readings_and_nobody_is_left_out() -> None:
    people = [{"nom": f"Dupont{number}", "email": f"p{number}@example.org"} for number in range(3)]
    for value in (people, {"leads": people}):
        found = [reading.demand for reading in readings(value)]
        assert [each.emails for each in found if each] == [(f"p{number}@example.org",) for number in range(3)]


def test_the_dealers_number_is_not_the_customers() -> None:
    value = {"nom": "Dupont", "email": "j@example.org", "dealer": {"name": "Lyon", "phone": "04 65 71 00 20"}}
    demand = demand_of(value)
    assert (demand.phones, demand.vendor) == ((), "Lyon")


def test_a_lead_that_nobody_can_answer_and_a_test_are_no_leads() -> None:
    [nameless] = readings({"nom": "Dupont", "message": "Bonjour"})
    assert (nameless.outcome, nameless.reason) == (RawOutcome.TO_SORT, "no_contact")
    [test] = readings({"nom": "Dupont", "email": "j@example.org", "test": True})
    assert (test.outcome, test.filed_as) == (RawOutcome.FILED, FiledAs.TEST)
    [broken] = read(b'{"nom": "Dupont', "any", AT)
    assert (broken.outcome, broken.reason) == (RawOutcome.TO_SORT, "json_unreadable")


def test_what_has_no_field_is_kept_as_a_remark() -> None:
    demand = demand_of({"email": "j@example.org", "couleur préférée": "bleu", "message": "Bonjour"})
    assert "bleu" in demand.remarks
    assert demand.remarks.startswith("Bonjour")


def test_facebooks_notice_names_its_lead_by_digits_only() -> None:
    def notice(lead_id: Any) -> Any:
        value = {"leadgen_id": lead_id, "form_id": "9", "page_id": "7"}
        return {"object": "page", "entry": [{"id": "7", "changes": [{"field": "leadgen", "value": value}]}]}

    for written in ("44444444444444401", 44444444444444401):
        [reading] = readings(notice(written))
        assert reading.notice is not None
        assert (reading.outcome, reading.notice.lead_id) == (RawOutcome.PENDING, "44444444444444401")
    for hostile in ("../../me", "1?access_token=", "", None, 1.5, "1" * 31):
        [reading] = readings(notice(hostile))
        assert (reading.notice, reading.reason) == (None, "facebook_id_wrong")


def test_graphs_answers_are_a_lead_of_facebook() -> None:
    fields = [
        {"name": "full_name", "values": ["Jean Dupont"]},
        {"name": "phone_number", "values": ["+33639980001"]},
        {"name": "quel_budget_?", "values": ["12 000 €", "ou un peu plus"]},
    ]
    demand = demand_of(
        {"id": "44444444444444401", "created_time": "2026-11-24T08:59:00+0000", "field_data": fields}
    )
    assert (demand.source, demand.channel, demand.lead_ref) == (
        Source.FACEBOOK,
        Channel.SOCIAL,
        "44444444444444401",
    )
    assert [phone.e164 for phone in demand.phones] == ["+33639980001"]
    assert demand.requested_at == datetime(2026, 11, 24, 8, 59, tzinfo=UTC)
    assert "12 000 €" in demand.remarks
    [test] = readings({"field_data": [{"name": "email", "values": ["<test lead: dummy data for email>"]}]})
    assert (test.outcome, test.filed_as) == (RawOutcome.FILED, FiledAs.TEST)


def test_a_messenger_message_is_read_and_an_echo_is_filed() -> None:
    def told(**message: Any) -> Any:
        said = {"sender": {"id": "5"}, "timestamp": 1795510800000, "message": message}
        return {"object": "page", "entry": [{"id": "7", "messaging": [said]}]}

    demand = demand_of(told(mid="m1", text="Appelez-moi au 06 39 98 00 01"))
    assert (demand.thread, demand.message_id, demand.source) == (
        "messenger:7:5",
        "messenger:m1",
        Source.FACEBOOK,
    )
    assert [phone.e164 for phone in demand.phones] == ["+33639980001"]
    [echo] = readings(told(mid="m2", text="Bonjour", is_echo=True))
    assert echo.outcome is RawOutcome.FILED


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"event": "incoming", "caller": "0639980001"}, CallEventKind.INCOMING),
        ({"event": "call.missed", "from": "0639980001"}, CallEventKind.MISSED),
        ({"type": "call", "status": "no-answer", "from": {"number": "+33639980001"}}, CallEventKind.MISSED),
        ({"état": "Manqué", "appelant": "06 39 98 00 01"}, CallEventKind.MISSED),
        ({"call": {"uniqueid": "1.2", "src": "0639980001", "state": "ANSWERED"}}, CallEventKind.ANSWERED),
        (
            {"event": "hangup", "data": {"callId": "7", "from": "0639980001", "billsec": "61"}},
            CallEventKind.ENDED,
        ),
    ],
)
def test_telephone_systems_say_the_same_in_their_own_words(value: Any, kind: CallEventKind) -> None:
    [reading] = readings(value)
    assert reading.call is not None
    assert reading.call.kind is kind
    assert reading.demand is not None
    assert [phone.e164 for phone in reading.demand.phones] == ["+33639980001"]


def test_an_event_names_its_call_its_moment_and_how_long_people_spoke() -> None:
    call = call_of(
        {"event": "ended", "call_id": "c-1", "caller": "0639980001", "called": "04 65 71 00 20",
         "at": "2026-11-24T10:05:00+01:00", "agent": "Camille", "talk_seconds": 61.0}
    )  # fmt: skip
    assert (call.call_id, call.called, call.agent, call.talk_seconds) == (
        "c-1",
        "04 65 71 00 20",
        "Camille",
        61,
    )
    assert call.at == datetime(2026, 11, 24, 9, 5, tzinfo=UTC)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "nom",
                    "email",
                    "phone",
                    "entry",
                    "object",
                    "changes",
                    "value",
                    "field_data",
                    "event",
                    "caller",
                    "x",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_no_json_breaks_a_reader(value: Any) -> None:
    found = readings(value)
    assert found
    assert all(reading.reason != "reader_failed" for reading in found)


@given(_JSON)
def test_no_call_of_facebook_breaks_a_reader(value: Any) -> None:
    entry = {
        "id": "7",
        "changes": [{"field": "leadgen", "value": value}],
        "messaging": [{"message": value}, value],
    }
    found = readings({"object": "page", "entry": [entry, value]})
    assert all(reading.reason != "reader_failed" for reading in found)
