"""A first description of a portal, proposed from one of its mails: who sends it, its subject, its labels."""

import json
import re
from collections.abc import Iterable, Mapping

from rules.reading.emails import emails_in_text, is_public_mailbox
from rules.reading.field_words import FIELDS, folded, label_index
from rules.reading.mail import Mail
from rules.reading.pattern import MAX_PATTERN_LINE, checked_pattern, compiled
from rules.reading.phones import read_phones
from rules.reading.portal import labels_of_portal
from rules.reading.portal_file import load_portal
from rules.reading.vehicles import read_plate
from rules.words import Words

MAX_LABELS = 40
_SENTENCE = 6
"""Words of a label; more before a colon are a sentence."""
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")
"""What means something else than itself in a pattern."""
_OPEN = re.compile(r"^\s{0,9}([^:\n]{2,40}?)\s{0,3}:\s{0,5}(\S.{0,200})$")
_VARIES = re.compile(r"[«\"“„][^»\"”“]*[»\"”“]|\S*\d\S*|\S+@\S+")
"""What differs from one mail to the next: what stands in quotes, figures, addresses."""


def drafted(mail: Mail, words: Words) -> str:
    """The description as a TOML text, its remarks in the language of ``words``. Labels whose field cannot be told
    stand in it as remarks.

    Raises ValueError for a mail without a sender or without a subject: nothing would tell it.
    """
    address = mail.sender.strip().lower()
    _, _, domain = address.rpartition("@")
    pattern = subject_pattern(mail.subject)
    if not re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", domain) or not pattern:
        raise ValueError(mail.sender)
    lines = [f"name = {_quoted(domain)}", 'source = "other"']
    if is_public_mailbox(address):
        lines.append(f"sender_patterns = [{_pattern('^' + re.escape(address) + '$')}]")
    else:
        lines.append(f"sender_domains = [{_quoted(domain)}]")
    lines += [f"lead_subjects = [{_pattern(pattern)}]", "keeps_others = true"]
    known, unknown = _labels(mail.text, label_index())
    label = f"full_name = [{_quoted(words('teaching.example_label'))}]"
    lines += ["", "# " + words("teaching.draft_labels", example=label), "[labels]"]
    lines += [f"{field} = [{', '.join(map(_quoted, labels))}]" for field, labels in known.items()]
    if unknown:
        lines += ["# " + words("teaching.draft_unknown"), *_remarks(unknown)]
    pattern = f"full_name = ['{words('teaching.example_pattern')}']"
    lines += ["", "# " + words("teaching.draft_pattern", example=pattern)]
    lines.append("# " + words("teaching.draft_fields", fields=", ".join(FIELDS)))
    return "\n".join(lines) + "\n"


def with_mail(text: str, mail: Mail, words: Words) -> str:
    """A description that exists already, its subjects completed by this mail's; the labels of the mail that it does
    not know stand below as remarks."""
    portal = load_portal("", text)
    subject = mail.subject[:MAX_PATTERN_LINE]
    pattern = subject_pattern(mail.subject)
    if pattern and not any(compiled(each).search(subject) for each in portal.lead_subjects):
        text = re.sub(
            r"(?m)^(lead_subjects\s{0,5}=\s{0,5}\[)",
            lambda found: f"{found[1]}{_pattern(pattern)}, ",
            text,
            count=1,
        )
    unknown = _labels(mail.text, labels_of_portal(portal))[1]
    remark = "# " + words("teaching.draft_more")
    if unknown and remark not in text:
        text = "\n".join((text.rstrip("\n"), "", remark, *_remarks(unknown))) + "\n"
    return text


def subject_pattern(subject: str) -> str:
    """The words of a subject that stay, in their order; empty when none does."""
    pieces = [piece.split() for piece in _VARIES.split(subject[:200])]
    begins = "^" if pieces[0] else "^.{0,120}"
    said = [piece for piece in pieces if re.search(r"\w", "".join(piece))]
    # Words are joined by a blank, which is read more easily, unless this very subject has something else there.
    for blank in (" ", r"\s{1,3}"):
        words = [blank.join(_SPECIAL.sub(r"\\\g<0>", word) for word in piece) for piece in said]
        for most in (3, 2, 1):
            pattern = begins + ".{0,120}".join(words[:most])
            if words and not checked_pattern(pattern) and compiled(pattern).search(subject):
                return pattern
    return ""


def _labels(text: str, index: Mapping[str, str]) -> tuple[dict[str, list[str]], list[str]]:
    """The labels of a mail: by field those that ``index`` knows or whose value gives it away, and the others."""
    known, unknown = dict[str, list[str]](), list[str]()
    for line in text.splitlines()[:400]:
        found = _OPEN.match(line)
        label = _plain(found[1]) if found else ""
        if found is None or not folded(label) or "//" in found[2][:3]:
            continue
        common = index.get(folded(label))
        field = common or _field_of(found[2])
        if field and (common or field not in known):
            kept = known.setdefault(field, [])
        elif len(label.split()) > _SENTENCE or any(label in labels for labels in known.values()):
            continue
        else:
            kept = unknown
        if label not in kept and len(kept) < MAX_LABELS:
            kept.append(label)
    return known, unknown


def _remarks(labels: Iterable[str]) -> list[str]:
    return [f"# … = [{_quoted(label)}]" for label in labels]


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


def _pattern(text: str) -> str:
    """A TOML string for a pattern: between single quotes a backslash stands for itself."""
    return f"'{text}'" if "'" not in text and text.isprintable() else _quoted(text)


def _quoted(text: str) -> str:
    """A TOML string; whatever TOML forbids becomes a blank."""
    return json.dumps("".join(mark if mark.isprintable() else " " for mark in text), ensure_ascii=False)
