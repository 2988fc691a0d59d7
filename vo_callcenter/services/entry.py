"""Quick entry: who is on the line, which car it is about, and the demand captured as any other is."""

from collections.abc import Sequence

from sqlmodel import Session

from data.queries.callers import FoundLead, cars_in_words, leads_of_callers
from data.search_text import folded_words
from data.tables import LeadRow, PersonRow, SiteRow
from rules.action import Action
from rules.reading.demand import ReadPhone
from rules.reading.entry import entry_bytes, who_of
from rules.refusal import Refusal
from rules.rights import check_sight
from rules.values.entry import Caller, Captured, CarFound, Entry, OpenLead
from rules.values.staff import Actor
from rules.vocabulary import Capability, RawOutcome, Source
from vo_callcenter.adapters.document import document_of_bytes
from vo_callcenter.services.case import open_case
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import may_see, permit, require, require_sight
from vo_callcenter.services.way_in import ENTRY

MOST_CALLERS = 30
MOST_CARS = 30
SHORTEST = 3
"""Letters or digits of a word before anybody is looked for."""


class EntryService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def callers(self, actor: Actor, text: str) -> Sequence[Caller]:
        """People who fit a number, an address or a name, whole or begun, in one statement: those with the exact
        number first, whatever name was typed, then whoever was heard of last; of each the open leads. Only what
        the actor may read.
        """
        require(actor, Capability.CONTACT)
        who = who_of(text)
        digits = [_national(phone.raw) for phone in who.phones]
        words = [word for word in folded_words(who.name) if len(word) >= SHORTEST][:6]
        words += [word for word in folded_words(who.name) if len(word) < SHORTEST and words][:2]
        numbers = [phone.e164 for phone in who.phones if phone.e164]
        emails = [address.casefold() for address in who.emails]
        begun = [beginning for beginning in map(_beginning, who.phones) if beginning]
        ends = [number for number in digits if len(number) in (4, 6)]
        if not (words or emails or numbers or begun or ends):
            return ()
        with self._office.store.reading_core() as connection:
            found = leads_of_callers(connection, words, numbers, emails, begun, ends)
        names = folded_words(who.name)
        fitting = [
            each
            for each in found
            # Whose number it is shows under whatever name was typed: the number alone would make the two one person.
            if (each.is_exact or _fits(each, names, digits)) and _may_read(actor, each)
        ]
        return _callers(fitting, names)

    def cars(self, actor: Actor, text: str) -> Sequence[CarFound]:
        """Cars in stock that have every word, the latest first. For whoever captures what comes, or sorts it."""
        if not (actor.may(Capability.CONTACT) or actor.may(Capability.SORT)):
            raise actor.not_allowed(Capability.CONTACT, Capability.SORT)
        if len(text.strip()) < SHORTEST - 1:
            return ()
        with self._office.store.reading_core() as connection:
            return [
                CarFound(
                    id=car.id,
                    text=" ".join(filter(None, (car.make, car.model, car.trim))),
                    plate=car.plate,
                    price=car.price,
                    site_id=car.site_id,
                    site=car.site,
                )
                for car in cars_in_words(connection, text[:200], MOST_CARS)
            ]

    def capture(self, actor: Actor, entry: Entry) -> Captured:
        """Keep what was typed, then take it as any demand is taken; given twice, it counts once.

        Raises ``Refusal``: ``entry_needs_somebody``, ``entry_number_unreadable``,
        ``entry_address_unreadable``, ``entry_source``, ``entry_gone``, ``no_such_lead`` or that of a lead the
        actor may not read.
        """
        require(actor, Capability.CONTACT)
        self._check(actor, entry)
        document = document_of_bytes(" ".join(entry.who.split())[:80], entry_bytes(entry, actor.id))
        [result] = IntakeService(self._office).take(document, ENTRY)
        if result.lead_id is None:
            raise Refusal("entry_not_stored")
        with self._office.store.reading() as session:
            lead = session.get_one(LeadRow, result.lead_id)
            outcome = RawOutcome(result.outcome)
            waits = self._waits(session, actor, lead) if outcome is RawOutcome.LEAD else None
            return Captured(result.lead_id, outcome, may_see(actor, lead), waits)

    def _waits(self, session: Session, actor: Actor, lead: LeadRow) -> Refusal | None:
        """Why whoever typed a new lead did not get it, so that it waits in the queue."""
        assert lead.id is not None
        if lead.owner_id is not None or lead.salesperson_id is not None or not actor.may(Capability.TAKE):
            return None
        try:
            permit(Action.CLAIM, open_case(self._office, session, lead.id), actor)
        except Refusal as refusal:
            return refusal
        return None

    def _check(self, actor: Actor, entry: Entry) -> None:
        if entry.source not in (Source.PHONE, Source.WALK_IN):
            raise Refusal("entry_source")
        who = who_of(entry.who, entry.more)
        unread = next((phone for phone in who.phones if phone.e164 is None), None)
        if unread is not None:
            raise Refusal("entry_number_unreadable", number=unread.raw)
        if "@" in who.name:
            odd = next(word for word in who.name.split() if "@" in word)
            raise Refusal("entry_address_unreadable", address=odd)
        is_known = entry.person_id is not None or entry.lead_id is not None
        if who.is_empty and not is_known:
            raise Refusal("entry_needs_somebody")
        with self._office.store.reading() as session:
            if entry.lead_id is not None:
                lead = session.get(LeadRow, entry.lead_id)
                if lead is None:
                    raise Refusal("no_such_lead", lead=entry.lead_id)
                require_sight(actor, lead)
            person = session.get(PersonRow, entry.person_id) if entry.person_id is not None else None
            if entry.person_id is not None and (person is None or person.erased_at is not None):
                raise Refusal("entry_gone")
            if entry.site_id is not None and session.get(SiteRow, entry.site_id) is None:
                raise Refusal("no_such_site")


