"""What starts, stops and dismisses each clock: the promises of the domain, one by one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rules.calendars import WALL, Calendar
from rules.clocks import CENTER, WALL_TIME, calendar_for, next_deadline, read
from rules.events import LeadEvent
from rules.policy import load, packaged
from rules.policy.clocks import ClocksPolicy
from rules.values.clock import ClockReading, ClockStatus
from rules.vocabulary import Clock, Source, Temperature
from rules.vocabulary import EventKind as K
from tests.rules.calendar_data import CENTER as CENTER_HOURS
from tests.rules.calendar_data import SITE

PARIS = ZoneInfo("Europe/Paris")
CALENDARS = {CENTER: Calendar.from_data(CENTER_HOURS), 5: Calendar.from_data(SITE)}
OPERATOR, SALESPERSON, COLLEAGUE = 1, 11, 12
RULE: Mapping[str, Any] = {
    "enabled": True,
    "calendar": "center",
    "target_minutes": 15,
    "target_by_source": {"phone": 5},
    "target_by_temperature": {"hot": 10},
    "warning_minutes": 5,
    "pauses": [],
}
FOLLOW_UP: Mapping[str, Any] = {
    "enabled": True,
    "calendar": "center",
    "grace_minutes": 0,
    "warning_minutes": 10,
}


def policy(**changes: Mapping[str, Any]) -> ClocksPolicy:
    """Fifteen minutes of the center's hours for every clock, but for what ``changes`` says."""
    rules = {clock.value: {**RULE, **changes.get(clock.value, {})} for clock in Clock}
    rules["follow_up"] = {**FOLLOW_UP, **changes.get("follow_up", {})}
    return ClocksPolicy.model_validate({"reference": "test", **rules})


class History:
    """A lead on Monday 23 November 2026, told with times such as ``10:05``."""

    def __init__(self, at: str = "10:00", **received: Any) -> None:
        self.events: list[LeadEvent] = []
        self.add(
            at, K.RECEIVED, **{"touch": 1, "channel": "email", "source": "leboncoin", "site": 5, **received}
        )

    def add(self, at: str, what: K, actor: int | None = OPERATOR, /, **data: Any) -> "History":
        self.events.append(LeadEvent(len(self.events) + 1, moment(at), what, actor, data))
        return self

    def sent(
        self, at: str, message: int = 1, actor: int | None = OPERATOR, *, automatic: bool = False
    ) -> "History":
        data = {"message": message, "channel": "email", "automatic": automatic}
        return self.add(at, K.MESSAGE_QUEUED, actor, **data).add(at, K.MESSAGE_ACCEPTED, None, **data)

    def wrote(self, at: str) -> "History":
        return self.add(at, K.TOUCHED, None, touch=2, channel="email", source="leboncoin", message=True)

    def called(self, at: str, actor: int = OPERATOR, call: int = 1) -> "History":
        return self.add(at, K.CALLED, actor, call=call)

    def hung_up(self, at: str, *, reached: bool, call: int = 1) -> "History":
        outcome = "reached" if reached else "no_answer"
        return self.add(at, K.CALL_ENDED, OPERATOR, call=call, outcome=outcome, reached=reached)

    def undo(self, at: str, event: int) -> "History":
        return self.add(at, K.UNDONE, OPERATOR, event=event)

    def readings(self, clock: Clock, now: str = "19:00", **changes: Mapping[str, Any]) -> list[ClockReading]:
        readings = read(self.events, policy(**changes), CALENDARS, moment(now))
        return [reading for reading in readings if reading.clock is clock]

    def reading(self, clock: Clock, now: str = "19:00", **changes: Mapping[str, Any]) -> ClockReading:
        (reading,) = self.readings(clock, now, **changes)
        return reading


def moment(text: str) -> datetime:
    """``10:05`` on the Monday, ``+1 09:00`` on the day after."""
    days, _, clock = text.rpartition(" ")
    hours, minutes = (int(part) for part in clock.split(":"))
    return datetime(2026, 11, 23, hours, minutes, tzinfo=PARIS) + timedelta(days=int(days or 0))


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def test_the_first_response_stops_when_the_call_attempt_starts() -> None:
    reading = History().called("10:12").hung_up("10:20", reached=False).reading(Clock.FIRST_RESPONSE)
    assert (reading.status, reading.business, reading.due_at) == (
        ClockStatus.MET,
        minutes(12),
        moment("10:15"),
    )
    assert (reading.started_by, reading.stopped_by, reading.stopped_by_person) == (1, 2, OPERATOR)


