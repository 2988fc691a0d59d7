"""A first description of a portal, proposed from one of its mails: who sends it, its subject, its labels."""

import json
import re

from rules.reading.emails import emails_in_text
from rules.reading.field_words import folded, label_index
from rules.reading.mail import Mail
from rules.reading.pattern import checked_pattern
from rules.reading.phones import read_phones
from rules.reading.vehicles import read_plate

MAX_LABELS = 40
_OPEN = re.compile(r"^\s{0,9}([^:\n]{2,40}?)\s{0,3}:\s{0,5}(\S.{0,200})$")
_VARIES = re.compile(r"[«\"“„][^»\"”“]*[»\"”“]|\S*\d\S*|\S+@\S+")
"""What differs from one mail to the next: what stands in quotes, figures, addresses."""
_SHARED = frozenset({"gmail.com", "outlook.com", "hotmail.com", "hotmail.fr", "yahoo.fr", "yahoo.com", "orange.fr",
                     "free.fr", "wanadoo.fr", "sfr.fr", "laposte.net", "icloud.com", "live.fr"})  # fmt: skip


def drafted(mail: Mail) -> str:
    """The description as a TOML text. Labels whose field cannot be told stand in it as remarks.

    Raises ValueError for a mail without a sender or without a subject: nothing would tell it.
    """
    address = mail.sender.strip().lower()
    _, _, domain = address.rpartition("@")
    pattern = subject_pattern(mail.subject)
    if not re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", domain) or not pattern:
        raise ValueError(mail.sender)
    lines = [f"name = {_quoted(domain)}", 'source = "other"']
    if domain in _SHARED:
        lines.append(f"sender_patterns = [{_quoted('^' + re.escape(address) + '$')}]")
    else:
        lines.append(f"sender_domains = [{_quoted(domain)}]")
    lines.append(f"lead_subjects = [{_quoted(pattern)}]")
    known, unknown = _labels(mail.text)
    lines += ["", "[labels]", *(f"{field} = [{_quoted(label)}]" for field, label in known.items())]
    lines += [f"# … = [{_quoted(label)}]" for label in unknown]
    return "\n".join(lines) + "\n"


def with_subject(text: str, mail: Mail) -> str:
    """A description that exists already, its subjects completed by this mail's."""
    pattern = subject_pattern(mail.subject)
    if not pattern or _quoted(pattern) in text:
        return text
    return re.sub(
        r"(?m)^(lead_subjects\s{0,5}=\s{0,5}\[)",
        lambda found: f"{found[1]}{_quoted(pattern)}, ",
        text,
        count=1,
    )


def subject_pattern(subject: str) -> str:
    """The words of a subject that stay, in their order; empty when none does."""
    pieces = [piece.split() for piece in _VARIES.split(subject[:200])]
    begins = "^" if pieces[0] else "^.{0,120}"
    words = [
        r"\s{1,3}".join(re.escape(word) for word in piece)
        for piece in pieces
        if re.search(r"\w", "".join(piece))
    ]
    for most in (3, 2, 1):
        pattern = begins + ".{0,120}".join(words[:most])
        if words and not checked_pattern(pattern):
            return pattern
    return ""


def _labels(text: str) -> tuple[dict[str, str], list[str]]:
    """The labels that are not common ones: those whose field their value gives away, and the others."""
    index, known, unknown = label_index(), dict[str, str](), list[str]()
    for line in text.splitlines()[:400]:
        found = _OPEN.match(line)
        label = _plain(found[1]) if found else ""
        if found is None or not folded(label) or folded(label) in index or "//" in found[2][:3]:
            continue
        field = _field_of(found[2])
        if field and field not in known:
            known[field] = label
        elif label not in unknown and label not in known.values() and len(unknown) < MAX_LABELS:
            unknown.append(label)
    return known, unknown


def _field_of(value: str) -> str:
    """The field that only such a value has."""
    if emails_in_text(value):
        return "email"
    if re.fullmatch(r"[\s\d.+()/-]{9,30}", value) and any(phone.e164 for phone in read_phones(value)):
        return "phone"
    if read_plate(value.strip()):
        return "plate"
    if re.fullmatch(r"[\d\s.,\u00a0\u202f]{3,12}\s?(?:€|euros?|EUR)", value.strip(), re.I):
        return "price"
    if re.fullmatch(r"[\d\s.,\u00a0\u202f]{2,12}\s?kms?", value.strip(), re.I):
        return "mileage"
    return ""


def _plain(label: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in label).strip(" -*•>\t")


def _quoted(text: str) -> str:
    """A TOML string; whatever TOML forbids becomes a blank."""
    return json.dumps("".join(mark if mark.isprintable() else " " for mark in text), ensure_ascii=False)
