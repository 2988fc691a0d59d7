"""Mails of known portals, read by their descriptions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from rules.reading.assembly import address_in, assembled
from rules.reading.between_marks import words_between
from rules.reading.demand import Demand, Reading
from rules.reading.emails import in_domains, is_automatic
from rules.reading.endings import Endings, endings
from rules.reading.found import EXCERPT, LINK, SENDER, SUBJECT, Found, FoundField, with_lines
from rules.reading.free_text import MISSED_CALL
from rules.reading.labels import labelled_fields
from rules.reading.left_over import completed
from rules.reading.limits import MAX_LINES, MAX_MAIL_TEXT, MAX_MESSAGE, MAX_VALUES
from rules.reading.mail import Mail
from rules.reading.mail_kind import words_that_are_none
from rules.reading.numbers_of_words import add_numbers_of_words
from rules.reading.pattern import MAX_PATTERN_LINE, compiled
from rules.reading.portal import Portal, labels_of_portal
from rules.reading.reply import newly_written, visible_reply
from rules.reading.said_contacts import said_contacts
from rules.reading.sections import as_own_car
from rules.reading.whose_car import OF_OWN, field_meant
from rules.vocabulary import Channel, RawOutcome

_REPLY = re.compile(r"(?i)\s*re\s*:")


@dataclass(frozen=True, slots=True)
class PortalFields:
    """What a description found in a mail."""

    fields: dict[str, Found]
    others: tuple[tuple[str, str], ...] = ()
    """Labels that mean no field, with their values, where the description keeps them."""
    from_text: int = 0
    """How many fields stand in the text itself."""
    body: str = ""
    """The body they were read in."""


def portal_of(mail: Mail, portals: Iterable[Portal]) -> Portal | None:
    """Whose mail it is: by the domains of From, Reply-To and Sender, else by sender and subject together.

    Of several descriptions of one domain, the first that knows the subject.
    """
    addresses = [each for each in (mail.sender, mail.reply_to, mail.header("sender")) if each]
    known = tuple(portals)
    claimed = [p for p in known if any(in_domains(address, p.domains) for address in addresses)]
    if claimed:
        return next((portal for portal in claimed if knows_subject(portal, mail.subject)), claimed[0])
    return next(
        (
            portal
            for portal in known
            if portal.sender_patterns
            and knows_subject(portal, mail.subject)
            and any(
                compiled(pattern).search(mail.sender[:MAX_PATTERN_LINE]) for pattern in portal.sender_patterns
            )
        ),
        None,
    )


def knows_subject(portal: Portal, subject: str) -> bool:
    patterns = (*portal.lead_subjects, *(filed.subject for filed in portal.filed))
    return any(compiled(pattern).search(subject[:MAX_PATTERN_LINE]) for pattern in patterns)


def read_portal_mail(mail: Mail, portal: Portal) -> Reading | None:
    """What the description makes of the mail; None when it does not know the subject or finds too little."""
    subject = mail.subject[:MAX_PATTERN_LINE]
    is_lead = any(compiled(pattern).search(subject) for pattern in portal.lead_subjects)
    for filed in portal.filed:
        if compiled(filed.subject).search(subject):
            return Reading(
                RawOutcome.FILED, portal.name, reason=filed.filed_as.value, filed_as=filed.filed_as
            )
    is_reply = bool(relay_address(mail, portal) and (mail.in_reply_to or mail.references)) and bool(
        _REPLY.match(subject)
    )
    if is_reply:
        return Reading(RawOutcome.TOUCH, portal.name, _answer(mail, portal))
    if not is_lead:
        return None
    read = portal_fields(mail, portal)
    if read.from_text < portal.min_fields:
        return None
    read = replace(read, fields=completed(read.fields, read.body, portal, read.others))
    demand = demand_of(read, mail, portal)
    found = tuple(FoundField(field, each) for field, each in read.fields.items())
    if none := words_that_are_none(demand, mail):
        outcome = RawOutcome.FILED if none.is_sure else RawOutcome.TO_SORT
        kept = None if none.is_sure else demand
        return Reading(
            outcome, portal.name, kept, none.reason, none.kind if none.is_sure else None, found=found
        )
    if demand.has_contact:
        return Reading(RawOutcome.LEAD, portal.name, demand, found=found)
    return Reading(RawOutcome.TO_SORT, portal.name, demand, "no_contact", found=found)


def _answer(mail: Mail, portal: Portal) -> Demand:
    """A customer's answer that came through the portal, with the numbers and addresses they wrote in it; what the
    portal adds below is not theirs."""
    lines = newly_written(_narrow(mail.text)).split("\n")
    ends = endings((*portal.message_ends, *portal.text_ends))
    over = next((number for number in range(len(lines)) if ends.is_at(lines, number)), None)
    said = said_contacts("\n".join(lines[:over]))
    return assembled(
        {"message": visible_reply(mail.text), **said.fields},
        portal.source,
        portal.channel,
        relay_domains=portal.relay_domains,
        own_domains=portal.sender_domains,
        own_addresses=mail.to,
        **facts_of(mail, portal),
    )


def portal_demand(mail: Mail, portal: Portal) -> Demand:
    """The demand in a portal's mail."""
    return demand_of(portal_fields(mail, portal), mail, portal)


