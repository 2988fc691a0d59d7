"""The contact policy: what is an answer, what is prospecting, and from when it is lawful."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.contact import CONTACT_CHANNELS, ContactFacts, judge, judge_all, needs_stop_mention
from rules.contact_basis import (
    Basis,
    BasisKind,
    appointment_basis,
    consent_basis,
    contract_basis,
    customer_basis,
    request_basis,
)
from rules.policy import load, packaged
from rules.policy.contact import ContactPolicy
from rules.vocabulary import Channel, Purpose

POLICY = load(packaged("b")).contact
EARLIER = load(packaged("b", "2023-03-01")).contact
WARNING = load({**packaged("b"), "warn.toml": "[contact]\nmode = 'warn'"}).contact
PARIS = ZoneInfo("Europe/Paris")


def paris(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of autumn 2026 on a French clock, as UTC. 23 November is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def consented(channel: Channel = Channel.PHONE) -> Basis:
    return consent_basis(channel, paris(1, 9), None, POLICY)


def test_a_fresh_request_may_be_answered_at_any_hour() -> None:
    asked = paris(21, 22)
    facts = ContactFacts((request_basis(asked, POLICY),))
    verdict = judge(Channel.PHONE, Purpose.ANSWER, facts, POLICY, paris(22, 21))
    assert (verdict.allowed, verdict.code) == (True, "request")


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        (paris(23, 10), paris(29, 0)),  # Monday: Tue, Wed, Thu, Fri, Sat
        (paris(22, 10), paris(28, 0)),  # Sunday: Mon to Fri
        (paris(25, 23, 59), paris(2, 0, month=12)),  # Wednesday: Thu, Fri, Sat, Mon, Tue
        (paris(9, 10), paris(17, 0)),  # Monday; Wednesday 11 November is a holiday: Tue, Thu, Fri, Sat, Mon
    ],
)
def test_a_request_lasts_five_working_days_saturday_counted(asked: datetime, until: datetime) -> None:
    assert request_basis(asked, POLICY).until == until


def test_a_message_on_file_is_a_ground_even_before_its_hour_once_the_clock_was_set_back() -> None:
    facts = ContactFacts((request_basis(paris(23, 12), POLICY),))
    verdict = judge(Channel.PHONE, Purpose.ANSWER, facts, POLICY, paris(23, 10))
    assert (verdict.allowed, verdict.code) == (True, "request")


def test_after_it_an_answer_is_prospecting_and_needs_consent() -> None:
    facts = ContactFacts((request_basis(paris(2, 10), POLICY),))
    verdict = judge(Channel.PHONE, Purpose.ANSWER, facts, POLICY, paris(23, 11))
    assert not verdict.allowed
    assert (verdict.code, verdict.purpose, verdict.possible_from) == (
        "request_expired",
        Purpose.PROSPECTING,
        None,
    )


def test_another_car_for_an_old_lead_is_prospecting_even_while_a_request_is_fresh() -> None:
    facts = ContactFacts((request_basis(paris(23, 9), POLICY),))
    assert judge(Channel.EMAIL, Purpose.PROSPECTING, facts, POLICY, paris(23, 11)).code == "no_consent"


@pytest.mark.parametrize(
    ("now", "possible"),
    [
        (paris(23, 9, 59), paris(23, 10)),
        (paris(23, 13), paris(23, 14)),
        (paris(23, 20), paris(24, 10)),
        (paris(27, 21), paris(30, 10)),  # Friday evening → Monday
        (paris(11, 11), paris(12, 10)),  # Armistice
    ],
)
def test_prospecting_by_phone_waits_for_the_next_lawful_hour(now: datetime, possible: datetime) -> None:
    verdict = judge(Channel.PHONE, Purpose.PROSPECTING, ContactFacts((consented(),)), POLICY, now)
    assert (verdict.allowed, verdict.possible_from) == (False, possible)


def test_a_holiday_is_named_as_such() -> None:
    verdict = judge(Channel.PHONE, Purpose.PROSPECTING, ContactFacts((consented(),)), POLICY, paris(11, 11))
    assert verdict.code == "holiday"


def test_hours_are_the_consumers_not_ours() -> None:
    facts = ContactFacts((consented(),), timezone="Indian/Reunion")
    evening_there = paris(23, 17, 30)
    assert judge(Channel.PHONE, Purpose.PROSPECTING, facts, POLICY, evening_there).code == "out_of_hours"
    assert judge(Channel.PHONE, Purpose.PROSPECTING, facts, POLICY, paris(23, 7, 30)).allowed


def test_four_attempts_in_thirty_days_are_the_most() -> None:
    attempts = tuple(paris(day, 11) for day in (3, 10, 17, 20))
    facts = ContactFacts((consented(),), attempts=attempts)
    verdict = judge(Channel.PHONE, Purpose.PROSPECTING, facts, POLICY, paris(23, 11))
    assert (verdict.code, verdict.params) == ("too_many_attempts", {"count": 4, "days": 30})
    assert verdict.possible_from == attempts[0] + timedelta(days=30)


def test_attempts_do_not_count_against_an_answer() -> None:
    facts = ContactFacts((request_basis(paris(23, 9), POLICY),), attempts=(paris(23, 9),) * 9)
    assert judge(Channel.PHONE, Purpose.ANSWER, facts, POLICY, paris(23, 11)).allowed


def test_a_consent_lasts_a_year_at_most_whatever_was_written() -> None:
    basis = consent_basis(Channel.PHONE, paris(1, 9), datetime(2035, 1, 1, tzinfo=UTC), POLICY)
    assert basis.until == paris(1, 9) + timedelta(days=365)


def test_a_withdrawn_consent_is_over() -> None:
    basis = consent_basis(Channel.PHONE, paris(1, 9), None, POLICY, withdrawn_at=paris(20, 9))
    assert judge(Channel.PHONE, Purpose.PROSPECTING, ContactFacts((basis,)), POLICY, paris(23, 11)).code == (
        "no_consent"
    )


def test_consent_to_one_channel_is_none_to_another() -> None:
    facts = ContactFacts((consented(Channel.EMAIL),))
    assert judge(Channel.EMAIL, Purpose.PROSPECTING, facts, POLICY, paris(23, 11)).allowed
    assert not judge(Channel.SMS, Purpose.PROSPECTING, facts, POLICY, paris(23, 11)).allowed


def test_a_spoken_refusal_takes_back_a_consent_given_before_it() -> None:
    facts = ContactFacts((consented(),), refusals=(paris(20, 11),))
    verdict = judge(Channel.PHONE, Purpose.PROSPECTING, facts, POLICY, paris(23, 11))
    assert (verdict.code, verdict.possible_from) == ("no_consent", None)


def test_before_august_2026_no_consent_was_needed_but_a_refusal_meant_sixty_days() -> None:
    now = paris(23, 11)
    assert judge(Channel.PHONE, Purpose.PROSPECTING, ContactFacts(), EARLIER, now).code == (
        "prospecting_unopposed"
    )
    verdict = judge(Channel.PHONE, Purpose.PROSPECTING, ContactFacts(refusals=(paris(20, 11),)), EARLIER, now)
    assert verdict.code == "refused_recently"
    assert verdict.possible_from == datetime(2027, 1, 19, 11, tzinfo=PARIS)


def test_a_customer_may_be_written_to_about_similar_products_but_not_called() -> None:
    facts = ContactFacts((customer_basis(datetime(2023, 1, 1, tzinfo=UTC)),))
    assert judge(Channel.EMAIL, Purpose.PROSPECTING, facts, POLICY, paris(23, 11)).allowed
    assert not judge(Channel.PHONE, Purpose.PROSPECTING, facts, POLICY, paris(23, 11)).allowed


def test_a_running_contract_allows_to_answer_not_to_prospect() -> None:
    facts = ContactFacts((contract_basis(paris(1, 9), None),))
    assert judge(Channel.PHONE, Purpose.ANSWER, facts, POLICY, paris(23, 22)).allowed
    assert not judge(Channel.PHONE, Purpose.PROSPECTING, facts, POLICY, paris(23, 11)).allowed


def test_an_agreed_appointment_may_be_outside_the_hours() -> None:
    facts = ContactFacts((appointment_basis(paris(20, 11), paris(28, 21), POLICY),))
    assert judge(Channel.PHONE, Purpose.PROSPECTING, facts, POLICY, paris(28, 20, 45)).allowed
    verdict = judge(Channel.PHONE, Purpose.PROSPECTING, facts, POLICY, paris(28, 12))
    assert (verdict.allowed, verdict.possible_from) == (False, paris(28, 20, 30))


@pytest.mark.parametrize(
    ("now", "possible"),
    [
        (paris(28, 20), paris(30, 8)),  # Saturday evening → Monday
        (paris(23, 7, 59), paris(23, 8)),
    ],
)
def test_promotional_sms_keep_their_hours(now: datetime, possible: datetime) -> None:
    facts = ContactFacts((consented(Channel.SMS),))
    assert judge(Channel.SMS, Purpose.PROSPECTING, facts, POLICY, now).possible_from == possible


def test_a_confirmation_may_leave_at_any_hour_unless_there_is_an_objection() -> None:
    night = paris(22, 3)
    assert judge(Channel.SMS, Purpose.TRANSACTIONAL, ContactFacts(), POLICY, night).allowed
    stopped = ContactFacts(objections=frozenset({Channel.SMS}))
    assert judge(Channel.SMS, Purpose.TRANSACTIONAL, stopped, POLICY, night).code == "objection"


def test_warning_mode_allows_with_a_warning_and_still_says_from_when() -> None:
    verdict = judge(Channel.PHONE, Purpose.PROSPECTING, ContactFacts((consented(),)), WARNING, paris(23, 21))
    assert verdict.allowed
    assert verdict.is_warning
    assert verdict.possible_from == paris(24, 10)


def test_nobody_is_contacted_by_walking_in() -> None:
    with pytest.raises(ValueError, match="walk_in"):
        judge(Channel.WALK_IN, Purpose.ANSWER, ContactFacts(), POLICY, paris(23, 11))


def test_there_is_a_verdict_for_each_channel() -> None:
    facts = ContactFacts(reachable=frozenset({Channel.EMAIL}))
    verdicts = judge_all(Purpose.TRANSACTIONAL, facts, POLICY, paris(23, 11))
    assert {verdict.channel: verdict.code for verdict in verdicts} == {
        Channel.PHONE: "no_address",
        Channel.EMAIL: "transactional",
        Channel.SMS: "no_address",
    }


def test_a_number_that_is_somebody_elses_is_named_as_the_reason() -> None:
    facts = ContactFacts(reachable=frozenset({Channel.PHONE}), others=frozenset({Channel.SMS}))
    codes = {
        each.channel: each.code for each in judge_all(Purpose.TRANSACTIONAL, facts, POLICY, paris(23, 11))
    }
    assert codes == {
        Channel.PHONE: "transactional",
        Channel.EMAIL: "no_address",
        Channel.SMS: "others_number",
    }


def test_only_promotional_messages_say_how_to_stop_them() -> None:
    assert needs_stop_mention(Purpose.PROSPECTING, Channel.SMS, POLICY)
    assert needs_stop_mention(Purpose.PROSPECTING, Channel.EMAIL, POLICY)
    assert not needs_stop_mention(Purpose.PROSPECTING, Channel.PHONE, POLICY)
    assert not needs_stop_mention(Purpose.ANSWER, Channel.SMS, POLICY)


moments = st.integers(0, 180 * 24 * 60).map(
    lambda minutes: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
bases = st.one_of(
    st.builds(request_basis, moments, st.just(POLICY)),
    st.builds(
        consent_basis, st.sampled_from(CONTACT_CHANNELS), moments, st.none() | moments, st.just(POLICY)
    ),
    st.builds(appointment_basis, moments, moments, st.just(POLICY)),
    st.builds(contract_basis, moments, st.none() | moments),
    st.builds(customer_basis, moments),
)
facts_of_any_kind = st.builds(
    ContactFacts,
    bases=st.lists(bases, max_size=4).map(tuple),
    objections=st.frozensets(st.sampled_from(CONTACT_CHANNELS), max_size=1),
    attempts=st.lists(moments, max_size=7).map(tuple),
    refusals=st.lists(moments, max_size=1).map(tuple),
    timezone=st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Noumea"]),
    holiday_zone=st.sampled_from(["FR", "FR-alsace-moselle", "FR-974"]),
)


@given(
    facts_of_any_kind,
    st.sampled_from(CONTACT_CHANNELS),
    st.sampled_from(Purpose),
    moments,
    st.sampled_from([POLICY, EARLIER, WARNING]),
)
def test_nothing_is_allowed_while_an_objection_stands(
    facts: ContactFacts, channel: Channel, purpose: Purpose, now: datetime, policy: ContactPolicy
) -> None:
    verdict = judge(channel, purpose, facts, policy, now)
    if channel in facts.objections:
        assert not verdict.allowed
        assert verdict.possible_from is None


@settings(max_examples=300)
@given(
    facts_of_any_kind,
    st.sampled_from(CONTACT_CHANNELS),
    st.sampled_from(Purpose),
    moments,
    st.floats(0, 0.999),  # any nearer would round to the moment itself
)
def test_the_moment_named_is_lawful_and_none_before_it_is(
    facts: ContactFacts, channel: Channel, purpose: Purpose, now: datetime, share: float
) -> None:
    verdict = judge(channel, purpose, facts, POLICY, now)
    possible = verdict.possible_from
    if verdict.allowed:
        assert possible is None
    elif possible is not None:
        assert possible > now
        assert judge(channel, purpose, facts, POLICY, possible).allowed
        assert not judge(channel, purpose, facts, POLICY, now + (possible - now) * share).allowed
        assert not judge(channel, purpose, facts, POLICY, possible - timedelta(seconds=1)).allowed
    elif channel not in facts.objections:
        later = now + timedelta(days=400) * share
        assert not judge(channel, purpose, facts, POLICY, later).allowed


@given(facts_of_any_kind, moments, st.sampled_from(CONTACT_CHANNELS))
def test_what_is_lawful_as_prospecting_by_consent_is_inside_the_hours(
    facts: ContactFacts, now: datetime, channel: Channel
) -> None:
    verdict = judge(channel, Purpose.PROSPECTING, facts, POLICY, now)
    if verdict.code == "prospecting_consent" and channel is Channel.PHONE:
        local = now.astimezone(ZoneInfo(facts.timezone))
        assert local.weekday() < 5
        assert 10 <= local.hour < 13 or 14 <= local.hour < 20
        assert any(basis.kind is BasisKind.CONSENT and basis.holds_at(now) for basis in facts.bases)
        assert sum(now - timedelta(days=30) < attempt <= now for attempt in facts.attempts) < 4
