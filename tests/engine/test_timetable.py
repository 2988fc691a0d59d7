"""The timetable runs what it is told, whatever one job does."""

import time
from collections.abc import Callable
from threading import Event

from rules.refusal import Refusal
from vo_callcenter.jobs import Job, Timetable
from vo_callcenter.services.fault import told


def until(holds: Callable[[], bool], seconds: float = 90.0) -> bool:
    """Whether it came to hold before the time was over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return holds()


def test_a_failing_job_stops_no_other_and_is_tried_again() -> None:
    turns: list[str] = []

    def broken() -> None:
        turns.append("broken")
        raise ValueError("Dupont 06 39 98 00 01")

    table = Timetable((Job("broken", 0.05, broken), Job("fine", 0.05, lambda: turns.append("fine"))))
    table.start()
    try:
        assert until(lambda: turns.count("broken") >= 3 and turns.count("fine") >= 3)
    finally:
        table.stop()


def test_a_job_that_fails_twice_in_a_row_is_told_and_so_is_its_recovery() -> None:
    told_names: list[tuple[str, ...]] = []
    is_broken = True

    def shaky() -> None:
        if is_broken:
            raise ValueError

    jobs = (Job("shaky", 1, shaky), Job("nightly", 0, shaky))
    table = Timetable(jobs, note_failing=lambda names: told_names.append(tuple(names)))
    table.run(jobs[0])
    assert told_names == []
    table.run(jobs[0])
    table.run(jobs[1])
    assert told_names == [("shaky",), ("nightly", "shaky")]
    is_broken = False
    table.run(jobs[0])
    table.run(jobs[1])
    assert told_names[2:] == [("nightly",), ()]


def test_a_job_never_runs_twice_at_a_time() -> None:
    running, most = 0, 0

    def slow() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.15)
        running -= 1

    table = Timetable((Job("slow", 0.02, slow),))
    table.start()
    time.sleep(0.6)
    table.stop()
    assert most == 1


def test_a_clock_that_jumped_makes_every_job_run_again() -> None:
    turns: list[str] = []
    table = Timetable(
        (Job("rare", 3600, lambda: turns.append("rare")), Job("nightly", 0, lambda: turns.append("night")))
    )
    table.start()
    try:
        assert until(lambda: turns == ["rare"])
        table.rearm()
        assert until(lambda: turns == ["rare", "rare"]), "and the nightly one waits for its night"
    finally:
        table.stop()


def test_stopping_waits_for_what_is_being_done() -> None:
    begun, done = Event(), Event()

    def work() -> None:
        begun.set()
        time.sleep(0.3)
        done.set()

    table = Timetable((Job("work", 60, work),))
    table.start()
    assert begun.wait(90)
    table.stop()
    assert done.is_set()


def test_a_log_line_names_kind_and_place_but_no_text() -> None:
    try:
        raise ValueError("Dupont 06 39 98 00 01")
    except ValueError as error:
        line = told(error)
    assert line["error"] == "ValueError"
    assert "test_timetable.py" in line["at"]
    assert "Dupont" not in str(line)
    assert told(Refusal("store_full", path="x")) == {"refusal": "store_full"}