def test_a_personal_message_stops_it_when_the_provider_accepts_and_its_author_is_credited() -> None:
    reading = History().sent("10:07").reading(Clock.FIRST_RESPONSE)
    assert (reading.stopped_at, reading.stopped_by_person) == (moment("10:07"), OPERATOR)


def test_an_acknowledgement_a_note_and_a_claim_never_stop_it() -> None:
    history = History().sent("10:00", actor=None, automatic=True)
    history.add("10:01", K.CLAIMED).add("10:02", K.NOTED, note=1).add("10:03", K.MESSAGE_QUEUED, message=2)
    assert history.reading(Clock.FIRST_RESPONSE, "10:10").status is ClockStatus.RUNNING
    assert history.reading(Clock.FIRST_RESPONSE, "10:16").status is ClockStatus.MISSED


def test_a_bounce_restores_the_clock_with_its_first_start() -> None:
    history = History().sent("10:05").add("10:30", K.MESSAGE_BOUNCED, None, message=1)
    restored = history.reading(Clock.FIRST_RESPONSE, "10:30")
    assert (restored.is_open, restored.status, restored.business) == (True, ClockStatus.MISSED, minutes(30))
    assert history.called("10:40").reading(Clock.FIRST_RESPONSE).business == minutes(40)


def test_a_message_sent_again_after_a_failure_counts() -> None:
    history = History().sent("10:05").add("10:06", K.MESSAGE_FAILED, None, message=1, reason="refused")
    assert history.sent("10:09").reading(Clock.FIRST_RESPONSE).stopped_at == moment("10:09")


def test_undoing_restores_the_clock_and_undoing_the_undoing_stops_it_again() -> None:
    history = History().called("10:05").undo("10:06", 2)
    assert history.reading(Clock.FIRST_RESPONSE).is_open
    assert history.undo("10:07", 3).reading(Clock.FIRST_RESPONSE).stopped_at == moment("10:05")


def test_an_answered_call_has_no_first_response_and_a_missed_call_has() -> None:
    assert History(channel="phone", source="phone", live=True).readings(Clock.FIRST_RESPONSE) == []
    missed = History(channel="phone", source="phone", live=False).reading(Clock.FIRST_RESPONSE, "10:01")
    assert missed.target == minutes(5)


def test_a_customer_who_gets_through_before_we_answer_leaves_nobody_waiting_and_nobody_credited() -> None:
    touch = {"touch": 2, "channel": "phone", "source": "phone", "live": True}
    in_time = History().add("10:10", K.TOUCHED, **touch).reading(Clock.FIRST_RESPONSE)
    late = History().add("10:20", K.TOUCHED, **touch).reading(Clock.FIRST_RESPONSE)
    assert (in_time.status, in_time.stopped_by_person) == (ClockStatus.ABANDONED, None)
    assert late.status is ClockStatus.MISSED


def test_business_time_and_wall_time_are_kept_apart() -> None:
    reading = History("19:50").called("+1 08:04").reading(Clock.FIRST_RESPONSE, "+1 12:00")
    assert (reading.status, reading.business, reading.wall) == (ClockStatus.MET, minutes(14), minutes(734))
    assert reading.due_at == moment("+1 08:05")


def test_closed_hours_rest_the_clock_and_say_until_when() -> None:
    reading = History("19:50").reading(Clock.FIRST_RESPONSE, "21:00")
    assert (reading.status, reading.rests_until) == (ClockStatus.RESTING, moment("+1 08:00"))


def test_wall_time_runs_at_night_when_the_policy_says_so() -> None:
    reading = History("23:00").reading(Clock.FIRST_RESPONSE, "23:10", first_response={"calendar": "wall"})
    assert (reading.status, reading.calendar, reading.due_at) == (
        ClockStatus.RUNNING,
        WALL_TIME,
        moment("23:15"),
    )


def test_a_site_clock_keeps_the_sites_lunch_and_a_site_without_hours_the_centers() -> None:
    lunch = History("11:50").reading(Clock.FIRST_RESPONSE, "12:30", first_response={"calendar": "site"})
    assert (lunch.calendar, lunch.due_at, lunch.rests_until) == (5, moment("14:05"), moment("14:00"))
    unknown = History("11:50", site=9).reading(Clock.FIRST_RESPONSE, first_response={"calendar": "site"})
    assert (unknown.calendar, unknown.due_at) == (CENTER, moment("12:05"))
    assert calendar_for(9, CALENDARS) is CALENDARS[CENTER]
    assert calendar_for(WALL_TIME, CALENDARS) is WALL


