"""Sorting by hand: what no reader understood becomes a lead, a touch or a file, and can be taken out again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from data.changes import note_change
from data.queries.listed import car_words
from data.queries.matching import intake_alone
from data.queries.sorting import mails_read_by, raw_filed, raw_to_sort
from data.tables import CarRow, LeadRow, PersonRow, RawInputRow
from rules.reading.decoding import decode
from rules.reading.demand import Demand, ReadVehicle, sealed
from rules.reading.emails import emails_in_text, is_public_mailbox, read_emails
from rules.reading.entry import entry_reading
from rules.reading.free_text import GENERAL
from rules.reading.mail import Mail, MailRefused, head_of_mail, looks_like_mail, read_mail
from rules.reading.phones import phone_key, read_phones
from rules.refusal import Refusal
from rules.values.incoming import Attached, Completed, RawDetail, RawEntry, SortedLead
from rules.values.staff import Actor
from rules.vocabulary import Capability, Channel, FiledAs, RawOutcome, Source
from vo_callcenter.services.arrival import Arrival, arrive
from vo_callcenter.services.attaching import attach_by_hand
from vo_callcenter.services.intake import IN_PARTS, UNREADABLE
from vo_callcenter.services.intake_results import Reader
from vo_callcenter.services.office import Office
from vo_callcenter.services.portals_in_force import PortalsInForce
from vo_callcenter.services.rights import require
from vo_callcenter.services.sorting_deadline import sort_by
from vo_callcenter.services.touch_told import Circumstances
from vo_callcenter.services.way_in import ENTRY, way_in

_SHOWN = 50_000
"""Characters of a document shown on screen."""


class SortingService:
    def __init__(self, office: Office, reader: Reader | None = None) -> None:
        self._office = office
        self._reader = reader or PortalsInForce(office).read

    def entries(self, actor: Actor, *, filed: bool = False) -> Sequence[RawEntry]:
        """What waits, the most urgent first; or what was filed, the latest first."""
        require(actor, Capability.SORT)
        with self._office.store.reading() as session:
            rows = raw_filed(session, IN_PARTS) if filed else raw_to_sort(session)
            return [_entry(row, head_of_mail(start)) for row, start in rows]

    def undescribed(self, actor: Actor) -> Sequence[RawEntry]:
        """Mails of machines that no description of a portal read and that became enquiries all the same: the latest
        of each sender, so that its portal can be described."""
        require(actor, Capability.SORT)
        entries: dict[str, RawEntry] = {}
        with self._office.store.reading() as session:
            for row, start in mails_read_by(session, GENERAL):
                mail = head_of_mail(start)
                if mail is not None and mail.sender and not is_public_mailbox(mail.sender):
                    entries.setdefault(mail.sender.lower(), _entry(row, mail))
        return list(entries.values())

    def detail(self, actor: Actor, raw_id: int) -> RawDetail:
        require(actor, Capability.SORT)
        with self._office.store.reading() as session:
            row = _row(session, raw_id)
            mail = _mail(row.content)
            demand = self._demand(row)
            return RawDetail(
                entry=_entry(row, mail),
                text=(mail.text if mail else decode(row.content[: _SHOWN * 4])[0])[:_SHOWN],
                headers=mail.headers if mail else (),
                attachments=tuple(part.name or part.type for part in mail.attachments) if mail else (),
                found=_found(demand) if demand else (),
                lead_id=row.lead_id,
            )

    def complete(self, actor: Actor, raw_id: int, lead: SortedLead) -> Completed:
        """Make a lead of it, which keeps the received time, or a touch of an older one that it belongs to.

        Raises ``Refusal``: ``sorted_needs_contact`` without anything to call or write to, ``entry_number_unreadable``
        for one that was typed, ``entry_address_unreadable``.
        """
        require(actor, Capability.SORT)
        with self._office.store.writing() as session:
            intake_alone(session)
            row = _waiting(session, raw_id)
            found = self._demand(row)
            demand = _typed(lead, found, row)
            known = {phone_key(phone) for phone in found.phones} if found else set()
            for phone in demand.phones:
                if phone.e164 is None and phone_key(phone) not in known:
                    raise Refusal("entry_number_unreadable", number=phone.raw)
            if odd := _no_address(lead.email):
                raise Refusal("entry_address_unreadable", address=odd)
            if not demand.has_contact:
                raise Refusal("sorted_needs_contact")
            way = way_in(session, row)
            how = Circumstances(
                row.received_at, row.id, way.site_name, lead.site_id, actor, car_id=lead.car_id
            )
            arrival = arrive(self._office, session, way.completed(demand), how)
            self._sorted(session, row, actor, arrival.outcome, arrival.lead_id)
            to = _attached(session, arrival)
            return Completed(to.lead_id, arrival.outcome is RawOutcome.LEAD, to.is_known, to.person, to.car)

    def attach(self, actor: Actor, raw_id: int, lead_id: int) -> Attached:
        """One more touch of a lead that exists, unless it has the same mail already; returns the lead that has it now.

        Another one where the chosen lead was merged, or is sold: then a demand of its own of the same person.
        Raises ``Refusal("no_such_lead")``.
        """
        require(actor, Capability.SORT)
        with self._office.store.writing() as session:
            intake_alone(session)
            row = _waiting(session, raw_id)
            if session.get(LeadRow, lead_id) is None:
                raise Refusal("no_such_lead", lead=lead_id)
            demand = self._demand(row) or _bare_demand(row)
            how = Circumstances(row.received_at, row.id, actor=actor)
            arrival = attach_by_hand(
                self._office, session, lead_id, way_in(session, row).completed(demand), how
            )
            self._sorted(session, row, actor, arrival.outcome, arrival.lead_id)
            return _attached(session, arrival)

    def file(self, actor: Actor, raw_id: int, filed_as: FiledAs) -> None:
        """Say that it is no lead; it stays visible and can be taken out again."""
        require(actor, Capability.SORT)
        with self._office.store.writing() as session:
            intake_alone(session)
            row = _waiting(session, raw_id)
            row.filed_as = filed_as.value
            self._sorted(session, row, actor, RawOutcome.FILED, None)

    def unfile(self, actor: Actor, raw_id: int) -> datetime:
        """Put it back among what waits; returns by when it is due, counted from its arrival as before it was filed.

        Raises ``Refusal("raw_not_filed")``.
        """
        require(actor, Capability.SORT)
        with self._office.store.writing() as session:
            intake_alone(session)
            row = _row(session, raw_id)
            if row.outcome != RawOutcome.FILED:
                raise Refusal("raw_not_filed")
            row.outcome, row.filed_as, row.sorted_by_id = RawOutcome.TO_SORT.value, None, actor.id
            row.deadline_at = deadline = sort_by(self._office, row.received_at)
            self._noted(session, row)
            return deadline

    def _sorted(
        self, session: Session, row: RawInputRow, actor: Actor, outcome: RawOutcome, lead_id: int | None
    ) -> None:
        row.outcome, row.lead_id, row.sorted_by_id = outcome.value, lead_id, actor.id
        row.deadline_at = None
        self._noted(session, row)

    def _noted(self, session: Session, row: RawInputRow) -> None:
        session.add(row)
        note_change(session, "raw", row.id or 0, self._office.now())

    def _demand(self, row: RawInputRow) -> Demand | None:
        """What a reader finds in it, as far as it finds anything; what it broke on is not given to it again."""
        if row.reason in UNREADABLE:
            return None
        if row.origin == ENTRY:
            return entry_reading(row.content).demand
        readings = self._reader(row.content, row.name, row.received_at)
        return next((reading.demand for reading in readings if reading.demand is not None), None)


def _row(session: Session, raw_id: int) -> RawInputRow:
    row = session.get(RawInputRow, raw_id)
    if row is None:
        raise Refusal("no_such_raw", raw=raw_id)
    return row


def _waiting(session: Session, raw_id: int) -> RawInputRow:
    row = _row(session, raw_id)
    if row.outcome != RawOutcome.TO_SORT:
        raise Refusal("raw_sorted_already")
    return row


def _attached(session: Session, arrival: Arrival) -> Attached:
    lead = session.get_one(LeadRow, arrival.lead_id)
    car = session.get(CarRow, lead.car_id) if lead.car_id is not None else None
    return Attached(
        lead_id=arrival.lead_id,
        person=session.get_one(PersonRow, lead.person_id).display_name,
        car=car_words(car.make, car.model, lead.car_text) if car else lead.car_text,
        is_known=arrival.is_known,
    )


def _mail(content: bytes) -> Mail | None:
    if not looks_like_mail(content):
        return None
    try:
        return read_mail(content)
    except MailRefused:
        return None


def _entry(row: RawInputRow, mail: Mail | None) -> RawEntry:
    assert row.id is not None
    return RawEntry(
        id=row.id,
        name=row.name,
        origin=row.origin,
        received_at=row.received_at,
        outcome=RawOutcome(row.outcome),
        filed_as=FiledAs(row.filed_as) if row.filed_as else None,
        reason=row.reason,
        deadline_at=row.deadline_at,
        subject=mail.subject if mail else "",
        sender=(mail.sender or mail.sender_name) if mail else "",
    )


def _found(demand: Demand) -> tuple[tuple[str, str], ...]:
    """What was read, by the field codes of ``SortedLead``, raw; every number and address, the first to use first."""
    best = demand.best_phone
    phones = sorted(demand.phones, key=lambda phone: phone is not best)
    pairs = (
        ("first_name", demand.first_name),
        ("last_name", demand.last_name or demand.full_name),
        ("phone", " / ".join(dict.fromkeys(phone.raw for phone in phones))),
        ("email", " ".join(demand.emails)),
        ("car", demand.wanted[0].label if demand.wanted else None),
        ("message", demand.remarks),
    )
    return tuple((code, value) for code, value in pairs if value)


def _typed(lead: SortedLead, found: Demand | None, row: RawInputRow) -> Demand:
    """The demand as a person completed it: what they typed, over what was read."""
    base = found or _bare_demand(row)
    read = {phone_key(phone): phone for phone in base.phones}
    # One that was only confirmed stays what it was read as, such as somebody else's.
    phones = tuple(read.get(phone_key(phone), phone) for phone in read_phones(lead.phone))
    emails, wrong = read_emails(lead.email) if lead.email.strip() else ((), ())
    car, read_car = lead.car.strip(), base.wanted[0].label if base.wanted else ""
    wanted = base.wanted
    if lead.car_id is None and car != " ".join(read_car.split()):
        wanted = (ReadVehicle(text=car),) if car else ()
    demand = replace(
        base,
        first_name=lead.first_name.strip() or None,
        last_name=lead.last_name.strip() or None,
        full_name=" ".join(f"{lead.first_name} {lead.last_name}".split()) or None,
        phones=phones,
        emails=emails,
        invalid_emails=wrong,
        wanted=wanted,
        message=lead.message,
        extra=(),
    )
    return sealed(demand)


def _no_address(typed: str) -> str:
    """What stands beside the addresses in a field for them: nobody would see it again."""
    for address in emails_in_text(typed):
        typed = typed.replace(address, " ")
    return typed.strip(" ,;/<>")


def _bare_demand(row: RawInputRow) -> Demand:
    mail = _mail(row.content)
    text = mail.text if mail else decode(row.content)[0]
    return sealed(
        Demand(
            source=Source.OTHER,
            channel=Channel.EMAIL if mail else Channel.FILE,
            message=text[:_SHOWN],
            subject=mail.subject if mail else None,
            message_id=mail.message_id if mail else None,
        )
    )
