"""Which car of the stock, and which site, a demand is about, and the car that somebody chose instead."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlmodel import Session

from data.changes import note_change
from data.queries.matching import car_with
from data.tables import CarRow
from rules.events import LeadEvent
from rules.matching import CarMarks
from rules.reading.demand import Demand
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import CarStatus, EventKind
from vo_callcenter.services.case import Case


@dataclass(frozen=True, slots=True)
class Tie:
    """What a demand says of its car, and the car of the stock it was tied to."""

    car_id: int | None = None
    site_id: int | None = None
    reference: str = ""
    text: str = ""

    @property
    def marks(self) -> CarMarks:
        return CarMarks(self.car_id, self.reference, self.text)

    @property
    def is_empty(self) -> bool:
        return self.marks.is_empty


def tie_of(session: Session, demand: Demand, car_id: int | None = None) -> Tie:
    """Tie the wanted car to the stock by its advert, plate, VIN or stock number, in that order.

    A car that is not in stock yet is remembered by its advert, else by its stock number: the next import ties it.
    ``car_id`` is the car that a person chose.
    """
    chosen = session.get(CarRow, car_id) if car_id is not None else None
    if chosen is not None:
        named = " ".join(filter(None, (chosen.make, chosen.model, chosen.trim)))
        return Tie(chosen.id, chosen.site_id, demand.listing_ref or "", named)
    wanted = demand.wanted[0] if demand.wanted else None
    advert, number = demand.listing_ref or "", (wanted.stock if wanted else "") or ""
    reference = advert or number
    car = car_with(
        session,
        source=demand.source.value,
        references=_told(advert, _number_in(demand.listing_url)),
        plates=_plates(wanted.plate) if wanted else (),
        vins=_told(wanted.vin.strip().upper()) if wanted and wanted.vin else (),
        # Portals repeat the dealer's own stock number as « Référence ».
        stock_numbers=_told(number, advert),
    )
    text = wanted.label if wanted else ""
    if wanted and wanted.year and wanted.year not in text:
        text = f"{text} {wanted.year}".strip()
    if car is None:
        return Tie(None, None, reference, text)
    return Tie(
        car.id, car.site_id, reference, text or " ".join(filter(None, (car.make, car.model, car.trim)))
    )


def choose_car(case: Case, actor: Actor, car_id: int) -> None:
    """Make another car in stock the one the lead is about; one without a site comes to that of the car.

    The advert and the customer's words stay: they say what was asked for. No clock starts or stops. Raises ``Refusal``:
    ``no_such_car``, ``car_taken`` for one that was sold, has gone or was reserved meanwhile.
    """
    car = case.session.get(CarRow, car_id)
    if car is None:
        raise Refusal("no_such_car")
    if car.status != CarStatus.IN_STOCK:
        raise Refusal("car_taken", car=car.stock_number or car.plate)
    before = case.lead.car_id
    if before == car_id:
        return
    number = {"number": car.stock_number} if car.stock_number else {}
    chosen = case.record(EventKind.CAR_CHOSEN, actor, car=car_id, **{"from": before}, **number)
    _put_car(case, car_id)
    if case.state.site is None and car.site_id is not None:
        case.record(EventKind.MOVED_SITE, actor, site=car.site_id, act=chosen.id)


def unchoose_car(case: Case, act: LeadEvent) -> None:
    """The car from before such a choice, unless the lead has come to another one since."""
    if case.lead.car_id == act.data["car"]:
        _put_car(case, act.data["from"])


def _put_car(case: Case, car_id: int | None) -> None:
    concerned = (case.lead.car_id, car_id)
    case.lead.car_id = car_id
    for each in concerned:
        if each is not None:
            note_change(case.session, "car", each, case.now)


class Named(Protocol):
    """What a site is called by; its number is None until it is stored."""

    @property
    def id(self) -> int | None: ...

    @property
    def name(self) -> str: ...

    @property
    def city(self) -> str: ...


def site_named(name: str, sites: Sequence[Named]) -> int | None:
    """The one active site whose name or town is ``name``, or stands in it as whole words; None when unsure."""
    words = _plain(name)
    if not words:
        return None
    exact = [site.id for site in sites if words in (_plain(site.name), _plain(site.city))]
    if len(exact) == 1:
        return exact[0]
    inside = [
        site.id
        for site in sites
        if any(known and f" {known} " in f" {words} " for known in (_plain(site.name), _plain(site.city)))
    ]
    return inside[0] if len(inside) == 1 else None


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name[:200])
    bare = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"[^\W_]+", bare))


def _plates(plate: str | None) -> tuple[str, ...]:
    if not plate:
        return ()
    return _told(plate, re.sub(r"[\s-]", "", plate))


def _number_in(url: str | None) -> str:
    """The advert's number at the end of its address."""
    found = re.findall(r"\d{5,}", url or "")
    return found[-1] if found else ""


def _told(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))
