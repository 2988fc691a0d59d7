"""How right a reading is: its fields beside what a person finds in the same mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.reading.demand import Demand, Reading, ReadVehicle

ANYTHING = "*"
"""A field of an expectation that says: whatever is read beside the outcome is right."""
_OF_CAR = (
    "make",
    "model",
    "trim",
    "year",
    "plate",
    "vin",
    "stock",
    "colour",
    "fuel",
    "gearbox",
    "mileage",
    "price",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One field: what is there, what was read, and whether that is the same."""

    field: str
    expected: Any
    """None when nothing should be read."""
    read: Any

    @property
    def is_right(self) -> bool:
        return bool(self.expected == self.read)


def flat_fields(reading: Reading) -> dict[str, Any]:
    """Every field that was read, by the names that descriptions use; what is absent is left out.

    ``phones`` are E.164, or as written when unreadable. ``requested_at`` is UTC. The wanted car gives
    ``vehicle`` (its line in the source) and its figures; the car to trade in gives ``trade_in`` and ``trade_…``.
    """
    demand = reading.demand
    if demand is None:
        return {}
    is_split = bool(demand.first_name or demand.last_name)
    fields: dict[str, Any] = {
        "source": demand.source.value,
        "channel": demand.channel.value,
        "title": demand.title,
        "first_name": demand.first_name,
        "last_name": demand.last_name,
        "full_name": None if is_split else demand.full_name,
        "emails": list(demand.emails),
        "invalid_emails": list(demand.invalid_emails),
        "phones": [phone.e164 or phone.raw.strip() for phone in demand.phones],
        "extensions": [phone.extension for phone in demand.phones if phone.extension],
        "street": demand.street,
        "postcode": demand.postcode,
        "city": demand.city,
        "message": demand.message,
        "lead_ref": demand.lead_ref,
        "listing_ref": demand.listing_ref,
        "listing_url": demand.listing_url,
        "relay_address": demand.relay_address,
        "requested_at": _utc(demand.requested_at),
        "preferred_channel": demand.preferred_channel.value if demand.preferred_channel else None,
        "reachable_when": demand.reachable_when,
        "timeframe": demand.timeframe,
        "vendor": demand.vendor,
        "is_missed_call": demand.is_missed_call,
        "extra": dict(demand.extra),
        **_cars(demand),
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, False)}


def checked(reading: Reading, expected: Mapping[str, Any]) -> list[Check]:
    """Every field that is there or was read. A value that nobody expected is as wrong as a missing one."""
    read = flat_fields(reading)
    if expected.get(ANYTHING):
        return []
    return [Check(field, expected.get(field), read.get(field)) for field in dict.fromkeys((*expected, *read))]


@dataclass(frozen=True, slots=True)
class Judged:
    """One document beside its expectation."""

    file: str
    group: str
    """What it is counted with, such as its portal."""
    reading: Reading
    is_outcome_right: bool
    checks: tuple[Check, ...]

    @property
    def faults(self) -> list[Check]:
        return [check for check in self.checks if not check.is_right]


def judged(reading: Reading, case: Mapping[str, Any]) -> Judged:
    """A reading beside ``{file, portal, outcome, filed_as?, reader?, fields}``."""
    filed_as = reading.filed_as.value if reading.filed_as else None
    is_right = (reading.outcome.value, filed_as) == (case.get("outcome"), case.get("filed_as"))
    if "reader" in case:
        is_right = is_right and reading.reader == case["reader"]
    checks = tuple(checked(reading, case.get("fields", {})))
    return Judged(str(case.get("file", "")), str(case.get("portal", "")), reading, is_right, checks)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a group's outcomes and fields are right. ``invented``: read where nothing is."""

    group: str
    documents: int
    outcomes: int
    right: int
    fields: int
    missed: int
    wrong: int
    invented: int


def tallies(documents: Sequence[Judged], everything: str) -> list[Tally]:
    """One line a group, in the order they come, and one for all of them, named ``everything``."""
    groups = dict.fromkeys(each.group for each in documents)
    return [
        *(_tally(group, [each for each in documents if each.group == group]) for group in groups),
        _tally(everything, documents),
    ]


def _tally(group: str, documents: Sequence[Judged]) -> Tally:
    checks = [check for each in documents for check in each.checks]
    faults = [check for check in checks if not check.is_right]
    missed = sum(check.read is None for check in faults)
    invented = sum(check.expected is None for check in faults)
    return Tally(
        group=group,
        documents=len(documents),
        outcomes=sum(each.is_outcome_right for each in documents),
        right=len(checks) - len(faults),
        fields=len(checks),
        missed=missed,
        wrong=len(faults) - missed - invented,
        invented=invented,
    )


def _cars(demand: Demand) -> dict[str, Any]:
    wanted = demand.wanted[0] if demand.wanted else ReadVehicle()
    trade = demand.trade_ins[0] if demand.trade_ins else ReadVehicle()
    return {
        "vehicle": wanted.text,
        **{name: getattr(wanted, name) for name in _OF_CAR},
        "trade_in": trade.text,
        **{f"trade_{name}": getattr(trade, name) for name in ("make", "model", "year", "plate", "mileage")},
    }


def _utc(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