def test_an_answer_by_telephone_is_the_callers_whoever_wrote_down_how_the_call_ended() -> None:
    history = History().called("10:05").add("10:20", K.TOUCHED, None, touch=2, message=True)
    history.add("10:30", K.CALLED, OPERATOR, call=7)
    history.add("10:40", K.CALL_ENDED, COLLEAGUE, call=7, outcome="reached", reached=True)
    reading = history.reading(Clock.NEXT_RESPONSE)
    assert (reading.stopped_by_person, reading.business) == (OPERATOR, minutes(10))


def test_the_next_response_starts_once_the_first_is_given_and_a_second_message_does_not_restart_it() -> None:
    history = History().wrote("10:02").called("10:05").hung_up("10:06", reached=False)
    assert history.readings(Clock.NEXT_RESPONSE) == []
    history.wrote("11:00").wrote("11:10").sent("11:12")
    reading = history.reading(Clock.NEXT_RESPONSE)
    assert (reading.started_at, reading.stopped_at, reading.status) == (
        moment("11:00"),
        moment("11:12"),
        ClockStatus.MET,
    )


def test_a_call_that_reaches_nobody_does_not_answer_and_one_that_does_answers_from_its_start() -> None:
    history = History().called("10:05").hung_up("10:06", reached=False).wrote("11:00")
    history.called("11:05", call=2).hung_up("11:06", reached=False, call=2)
    assert history.reading(Clock.NEXT_RESPONSE, "11:10").is_open
    history.called("11:14", call=3).hung_up("11:40", reached=True, call=3)
    assert history.reading(Clock.NEXT_RESPONSE).stopped_at == moment("11:14")


def test_a_message_that_comes_in_during_the_call_is_answered_when_we_hang_up() -> None:
    history = History().called("10:05").wrote("10:07").hung_up("10:10", reached=True)
    assert history.reading(Clock.NEXT_RESPONSE).stopped_at == moment("10:10")


def test_each_question_has_its_own_clock() -> None:
    history = History().called("10:01").add("10:02", K.QUESTION_OPENED, question=7)
    history.add("10:03", K.QUESTION_OPENED, question=8).add("10:12", K.QUESTION_ANSWERED, question=8)
    seven, eight = history.readings(Clock.OPEN_QUESTION)
    assert (seven.instance, seven.status) == (7, ClockStatus.MISSED)
    assert (eight.instance, eight.status, eight.business) == (8, ClockStatus.MET, minutes(9))


def test_qualification_runs_from_the_first_contact_to_the_verdict() -> None:
    assert History().readings(Clock.QUALIFICATION) == []
    qualified = History().called("10:05").add("10:15", K.QUALIFIED).reading(Clock.QUALIFICATION)
    assert (qualified.status, qualified.business) == (ClockStatus.MET, minutes(10))
    refused = History().called("10:05").add("10:10", K.CLOSED, reason="not_serious", stage="disqualified")
    assert refused.reading(Clock.QUALIFICATION).status is ClockStatus.MET
    lost = History().called("10:05").add("10:10", K.CLOSED, reason="price", stage="lost")
    assert lost.reading(Clock.QUALIFICATION).status is ClockStatus.ABANDONED


def test_each_offer_has_its_own_acceptance_and_silence_is_a_miss() -> None:
    history = History().called("10:00")
    history.add("10:10", K.OFFERED, offer=1, to=COLLEAGUE).add(
        "10:14", K.OFFER_REFUSED, COLLEAGUE, offer=1, to=COLLEAGUE
    )
    history.add("10:14", K.OFFERED, offer=2, to=13).add("10:20", K.OFFER_EXPIRED, None, offer=2, to=13)
    history.add("10:20", K.OFFERED, offer=3, to=SALESPERSON)
    history.add("10:25", K.OFFER_ACCEPTED, SALESPERSON, offer=3, to=SALESPERSON)
    statuses = [(each.status, each.stopped_by_person) for each in history.readings(Clock.ACCEPTANCE)]
    assert statuses == [
        (ClockStatus.ABANDONED, COLLEAGUE),
        (ClockStatus.MISSED, 13),
        (ClockStatus.MET, SALESPERSON),
    ]