def _national(raw: str) -> str:
    """The digits of a number as the index has them: ``06…`` or ``336…``."""
    digits = "".join(mark for mark in raw if mark in "0123456789")
    return digits.removeprefix("00") if digits.startswith("00") else digits


def _beginning(phone: ReadPhone) -> str:
    """A number that is not whole yet, as E.164 would begin; empty for a whole one, or for too few digits."""
    digits = _national(phone.raw)
    if phone.e164 is not None or len(digits) < SHORTEST:
        return ""
    if phone.raw.lstrip(" (").startswith(("+", "00")):
        return f"+{digits}"
    return f"+33{digits[1:]}" if digits.startswith("0") else ""


def _fits(found: FoundLead, names: Sequence[str], digits: Sequence[str]) -> bool:
    """Whether the person is meant, not only a text of their lead."""
    if not (names or digits):
        return found.is_exact
    if not _is_named(found, names):
        return False
    theirs = _national(found.phone)
    spellings = (theirs, f"0{theirs[2:]}" if theirs.startswith("33") else theirs)
    return (
        found.is_exact
        or found.is_begun
        or all(
            any(spelling.startswith(number) or spelling.endswith(number) for spelling in spellings)
            for number in digits
        )
    )


def _is_named(found: FoundLead, names: Sequence[str]) -> bool:
    """Whether every word of the name typed begins one of theirs."""
    return all(any(known.startswith(word) for known in found.words) for word in names)


def _may_read(actor: Actor, found: FoundLead) -> bool:
    try:
        check_sight(actor, found.site_id, found.concerned, waits=found.waits)
    except Refusal:
        return False
    return True


def _callers(found: Sequence[FoundLead], names: Sequence[str]) -> Sequence[Caller]:
    by_person: dict[int, list[FoundLead]] = {}
    for each in found:
        by_person.setdefault(each.person_id, []).append(each)
    callers = [
        Caller(
            person_id=person_id,
            name=leads[0].name,
            phone=leads[0].phone,
            place=leads[0].place,
            is_exact=leads[0].is_exact,
            is_named=_is_named(leads[0], names),
            leads=tuple(
                OpenLead(each.lead_id, each.car, each.stage, each.site, each.owner, each.received_at)
                for each in leads
                if each.is_open
            ),
        )
        for person_id, leads in by_person.items()
    ]
    return sorted(callers, key=lambda caller: not caller.is_exact)[:MOST_CALLERS]
