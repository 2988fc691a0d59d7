"""The person behind a demand: found by e-mail or phone, made new otherwise, completed by what each touch adds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from data.queries.house import our_house
from data.queries.likeness import cards_of, name_of
from data.queries.matching import (
    contacts_of,
    mark_number_shared,
    number_is_shared,
    own_number,
    owners_of_number,
    persons_with,
)
from data.tables import PersonEmailRow, PersonPhoneRow, PersonRow
from rules.likeness import Match, PersonCard, compare, contradict, mailbox_of, place_key
from rules.name_likeness import Name, name_keys
from rules.policy.identity import IdentityPolicy
from rules.reading.demand import Demand
from rules.reading.emails import email_key
from rules.reading.names import display_name


def found_people(
    session: Session, demand: Demand, policy: IdentityPolicy, at: datetime
) -> Sequence[PersonRow]:
    """Those whom the demand's own addresses and numbers identify, the surest first.

    A number given by so many persons of other names as the policy says is marked as shared: from now on it
    identifies nobody. One that was silent for long may have been given to somebody else: it is not marked.
    """
    house = our_house(session)
    emails = [key for key in _keys(demand) if key not in house.emails]
    phones = [number for number in _numbers(demand) if number not in house.phones]
    name = Name(demand.last_name or "", demand.first_name or "", demand.full_name or "", demand.title or "")
    card = PersonCard(
        name=name,
        postcode=demand.postcode or "",
        city=demand.city or "",
        emails=frozenset(emails),
        phones=frozenset(phones),
        heard_at=at,
    )
    matches = persons_with(session, emails, phones, policy.max_matches)
    known = cards_of(session, [match.person.id for match in matches if match.person.id is not None])
    # Of those who share a number, whoever was heard of last has it now.
    matches = sorted(matches, key=lambda match: _heard(match.person), reverse=True)
    people: list[PersonRow] = []
    for match in sorted(matches, key=lambda match: not match.by_email):
        theirs, shared = known[match.person.id or 0]
        if compare(card, theirs, policy, shared).match is Match.SAME:
            people.append(match.person)
        elif theirs.heard_at is None or abs(at - theirs.heard_at) < timedelta(days=policy.reused_after_days):
            for number in card.phones & theirs.phones:
                _count_owners(session, number, name, policy)
    return people


def _heard(person: PersonRow) -> datetime:
    return person.last_contact_from_at or person.created_at


def _count_owners(session: Session, number: str, name: Name, policy: IdentityPolicy) -> None:
    """Mark a number as shared once enough people of different names have given it, this one included."""
    different = [name]
    for owner in owners_of_number(session, number, policy.shared_from_persons + policy.max_matches):
        theirs = name_of(owner)
        if all(contradict(theirs, known) for known in different):
            different.append(theirs)
    if len(different) >= policy.shared_from_persons:
        mark_number_shared(session, number)


def new_person(session: Session, demand: Demand, at: datetime) -> PersonRow:
    """A person nobody knew, with what the demand says of them."""
    person = PersonRow(created_at=at, lang=our_house(session).lang)
    _complete(person, demand, at)
    session.add(person)
    session.flush()
    _add_contacts(session, person, demand, set(), {})
    return person


def add_contacts(session: Session, person: PersonRow, demand: Demand, at: datetime) -> bool:
    """Give the person what the demand adds: addresses, numbers, name and town where they were not known.

    True when an address or a number is new.
    """
    _complete(person, demand, at)
    session.add(person)
    assert person.id is not None
    return _add_contacts(session, person, demand, *contacts_of(session, person.id))


def _add_contacts(
    session: Session, person: PersonRow, demand: Demand, addresses: set[str], numbers: dict[str, bool]
) -> bool:
    """Add those that are not among the person's; they are, afterwards.

    None of ours: whoever wants to call the customer would call a colleague. A number said to be somebody else's is kept
    as such and identifies nobody, until the person gives it as theirs.
    """
    assert person.id is not None
    house = our_house(session)
    known = len(addresses) + len(numbers)
    relay = email_key(demand.relay_address) if demand.relay_address else ""
    for raw in (*demand.emails, demand.relay_address or ""):
        key = email_key(raw) if raw else ""
        if key and key not in addresses and key not in house.emails:
            addresses.add(key)
            is_relay = key == relay
            session.add(
                PersonEmailRow(
                    person_id=person.id,
                    raw=raw,
                    address=key,
                    is_relay=is_relay,
                    mailbox="" if is_relay else mailbox_of(key),
                )
            )
    preferred_first = sorted(demand.phones, key=lambda phone: phone is not demand.best_phone)
    for phone in preferred_first:
        key = phone.e164 or phone.raw
        if numbers.get(key) and not phone.is_others:
            own_number(session, person.id, key)
        if key in numbers or key in house.phones:
            continue
        numbers[key] = phone.is_others
        is_shared = not phone.identifies or (phone.e164 is not None and number_is_shared(session, phone.e164))
        session.add(
            PersonPhoneRow(
                person_id=person.id,
                raw=phone.raw,
                e164=phone.e164,
                kind=phone.kind.value,
                extension=phone.extension or "",
                is_shared=is_shared,
                is_others=phone.is_others,
            )
        )
    return len(addresses) + len(numbers) > known


def _complete(person: PersonRow, demand: Demand, at: datetime) -> None:
    if not (person.first_name or person.last_name) and (demand.first_name or demand.last_name):
        person.first_name, person.last_name = demand.first_name or "", demand.last_name or ""
        person.title = demand.title or person.title
        person.full_name = demand.full_name or f"{person.first_name} {person.last_name}".strip()
    elif not person.full_name:
        person.full_name = demand.full_name or ""
    person.city = person.city or demand.city or ""
    person.postcode = person.postcode or (demand.postcode or "")[:20]
    rename(person)
    if person.last_contact_from_at is None or person.last_contact_from_at < at:
        person.last_contact_from_at = at


def rename(person: PersonRow) -> None:
    """Bring what a person is called by and looked up by in line with their name and place."""
    person.display_name = display_name(person.first_name, person.last_name, person.full_name)
    person.last_key, person.first_key = name_keys(name_of(person))
    person.place = place_key(person.postcode, person.city)


def _keys(demand: Demand) -> list[str]:
    relay = email_key(demand.relay_address) if demand.relay_address else None
    keys = dict.fromkeys(email_key(address) for address in demand.emails)
    return [key for key in keys if key != relay]


def _numbers(demand: Demand) -> list[str]:
    return list(dict.fromkeys(phone.e164 for phone in demand.phones if phone.e164 and phone.identifies))
