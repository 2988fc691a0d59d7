"""Mails of known portals, read by their descriptions."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from rules.reading.assembly import assembled
from rules.reading.demand import Demand, Reading
from rules.reading.emails import in_domains
from rules.reading.labels import Labelled, labelled_fields
from rules.reading.limits import MAX_LINE, MAX_MAIL_TEXT, MAX_MESSAGE
from rules.reading.mail import Mail
from rules.reading.portal import Portal, labels_of
from rules.reading.reply import visible_reply
from rules.vocabulary import RawOutcome


def portal_of(mail: Mail, portals: Iterable[Portal]) -> Portal | None:
    """Whose mail it is, by the addresses in From, Reply-To and Sender."""
    addresses = [mail.sender, mail.reply_to, mail.header("sender")]
    return next(
        (p for p in portals if any(in_domains(address, p.domains) for address in addresses if address)), None
    )


def read_portal_mail(mail: Mail, portal: Portal) -> Reading | None:
    """What the description makes of the mail; None when its subject is none that the description knows."""
    subject = mail.subject
    is_lead = any(compiled(pattern).search(subject) for pattern in portal.lead_subjects)
    for filed in portal.filed:
        if compiled(filed.subject).search(subject):
            return Reading(
                RawOutcome.FILED, portal.name, reason=filed.filed_as.value, filed_as=filed.filed_as
            )
    is_reply = bool(relay_address(mail, portal) and (mail.in_reply_to or mail.references)) and bool(
        re.match(r"(?i)\s*re\s*:", subject)
    )
    if is_reply:
        demand = assembled(
            {"message": visible_reply(mail.text)}, portal.source, portal.channel, **facts_of(mail, portal)
        )
        return Reading(RawOutcome.TOUCH, portal.name, demand)
    if not is_lead:
        return None
    demand = portal_demand(mail, portal)
    if demand.has_contact:
        return Reading(RawOutcome.LEAD, portal.name, demand)
    return Reading(RawOutcome.TO_SORT, portal.name, demand, "no_contact")


def portal_demand(mail: Mail, portal: Portal) -> Demand:
    """The demand in a portal's mail: labels first, then the subject, then patterns in text and links."""
    fields = {field: found.value for field, found in portal_fields(mail, portal).items()}
    facts = facts_of(mail, portal)
    return assembled(
        fields,
        portal.source,
        portal.channel,
        zone=portal.zone,
        relay_domains=portal.relay_domains,
        own_domains=portal.sender_domains,
        **facts,
    )


def portal_fields(mail: Mail, portal: Portal) -> dict[str, Labelled]:
    """Field → what was read and from which line of the text; line 0 is the subject, -1 a link."""
    labels = labels_of(tuple(portal.labels.items()))
    ends = [compiled(pattern) for pattern in portal.message_ends]
    best: dict[str, Labelled] = {}
    # A mail may carry the form in one of its two bodies only: the one that says more is read.
    for text in dict.fromkeys((mail.text, mail.html_text, mail.plain)):
        if text:
            found = labelled_fields(text, labels, ends, portal.is_stacked)
            _add_message(text, portal, found, ends)
            if len(found) > len(best):
                best = found
    for pattern in portal.lead_subjects:
        if match := compiled(pattern).search(mail.subject):
            for field, value in match.groupdict().items():
                if value:
                    best.setdefault(field, Labelled(value, 0))
            break
    for field, patterns in portal.patterns.items():
        if field not in best and (labelled := _matched(patterns, mail)):
            best[field] = labelled
    return best


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


@lru_cache(maxsize=500)
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _matched(patterns: tuple[str, ...], mail: Mail) -> Labelled | None:
    for pattern in patterns:
        for number, line in enumerate(
            mail.text[:MAX_MAIL_TEXT].replace("\u202f", " ").replace("\xa0", " ").split("\n"), 1
        ):
            if match := compiled(pattern).search(line[:MAX_LINE]):
                return Labelled(match[1] if match.re.groups else match[0], number)
        for link in mail.links:
            if match := compiled(pattern).search(link[:MAX_LINE]):
                return Labelled(match[1] if match.re.groups else match[0], -1)
    return None


def _add_message(text: str, portal: Portal, found: dict[str, Labelled], ends: list[re.Pattern[str]]) -> None:
    """The words between a line that announces them and one that ends them, when no label did."""
    if "message" in found or not portal.message_starts:
        return
    starts = [compiled(pattern) for pattern in portal.message_starts]
    lines = text.split("\n")
    labels = {labelled.line for labelled in found.values()}
    for position, line in enumerate(lines):
        if any(start.search(line[:MAX_LINE]) for start in starts):
            taken = []
            for number in range(position + 1, len(lines)):
                if number + 1 in labels or any(end.search(lines[number][:MAX_LINE]) for end in ends):
                    break
                taken.append(lines[number].rstrip())
            if message := "\n".join(taken).strip()[:MAX_MESSAGE]:
                found["message"] = Labelled(message, position + 2)
            return