def test_only_the_salesperson_stops_the_salespersons_first_contact() -> None:
    history = History().called("10:00").add("10:10", K.OFFERED, offer=3, to=SALESPERSON)
    history.add("10:11", K.OFFER_ACCEPTED, SALESPERSON, offer=3, to=SALESPERSON)
    history.called("10:15", call=2).sent("10:16", message=2)
    assert history.reading(Clock.SALES_FIRST_CONTACT).is_open
    reading = history.sent("10:20", message=3, actor=SALESPERSON).reading(Clock.SALES_FIRST_CONTACT)
    assert (reading.status, reading.stopped_by_person, reading.business) == (
        ClockStatus.MET,
        SALESPERSON,
        minutes(9),
    )


def test_a_planned_action_is_overdue_once_its_date_and_the_grace_have_passed() -> None:
    history = (
        History()
        .called("10:00")
        .add("10:05", K.TASK_PLANNED, task=1, kind="relaunch", due=moment("15:00").isoformat())
    )
    assert history.reading(Clock.FOLLOW_UP, "14:59").status is ClockStatus.RUNNING
    assert history.reading(Clock.FOLLOW_UP, "14:59").warn_at == moment("14:50")
    assert history.reading(Clock.FOLLOW_UP, "15:01").status is ClockStatus.MISSED
    history.add("15:10", K.TASK_DONE, task=1)
    assert history.reading(Clock.FOLLOW_UP).status is ClockStatus.MISSED
    assert history.reading(Clock.FOLLOW_UP, follow_up={"grace_minutes": 15}).status is ClockStatus.MET


def test_a_follow_up_takes_as_long_as_it_comes_after_its_date() -> None:
    history = History().called("10:00")
    history.add("10:05", K.TASK_PLANNED, task=1, kind="relaunch", due=moment("15:00").isoformat())
    before = history.reading(Clock.FOLLOW_UP, "14:59")
    assert (before.business, before.wall, before.target) == (minutes(0), minutes(0), minutes(0))
    history.add("15:10", K.TASK_DONE, task=1)
    after = history.reading(Clock.FOLLOW_UP, follow_up={"grace_minutes": 15})
    assert (after.business, after.wall, after.target) == (minutes(10), minutes(10), minutes(15))


def test_closing_abandons_what_runs_and_misses_what_was_late() -> None:
    history = History().called("10:01").add("10:05", K.QUESTION_OPENED, question=1)
    history.add("10:30", K.QUESTION_OPENED, question=2).add("10:35", K.CLOSED, reason="price", stage="lost")
    late, in_time = history.readings(Clock.OPEN_QUESTION, "+1 12:00")
    assert (late.status, in_time.status) == (ClockStatus.MISSED, ClockStatus.ABANDONED)
    assert in_time.business == minutes(5)


def test_a_customer_who_writes_again_reopens_and_waits_from_the_message() -> None:
    history = History().called("10:01").add("10:05", K.CLOSED, reason="price", stage="lost")
    history.wrote("14:00").add("14:01", K.REOPENED, None, cause="customer")
    reading = history.reading(Clock.NEXT_RESPONSE, "14:10")
    assert (reading.started_at, reading.due_at) == (moment("14:00"), moment("14:15"))
    assert len(history.readings(Clock.QUALIFICATION)) == 2


def test_undoing_a_closing_gives_the_clocks_back_as_they_were() -> None:
    history = History().add("10:05", K.CLOSED, reason="test", stage="disqualified").undo("10:06", 2)
    assert history.reading(Clock.FIRST_RESPONSE, "10:10").business == minutes(10)


def test_reopening_what_was_never_answered_owes_the_first_response_again() -> None:
    history = History().add("10:05", K.CLOSED, reason="test", stage="disqualified")
    history.add("11:00", K.REOPENED, cause="person")
    abandoned, owed = history.readings(Clock.FIRST_RESPONSE, "11:10")
    assert (abandoned.status, owed.status, owed.instance) == (ClockStatus.ABANDONED, ClockStatus.RUNNING, 3)


def test_pauses_that_overlap_push_the_deadline_once() -> None:
    history = History("09:00").called("09:00").sent("09:05")
    history.add("09:10", K.PARKED, until=moment("11:00").isoformat()).wrote("10:00")
    changes = {"qualification": {"target_minutes": 60, "pauses": ["parked", "waiting"]}}
    reading = history.reading(Clock.QUALIFICATION, "10:30", **changes)
    # Waiting from 9:05 to 10:00; the parking of 9:10 ended with the customer's message.
    assert reading.due_at == moment("10:55")
    assert (reading.business, reading.wall) == (minutes(35), minutes(90))
    assert [why for _, _, why in reading.pauses] == ["waiting", "parked"]