def demand_of(read: PortalFields, mail: Mail, portal: Portal) -> Demand:
    facts = facts_of(mail, portal)
    is_missed = bool(MISSED_CALL.search(mail.subject)) or (
        portal.channel is Channel.PHONE and bool(MISSED_CALL.search(mail.text[:MAX_MESSAGE]))
    )
    return assembled(
        {field: found.value for field, found in read.fields.items()},
        portal.source,
        Channel.PHONE if is_missed else portal.channel,
        zone=portal.zone,
        near=mail.date,
        relay_domains=portal.relay_domains,
        own_domains=portal.sender_domains,
        own_addresses=(mail.sender, *mail.to) if portal.sender_patterns else mail.to,
        extra=read.others,
        is_missed_call=is_missed,
        **facts,
    )


def portal_fields(mail: Mail, portal: Portal) -> PortalFields:
    """Field → what was read and where: the text first, then the subject, the sender's name, then patterns."""
    best: dict[str, Found] = {}
    body = ""
    others: list[tuple[str, str]] = []
    # A mail may carry the form in one of its two bodies only: the one that says more is read.
    for text in dict.fromkeys((mail.text, mail.html_text, mail.plain)):
        if text:
            kept: list[tuple[str, str]] = []
            found = with_lines(_in_text(_narrow(text), portal, kept), text)
            if len(found) > len(best):
                best, others, body = found, kept, text
    if "listing_url" in best and not address_in(best["listing_url"].value):
        del best["listing_url"]
    from_text = len(best)
    for pattern in portal.lead_subjects:
        if match := compiled(pattern).search(mail.subject[:MAX_PATTERN_LINE]):
            for field, value in _groups(match):
                best.setdefault(field, Found(value, SUBJECT, "subject", mail.subject))
            break
    for pattern in portal.sender_names:
        if match := compiled(pattern).search(mail.sender_name[:MAX_PATTERN_LINE]):
            for field, value in _groups(match):
                best.setdefault(field, Found(value, SENDER, "sender", mail.sender_name))
    for field, patterns in portal.patterns.items():
        if field in OF_OWN:
            best = {**_marks_of_cars(field, patterns, mail), **best}
        elif field not in best and (matched := _matched(patterns, mail)):
            best[field] = matched
    _add_answer_address(best, mail, portal)
    add_numbers_of_words(best, _narrow(body), is_call=portal.channel is Channel.PHONE)
    if own := as_own_car(best, mail.subject):
        best, others = own[0], [*others, *own[1]]
    return PortalFields(
        best, tuple(others) if portal.keeps_others else (), from_text, _narrow(body or mail.text)
    )


def relay_address(mail: Mail, portal: Portal) -> str | None:
    """The address that stands for the conversation: the one to answer to."""
    return next(
        (
            address
            for address in (mail.reply_to, mail.sender)
            if address and in_domains(address, portal.relay_domains)
        ),
        None,
    )


def facts_of(mail: Mail, portal: Portal | None = None) -> dict[str, Any]:
    """What the mail itself says, whatever stands in it."""
    return {
        "subject": mail.subject or None,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": mail.references,
        "notes": mail.notes,
        **({"portal": portal.name, "relay_address": relay_address(mail, portal)} if portal else {}),
    }


