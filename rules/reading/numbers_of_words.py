"""The numbers in the words of a portal's customer, beside those its form has fields for."""

import re
from collections.abc import Sequence

from rules.reading.demand import ReadPhone
from rules.reading.found import EXCERPT, NOTHING, Found
from rules.reading.phones import phones_in_text, read_phones
from rules.reading.said_contacts import MOST, OF_SERVICE, OTHER_PHONE, OWN_PHONE, Whose, said_contacts

_CALLED = re.compile(
    r"(?i)\b(?:appel[ée]+s?|vers|ligne|destinataire|sur (?:le|votre)|(?:re[çc]u|manqu[ée]|appel) au|called|to)\b"
    r"(?: num[ée]ro| ligne)?\W{0,6}$"
)
"""What stands before the number that was called, which is ours."""
_CALL_BACK = re.compile(r"(?i)rappel|joindre|joignable|contact|call (?:me )?back|reach")


def add_numbers_of_words(found: dict[str, Found], text: str, *, is_call: bool) -> None:
    """Add the numbers of the message in ``found``, a form's fields; ``text`` is the whole mail.

    Where a field gives a number, another one counts only when the words say whose it is: a portal may have written
    it there. Of a call the number that was called is nobody's: taken for the caller, all who call there would
    become one person.
    """
    message = found.get("message")
    if message is None:
        return
    labelled = [found[field].value for field in ("phone", "mobile") if field in found]
    is_given = any(phone.e164 for raw in labelled for phone in read_phones(raw))
    if not is_call:
        said = said_contacts(message.value, unsaid=Whose.NOBODY if is_given else Whose.WRITER)
        for field, phones in ((OWN_PHONE, said.phones), (OTHER_PHONE, said.others)):
            if phones:
                found.setdefault(field, _in_words(phones, message.value, text))
        return
    if is_given:
        return
    for line in message.value.split("\n"):
        if OF_SERVICE.search(line):
            continue
        if phones := tuple(phone for phone in phones_in_text(line) if not _is_called(line, phone.raw)):
            found.setdefault(OWN_PHONE, _in_words(phones[:MOST], line, text))
            return


def _in_words(phones: Sequence[ReadPhone], words: str, text: str) -> Found:
    """Numbers with the line of the text that the first of them stands on."""
    written = next((line.strip() for line in words.split("\n") if phones[0].raw in line), "")
    place = next((n for n, line in enumerate(text.split("\n"), 1) if written and written in line), NOTHING)
    return Found(" / ".join(phone.raw for phone in phones), place, "words", written[:EXCERPT])


def _is_called(line: str, number: str) -> bool:
    before = line.partition(number)[0][-60:]
    return bool(_CALLED.search(before)) and not _CALL_BACK.search(before)
