"""Telephone numbers as customers and portals write them, read into E.164; what cannot be read stays visible."""

import re
import unicodedata
from dataclasses import replace
from typing import Any

from rules.reading.demand import ReadPhone
from rules.reading.limits import MAX_PHONE_TEXT
from rules.vocabulary import PhoneKind

OVERSEAS = ("GP", "RE", "GF", "MQ", "YT")
"""Regions with a French ten-digit plan that libphonenumber refuses under FR."""
FICTION = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998")
"""Blocks that the French regulator reserves for films and books (ARCEP, 2018-0881): demo and tests use them."""

_EXTENSION = re.compile(
    r"(?i)\(?(?:\b(?:poste|ext(?:ension)?|int(?:erne)?)\b|[x#])\s*[.:]?\s*(\d{1,6})\s*\)?\s*$"
)
_FRENCH_NUMBER = re.compile(
    r"(?<!\d)(?:(?:\+|00)33[\s.\-]*(?:\(0\)[\s.\-]*|0)?|0)[1-9](?:[\s.\-/]*\d{2}){4}(?!\d)"
)
_SEPARATORS = re.compile(r"(?i)\s*(?:[;,|\n/]|\s-\s|\bou\b|\bor\b|\bet\b|\band\b|\bpuis\b)\s*")
_MADE_UP = frozenset(("12345678", "23456789", "34567890", "02030405", "07080910", "98765432"))
"""How numbers end that people type to fill a field; some are in service, so they may be called."""
_NORTH_AMERICAN = re.compile(r"[2-9]\d{2}[2-9]\d{6}")
_SCIENTIFIC = re.compile(r"([1-9])[.,](\d{5,11})E\+?0?(\d{1,2})", re.I)


def read_phones(
    raw: str, regions: tuple[str, ...] = ("FR",), *, is_mobile: bool = False, is_preferred: bool = False
) -> tuple[ReadPhone, ...]:
    """Every number in one field, in order, each read under the first of ``regions`` that knows it.

    A remark beside the number (« après 18h30 ») stays in ``raw``. A field that holds something but no readable
    number gives one ``UNREADABLE`` phone, so nothing is lost.
    ``is_mobile`` says that the source calls it a mobile, for plans that do not tell.
    """
    text = _plain(raw)
    if not text:
        return ()
    found: dict[str, ReadPhone] = {}
    pieces = _pieces(text)
    for piece in pieces:
        phone = _read_with_remark(piece, regions)
        kind = PhoneKind.MOBILE if is_mobile and phone.kind is PhoneKind.OTHER else phone.kind
        as_written = raw if len(pieces) == 1 else phone.raw
        found.setdefault(
            phone_key(phone), replace(phone, raw=as_written, kind=kind, is_preferred=is_preferred)
        )
    return tuple(found.values())


def phones_in_text(text: str) -> tuple[ReadPhone, ...]:
    """The French numbers inside free text; prices, plates and references are not numbers."""
    found: dict[str, ReadPhone] = {}
    for phone, _, _ in phone_places(text)[1]:
        found.setdefault(phone_key(phone), phone)
    return tuple(found.values())


def phone_places(text: str) -> tuple[str, list[tuple[ReadPhone, int, int]]]:
    """The text in plain characters and the French numbers in it, each with where it begins and ends there."""
    plain, found = _plain(text, limit=len(text)), []
    for match in _FRENCH_NUMBER.finditer(plain):
        phone = _read_one(match.group(), ("FR",))
        if phone.e164 and not phone.is_doubtful:
            found.append((phone, match.start(), match.end()))
    return plain, found


def only_fills(raw: str) -> bool:
    """Whether a number only fills a field that asks for one: ``06 00 00 00 00``, ``9999999999``. It is nobody's."""
    digits = _digits(raw)
    return len(digits) >= 6 and (len(set(digits)) < 2 or set(digits[-8:]) == {"0"})


def phone_key(phone: ReadPhone) -> str:
    """What makes two numbers the same: the E.164, else the digits, else the text."""
    return phone.e164 or "".join(filter(str.isdigit, phone.raw)) or phone.raw


def is_fiction(e164: str) -> bool:
    return e164.startswith(FICTION)


