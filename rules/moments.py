"""A wished moment as people type it: ``14:30``, ``demain 10h``, ``lun 9h``, ``+2h``, ``24/11 10:00``, ``tomorrow 10am``.

French and English are understood whatever the user's language; a date is day first, as in France. What is typed is
local time of ``zone``; the answer is aware UTC. Nothing is guessed: what cannot be read wholly is None.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAYS = {
    "lundi lun monday mon": 0,
    "mardi mar tuesday tue tues": 1,
    "mercredi mer wednesday wed": 2,
    "jeudi jeu thursday thu thur thurs": 3,
    "vendredi ven friday fri": 4,
    "samedi sam saturday sat": 5,
    "dimanche dim sunday sun": 6,
}
_DAY_OF = {word: number for words, number in _DAYS.items() for word in words.split()}
_MONTHS = (
    "janvier janv jan january",
    "fevrier fevr fev february feb",
    "mars march",
    "avril avr april apr",
    "mai may",
    "juin june jun",
    "juillet juil july jul",
    "aout august aug",
    "septembre sept sep september",
    "octobre oct october",
    "novembre nov november",
    "decembre dec december",
)
_MONTH_OF = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
_DISTANCES = {
    "aujourd'hui": 0,
    "today": 0,
    "ce jour": 0,
    "demain": 1,
    "tomorrow": 1,
    "apres-demain": 2,
    "apres demain": 2,
    "day after tomorrow": 2,
}
_PARTS = {
    "matin": 9,
    "morning": 9,
    "midi": 12,
    "noon": 12,
    "apres-midi": 14,
    "afternoon": 14,
    "soir": 18,
    "evening": 18,
}
_MORNING = time(9, 0)
"""The hour of a day given without one: when people are back at work."""

_IN = re.compile(
    r"(?:\+|dans |in )(\d{1,4})\s?(minutes?|mins?|mn|m|heures?|hours?|h|jours?|days?|j|d|semaines?|weeks?|w)(?:(\d{2}))?"
)
_TIME = re.compile(r"(\d{1,2})(?:\s?(?:h|:)\s?(\d{2})?|(?=\s?[ap]m))\s?([ap]m)?")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_NAMED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+)\.?(?: (\d{4}))?")
_LINKS = re.compile(r"\b(?:a|at|le|on|vers|around|prochaine?|next|ce|cet|this)\b")


def read_moment(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment ``text`` means at ``now``, to the minute; None when it cannot be read or does not exist.

    A time alone is today's, or tomorrow's when it has passed; a day without a time means 09:00; a weekday is the
    next one to come; a date without a year is the next one to come.
    """
    words = _plain(text)
    if not words or len(words) > 60:
        return None
    local = now.astimezone(zone)
    span = _IN.fullmatch(words)
    if span:
        return _after(local, span, zone)
    day_words, at = _without_time(words)
    if at is False:
        return None
    day = _day(day_words, local.date()) if day_words else local.date()
    if day is None or (not day_words and at is None):
        return None
    hour = at if isinstance(at, time) else _MORNING
    moment = _at(day, hour, zone)
    if not day_words and moment is not None and moment <= now:
        moment = _at(day + timedelta(days=1), hour, zone)
    elif moment is not None and moment <= now and day == local.date() and day_words in _DAY_OF:
        moment = _at(day + timedelta(days=7), hour, zone)
    return moment


def _plain(text: str) -> str:
    """Lower case, without accents, typographic apostrophes and doubled blanks."""
    text = unicodedata.normalize("NFKD", text[:80]).replace("’", "'")
    kept = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(kept.lower().split())


def _after(local: datetime, span: re.Match[str], zone: tzinfo) -> datetime | None:
    count, unit, more = int(span[1]), span[2], span[3]
    if more and not unit.startswith("h"):
        return None
    if unit.startswith("m"):
        moment = local.astimezone(UTC) + timedelta(minutes=count)
    elif unit.startswith("h"):
        moment = local.astimezone(UTC) + timedelta(hours=count, minutes=int(more or 0))
    else:
        days = count * 7 if unit.startswith(("s", "w")) else count
        if days > 3650:
            return None
        return _at(local.date() + timedelta(days=days), local.time().replace(second=0, microsecond=0), zone)
    return moment.replace(second=0, microsecond=0)


def _without_time(words: str) -> tuple[str, time | bool | None]:
    """What is left without the time of day, and that time; None when there is none, False when it is no time."""
    for name, hour in _PARTS.items():
        found = re.search(rf"(?:^|\s){name}$", words)
        if found and words not in _DISTANCES:
            return _day_words(words[: found.start()]), time(hour)
    found = next(iter(re.finditer(rf"(?:^|(?<=\s)){_TIME.pattern}$", words)), None)
    if found is None:
        return _day_words(words), None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return "", False
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        return "", False
    return _day_words(words[: found.start()]), time(hour, minute)


def _day_words(words: str) -> str:
    return " ".join(_LINKS.sub(" ", words).replace(",", " ").split())


def _day(words: str, today: date) -> date | None:
    if words in _DISTANCES:
        return today + timedelta(days=_DISTANCES[words])
    first, _, rest = words.partition(" ")
    weekday = _DAY_OF.get(first.rstrip("."))
    if weekday is not None and not rest:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    numeric = _DATE.fullmatch(rest if weekday is not None else words)
    if numeric:
        return _dated(int(numeric[1]), int(numeric[2]), numeric[3], today)
    named = _NAMED.fullmatch(rest if weekday is not None else words)
    if named and named[2] in _MONTH_OF:
        return _dated(int(named[1]), _MONTH_OF[named[2]], named[3], today)
    return None


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    years = [int(year) if len(year) == 4 else 2000 + int(year)] if year else range(today.year, today.year + 9)
    for candidate in years:  # 29 February may be years away
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


def _at(day: date, hour: time, zone: tzinfo) -> datetime | None:
    """None for a time that the change to summer time skips."""
    local = datetime.combine(day, hour, tzinfo=zone)
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None
