"""The gate every contact passes: what the contact policy says of this customer, on this channel, now."""

from datetime import datetime

from sqlmodel import Session

from data.queries.contact import ContactFile, contact_file
from data.queries.objections import objected_channels
from data.tables import LeadRow, PersonPhoneRow
from rules.contact import ContactFacts, judge
from rules.contact_basis import Basis, appointment_basis, consent_basis, customer_basis, request_basis
from rules.holidays import zone_of_postcode
from rules.policy.contact import ContactPolicy, OthersNumbers
from rules.refusal import Refusal
from rules.territory import timezone_of
from rules.values.contact import ChannelVerdict
from rules.vocabulary import AppointmentState, CallOutcome, Channel, PhoneKind, Purpose

TEXTABLE = frozenset({PhoneKind.MOBILE, PhoneKind.FICTION, PhoneKind.OTHER})
"""Kinds of number an SMS can be sent to (fiction: the tests' and the demonstration's own numbers)."""


def contact_facts(file: ContactFile, policy: ContactPolicy) -> ContactFacts:
    """What the rules ask about a customer, from the rows."""
    by_number = {channel for channel in (Channel.PHONE, Channel.SMS) if _numbers(channel, file)}
    usable = {channel for channel in by_number if numbers_for(channel, file, policy.others)}
    is_written_to = file.emails or any("@" in address for address in file.reply_addresses)
    return ContactFacts(
        bases=_bases(file, policy),
        objections=objected_channels(file.objections),
        attempts=tuple(call.started_at for call in file.calls if call.outcome != CallOutcome.NOT_DIALLED),
        refusals=tuple(call.started_at for call in file.calls if call.outcome == CallOutcome.REFUSED),
        timezone=timezone_of(file.person.postcode),
        holiday_zone=zone_of_postcode(file.person.postcode),
        reachable=frozenset(usable | ({Channel.EMAIL} if is_written_to else set())),
        others=frozenset(by_number - usable),
    )


def numbers_for(channel: Channel, file: ContactFile, others: OthersNumbers) -> list[str]:
    """The numbers that ``channel`` (phone or SMS) reaches the customer at, as E.164, one's own first."""
    is_for_others = others.calls if channel is Channel.PHONE else others.messages
    return [phone.e164 or "" for phone in _numbers(channel, file) if is_for_others or not phone.is_others]


def judged(
    session: Session, lead: LeadRow, channel: Channel, purpose: Purpose, policy: ContactPolicy, now: datetime
) -> ChannelVerdict:
    """The verdict on one contact with a lead's customer."""
    return judge(channel, purpose, contact_facts(contact_file(session, lead), policy), policy, now)


def pass_gate(verdict: ChannelVerdict, *, anyway: bool = False) -> ChannelVerdict:
    """The verdict, if it lets the contact through. Raises ``Refusal("contact_<code>")`` otherwise.

    Where the policy only warns, ``anyway`` says that somebody read the warning.
    """
    if verdict.allowed and (anyway or not verdict.is_warning):
        return verdict
    raise Refusal(
        f"contact_{verdict.code}",
        channel=verdict.channel.value,
        possible_from=verdict.possible_from,
        is_warning=verdict.is_warning,
        **verdict.params,
    )


def _bases(file: ContactFile, policy: ContactPolicy) -> tuple[Basis, ...]:
    bases = [customer_basis(sold_at) for sold_at in file.sold_at]
    if file.last_incoming_at is not None:
        postcode = file.person.postcode
        bases.append(
            request_basis(
                file.last_incoming_at, policy, timezone_of(postcode), holiday_zone=zone_of_postcode(postcode)
            )
        )
    bases += [
        appointment_basis(each.created_at, each.starts_at, policy)
        for each in file.appointments
        if each.state == AppointmentState.PLANNED
    ]
    bases += [
        consent_basis(Channel(each.channel), each.starts_at, each.ends_at, policy, each.withdrawn_at)
        for each in file.consents
    ]
    return tuple(bases)


def _numbers(channel: Channel, file: ContactFile) -> list[PersonPhoneRow]:
    return [
        phone
        for phone in file.phones
        if phone.e164
        and not phone.is_wrong
        and (channel is Channel.PHONE or PhoneKind(phone.kind) in TEXTABLE)
    ]
