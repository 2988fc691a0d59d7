"""The next relaunch after a call: waits, half days, preferred slots, the end of the cadence."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rules.cadence import Proposal, propose
from rules.calendars import Calendar
from rules.policy import load, packaged
from rules.policy.cadence import CadencePolicy
from rules.vocabulary import CallOutcome
from rules.words import Words
from tests.rules.calendar_data import CALENDARS, SITE, data

PARIS = ZoneInfo("Europe/Paris")
HOURS = Calendar.from_data(SITE)
SCHEME: Mapping[str, Any] = {
    "reference": "test",
    "calendar": "center",
    "attempts": ["1h", "half_day", "1d", "3d", "7d"],
    "by_outcome": {"busy": "15m", "wrong_number": "never", "reached": "3d"},
    "max_attempts": 6,
    "horizon_days": 60,
    "slots": ["10:00-12:00", "14:00-16:00", "17:00-19:00"],
    "vary_slots": False,
}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=PARIS)


def after(outcome: CallOutcome, attempts: int, now: str, **changes: Any) -> Proposal:
    policy = CadencePolicy.model_validate({**SCHEME, **changes})
    return propose(policy, outcome, attempts, HOURS, moment(now), moment("20T09:00"))


def test_a_first_attempt_is_repeated_after_an_hour_of_opening() -> None:
    assert after(CallOutcome.NO_ANSWER, 1, "23T10:10").at == moment("23T11:10")
    assert after(CallOutcome.NO_ANSWER, 1, "23T11:30").at == moment("23T14:30")


def test_a_wait_that_ends_at_closing_time_goes_to_the_next_opening() -> None:
    assert after(CallOutcome.NO_ANSWER, 1, "23T18:00").at == moment("24T09:00")


def test_the_second_wait_is_the_other_half_of_the_day() -> None:
    assert after(CallOutcome.VOICEMAIL, 2, "23T10:10").at == moment("23T14:00")
    assert after(CallOutcome.VOICEMAIL, 2, "23T15:00").at == moment("24T10:00")


def test_half_a_day_after_saturday_afternoon_is_monday_morning() -> None:
    assert after(CallOutcome.NO_ANSWER, 2, "21T15:00").at == moment("23T10:00")


def test_days_later_means_a_preferred_slot_of_the_first_open_day() -> None:
    assert after(CallOutcome.NO_ANSWER, 3, "23T15:00").at == moment("24T10:00")
    assert after(CallOutcome.NO_ANSWER, 3, "21T15:00").at == moment("23T10:00")


def test_attempts_take_turns_among_the_preferred_slots() -> None:
    hours = [after(CallOutcome.NO_ANSWER, number, "23T15:00", vary_slots=True).at for number in (3, 4, 5)]
    assert hours == [moment("24T10:00"), moment("26T14:00"), moment("30T17:00")]


def test_an_outcome_can_have_its_own_wait() -> None:
    assert after(CallOutcome.BUSY, 1, "23T10:10").at == moment("23T10:25")
    assert after(CallOutcome.REACHED, 1, "23T10:10").at == moment("26T10:00")


def test_a_wrong_number_is_not_called_again() -> None:
    assert after(CallOutcome.WRONG_NUMBER, 1, "23T10:10") == Proposal(
        None, "cadence.none", {"outcome": CallOutcome.WRONG_NUMBER}
    )


def test_the_cadence_ends_after_its_attempts_unless_somebody_was_reached() -> None:
    assert after(CallOutcome.NO_ANSWER, 6, "23T10:10").code == "cadence.exhausted"
    assert after(CallOutcome.REACHED, 6, "23T10:10").at is not None


def test_nothing_is_proposed_beyond_the_horizon() -> None:
    assert after(CallOutcome.NO_ANSWER, 5, "23T10:10", horizon_days=5) == Proposal(
        None, "cadence.horizon", {"days": 5}
    )


def test_a_calendar_that_never_opens_gets_no_proposal() -> None:
    policy = CadencePolicy.model_validate(SCHEME)
    shut = Calendar.from_data(data({}))
    for attempts in (1, 2, 3):
        proposal = propose(
            policy, CallOutcome.NO_ANSWER, attempts, shut, moment("23T10:00"), moment("23T09:00")
        )
        assert proposal == Proposal(None, "cadence.closed")


def test_where_no_preferred_slot_is_open_any_opening_will_do() -> None:
    assert after(CallOutcome.NO_ANSWER, 3, "23T15:00", slots=["20:00-21:00"]).at == moment("24T09:00")


@given(
    hours=st.sampled_from(CALENDARS),
    attempts=st.integers(0, 9),
    outcome=st.sampled_from(CallOutcome),
    minute=st.integers(0, 300 * 1440),
)
def test_a_proposal_is_always_ahead_and_open(
    hours: dict[str, Any], attempts: int, outcome: CallOutcome, minute: int
) -> None:
    now = datetime(2026, 3, 1, tzinfo=PARIS) + timedelta(minutes=minute)
    calendar = Calendar.from_data(hours)
    policy = load(packaged("b")).cadence
    proposal = propose(policy, outcome, attempts, calendar, now, now - timedelta(days=1))
    if proposal.at is not None:
        assert proposal.at > now
        assert calendar.is_open(proposal.at)


@pytest.mark.parametrize("wrong", ["1 hour", "0h", "d", "", 3, "half day"])
def test_a_wait_that_cannot_be_read_says_how_to_write_one(wrong: object) -> None:
    with pytest.raises(ValidationError, match="a wait such as 15m, 1h, half_day, 3d or never"):
        CadencePolicy.model_validate({**SCHEME, "attempts": [wrong]})


def test_every_proposal_has_its_words() -> None:
    for lang in ("fr", "en"):
        words = Words(lang)
        for name in ("next", "none", "exhausted", "closed", "horizon"):
            assert words.has(f"cadence.{name}")
    assert (
        Words("fr")("cadence.next", attempt=2, of=6) == "Relance proposée par la cadence : tentative 2 sur 6"
    )
