"""What a lead is found by: its words, folded the same way when they are indexed and when they are asked for."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

_TABLES = SQLModel.metadata.tables
_LEAD, _PERSON, _CAR = _TABLES["lead"], _TABLES["person"], _TABLES["car"]
_PHONE, _EMAIL = _TABLES["person_phone"], _TABLES["person_email"]
_TOUCH, _MESSAGE = _TABLES["touch"], _TABLES["message"]

TEXT_LIMIT = 2_000
"""Characters of one text that are indexed."""

TEXTS_LIMIT = 20
"""Texts of one lead that are indexed, newest first."""

WORD_LIMIT = 40
_PHONE_TYPED = re.compile(r"(?<!\w)\+?\d(?:[ .\-/()\u00a0\u202f]*\d){5,}(?!\w)")

_PLATE_TYPED = re.compile(r"(?<!\w)([A-Za-z]{2})[ -]?(\d{3})[ -]?([A-Za-z]{2})(?!\w)")


def folded_words(text: str) -> list[str]:
    """The words of a text: no accents, no case, letters and digits only, each cut at ``WORD_LIMIT``."""
    plain = _bare(_bare(text).casefold())
    words = "".join(mark if mark.isalnum() else " " for mark in plain).split()
    return [word[:WORD_LIMIT] for word in words]


def _bare(text: str) -> str:
    """A text without accents and without presentation forms."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))


def asked_words(text: str) -> list[str]:
    """The words of a question: a phone number or a plate typed in groups is one word, wherever it stands."""
    joined = _PHONE_TYPED.sub(lambda found: f" {_national(found[0])} ", text[:200])
    joined = _PLATE_TYPED.sub(r" \1\2\3 ", joined)
    return list(dict.fromkeys(folded_words(joined)))[:10]


def _national(typed: str) -> str:
    digits = re.sub(r"\D", "", typed)
    if typed.lstrip().startswith("+"):
        return digits
    return digits.removeprefix("00") if digits.startswith("00") else digits


def phone_candidates(text: str) -> list[str]:
    """The E.164 numbers that a typed number can mean; French ones may be typed without their country."""
    typed = text.strip()
    if not re.fullmatch(r"\+?[\d .\-/()\u00a0\u202f]{9,25}", typed):
        return []
    digits = _national(typed)
    if typed.startswith(("+", "00")):
        return [f"+{digits.replace('330', '33', 1) if digits.startswith('330') else digits}"]
    return [f"+33{digits[1:]}"] if len(digits) == 10 and digits.startswith("0") else [f"+{digits}"]


def documents(connection: Connection, lead_ids: Collection[int]) -> dict[int, list[str]]:
    """The words of each of those leads, sorted; six statements whatever their number."""
    texts: dict[int, list[str]] = {}
    persons: dict[int, list[int]] = {}
    lead, person, car = _LEAD.c, _PERSON.c, _CAR.c
    rows = connection.execute(
        sa.select(
            lead.id, lead.person_id, person.display_name, person.full_name, person.first_name, person.last_name,
            person.city, person.postcode, lead.car_text, lead.listing_reference, car.make, car.model, car.trim,
            car.plate, car.vin, car.stock_number,
        )
        .select_from(
            _LEAD.outerjoin(_PERSON, person.id == lead.person_id).outerjoin(_CAR, car.id == lead.car_id)
        )
        .where(lead.id.in_(lead_ids))
    )  # fmt: skip
    for number, person_id, *parts in rows:
        texts[number] = [str(part) for part in parts if part]
        texts[number].append(_joined(parts[-3] or ""))
        persons.setdefault(person_id, []).append(number)
    for person_id, e164, raw in _of_persons(connection, persons, _PHONE, "e164", "raw"):
        for number in persons[person_id]:
            texts[number].extend(_phone_words(e164 or raw))
    for person_id, address in _of_persons(connection, persons, _EMAIL, "address"):
        for number in persons[person_id]:
            texts[number].append(address)
    _add_texts(connection, texts, _TOUCH, "subject", "text", "car_text", "reference")
    _add_texts(connection, texts, _MESSAGE, "subject", "body")
    return {number: sorted(_words(parts)) for number, parts in texts.items()}


def _of_persons(
    connection: Connection, persons: Collection[int], table: sa.Table, *columns: str
) -> Iterable[Any]:
    query = sa.select(table.c.person_id, *(table.c[column] for column in columns))
    return connection.execute(query.where(table.c.person_id.in_(persons))).all()


def _add_texts(connection: Connection, texts: dict[int, list[str]], table: sa.Table, *columns: str) -> None:
    rank = sa.func.row_number().over(partition_by=table.c.lead_id, order_by=table.c.id.desc()).label("rank")
    cut = [sa.func.substr(table.c[column], 1, TEXT_LIMIT).label(column) for column in columns]
    newest = sa.select(table.c.lead_id, rank, *cut).where(table.c.lead_id.in_(texts)).subquery()
    query = sa.select(newest.c.lead_id, *(newest.c[column] for column in columns))
    for number, *parts in connection.execute(query.where(newest.c.rank <= TEXTS_LIMIT)):
        texts[number].extend(part for part in parts if part)


def _words(texts: Collection[str]) -> set[str]:
    words = {word for text in texts for word in folded_words(text)}
    plates = {"".join(groups).lower() for text in texts for groups in _PLATE_TYPED.findall(text)}
    return words | plates


def _joined(plate: str) -> str:
    return "".join(folded_words(plate))


def _phone_words(number: str) -> list[str]:
    """A number as it may be asked for: with and without country, and by its last four or six digits."""
    digits = re.sub(r"\D", "", number)
    national = [f"0{digits[2:]}"] if digits.startswith("33") else []
    return [digits, *national, digits[-6:], digits[-4:]] if digits else []
