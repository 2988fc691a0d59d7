"""The gate every contact passes: what the contact policy says of this customer, on this channel, now."""

from datetime import datetime

from sqlmodel import Session

from data.queries.contact import ContactFile, contact_file
from data.queries.objections import objected_channels
from data.tables import LeadRow
from rules.contact import ContactFacts, judge
from rules.contact_basis import Basis, appointment_basis, consent_basis, customer_basis, request_basis
from rules.holidays import zone_of_postcode
from rules.policy.contact import ContactPolicy
from rules.refusal import Refusal
from rules.territory import timezone_of
from rules.values.contact import ChannelVerdict
from rules.vocabulary import AppointmentState, CallOutcome, Channel, PhoneKind, Purpose

TEXTABLE = frozenset({PhoneKind.MOBILE, PhoneKind.FICTION, PhoneKind.OTHER})
"""Kinds of number an SMS can be sent to (fiction: the tests' and the demonstration's own numbers)."""


def contact_facts(file: ContactFile, policy: ContactPolicy) -> ContactFacts:
    """What the rules ask about a customer, from the rows."""
    return ContactFacts(
        bases=_bases(file, policy),
        objections=objected_channels(file.objections),
        attempts=tuple(call.started_at for call in file.calls if call.outcome != CallOutcome.NOT_DIALLED),
        refusals=tuple(call.started_at for call in file.calls if call.outcome == CallOutcome.REFUSED),
        timezone=timezone_of(file.person.postcode),
        holiday_zone=zone_of_postcode(file.person.postcode),
        reachable=_reachable(file),
    )


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


def _reachable(file: ContactFile) -> frozenset[Channel]:
    right = [phone for phone in file.phones if phone.e164 and not phone.is_wrong]
    channels = set()
    if right:
        channels.add(Channel.PHONE)
    if any(PhoneKind(phone.kind) in TEXTABLE for phone in right):
        channels.add(Channel.SMS)
    if file.emails or any("@" in address for address in file.reply_addresses):
        channels.add(Channel.EMAIL)
    return frozenset(channels)
