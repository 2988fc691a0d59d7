"""A mail that a colleague passed on: the mail inside it, and what the colleague wrote above."""

import re
from dataclasses import dataclass, replace

from rules.reading.emails import emails_in_text
from rules.reading.limits import MAX_FIELD, MAX_LINE, MAX_MESSAGE
from rules.reading.mail import Mail
from rules.reading.reply import WROTE

_PREFIX = re.compile(r"(?i)^\s*(?:tr|fw|fwd|wg|rv|transf[ée]r[ée]?)\s*:\s*")
_MARKER = re.compile(
    r"(?i)^\s*-{0,12}\s*(?:message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|forwarded message|"
    r"d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|begin forwarded message)\s*:?\s*-{0,12}\s*$"
)
_ORIGINAL = re.compile(r"(?i)^\s*-{2,12}\s*(?:message d['’]origine|original message)\s*-{0,12}\s*$")
"""Stands above what is quoted in an answer as well as in a forward: it tells nothing."""
_RULE = re.compile(r"^[\s>]*[_=-]{5,}\s*$")
_HEADER = re.compile(
    r"(?i)^\s*\**(de|from|von|expéditeur|envoyé|date|sent|le|à|a|to|pour|cc|copie à|objet|subject|sujet|"
    r"répondre à|reply-to|importance)\s*\**\s*:\s*\**\s*(.*)$"
)
_NAMES = {
    "de": "from", "from": "from", "von": "from", "expéditeur": "from",
    "envoyé": "date", "date": "date", "sent": "date", "le": "date",
    "objet": "subject", "subject": "subject", "sujet": "subject",
    "répondre à": "reply", "reply-to": "reply",
}  # fmt: skip
MAX_ABOVE = 200
"""Lines of a text in which the headers of the mail inside must begin."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    mail: Mail
    """The mail inside. Its Message-ID is the outer one's: that is the mail that arrived."""
    note: str
    """The colleague's own words; empty when there are none."""


def passed_on(mail: Mail) -> PassedOn | None:
    """The mail inside one that was passed on, attached or written below; None for any other mail.

    A reply that quotes what it answers is none, nor the answer to a forward (« RE: TR: … »): a forward says so at
    the beginning of its subject, or above the quotation.
    """
    own = {address.lower() for address in mail.to}
    if len(mail.attached) == 1 and mail.attached[0].sender.lower() not in own:
        inside = mail.attached[0]
        if inside.sender or inside.subject:
            inside = replace(inside, message_id=mail.message_id, to=(*inside.to, *_ours(mail, inside.sender)))
            return PassedOn(inside, _note(mail.text.split("\n")))
    says_so = bool(_PREFIX.match(mail.subject))
    plain = _taken_apart(mail.plain, says_so)
    page = _taken_apart(mail.html_text, says_so)
    best = page if page and (not plain or mail.text == mail.html_text) else plain
    if best is None:
        return None
    headers, note, _ = best
    sender = next(iter(emails_in_text(headers.get("from", ""))), "")
    if not sender or sender.lower() in own:
        return None
    inside = replace(
        mail,
        subject=headers.get("subject", "") or _PREFIX.sub("", mail.subject),
        to=_ours(mail, sender),
        sender=sender,
        sender_name=_name(headers["from"], sender),
        reply_to=next(iter(emails_in_text(headers.get("reply", ""))), ""),
        in_reply_to=None,
        references=(),
        plain=plain[2] if plain else "",
        html_text=page[2] if page else "",
        headers=(),
        attached=(),
    )
    return PassedOn(inside, note)


def _ours(mail: Mail, inside: str) -> tuple[str, ...]:
    """The addresses of our side: whom it was passed on to and who did, unless they wrote the mail inside too."""
    return (*mail.to, mail.sender) if mail.sender.lower() != inside.lower() else mail.to


def _taken_apart(text: str, says_so: bool) -> tuple[dict[str, str], str, str] | None:
    """Headers, words above and text below, where a header block begins in the first lines."""
    lines = text.split("\n")
    is_marked = False
    for start, line in enumerate(lines[:MAX_ABOVE]):
        line = line[:MAX_LINE]
        is_marked = is_marked or bool(_MARKER.match(line))
        if WROTE.search(line) and not (is_marked or says_so):
            return None  # What stands below is quoted, forwards among it too.
        match = _HEADER.match(_unquoted(line))
        if not match or not (is_marked or says_so):
            continue
        headers, end = _headers(lines, start)
        if "from" in headers and len(headers) >= 2:
            is_quoted = line.lstrip().startswith(">")
            below = [_unquoted(each) if is_quoted else each for each in lines[end:]]
            return headers, _note(lines[:start]), "\n".join(below).strip("\n")
    return None


def _headers(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    position = start
    for position in range(start, min(start + 12, len(lines))):
        line = _unquoted(lines[position][:MAX_LINE])
        match = _HEADER.match(line)
        if not match:
            if line.strip():
                # A long value that the program folded.
                if position > start and len(found) < 2:
                    continue
                return found, position
            if len(found) >= 2:
                return found, position
            continue
        name = _NAMES.get(match[1].lower())
        if name and name not in found:
            found[name] = match[2].strip()[:MAX_FIELD]
    return found, position + 1


def _note(lines: list[str]) -> str:
    kept = [
        line.rstrip()
        for line in lines
        if not any(mark.match(line[:MAX_LINE]) for mark in (_MARKER, _ORIGINAL, _RULE))
    ]
    return "\n".join(kept).strip()[:MAX_MESSAGE]


def _unquoted(line: str) -> str:
    return re.sub(r"^\s*(?:>\s?){1,5}", "", line)


def _name(value: str, address: str) -> str:
    head = value.partition(address)[0]
    return head.replace("mailto:", "").strip(" <[(\"'\t")[:MAX_FIELD]
