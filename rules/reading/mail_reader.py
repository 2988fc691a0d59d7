"""What becomes of one mail: delivery report, automatic answer, portal, ADF, reply, not a demand, plain words."""

from collections.abc import Iterator
from dataclasses import replace

from rules.reading.adf import read_adf
from rules.reading.adf_text import holds_adf
from rules.reading.decoding import decode
from rules.reading.demand import Demand, Reading
from rules.reading.emails import in_domains, is_automatic, is_company
from rules.reading.found import SENDER, Found, FoundField
from rules.reading.free_text import GENERAL, labelled_count, read_text
from rules.reading.limits import MAX_DEPTH, MAX_EXCERPT, MAX_XML
from rules.reading.mail import Mail, MailRefused, read_mail
from rules.reading.mail_kind import (
    NoDemand,
    is_auto_reply,
    is_newsletter,
    not_a_demand,
    perhaps_none,
    words_that_are_none,
)
from rules.reading.passed_on import PassedOn, passed_on
from rules.reading.portal import Portal
from rules.reading.portals import facts_of, portal_demand, portal_of, read_portal_mail
from rules.reading.reply import newly_written, own_words, visible_reply, without_device
from rules.reading.said_contacts import NOTHING_SAID, SaidContacts, said_contacts
from rules.vocabulary import Channel, FiledAs, RawOutcome, Source

READER = "mail"


def read_mail_bytes(content: bytes, portals: tuple[Portal, ...]) -> tuple[Reading, ...]:
    """The readings of one mail: one, or one for each prospect of the ADF it carries."""
    try:
        mail = read_mail(content)
    except MailRefused as refused:
        return (Reading(RawOutcome.TO_SORT, READER, reason=refused.reason),)
    return tuple(
        reading
        if reading.excerpt or reading.outcome is not RawOutcome.TO_SORT
        else replace(reading, excerpt=_excerpt(mail))
        for reading in _readings(mail, portals)
    )


def _readings(mail: Mail, portals: tuple[Portal, ...], depth: int = 0) -> list[Reading]:
    # A bounce is looked for first: many carry Auto-Submitted too.
    if mail.report is not None:
        return [
            Reading(RawOutcome.FILED, READER, reason="bounce", filed_as=FiledAs.BOUNCE, report=mail.report)
        ]
    if is_auto_reply(mail):
        return [Reading(RawOutcome.FILED, READER, _answer(mail), "auto_reply", FiledAs.AUTO_REPLY)]
    if depth < MAX_DEPTH and (inside := passed_on(mail)):
        return _passed_on(mail, inside, portals, depth)
    portal = portal_of(mail, portals)
    if carried := list(_adf(mail)):
        return [_completed(reading, mail, portal) for reading in carried]
    if portal is not None and (reading := read_portal_mail(mail, portal)) is not None:
        return [reading]
    none = not_a_demand(mail)
    if none and none.is_sure:
        return [Reading(RawOutcome.FILED, READER, reason=none.reason, filed_as=none.kind)]
    is_answer = bool(mail.in_reply_to or mail.references) and not is_newsletter(mail)
    if portal is None and is_answer and _is_person(mail):
        return [Reading(RawOutcome.TOUCH, READER, _reply(mail), writer=_writer(mail))]
    return [_plain(mail, portal if portal is not None and portal.sender_domains else None, none)]


def _passed_on(mail: Mail, inside: PassedOn, portals: tuple[Portal, ...], depth: int) -> list[Reading]:
    """What the mail inside is, with the colleague's words beside it.

    What only a description of its portal files stays filed; anything else that somebody took the trouble to
    pass on is looked at by a person.
    """
    named = {portal.name for portal in portals}
    readings = []
    for reading in _readings(inside.mail, portals, depth + 1):
        if reading.outcome is RawOutcome.FILED and reading.reader not in named:
            reading = replace(reading, outcome=RawOutcome.TO_SORT, filed_as=None, reason="passed_on")
        if reading.outcome is RawOutcome.TOUCH:
            reading = replace(reading, outcome=RawOutcome.LEAD)
        demand = reading.demand
        if demand is not None:
            who = mail.sender_name or mail.sender
            note = ((who, inside.note),) if inside.note else ()
            demand = replace(demand, extra=demand.extra + note, notes=("passed_on", *demand.notes))
        readings.append(replace(reading, demand=demand))
    return readings


def _adf(mail: Mail) -> Iterator[Reading]:
    """ADF in an attachment; only when no attachment holds any, in a body (the same lead is often in both).

    None of it is a row of a file: a portal that mails the same again tells of another demand.
    """
    found = False
    for attachment in mail.attachments:
        if (
            attachment.type.startswith(("image/", "audio/", "video/", "font/"))
            or len(attachment.content) > MAX_XML * 2
        ):
            continue
        if b"<" not in attachment.content[:100_000] or b"\x00" in attachment.content[:64]:
            continue
        text, _ = decode(attachment.content)
        if holds_adf(text):
            for reading in read_adf(text):
                found = True
                yield replace(reading, part=attachment.name or attachment.type, row_key="")
    if found:
        return
    for text in dict.fromkeys((mail.plain, mail.html_text)):
        if text and holds_adf(text) and (readings := read_adf(text)):
            yield from (replace(reading, row_key="") for reading in readings)
            return


