"""Moments, durations and amounts in the words people use: "il y a 4 min", "demain 10:00", "12 990 €".

Light on purpose: the console needs them at its first paint, before Babel could be loaded.
"""

from datetime import datetime, timedelta, tzinfo

from rules.words import Words

THIN_SPACE = "\u00a0"


class Wording:
    """Words for moments in one language and time zone. Every moment is aware; ``now`` is an argument."""

    def __init__(self, words: Words, zone: tzinfo) -> None:
        self.words = words
        self.zone = zone
        self._months = tuple(words(f"when.month_{number}") for number in range(1, 13))
        self._days = tuple(words(f"when.day_{number}") for number in range(7))

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def clock(self, at: datetime) -> str:
        """``09:42``."""
        return f"{self.local(at):%H:%M}"

    def headline(self, now: datetime) -> str:
        """``mar. 24 nov. 09:42:17``."""
        local = self.local(now)
        return f"{self._days[local.weekday()]} {local.day} {self._months[local.month - 1]} {local:%H:%M:%S}"

    def day(self, at: datetime, now: datetime) -> str:
        """``aujourd’hui``, ``demain``, ``hier``, ``lun. 30 nov.``, ``3 mars 2024``."""
        local, today = self.local(at), self.local(now).date()
        distance = (local.date() - today).days
        if -1 <= distance <= 1:
            return self.words(("when.yesterday", "when.today", "when.tomorrow")[distance + 1])
        if abs(distance) < 180:
            return f"{self._days[local.weekday()]} {local.day} {self._months[local.month - 1]}"
        return f"{local.day} {self._months[local.month - 1]} {local.year}"

    def moment(self, at: datetime, now: datetime) -> str:
        """``10:30`` today, ``demain 10:00``, ``lun. 09:00`` within a week, ``30 nov. 09:00``, ``03/03/2024``."""
        local, today = self.local(at), self.local(now).date()
        distance = (local.date() - today).days
        if distance == 0:
            return f"{local:%H:%M}"
        if abs(distance) == 1:
            return f"{self.words('when.tomorrow' if distance > 0 else 'when.yesterday')} {local:%H:%M}"
        if 0 < distance < 7:
            return f"{self._days[local.weekday()]} {local:%H:%M}"
        if abs(distance) < 180:
            return f"{local.day} {self._months[local.month - 1]} {local:%H:%M}"
        return self.date(at)

    def full(self, at: datetime) -> str:
        """``lun. 30 nov. 2026 09:00``: nothing left to guess."""
        local = self.local(at)
        return f"{self._days[local.weekday()]} {local.day} {self._months[local.month - 1]} {local.year} {local:%H:%M}"

    def date(self, at: datetime) -> str:
        """``03/03/2024``, day first in both languages: the sites are French."""
        return f"{self.local(at):%d/%m/%Y}"

    def since(self, at: datetime, now: datetime) -> str:
        """``à l’instant``, ``il y a 4 min``, ``il y a 3 h``, then the moment."""
        seconds = int((now - at).total_seconds())
        if seconds < 0 or seconds >= 6 * 3600:
            return self.moment(at, now)
        if seconds < 60:
            return self.words("when.just_now")
        if seconds < 3600:
            return self.words("when.minutes_ago", count=seconds // 60)
        return self.words("when.hours_ago", count=seconds // 3600)

    def lasting(self, seconds: float | timedelta) -> str:
        """``40 s``, ``12 min``, ``2 h 05``, ``3 j``: for figures, in two units at most."""
        total = int(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
        if total < 60:
            return self.words("when.seconds", count=total)
        if total < 3600:
            return self.words("when.minutes", count=total // 60)
        if total < 86400:
            return self.words("when.hours", hours=total // 3600, minutes=f"{total // 60 % 60:02d}")
        return self.words("when.days", count=total // 86400)

    def countdown(self, left: timedelta) -> str:
        """At most six cells: ``07:15`` left, ``+03:10`` late, ``2 h 05``, ``+3 j``."""
        seconds = int(left.total_seconds())
        late = left < timedelta(0)
        seconds = abs(seconds)
        sign = "+" if late else ""
        if seconds < 3600:
            return f"{sign}{seconds // 60:02d}:{seconds % 60:02d}"
        if seconds < 36000:
            return f"{sign}{seconds // 3600}h{seconds // 60 % 60:02d}"
        if seconds < 86400 * 2:
            return f"{sign}{seconds // 3600} h"
        return sign + self.words("when.days", count=seconds // 86400)

    def rests(self, until: datetime | None, now: datetime) -> str:
        """When a resting clock runs again, as short as a column: ``13:30``, ``lun 9h``, ``30/11``."""
        if until is None:
            return ""
        local, today = self.local(until), self.local(now).date()
        distance = (local.date() - today).days
        if distance == 0:
            return f"{local:%H:%M}"
        if 0 < distance < 7:
            minutes = f"{local:%M}" if local.minute else ""
            return f"{self._days[local.weekday()].rstrip('.')} {local.hour}h{minutes}"
        return f"{local:%d/%m}"

    def euros(self, amount: int) -> str:
        """``12 990 €`` in French, ``€12,990`` in English."""
        return self.words("when.euros", amount=self.number(amount))

    def kilometres(self, distance: int) -> str:
        return self.words("when.kilometres", distance=self.number(distance))

    def number(self, count: int) -> str:
        grouped = f"{count:,}"
        return grouped if self.words.lang == "en" else grouped.replace(",", THIN_SPACE)

    def percent(self, share: float) -> str:
        return self.words("when.percent", share=round(share * 100))
