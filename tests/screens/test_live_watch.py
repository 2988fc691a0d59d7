"""What the header says of the engine, look by look."""

from rules.values.trouble import Trouble, TroubleKind
from screens.live_watch import ENGINE_EVERY, MISSED_EVERY, STARTS_WITHIN, LiveWatch
from tests.screens.fakes import FakeLive, Floor


class Watched:
    """A watch over a fake that is asked look by look, and what it told."""

    def __init__(self) -> None:
        self.floor = Floor(engine_is_alive=False)
        self.states: list[str] = []
        self.troubles: list[tuple[Trouble, ...]] = []
        self.watch = LiveWatch(
            FakeLive(self.floor),
            lambda changes: None,
            self.states.append,
            lambda found: self.troubles.append(tuple(found)),
        )
        self.looks = 0

    def look(self, times: int = 1) -> str:
        for _ in range(times):
            self.watch.look(self.looks)
            self.looks += 1
        return self.states[-1]


def test_an_engine_that_comes_up_is_starting_and_soon_live() -> None:
    watched = Watched()
    assert watched.look() == "starting"
    watched.floor.engine_is_alive = True
    assert watched.look(MISSED_EVERY) == "live"


def test_one_that_does_not_come_is_said_to_be_stopped_after_a_while() -> None:
    watched = Watched()
    assert watched.look(STARTS_WITHIN) == "starting"
    assert watched.look(MISSED_EVERY + 1) == "no_engine"


def test_one_that_was_there_and_is_gone_is_stopped_at_once() -> None:
    watched = Watched()
    watched.floor.engine_is_alive = True
    assert watched.look() == "live"
    watched.floor.engine_is_alive = False
    assert watched.look(ENGINE_EVERY) == "no_engine"


def test_a_store_that_is_away_is_lost_and_then_asked_at_once() -> None:
    watched = Watched()
    watched.floor.engine_is_alive = True
    watched.floor.fail["changes"] = OSError("gone")
    assert watched.look() == "lost"
    del watched.floor.fail["changes"]
    assert watched.look() == "live"


def test_what_goes_wrong_is_told_with_the_state() -> None:
    watched = Watched()
    watched.floor.troubles = (Trouble(TroubleKind.JOB, "relaunches"),)
    watched.look()
    assert watched.troubles == [watched.floor.troubles]
