"""The one door: whatever arrived goes in as bytes, readings come out. The content decides, never the name.

It never raises. What is too large, too nested, binary or not understood becomes ``TO_SORT`` with a reason;
the limits are in ``rules.reading.limits``.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rules.reading.adf import read_adf
from rules.reading.adf_text import holds_adf
from rules.reading.decoding import decode
from rules.reading.demand import Reading, sealed
from rules.reading.limits import MAX_CONTENT, MAX_EXCERPT
from rules.reading.mail import looks_like_mail
from rules.reading.readings import Readings, RowReadings
from rules.reading.sheet_mapping import SheetMapping
from rules.vocabulary import Channel, FiledAs, RawOutcome

READER = "none"
_BINARY = (
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"%PDF", "binary"),
    (b"\xd0\xcf\x11\xe0", "binary"),
    (b"\x89PNG", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"GIF8", "binary"),
    (b"\x7fELF", "binary"),
    (b"MZ", "binary"),
)


def read(
    content: bytes,
    filename: str,
    received_at: datetime | None,
    portals: Iterable[object] = (),
    mappings: Sequence[SheetMapping] = (),
) -> list[Reading]:
    """Every demand in one document, or the one reading that says why there is none."""
    return list(readings_of(content, filename, received_at, portals, mappings))


def readings_of(
    content: bytes,
    filename: str,
    received_at: datetime | None,
    portals: Iterable[object] = (),
    mappings: Sequence[SheetMapping] = (),
) -> Readings:
    """``read``, one after the other: the rows of a sheet are counted, and read while they are asked for.

    ``filename`` is shown, never trusted. ``received_at`` is not used to invent a request date; it is there for
    readers that complete a date without a year. ``portals`` are edited descriptions (``portal.Portal``); they
    come before the packaged ones and stand in the place of those of the same name; ``mappings`` say what the columns
    of sheets hold. Bounded by the sizes in ``limits``; any failure of a reader is a reading too.
    """
    try:
        readings = _read(content, portals, mappings)
    except Exception as error:  # any reader, any input: the raw is kept and a person sorts it
        readings = [_to_sort("reader_failed", detail=type(error).__name__)]
    if isinstance(readings, RowReadings):
        return readings
    return [sealed(reading) for reading in readings] or [_to_sort("unknown_format")]


def _read(content: bytes, portals: Iterable[object], mappings: Sequence[SheetMapping]) -> Readings:
    if not content.strip():
        return [_to_sort("empty")]
    if len(content) > MAX_CONTENT:
        return [_to_sort("too_large", detail=str(MAX_CONTENT))]
    for mark, reason in _BINARY:
        if content.startswith(mark):
            if mark == b"PK\x03\x04":
                from rules.reading.workbook_leads import read_workbook

                return read_workbook(content, mappings)
            return [_to_sort(reason)]
    if looks_like_mail(content):
        from rules.reading.mail_reader import read_mail_bytes
        from rules.reading.portal import Portal, packaged_portals

        edited = tuple(portal for portal in portals if isinstance(portal, Portal))
        names = {portal.name.casefold() for portal in edited}
        packaged = tuple(each for each in packaged_portals() if each.name.casefold() not in names)
        return list(read_mail_bytes(content, edited + packaged))
    text, _ = decode(content)
    if "\x00" in text:
        return [_to_sort("nul_bytes", excerpt=text.replace("\x00", "\ufffd")[:MAX_EXCERPT])]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _read_text(text, mappings)


def _read_text(text: str, mappings: Sequence[SheetMapping]) -> Readings:
    if holds_adf(text) and (readings := list(read_adf(text))):
        return readings
    start = text.lstrip("\ufeff \t\n")[:200].lower()
    if start.startswith(("{", "[")):
        from rules.reading.json_leads import read_json

        return read_json(text)
    from rules.reading.sheets import read_header, sheet_readings

    if header := read_header(text, mappings):
        return sheet_readings(text, header) or [_to_sort("sheet_without_rows")]
    if start.startswith(("<!doctype html", "<html", "<head", "<body")):
        return _page(text)
    if start.startswith("<"):
        return [_to_sort("unknown_xml", excerpt=text)]
    from rules.reading.free_text import labelled_count, read_text

    said = read_text(text, channel=Channel.FILE)
    demand = said.demand
    if said.is_sure and labelled_count(text) >= 2:
        return [Reading(RawOutcome.LEAD, "labels", demand, found=said.found)]
    reason = "unsure" if demand.has_contact else "unknown_format"
    return [
        Reading(
            RawOutcome.TO_SORT,
            "labels",
            demand if demand.has_contact else None,
            reason,
            excerpt=text[:MAX_EXCERPT],
        )
    ]


def _page(text: str) -> list[Reading]:
    """An HTML page: a saved form or mail when it has a way to answer somebody, otherwise not a lead."""
    from rules.reading.free_text import read_text
    from rules.reading.page import read_page

    visible = read_page(text).text
    said = read_text(visible, channel=Channel.FILE)
    demand = said.demand
    if not demand.has_contact:
        return [
            Reading(RawOutcome.FILED, "labels", reason="page_without_demand", filed_as=FiledAs.NOT_A_LEAD)
        ]
    if said.is_sure:
        return [Reading(RawOutcome.LEAD, "labels", demand, found=said.found)]
    return [Reading(RawOutcome.TO_SORT, "labels", demand, "unsure", excerpt=visible[:MAX_EXCERPT])]


def _to_sort(reason: str, detail: str = "", excerpt: str = "") -> Reading:
    return Reading(RawOutcome.TO_SORT, READER, reason=reason, detail=detail, excerpt=excerpt[:MAX_EXCERPT])
