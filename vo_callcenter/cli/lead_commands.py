"""``lead``: one record, its events, and each clock told from them."""

from datetime import datetime

from rules.values.clock import ClockReading, ClockStatus
from rules.values.lead import LeadCard, TimelineEntry
from rules.words import Words
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import moment_text, say, say_json, say_table, span_text
from vo_callcenter.cli.workplace import acting, open_office
from vo_callcenter.services.office import CENTER, WALL_TIME
from vo_callcenter.services.people import PeopleService
from vo_callcenter.services.records import RecordService


def show_lead(choices: Choices, login: str | None, lead_id: int, *, as_json: bool) -> int:
    office, words = open_office(choices), choices.words
    card = RecordService(office).card(acting(office, login, words), lead_id)
    if as_json:
        say_json(card)
        return 0
    for name, value in _facts(card, words):
        if value:
            say(f"{words(f'cli.column_{name}')}: {value}")
    for entry in card.timeline:
        say(f"  {moment_text(entry.at)}  {_entry(entry, words)}")
    return 0


def show_events(choices: Choices, login: str | None, lead_id: int, *, as_json: bool) -> int:
    office, words = open_office(choices), choices.words
    events = RecordService(office).events(acting(office, login, words), lead_id)
    if as_json:
        say_json(events)
        return 0
    names = {each.id: each.name for each in PeopleService(office).people()}
    rows = [
        (
            event.id,
            f"{event.at:%Y-%m-%d %H:%M:%S}Z",
            _word(words, f"vocabulary.event_kind.{event.kind.value}", event.kind.value),
            names.get(event.actor or 0, ""),
            event.policy,
            " ".join(f"{key}={value}" for key, value in event.data.items()),
        )
        for event in events
    ]
    columns = ("id", "at", "event", "who", "policy", "data")
    say_table([words(f"cli.column_{name}") for name in columns], rows)
    return 0


def explain_lead(choices: Choices, login: str | None, lead_id: int, *, as_json: bool) -> int:
    """Every clock, finished ones too, naming the events it was read from."""
    office, words = open_office(choices), choices.words
    actor = acting(office, login, words)
    records = RecordService(office)
    readings = records.explain(actor, lead_id)
    if as_json:
        say_json(readings)
        return 0
    kinds = {
        event.id: _word(words, f"vocabulary.event_kind.{event.kind.value}", event.kind.value)
        for event in records.events(actor, lead_id)
    }
    people = PeopleService(office)
    names = {each.id: each.name for each in people.people()}
    sites = {each.id: each.name for each in people.sites()}
    places = {**sites, CENTER: words("cli.center"), WALL_TIME: words("cli.wall_time")}
    for reading in readings:
        for line in _explained(reading, kinds, names, places.get(reading.calendar, ""), words):
            say(line)
    if not readings:
        say(words("cli.nothing"))
    return 0


def _facts(card: LeadCard, words: Words) -> list[tuple[str, str]]:
    phones = ", ".join(phone.e164 or phone.raw for phone in card.person.phones)
    emails = ", ".join(email.address for email in card.person.emails)
    return [
        ("id", str(card.id)),
        ("stage", words(f"vocabulary.stage.{card.stage.value}")),
        ("person", card.person.name),
        ("phone", phones),
        ("email", emails),
        ("car", card.car.title if card.car else card.car_text),
        ("source", words(f"vocabulary.source.{card.source.value}")),
        ("site", card.site),
        ("received", moment_text(card.received_at)),
        ("holder", card.salesperson or card.owner),
        ("score", f"{card.score} {words(f'vocabulary.temperature.{card.temperature.value}')}"),
        ("next_action", moment_text(card.next_action_at)),
        ("trade_in", ", ".join(each.title for each in card.trade_ins)),
        ("message", card.last_message),
    ]


def _entry(entry: TimelineEntry, words: Words) -> str:
    params = {
        name: moment_text(value) if isinstance(value, datetime) else value
        for name, value in entry.params.items()
    }
    key, count = f"timeline.{entry.code}", params.pop("count", None)
    try:
        said = words(key, **params) if count is None else words.plural(key, int(count), **params)
    except (KeyError, IndexError, ValueError):
        said = entry.code
    text = " ".join((entry.subject + " " + entry.text).split())[:120]
    return " · ".join(part for part in (said, entry.who, text) if part)


def _explained(
    reading: ClockReading, kinds: dict[int, str], names: dict[int, str], place: str, words: Words
) -> list[str]:
    clock = words(f"vocabulary.clock.{reading.clock.value}")
    lines = [
        f"{clock} — {words(f'cli.clock_{reading.status.value}')}",
        "  "
        + words(
            "cli.clock_started",
            at=moment_text(reading.started_at),
            event=reading.started_by,
            kind=kinds.get(reading.started_by, ""),
        ),
        "  "
        + words(
            "cli.clock_target",
            target=span_text(reading.target),
            hours=place,
            due=moment_text(reading.due_at) or "–",
        ),
    ]
    if reading.stopped_at is not None and reading.stopped_by is not None:
        lines.append(
            "  "
            + words(
                "cli.clock_stopped",
                at=moment_text(reading.stopped_at),
                event=reading.stopped_by,
                kind=kinds.get(reading.stopped_by, ""),
                who=names.get(reading.stopped_by_person or 0, "–"),
            )
        )
    elif reading.status is ClockStatus.RESTING:
        lines.append("  " + words("cli.clock_rests", until=moment_text(reading.rests_until) or "–"))
    lines.append(
        "  " + words("cli.clock_time", business=span_text(reading.business), wall=span_text(reading.wall))
    )
    for start, end, why in reading.pauses:
        lines.append("  " + words(f"cli.pause_{why}", start=moment_text(start), end=moment_text(end) or "…"))
    return lines


def _word(words: Words, key: str, otherwise: str) -> str:
    return words(key) if words.has(key) else otherwise
