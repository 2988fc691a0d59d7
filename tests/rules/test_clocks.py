"""The seven clocks: every reading against the oracle, then the promises of the domain one by one."""

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from rules.calendars import Calendar
from rules.clocks import WALL_TIME, read
from rules.policy.clocks import ClocksPolicy
from tests.rules.calendar_data import WINDOW_DAYS
from tests.rules.clock_oracle import Expected, expected
from tests.rules.histories import Story, stories
from tests.rules.minute_oracle import minute_of, open_minutes

PROOF = 10_000
_flags: dict[tuple[int, datetime], bytearray] = {}
_calendars: dict[int, Calendar] = {}


def _open_minutes(data: dict[str, Any], start: datetime) -> bytearray:
    key = (id(data), start)
    if key not in _flags:
        _flags[key] = open_minutes(data, start, WINDOW_DAYS)
    return _flags[key]


def _calendar(data: dict[str, Any]) -> Calendar:
    if id(data) not in _calendars:
        _calendars[id(data)] = Calendar.from_data(data)
    return _calendars[id(data)]


def check(story: Story) -> int:
    """Compare every reading with the oracle and return how many there were."""
    policy = ClocksPolicy.model_validate({"reference": "test", **story.rules})
    flags = {number: _open_minutes(data, story.start) for number, data in story.calendars.items()}
    flags[WALL_TIME] = bytearray(b"\x01" * (WINDOW_DAYS * 1440))
    calendars = {number: _calendar(data) for number, data in story.calendars.items()}
    readings = {
        (reading.clock.value, reading.instance, reading.started_by): reading
        for reading in read(story.events, policy, calendars, story.now)
    }
    wanted = expected(story.events, story.rules, flags, story.start, story.now)
    assert sorted(readings) == sorted((each.clock, each.instance, each.started_by) for each in wanted)
    for each in wanted:
        reading = readings[each.clock, each.instance, each.started_by]

        def minute(at: datetime | None) -> int | None:
            return None if at is None else minute_of(at, story.start)

        due = each.due
        if not each.is_due_known:
            # Beyond the window: all the oracle can say is that it is not inside.
            assert reading.due_at is None or minute_of(reading.due_at, story.start) >= WINDOW_DAYS * 1440
            due = minute(reading.due_at)
        counts_from = minute(reading.rests_until)
        if each.counts_from is None and counts_from is not None:
            assert counts_from >= WINDOW_DAYS * 1440
            counts_from = None
        seen = Expected(
            reading.clock.value,
            reading.instance,
            minute_of(reading.started_at, story.start),
            reading.started_by,
            minute(reading.stopped_at),
            reading.stopped_by,
            int(reading.business / timedelta(minutes=1)),
            int(reading.wall / timedelta(minutes=1)),
            due,
            each.is_due_known,
            reading.status.value,
            counts_from,
        )
        assert seen == each
    return len(wanted)


SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


@settings(max_examples=300, deadline=None, suppress_health_check=SLOW)
@given(stories())
def test_every_clock_reads_as_the_minute_oracle_says(story: Story) -> None:
    check(story)


@pytest.mark.proof
@pytest.mark.timeout(900)
@pytest.mark.skipif("VO_PROOF" not in os.environ, reason="make proof")
def test_every_clock_reads_as_the_minute_oracle_says_in_ten_thousand_histories(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen = {"histories": 0, "readings": 0}

    @settings(
        max_examples=PROOF + 200,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=SLOW,
    )
    @given(stories())
    def prove(story: Story) -> None:
        seen["readings"] += check(story)
        seen["histories"] += 1

    prove()
    with capsys.disabled():
        print(
            f"\nclocks: {seen['histories']} random histories, {seen['readings']} readings, all as the oracle says"
        )
    assert seen["histories"] >= PROOF
