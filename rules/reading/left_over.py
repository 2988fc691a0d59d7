"""What a description leaves unread in a mail, read by the general reader: nothing of a mail is lost without a word."""

import re
from collections.abc import Iterator, Sequence

from rules.reading.endings import endings
from rules.reading.field_words import folded
from rules.reading.found import EXCERPT, Found
from rules.reading.free_text import text_fields
from rules.reading.labels import label_of, labelled_pair
from rules.reading.limits import MAX_LINES, MAX_MESSAGE
from rules.reading.numbers_of_words import add_numbers_of_words
from rules.reading.pattern import MAX_PATTERN_LINE, compiled
from rules.reading.portal import Portal, labels_of_portal
from rules.reading.said_contacts import OTHER_PHONE, OWN_PHONE, said_contacts
from rules.vocabulary import Channel

REST = "rest"
"""``Found.by`` of a message that nothing announced: the lines of the mail that nothing else took."""
_CAR = frozenset({"vehicle", "make", "model", "trim", "plate", "vin", "stock", "listing_ref", "listing_url"})
_PLATES = frozenset({"plate", "vin", "trade_plate"})
_MARKS = frozenset({"plate", "vin", "mileage", "price", "listing_ref", "listing_url"})
_OF_TRADE = frozenset({"trade_in", "trade_make", "trade_model", "trade_plate", "trade_mileage", "trade_year"})
_PHONES = frozenset({"phone", "mobile", OWN_PHONE, OTHER_PHONE})
_COURTESY = re.compile(
    r"(?i)\W{0,9}(?:bonjour|bonsoir|madame|monsieur|ch[eè]re? client|hello|hi|dear|(?:bien )?cordialement|merci|"
    r"salutations|(?:best |kind )?regards)\b[^.!?:\d]{0,60}[,.!]?\s{0,9}"
)
"""A line of politeness alone."""
_LINK = re.compile(r"(?i)\s{0,9}(?:https?://|www\.)\S+\s{0,9}")
_SAYS = re.compile(r"[^\W\d_]{2}|\d{2}")


def completed(
    found: dict[str, Found],
    text: str,
    portal: Portal,
    others: Sequence[tuple[str, str]] = (),
) -> dict[str, Found]:
    """``found``, what the description read in ``text``, with the message, the contacts and the car it did not read.

    ``others`` are labelled values that are kept beside it. Lines of the description's frame, those below its
    endings and those that only a value or a politeness fills are no message.
    """
    rest = list(_unread(found, text, portal, others))
    said = "\n".join(line for _, line in rest).strip()
    full = dict(found)
    if "message" not in full and any(_says_something(line) for _, line in rest):
        first = next(number for number, line in rest if line.strip())
        full["message"] = Found(_spaced(said), first, REST, _written(text, first))
    is_call = portal.channel is Channel.PHONE
    add_numbers_of_words(full, text, is_call=is_call)
    words = "\n".join(dict.fromkeys((full["message"].value, said))) if "message" in full else said
    of_words = said_contacts(full["message"].value).fields if "message" in full else {}
    # Around words that a description announces stands what its portal says: its own service's number, for one.
    contacts = said_contacts(said, is_mixed="message" in found).fields | of_words
    missing = {"email"} if "email" not in full else set()
    if not is_call and not full.keys() & _PHONES:
        missing |= {OWN_PHONE, OTHER_PHONE}
    for field in missing & contacts.keys():
        full[field] = _placed(contacts[field], text)
    if not full.keys() & (_CAR | _OF_TRADE):
        for field, value in _marks(words, said):
            full.setdefault(field, _placed(value, text))
    return full


def _marks(words: str, said: str) -> Iterator[tuple[str, str]]:
    """The car by what marks it: plates in all ``words``, figures and references only in what nobody read; in the
    words of a customer these are a budget, or where a call came from."""
    for text, fields in ((words, _PLATES), (said, _MARKS | _OF_TRADE)):
        for field, mark in text_fields(text).items():
            if mark.by == "words" and field in fields:
                yield field, mark.value


def _unread(
    found: dict[str, Found], text: str, portal: Portal, others: Sequence[tuple[str, str]]
) -> Iterator[tuple[int, str]]:
    """The lines, numbered from 1, that no field took whole and that are not known to be the portal's own."""
    labels = labels_of_portal(portal)
    ends = endings((*portal.message_ends, *portal.text_ends))
    frame = [compiled(pattern) for pattern in portal.frame]
    taken = {each.line for each in found.values() if each.by in ("label", "line")}
    values: dict[int, list[str]] = {}
    for each in found.values():
        values.setdefault(each.line, []).append(each.value)
    message = found["message"].value.split("\n") if "message" in found else []
    own_words = {line.strip() for line in message}
    lines = text.split("\n")[:MAX_LINES]
    for number, line in enumerate(lines, 1):
        if ends.is_at(lines, number - 1):
            return
        if not line.strip():
            yield number, ""
            continue
        field, value = label_of(line, labels, portal.is_stacked)
        is_label_alone = field is not None and not value
        is_known = number in taken or is_label_alone or line.strip() in own_words or _LINK.fullmatch(line)
        if is_known or any(pattern.search(line[:MAX_PATTERN_LINE]) for pattern in frame):
            continue
        if field is not None and any(value == each.value for each in found.values()):
            continue
        if labelled_pair(line) in others or _is_only(line, values.get(number, ())):
            continue
        yield number, line.rstrip()


def _is_only(line: str, values: Sequence[str]) -> bool:
    """Whether a line says nothing but what was read of it."""
    for value in values:
        line = line.replace(value, " ")
    return bool(values) and not _SAYS.search(line)


def _says_something(line: str) -> bool:
    return bool(_SAYS.search(line)) and bool(folded(line)) and not _COURTESY.fullmatch(line)


def _spaced(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text)[:MAX_MESSAGE].strip()


def _placed(value: str, text: str) -> Found:
    first = value.partition(" / ")[0]
    number = text.count("\n", 0, max(text.find(first), 0)) + 1
    return Found(value, number, "words", _written(text, number))


def _written(text: str, number: int) -> str:
    return text.split("\n")[number - 1].strip()[:EXCERPT]