def test_a_clock_paused_for_the_customer_has_no_deadline_until_they_answer() -> None:
    history = History("09:00").called("09:00").sent("09:05")
    reading = history.reading(Clock.QUALIFICATION, "10:00", qualification={"pauses": ["waiting"]})
    assert (reading.status, reading.due_at, reading.rests_until) == (ClockStatus.RESTING, None, None)


def test_after_a_talk_the_next_step_is_ours() -> None:
    history = History("09:00").called("09:00").sent("09:05").called("09:30", call=2)
    history.hung_up("09:40", reached=True, call=2)
    changes = {"qualification": {"target_minutes": 120, "pauses": ["waiting"]}}
    reading = history.reading(Clock.QUALIFICATION, "10:00", **changes)
    assert reading.status is ClockStatus.RUNNING
    assert reading.business == minutes(25)


def test_a_parking_ends_at_its_date_even_if_nobody_ends_it() -> None:
    history = History("09:00").called("09:00").add("09:05", K.PARKED, until=moment("10:00").isoformat())
    changes = {"qualification": {"pauses": ["parked"]}}
    resting = history.reading(Clock.QUALIFICATION, "09:30", **changes)
    assert (resting.due_at, resting.rests_until) == (moment("10:10"), moment("10:00"))
    assert history.reading(Clock.QUALIFICATION, "10:05", **changes).status is ClockStatus.RUNNING


def test_a_clock_set_back_never_makes_a_duration_negative() -> None:
    reading = History("10:00").called("09:30").reading(Clock.FIRST_RESPONSE)
    assert (reading.business, reading.wall, reading.status) == (timedelta(0), timedelta(0), ClockStatus.MET)
    early = History("10:00").reading(Clock.FIRST_RESPONSE, "09:00")
    assert (early.business, early.wall) == (timedelta(0), timedelta(0))


def test_a_source_has_its_own_target_before_the_temperature_and_both_before_the_general_one() -> None:
    rules = policy()
    assert rules.target_for(Clock.FIRST_RESPONSE, Source.PHONE, Temperature.HOT) == minutes(5)
    assert rules.target_for(Clock.FIRST_RESPONSE, Source.SITE, Temperature.HOT) == minutes(10)
    assert rules.target_for(Clock.FIRST_RESPONSE, Source.SITE, Temperature.COLD) == minutes(15)
    scored = History().add("10:01", K.SCORED, None, score=80, temperature="hot", override=False)
    assert scored.reading(Clock.FIRST_RESPONSE, "10:02").due_at == moment("10:10")


def test_a_figure_keeps_the_policy_in_force_when_its_clock_started() -> None:
    events = [
        LeadEvent(1, moment("10:00"), K.RECEIVED, data={"source": "site", "site": 5}, policy=1),
        LeadEvent(2, moment("10:01"), K.CALLED, 1, {"call": 1}, policy=2),
    ]
    versions = {1: policy(), 2: policy(qualification={"target_minutes": 60})}
    first, qualification = read(events, versions.__getitem__, CALENDARS, moment("10:30"))
    assert (first.target, qualification.target) == (minutes(15), minutes(60))
    replayed = read(events, versions[1], CALENDARS, moment("10:30"))
    assert [reading.target for reading in replayed] == [minutes(15), minutes(15)]


def test_a_clock_the_policy_switches_off_is_not_read() -> None:
    assert History().readings(Clock.FIRST_RESPONSE, first_response={"enabled": False}) == []


def test_the_next_deadline_is_the_earliest_of_the_open_clocks() -> None:
    history = History().called("10:00").add("10:05", K.QUESTION_OPENED, question=4)
    deadline = next_deadline(read(history.events, policy(), CALENDARS, moment("10:10")))
    assert deadline is not None
    assert (deadline.clock, deadline.due_at, deadline.warn_at) == (
        Clock.QUALIFICATION,
        moment("10:15"),
        moment("10:10"),
    )
    ended = history.add("10:12", K.CLOSED, reason="price", stage="lost")
    assert next_deadline(read(ended.events, policy(), CALENDARS, moment("10:12"))) is None


def test_the_packaged_policies_state_all_seven_clocks() -> None:
    for preset in "abcd":
        clocks = load(packaged(preset)).clocks
        for clock in Clock:
            assert clocks.warning_for(clock) >= timedelta(0)
            assert clocks.rule(clock).enabled