def _in_text(text: str, portal: Portal, others: list[tuple[str, str]]) -> dict[str, Found]:
    """The fields of one body: lines with groups first, then what stands between marks, then labels."""
    lines = text.split("\n")[:MAX_LINES]
    ends = [compiled(pattern) for pattern in portal.text_ends]
    over = next(
        (i for i, line in enumerate(lines) if any(end.search(line[:MAX_PATTERN_LINE]) for end in ends)), None
    )
    lines = lines[:over]
    words_end = endings(portal.message_ends)
    labels = labels_of_portal(portal)
    found = dict(words_between(lines, portal.message_between, words_end, labels, portal.is_stacked))
    for pattern in portal.lines:
        for number, match in _over_lines(pattern, lines):
            for field, value in _groups(match):
                line = number + match.string.count("\n", 0, match.start(field))
                found.setdefault(field, Found(value, line, "line"))
            break
    labelled = labelled_fields("\n".join(lines), labels, words_end, portal.is_stacked, others)
    for field, each in labelled.items():
        found.setdefault(field, each)
    if "message" not in found:
        _add_message(lines, portal, found, words_end)
    return found


def _add_message(lines: list[str], portal: Portal, found: dict[str, Found], ends: Endings) -> None:
    """The words between a line that announces them and one that ends them; the whole text where nothing does
    and the description takes the rest."""
    starts = [compiled(pattern) for pattern in portal.message_starts]
    begin = next(
        (
            i + 1
            for i, line in enumerate(lines)
            if any(start.search(line[:MAX_PATTERN_LINE]) for start in starts)
        ),
        0 if portal.takes_rest else None,
    )
    if begin is None:
        return
    labels = {each.line for each in found.values() if each.by == "label"}
    taken = []
    for number in range(begin, len(lines)):
        if number + 1 in labels or ends.is_at(lines, number):
            break
        taken.append(lines[number].rstrip())
    if message := "\n".join(taken).strip()[:MAX_MESSAGE]:
        first = next(number for number, line in enumerate(taken, begin + 1) if line.strip())
        found["message"] = Found(message, first, "start")


def _over_lines(pattern: str, lines: list[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """Where a pattern is found over one line or two that follow each other, and on which line from 1."""
    search = compiled(pattern, True).search
    is_double = "\\n" in pattern
    for number, line in enumerate(lines, 1):
        window = line[:MAX_PATTERN_LINE]
        if is_double and number < len(lines):
            window += "\n" + lines[number][:MAX_PATTERN_LINE]
        if match := search(window):
            yield number, match


def _matched(patterns: tuple[str, ...], mail: Mail, *, in_links_only: bool = False) -> Found | None:
    lines = [] if in_links_only else _narrow(mail.text[:MAX_MAIL_TEXT]).split("\n")
    for pattern in patterns:
        for number, line in enumerate(lines, 1):
            if match := compiled(pattern).search(line[:MAX_PATTERN_LINE]):
                return Found(_value(match), number, "pattern", line.strip()[:EXCERPT])
        for link in mail.links:
            if match := compiled(pattern).search(link[:MAX_PATTERN_LINE]):
                return Found(_value(match), LINK, "pattern", link[:EXCERPT])
    return None


def _marks_of_cars(field: str, patterns: tuple[str, ...], mail: Mail) -> dict[str, Found]:
    """The first plate, or mileage, of the car asked for and of the writer's own, in what was written in prose."""
    text, found = _narrow(mail.text[:MAX_MAIL_TEXT]), dict[str, Found]()
    for number, place, line, match in islice(_matches(patterns, text), MAX_VALUES):
        if name := field_meant(field, text, place):
            found.setdefault(name, Found(_value(match), number, "pattern", line.strip()[:EXCERPT]))
    linked = None if found else _matched(patterns, mail, in_links_only=True)
    return {field: linked} if linked else found


def _matches(patterns: tuple[str, ...], text: str) -> Iterator[tuple[int, int, str, re.Match[str]]]:
    """What the patterns find: the line's number, the place in the text, the line and the match."""
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        for pattern in patterns:
            for match in compiled(pattern).finditer(line[:MAX_PATTERN_LINE]):
                yield number, start + match.start(), line, match
        start += len(line) + 1


def _value(match: re.Match[str]) -> str:
    return (match[1] if match.re.groups else match[0]) or ""


def _groups(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    return ((field, value.strip()) for field, value in match.groupdict().items() if value and value.strip())


def _narrow(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("\u2009", " ")


def _add_answer_address(found: dict[str, Found], mail: Mail, portal: Portal) -> None:
    """The address to answer to is the customer's where it is neither the portal's nor ours."""
    address = mail.reply_to
    is_ours = address.lower() in {each.lower() for each in (*mail.to, mail.sender)}
    if "email" in found or not address or is_ours or is_automatic(address):
        return
    if not in_domains(address, portal.domains):
        found["email"] = Found(address, SENDER, "sender", address)
