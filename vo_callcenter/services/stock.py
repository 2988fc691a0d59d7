"""The stock searched: one line of words and figures, and the cars that fit, with what one says of them on the phone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from data.queries.matching import active_sites
from data.queries.stock import adverts_of, cars_found, open_leads_about, words_without_car
from data.tables import LeadRow, SiteRow
from rules.distance import kilometres_between
from rules.policy.stock import StockPolicy
from rules.stock.instalment import monthly_for, price_for
from rules.stock.labels import possible_labels
from rules.stock.likeness import CarFacts, alternatives
from rules.stock.question import StockQuestion, question_of, years_before
from rules.stock.respelling import respelt
from rules.values.lead import CarCard
from rules.values.staff import Actor
from rules.values.stock import Advert, StockEntry, StockFound
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import may_see


class StockService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def search(
        self,
        actor: Actor | None,
        text: str,
        limit: int = 200,
        *,
        whole_book: bool = False,
        postcode: str = "",
    ) -> StockFound:
        """The cars that a line asks for, the cheapest first; ``whole_book`` also shows what was sold or has gone.

        A distance is counted from the postcode in the line, else from ``postcode``, else from the actor's own site.
        Nobody in particular (None) is told of no leads.
        """
        asked, policy = question_of(text), self._office.policy().stock
        budget = price_for(asked.monthly, policy.instalment) if asked.monthly is not None else None
        today = self._office.today()
        since = years_before(today, asked.max_age) if asked.max_age is not None else None
        with self._office.store.reading() as session:
            sites = {site.id: site for site in active_sites(session) if site.id is not None}
            origin = asked.postcode or postcode or _own_place(actor, sites)
            near = _near(asked, origin, sites)
            connection = session.connection()
            places = {number: f"{site.name} {site.city}" for number, site in sites.items()}

            def find(question: StockQuestion) -> tuple[list[CarCard], int]:
                return cars_found(
                    connection, question, max_price=budget, since=since, site_ids=near, places=places,
                    whole_book=whole_book, limit=limit,
                )  # fmt: skip

            cards, total = find(asked)
            unknown: tuple[str, ...] = ()
            taken_for: dict[str, str] = {}
            if asked.words and (not cards or asked.or_words):
                unknown, names = words_without_car(connection, asked, places=places, whole_book=whole_book)
                near_names = {word: respelt(word, names) for word in unknown}
                meant = {word: name for word, name in near_names.items() if name is not None}
                more, more_total = find(asked.with_words_for(meant)) if meant else ([], 0)
                if more_total > total:
                    cards, total, taken_for = more, more_total, meant
            ids = [card.id for card in cards]
            adverts: dict[int, list[Advert]] = {}
            for row in adverts_of(session, ids):
                adverts.setdefault(row.car_id, []).append(Advert(row.source, row.reference, row.url))
            leads = _leads_seen(session, actor, ids) if actor is not None else {}
        entries = tuple(
            StockEntry(
                car=labelled(card, policy, today),
                monthly=monthly_for(card.price, policy.instalment) if card.price else None,
                distance=_distance(asked, origin, sites.get(card.site_id or 0)),
                adverts=tuple(adverts.get(card.id, ())),
                leads=tuple(leads.get(card.id, ())),
            )
            for card in cards
        )
        return StockFound(
            asked,
            entries,
            total,
            budget_price=budget,
            needs_place=asked.within_km is not None and near is None,
            unknown=tuple(word for word in unknown if word not in taken_for),
            respelt=tuple(taken_for.items()),
        )


def labelled(card: CarCard, policy: StockPolicy, today: date) -> CarCard:
    """The card with the labels that the manufacturers' limits allow."""
    labels = possible_labels(
        card.make, card.fuel, card.first_registration, card.mileage, today, policy.labels
    )
    return replace(card, labels=labels)


def nearest(
    wanted: CarCard | None, text: str, candidates: Sequence[CarCard], policy: StockPolicy
) -> tuple[CarCard, ...]:
    """Those of the candidates that come closest to the wanted car, or to a customer's own words, with the reasons."""
    facts = _facts(wanted) if wanted is not None else CarFacts(None, text=text)
    by_id = {card.id: card for card in candidates}
    return tuple(
        replace(by_id[each.car_id], reasons=each.reasons)
        for each in alternatives(facts, [_facts(card) for card in candidates], policy.likeness)
    )


def _facts(card: CarCard) -> CarFacts:
    return CarFacts(
        id=card.id,
        make=card.make,
        model=card.model,
        fuel=card.fuel,
        gearbox=card.gearbox,
        year=card.year,
        mileage=card.mileage,
        price=card.price,
        site_id=card.site_id,
        status=card.status,
    )


def _own_place(actor: Actor | None, sites: Mapping[int, SiteRow]) -> str:
    """The postcode of the one site somebody works for; empty for those of a center."""
    own = [sites[site].postcode for site in (actor.sites if actor is not None else ()) if site in sites]
    return own[0] if len(own) == 1 else ""


def _near(asked: StockQuestion, origin: str, sites: Mapping[int, SiteRow]) -> list[int] | None:
    """Sites within the distance asked for; None where none was, or it is not known from where."""
    if asked.within_km is None or kilometres_between(origin, origin) is None:
        return None
    apart = {number: kilometres_between(origin, site.postcode) for number, site in sites.items()}
    return [number for number, away in apart.items() if away is not None and away <= asked.within_km]


def _distance(asked: StockQuestion, origin: str, site: SiteRow | None) -> int | None:
    if site is None or not (asked.within_km is not None or asked.postcode):
        return None
    return kilometres_between(origin, site.postcode)


def _leads_seen(session: Session, actor: Actor, car_ids: Collection[int]) -> dict[int, list[int]]:
    seen: dict[int, list[int]] = {}
    for car_id, lead_id in open_leads_about(session, car_ids):
        if may_see(actor, session.get_one(LeadRow, lead_id)):
            seen.setdefault(car_id, []).append(lead_id)
    return seen
