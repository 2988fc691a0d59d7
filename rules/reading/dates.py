"""Moments as documents write them: UTC only when a zone is named or the portal's zone is known."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
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
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})[T _-]?(\d{2}):?(\d{2})(?::?(\d{2}))?(Z|[+-]\d{2}:?\d{2})?")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_WITHOUT_YEAR = re.compile(
    r"(?:(?:le\s+)?[^\W\d]{2,9}\.?,?\s+)??(\d{1,2})(?:er)?(?:\s+([^\W\d_]{3,9})\.?|[/.](\d{1,2}))" + _TIME,
    re.I,
)
_DAY_NAMED = re.compile(r"(aujourd['’]hui|ce jour|hier|today|yesterday)" + _TIME, re.I)
_ZONE_SAID = re.compile(
    r"\s*\(?(?:(heure (?:de paris|française)|CES?T|UTC|GMT)([+-]\d{1,2})?(?::?00)?)\)?$", re.I
)
_ENGLISH = re.compile(r"(?:\w{2,9}\.?,?\s+)?([^\W\d_]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})" + _TIME, re.I)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """``raw`` as written; ``utc`` when sure; ``local`` when the clock time is known; ``note`` says what is odd."""

    raw: str
    utc: datetime | None = None
    local: datetime | None = None
    note: str | None = None


def read_date(raw: str, zone: str | None = None, near: datetime | None = None) -> ReadDate:
    """The moment in ``raw``. ``zone`` is the zone of a source that writes local time, as French portals do.

    ``near`` is about when it was written: it completes « 23/11 à 14h05 » and « hier à 9h » with their year or day.

    Without a zone in the text or from the source there is no UTC value (note ``date_without_zone``); with the
    source's zone the note is ``date_zone_assumed``. A day without a time never gets a UTC value. Day-first is
    read only for a source with a zone or when the numbers leave no choice (else ``date_ambiguous``).
    """
    raw = raw.strip()
    text = " ".join(raw.split())
    if not text or len(text) > 80:
        return ReadDate(raw, note="date_unreadable" if text else None)
    try:
        said, said_zone = _zone_taken_off(text)
        return (
            _epoch(raw, text)
            or _iso(raw, text, zone)
            or _mail(raw, text)
            or _compact(raw, text, zone)
            or (said_zone and (_iso(raw, said, said_zone) or _written(raw, said, said_zone)))
            or _written(raw, text, zone)
            or _completed(raw, said, said_zone or zone, near)
            or ReadDate(raw, note="date_unreadable")
        )
    except (ValueError, OverflowError, IndexError, KeyError, TypeError):
        return ReadDate(raw, note="date_unreadable")


def _zone_taken_off(text: str) -> tuple[str, str | tzinfo | None]:
    """The text without a zone named behind it, and that zone: « 14h05 (heure de Paris) », « 10:12 UTC+1 »."""
    match = _ZONE_SAID.search(text)
    if match is None:
        return text, None
    name, shift = match[1].lower(), match[2]
    rest = text[: match.start()]
    if name in ("utc", "gmt"):
        return rest, timezone(timedelta(hours=int(shift or 0)))
    return rest, {"cet": timezone(timedelta(hours=1)), "cest": timezone(timedelta(hours=2))}.get(
        name, ZoneInfo(FRANCE)
    )


def _epoch(raw: str, text: str) -> ReadDate | None:
    """Seconds or milliseconds since 1970, as machines write them."""
    if not _EPOCH.fullmatch(text):
        return None
    moment = datetime.fromtimestamp(int(text) / (1_000 if len(text) == 13 else 1), UTC)
    return _bounded(ReadDate(raw, moment, moment.replace(tzinfo=None)))


def _compact(raw: str, text: str, zone: str | None) -> ReadDate | None:
    match = _COMPACT.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    return _iso(raw, f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{offset or ''}", zone)


def _completed(raw: str, text: str, zone: str | tzinfo | None, near: datetime | None) -> ReadDate | None:
    """A day without a year, or one named by a word: the latest such day up to ``near``, or the day after it."""
    if near is None or zone is None:
        return None
    here = near.astimezone(_zone(zone))
    if match := _DAY_NAMED.fullmatch(text):
        day = here - timedelta(days=match[1].lower() in ("hier", "yesterday"))
        time = match.groups()[1:]
    elif match := _WITHOUT_YEAR.fullmatch(text):
        month = int(match[3]) if match[3] else _MONTHS[match[2].lower()]
        latest = (here + timedelta(days=1)).date()
        written = (month, int(match[1]))
        year = latest.year if written <= (latest.month, latest.day) else latest.year - 1
        day = datetime(year, *written, tzinfo=here.tzinfo)
        time = match.groups()[3:]
    else:
        return None
    hour, minute, second, half = time
    hours = int(hour or 0) % 12 + (12 if (half or "").lower() == "pm" else 0) if half else int(hour or 0)
    local = datetime(day.year, day.month, day.day, hours, int(minute or 0), int(second or 0))  # noqa: DTZ001
    return _moment(raw, local, zone, has_time=hour is not None)


def _zone(zone: str | tzinfo) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def _iso(raw: str, text: str, zone: str | tzinfo | None) -> ReadDate | None:
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


def _written(raw: str, text: str, zone: str | tzinfo | None) -> ReadDate | None:
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


def _moment(raw: str, local: datetime, zone: str | tzinfo | None, *, has_time: bool = True) -> ReadDate:
    if not has_time:
        return _bounded(ReadDate(raw, None, local, "date_without_time"))
    if zone is None:
        return _bounded(ReadDate(raw, None, local, "date_without_zone"))
    utc = local.replace(tzinfo=_zone(zone)).astimezone(UTC)
    is_said = not isinstance(zone, str)
    return _bounded(ReadDate(raw, utc, local, None if is_said else "date_zone_assumed"))


def _bounded(read: ReadDate) -> ReadDate:
    """A year that no lead has is a misreading, not a date."""
    if read.local is not None and not 1990 <= read.local.year <= 2100:
        return ReadDate(read.raw, note="date_unreadable")
    return read
