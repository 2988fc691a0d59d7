"""Moments as documents write them: UTC only when a zone is named or the portal's zone is known."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

FRANCE = "Europe/Paris"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "février fevrier févr fevr fév fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "août aout august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "décembre decembre déc dec december",
        ),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.I,
)
_TIME = r"(?:[\s,]*(?:à|a|at|-|T)?\s*(\d{1,2})\s*[h:H]\s*(\d{2})?(?::(\d{2}))?\s*(am|pm)?)?"
_NUMERIC = re.compile(r"(?:\w{2,9}\.?,?\s+)?(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})" + _TIME, re.I)
_WORDS = re.compile(
    r"(?:(?:le\s+)?\w{2,9}\.?,?\s+)??(\d{1,2})(?:er)?\s+([^\W\d_]{3,9})\.?,?\s+(\d{4})" + _TIME, re.I
)
_ENGLISH = re.compile(r"(?:\w{2,9}\.?,?\s+)?([^\W\d_]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})" + _TIME, re.I)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """``raw`` as written; ``utc`` when sure; ``local`` when the clock time is known; ``note`` says what is odd."""

    raw: str
    utc: datetime | None = None
    local: datetime | None = None
    note: str | None = None


def read_date(raw: str, zone: str | None = None) -> ReadDate:
    """The moment in ``raw``. ``zone`` is the zone of a source that writes local time, as French portals do.

    Without a zone in the text or from the source there is no UTC value (note ``date_without_zone``); with the
    source's zone the note is ``date_zone_assumed``. A day without a time never gets a UTC value. Day-first is
    read only for a source with a zone or when the numbers leave no choice (else ``date_ambiguous``).
    """
    raw = raw.strip()
    text = " ".join(raw.split())
    if not text or len(text) > 80:
        return ReadDate(raw, note="date_unreadable" if text else None)
    try:
        return (
            _iso(raw, text, zone)
            or _mail(raw, text)
            or _written(raw, text, zone)
            or ReadDate(raw, note="date_unreadable")
        )
    except (ValueError, OverflowError, IndexError, KeyError, TypeError):
        return ReadDate(raw, note="date_unreadable")


def _iso(raw: str, text: str, zone: str | None) -> ReadDate | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    if hour is None:
        return _moment(raw, datetime(int(year), int(month), int(day)), zone, has_time=False)  # noqa: DTZ001
    naive = f"{year}-{int(month):02}-{int(day):02}T{int(hour):02}:{minute}:{second or '00'}"
    if not offset:
        return _moment(raw, datetime.fromisoformat(naive), zone)
    offset = "+00:00" if offset.upper() in ("Z", "UTC", "GMT") else offset
    if ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    moment = datetime.fromisoformat(naive + offset)
    return _bounded(ReadDate(raw, moment.astimezone(UTC), moment.replace(tzinfo=None)))


def _mail(raw: str, text: str) -> ReadDate | None:
    """RFC 2822, only with its offset: without one it is read as written words."""
    if not re.search(r"(?:[+-]\d{4}|GMT|UTC|UT|[ECMP][SD]T)\b(?:\s*\(.{0,20}\))?$", text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:  # -0000: the sender does not say where it is
        moment = moment.replace(tzinfo=UTC)
    return _bounded(ReadDate(raw, moment.astimezone(UTC), moment.replace(tzinfo=None)))


def _written(raw: str, text: str, zone: str | None) -> ReadDate | None:
    if match := _NUMERIC.fullmatch(text):
        a, b, year = int(match[1]), int(match[2]), int(match[3])
        half = (match[7] or "").lower()
        day_first = a > 12 or (zone is not None and b <= 12 and not half)
        month_first = b > 12 or (bool(half) and a <= 12)
        if not (day_first or month_first) and a != b:
            return ReadDate(raw, note="date_ambiguous")
        day, month = (a, b) if day_first else (b, a)
    elif match := _WORDS.fullmatch(text):
        day, month, year = int(match[1]), _MONTHS[match[2].lower()], int(match[3])
    elif match := _ENGLISH.fullmatch(text):
        month, day, year = _MONTHS[match[1].lower()], int(match[2]), int(match[3])
    else:
        return None
    year += 2000 if year < 100 else 0
    hour, minute, second = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0)
    half = (match[7] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return _moment(raw, datetime(year, month, day, hour, minute, second), zone, has_time=match[4] is not None)  # noqa: DTZ001


def _moment(raw: str, local: datetime, zone: str | None, *, has_time: bool = True) -> ReadDate:
    if not has_time:
        return _bounded(ReadDate(raw, None, local, "date_without_time"))
    if zone is None:
        return _bounded(ReadDate(raw, None, local, "date_without_zone"))
    utc = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return _bounded(ReadDate(raw, utc, local, "date_zone_assumed"))


def _bounded(read: ReadDate) -> ReadDate:
    """A year that no lead has is a misreading, not a date."""
    if read.local is not None and not 1990 <= read.local.year <= 2100:
        return ReadDate(read.raw, note="date_unreadable")
    return read