def _completed(reading: Reading, mail: Mail, portal: Portal | None) -> Reading:
    """An ADF reading with what the mail around it says: its thread, its portal, its listing."""
    demand = reading.demand
    if demand is None:
        return reading
    facts = {name: value for name, value in facts_of(mail, portal).items() if name not in ("notes", "portal")}
    demand = replace(demand, notes=demand.notes + mail.notes, **facts)
    if portal is not None:
        around = portal_demand(mail, portal)
        demand = replace(
            demand,
            source=portal.source,
            channel=portal.channel,
            portal=demand.portal or portal.name,
            listing_ref=demand.listing_ref or around.listing_ref,
            listing_url=demand.listing_url or around.listing_url,
            message=demand.message or around.message,
            emails=tuple(a for a in demand.emails if not in_domains(a, portal.relay_domains))
            or around.emails,
            phones=demand.phones or around.phones,
            wanted=demand.wanted or around.wanted,
        )
        if reading.reason == "no_contact" and demand.has_contact:
            reading = Reading(RawOutcome.LEAD, reading.reader, part=reading.part)
    return replace(reading, demand=demand)


def _answer(mail: Mail) -> Demand:
    """Somebody's answer: whom it is from, to which message, and its newest words."""
    return replace(_from_sender(mail), message=visible_reply(mail.text))


def _reply(mail: Mail) -> Demand:
    """A person's answer, with the numbers and addresses that they wrote in it themselves."""
    said = said_contacts(newly_written(mail.text), is_address_known=bool(_writer(mail)))
    return replace(_from_sender(mail, said), message=visible_reply(mail.text))


def _from_sender(mail: Mail, said: SaidContacts = NOTHING_SAID) -> Demand:
    from rules.reading.assembly import assembled

    address = _writer(mail)
    fields = said.fields
    if address and not is_automatic(address):
        fields |= {"full_name": mail.sender_name, "email": " ".join((address, *said.emails))}
    return assembled(fields, Source.OTHER, Channel.EMAIL, own_addresses=mail.to, **facts_of(mail))


def _writer(mail: Mail) -> str:
    """The address of whoever wrote it: the one to answer to, unless a group of ours put its own there."""
    is_ours = mail.reply_to.lower() in {each.lower() for each in mail.to}
    return mail.sender if is_ours else mail.reply_to or mail.sender


def _found_in_sender(mail: Mail) -> tuple[FoundField, ...]:
    address = _writer(mail)
    written = f"{mail.sender_name} <{address}>" if mail.sender_name else address
    said = (("full_name", mail.sender_name), ("email", address))
    return tuple(FoundField(field, Found(value, SENDER, "sender", written)) for field, value in said if value)


def _is_person(mail: Mail) -> bool:
    return bool(mail.sender) and not is_automatic(mail.sender)


def _plain(mail: Mail, portal: Portal | None, doubt: NoDemand | None) -> Reading:
    """A mail that only the generic reader can take: labelled lines of a form, or a person's own words.

    ``doubt`` is what its headers say it may be instead of a demand.
    """
    whole = mail.text if labelled_count(mail.text) >= labelled_count(mail.html_text) else mail.html_text
    is_person = portal is None and _is_person(mail)
    text = own_words(whole) if is_person else whole
    labels = labelled_count(text)
    is_words = labels < 2 and is_person and not is_company(mail.sender_name, mail.sender)
    read = read_text(
        without_device(text) if is_words else text,
        portal.source if portal else Source.OTHER,
        Channel.EMAIL,
        own_addresses=mail.to,
        **facts_of(mail, portal),
    )
    demand, is_about_car, found = read.demand, read.is_about_car, read.found
    if is_words:
        sender = _from_sender(mail)
        # Another address in the middle of somebody's words may be an insurer's, that others mention too.
        said = said_contacts(text, is_address_known=bool(sender.emails)).emails
        is_said = any(each.field == "email" and each.found.by == "label" for each in found)
        found = (*_found_in_sender(mail), *(each for each in found if each.field != "email"))
        demand = replace(
            demand,
            emails=sender.emails
            + tuple(a for a in demand.emails if a not in sender.emails and (is_said or a in said)),
            first_name=sender.first_name or demand.first_name,
            last_name=sender.last_name or demand.last_name,
            full_name=sender.full_name or demand.full_name,
            title=sender.title or demand.title,
        )
        is_about_car = is_about_car or any(read_text(said).is_about_car for said in (mail.subject, whole))
    reading = _weighed(mail, portal, demand, doubt, labels, is_about_car)
    return replace(reading, found=found, writer=_writer(mail) if is_words else "")


def _weighed(
    mail: Mail,
    portal: Portal | None,
    demand: Demand,
    doubt: NoDemand | None,
    labels: int,
    is_about_car: bool,
) -> Reading:
    """What becomes of a demand that the generic reader found."""
    is_form = labels > 2
    none = words_that_are_none(demand, mail, is_form=is_form) or doubt
    if none := none or perhaps_none(demand, mail, is_form=is_form):
        outcome = RawOutcome.FILED if none.is_sure else RawOutcome.TO_SORT
        kept, kind = (None, none.kind) if none.is_sure else (demand, None)
        return Reading(outcome, GENERAL, kept, none.reason, kind)
    if not demand.has_contact:
        return Reading(RawOutcome.TO_SORT, GENERAL, demand, "no_contact")
    if labels < 2 and is_company(mail.sender_name, mail.sender):
        return Reading(RawOutcome.TO_SORT, GENERAL, demand, "company_sender")
    if is_about_car and portal is None:
        return Reading(RawOutcome.LEAD, GENERAL, demand)
    return Reading(RawOutcome.TO_SORT, GENERAL, demand, "unknown_layout" if portal else "unsure")


def _excerpt(mail: Mail) -> str:
    return mail.text[:MAX_EXCERPT]
