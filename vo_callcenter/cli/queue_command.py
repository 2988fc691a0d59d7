"""``queue``: a lane of the queue as lines."""

from datetime import UTC, datetime

from rules.refusal import Refusal
from rules.vocabulary import Lane
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import say, say_json, say_refusal, say_tabbed, say_table
from vo_callcenter.cli.workplace import acting, open_office

WRONG_USAGE = 2


def show_queue(
    choices: Choices, login: str | None, lane: str, limit: int, *, plain: bool, as_json: bool
) -> int:
    """The most urgent first. ``plain`` gives tab-separated values without headings, for other programs."""
    lanes = [each.value for each in Lane]
    if lane not in lanes:
        say_refusal(Refusal("lane_unknown", lane=lane, known=", ".join(lanes)), choices.words)
        return WRONG_USAGE
    from vo_callcenter.services.queue import QueueService

    words = choices.words
    office = open_office(choices)
    rows = QueueService(office).rows(acting(office, login, words), Lane(lane), limit)
    if as_json:
        say_json(rows)
        return 0
    now = datetime.now(UTC)
    lines = [
        (
            row.id,
            words(f"vocabulary.stage.{row.stage.value}"),
            _due(row.due_at, now),
            row.score,
            row.person,
            row.phone,
            row.car,
            row.source.value,
            row.site,
            row.salesperson or row.owner,
        )
        for row in rows
    ]
    if plain:
        for line in lines:
            say_tabbed(line)
    elif lines:
        names = ("id", "stage", "due", "score", "person", "phone", "car", "source", "site", "holder")
        say_table([words(f"cli.column_{name}") for name in names], lines)
    else:
        say(words("cli.nothing"))
    return 0


def _due(due_at: datetime | None, now: datetime) -> str:
    """Minutes left, or late with a minus sign."""
    if due_at is None:
        return ""
    minutes = int((due_at - now).total_seconds() // 60)
    return f"{minutes} min" if abs(minutes) < 600 else f"{minutes // 60} h"