def _plain(raw: str, limit: int = MAX_PHONE_TEXT) -> str:
    """ASCII digits and single spaces: narrow and hard spaces, tabs, zero-width marks and odd dashes go."""
    text = unicodedata.normalize("NFKC", raw[:limit])
    chars = []
    for c in text:
        if c.isdecimal():
            chars.append(str(unicodedata.decimal(c)))
        elif c == "\n":
            chars.append(c)
        elif unicodedata.category(c) in ("Cf", "Cs"):
            continue
        elif c.isspace() or unicodedata.category(c) == "Cc":
            chars.append(" ")
        elif unicodedata.category(c) == "Pd":
            chars.append("-")
        else:
            chars.append(c)
    return re.sub(r" {2,}", " ", "".join(chars)).strip().strip("'\"")


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _pieces(text: str) -> list[str]:
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(parts) > 1 and sum(len(_digits(part)) >= 8 for part in parts) >= 2:
        return [part for part in parts if len(_digits(part)) >= 8]
    several = [match.group() for match in _FRENCH_NUMBER.finditer(text)]
    return several if len(several) > 1 else [text]


def _read_with_remark(piece: str, regions: tuple[str, ...]) -> ReadPhone:
    """The number in one piece of a field; hours beside it are digits too, so the one French number among them
    counts when the whole is none."""
    phone = _read_one(piece, regions)
    numbers = [match.group() for match in _FRENCH_NUMBER.finditer(piece)]
    if phone.e164 or len(numbers) != 1:
        return phone
    return replace(_read_one(numbers[0], regions), raw=phone.raw)


def _read_one(piece: str, regions: tuple[str, ...]) -> ReadPhone:
    raw, extension = piece.strip(), None
    text = raw
    if (match := _EXTENSION.search(text)) and len(_digits(text[: match.start()])) >= 6:
        extension, text = match.group(1), text[: match.start()]
    if match := _SCIENTIFIC.search(text):
        shift = int(match.group(3)) - len(match.group(2))
        text = match.group(1) + match.group(2) if shift == 0 else ""
    digits = _digits(text)
    is_international = bool(re.search(r"\+\s*\(?\d", text)) or digits.startswith("00")
    unreadable = ReadPhone(raw, None, PhoneKind.UNREADABLE, extension)
    if len(digits) < 6 or len(digits) > 17 or only_fills(digits):
        return unreadable
    if is_international:
        number = digits.removeprefix("00")
        if number.startswith("330"):  # +33 (0)6 …
            number = "33" + number[3:]
        return _parsed("+" + number, None, raw, extension) or unreadable
    for region in regions:
        for candidate, under in _candidates(digits, region):
            if phone := _parsed(candidate, under, raw, extension):
                return phone
    return unreadable


def _candidates(digits: str, region: str) -> list[tuple[str, str]]:
    """What ``digits`` may be under ``region``, best first; a country whose plan is not known here is trusted."""
    if region == "FR":
        if len(digits) == 11 and digits.startswith("33"):
            return [("0" + digits[2:], "FR")]
        if len(digits) == 9 and digits[0] != "0":  # a sheet that dropped the leading zero
            digits = "0" + digits
        if len(digits) == 10 and digits[0] == "0" and digits[1] != "0":
            return [(digits, under) for under in ("FR", *OVERSEAS)] + [(digits, "FR?")]
        return []
    if region in ("US", "CA"):
        digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
        return [(digits, "US"), (digits, "US?")] if _NORTH_AMERICAN.fullmatch(digits) else []
    return [(digits, region)]


def _parsed(number: str, region: str | None, raw: str, extension: str | None) -> ReadPhone | None:
    """``number`` read under ``region``; a trailing ``?`` on it accepts a well-formed number of an unused range."""
    import phonenumbers

    accepts_doubtful = region is None or region.endswith("?")
    try:
        parsed = phonenumbers.parse(number, region.rstrip("?") if region else None)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    is_valid = phonenumbers.is_valid_number(parsed)
    identifies = e164[-8:] not in _MADE_UP and len(set(e164[-8:])) > 1
    if is_fiction(e164) and len(e164) == 12:
        return ReadPhone(raw, e164, PhoneKind.FICTION, extension, "FR", identifies=identifies)
    if not is_valid and not (accepts_doubtful and phonenumbers.is_possible_number(parsed)):
        return None
    kind = _kind(phonenumbers.number_type(parsed), phonenumbers) if is_valid else PhoneKind.OTHER
    where = phonenumbers.region_code_for_number(parsed) if is_valid else (region or "").rstrip("?") or None
    return ReadPhone(raw, e164, kind, extension, where, is_doubtful=not is_valid, identifies=identifies)


def _kind(number_type: int, phonenumbers: Any) -> PhoneKind:
    types = phonenumbers.PhoneNumberType
    return {
        types.MOBILE: PhoneKind.MOBILE,
        types.FIXED_LINE: PhoneKind.FIXED,
        types.VOIP: PhoneKind.VOIP,
    }.get(number_type, PhoneKind.OTHER)
