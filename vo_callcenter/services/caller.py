"""The person behind a demand: found by e-mail or phone, made new otherwise, completed by what each touch adds."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from data.queries.matching import (
    mark_number_shared,
    number_is_shared,
    own_contacts,
    persons_with,
)
from data.tables import GroupRow, PersonEmailRow, PersonPhoneRow, PersonRow
from rules.matching import name_words, names_contradict
from rules.policy.identity import IdentityPolicy
from rules.reading.demand import Demand
from rules.reading.emails import email_key
from rules.reading.names import display_name


def found_people(session: Session, demand: Demand, policy: IdentityPolicy) -> Sequence[PersonRow]:
    """Those whom the demand's own addresses and numbers identify, the surest first.

    A number given by somebody of another name is marked as shared: from now on it identifies nobody.
    """
    own_emails, own_phones = own_contacts(session)
    emails = [key for key in _keys(demand) if key not in own_emails]
    phones = [number for number in _numbers(demand) if number not in own_phones]
    name = name_words(demand.first_name, demand.last_name) or name_words(demand.full_name)
    people: list[PersonRow] = []
    for match in persons_with(session, emails, phones, policy.max_matches):
        known = name_words(match.person.first_name, match.person.last_name) or name_words(
            match.person.full_name
        )
        if match.by_email or not names_contradict(name, known):
            people.append(match.person)
        else:
            _share(session, match.person, phones)
    return people


def _share(session: Session, person: PersonRow, numbers: Sequence[str]) -> None:
    theirs = session.exec(select(PersonPhoneRow.e164).where(PersonPhoneRow.person_id == person.id)).all()
    for number in numbers:
        if number in theirs:
            mark_number_shared(session, number)


def new_person(session: Session, demand: Demand, at: datetime) -> PersonRow:
    """A person nobody knew, without contacts yet."""
    group = session.get(GroupRow, 1)
    person = PersonRow(created_at=at, lang=group.lang if group else "fr")
    _complete(person, demand, at)
    session.add(person)
    session.flush()
    return person


def add_contacts(session: Session, person: PersonRow, demand: Demand, at: datetime) -> None:
    """Give the person what the demand adds: addresses, numbers, name and town where they were not known."""
    _complete(person, demand, at)
    session.add(person)
    assert person.id is not None
    own_emails, own_phones = own_contacts(session)
    addresses = set(
        session.exec(select(PersonEmailRow.address).where(PersonEmailRow.person_id == person.id)).all()
    )
    relay = email_key(demand.relay_address) if demand.relay_address else ""
    for raw in (*demand.emails, demand.relay_address or ""):
        key = email_key(raw) if raw else ""
        if key and key not in addresses and key not in own_emails:
            addresses.add(key)
            session.add(PersonEmailRow(person_id=person.id, raw=raw, address=key, is_relay=key == relay))
    rows = session.exec(select(PersonPhoneRow).where(PersonPhoneRow.person_id == person.id)).all()
    numbers = {row.e164 or row.raw for row in rows}
    preferred_first = sorted(demand.phones, key=lambda phone: phone is not demand.best_phone)
    for phone in preferred_first:
        if (phone.e164 or phone.raw) in numbers:
            continue
        numbers.add(phone.e164 or phone.raw)
        is_shared = phone.e164 is not None and (
            phone.e164 in own_phones or number_is_shared(session, phone.e164)
        )
        session.add(
            PersonPhoneRow(
                person_id=person.id,
                raw=phone.raw,
                e164=phone.e164,
                kind=phone.kind.value,
                extension=phone.extension or "",
                is_shared=is_shared,
            )
        )


def _complete(person: PersonRow, demand: Demand, at: datetime) -> None:
    if not (person.first_name or person.last_name) and (demand.first_name or demand.last_name):
        person.first_name, person.last_name = demand.first_name or "", demand.last_name or ""
        person.title = demand.title or person.title
        person.full_name = demand.full_name or f"{person.first_name} {person.last_name}".strip()
    elif not person.full_name:
        person.full_name = demand.full_name or ""
    person.display_name = display_name(person.first_name, person.last_name, person.full_name)
    person.city = person.city or demand.city or ""
    person.postcode = person.postcode or (demand.postcode or "")[:20]
    if person.last_contact_from_at is None or person.last_contact_from_at < at:
        person.last_contact_from_at = at


def _keys(demand: Demand) -> list[str]:
    relay = email_key(demand.relay_address) if demand.relay_address else None
    keys = dict.fromkeys(email_key(address) for address in demand.emails)
    return [key for key in keys if key != relay]


def _numbers(demand: Demand) -> list[str]:
    return list(dict.fromkeys(phone.e164 for phone in demand.phones if phone.e164))
