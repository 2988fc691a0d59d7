"""Leads that keep arriving in the demonstration, through the real intake path: files in the drop folder.

Customers answer too: whoever was written to may reply, and the reply is a mail whose In-Reply-To names ours.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from vo_callcenter.demo import documents
from vo_callcenter.demo.cast import Cast, Customer
from vo_callcenter.demo.garage import Car

BETWEEN = (25.0, 70.0)
"""Seconds between two arrivals at speed 1."""
ANSWER_AFTER = (20.0, 60.0)
"""Seconds before a customer answers a mail, at speed 1."""
_FIRST_ARRIVING = 6_000
_KINDS = {
    "leboncoin": 42,
    "lacentrale": 21,
    "adf": 12,
    "csv": 4,
    "again": 8,
    "misspelt": 6,
    "unknown": 4,
    "news": 3,
}
"""What arrives, by weight: people who write twice, and mail that is no lead, belong to every day."""
_SHOWN_FIRST = ("leboncoin", "misspelt", "unknown", "again")
"""So that a newcomer meets each kind within minutes."""
_REMEMBERED = 30
_ANSWERING = 0.6
"""Share of mails that are answered."""


class Arrivals(threading.Thread):
    """Writes leads and replies into the drop folder until stopped."""

    def __init__(
        self,
        drop: Path,
        sent: Path,
        cars: Sequence[Car],
        seed: int,
        speed: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(name="demo-arrivals", daemon=True)
        self._drop = drop
        self._sent = sent
        self._cars = cars
        self._random = Random(seed ^ 0xA11)
        self._cast = Cast(Random(seed ^ 0xCA57), start=_FIRST_ARRIVING)
        self._speed = max(speed, 0.01)
        self._now = now
        self._over = threading.Event()
        self._answered: set[str] = set()
        self._answers: list[tuple[datetime, bytes]] = []
        self._number = 0
        self._heard: list[tuple[Customer, Car]] = []

    def stop(self) -> None:
        self._over.set()

    def run(self) -> None:
        due = self._now() + timedelta(seconds=6 / self._speed)
        while not self._over.wait(min(1.0, 1 / self._speed)):
            now = self._now()
            self._notice_sent(now)
            for at, mail in [answer for answer in self._answers if answer[0] <= now]:
                self._answers.remove((at, mail))
                self.drop("reponse.eml", mail)
            if now >= due:
                self.drop(*self.next_arrival(now))
                due = now + timedelta(seconds=self._random.uniform(*BETWEEN) / self._speed)

    def next_arrival(self, now: datetime) -> tuple[str, bytes]:
        """File name and content of what comes next."""
        random, car = self._random, self._random.choice(self._cars)
        [kind] = random.choices(tuple(_KINDS), tuple(_KINDS.values()))
        if self._number < len(_SHOWN_FIRST):
            kind = _SHOWN_FIRST[self._number]
        match kind:
            case "news":
                return "lettre.eml", documents.newsletter(random, now)
            case "unknown":
                return "portail.eml", documents.unknown_portal_mail(random, self._cast.next(), car, now)
            case "csv":
                guests = [self._cast.next() for _ in range(random.randint(2, 4))]
                return "salon.csv", documents.csv_sheet(random, guests, car)
            case "adf":
                return "lead.xml", documents.adf_document(random, self._somebody(car), car, now)
            case "again" | "misspelt" if self._heard:
                customer, wanted = random.choice(self._heard)
                if kind == "misspelt":
                    customer, wanted = documents.misspelt(random, customer, self._cast.next().phone), car
                return "lacentrale.eml", documents.la_centrale_mail(random, customer, wanted, now)
            case "lacentrale":
                return "lacentrale.eml", documents.la_centrale_mail(random, self._somebody(car), car, now)
            case _:
                return "leboncoin.eml", documents.leboncoin_mail(random, self._somebody(car), car, now)

    def _somebody(self, car: Car) -> Customer:
        """Somebody new, who may write again."""
        customer = self._cast.next()
        self._heard = [*self._heard, (customer, car)][-_REMEMBERED:]
        return customer

    def drop(self, name: str, content: bytes) -> Path:
        """Put a file into the drop folder in one step, as a careful sender does."""
        self._number += 1
        target = self._drop / f"{self._number:05d}-{name}"
        half = target.with_suffix(target.suffix + ".part")
        half.write_bytes(content)
        return half.rename(target)

    def _notice_sent(self, now: datetime) -> None:
        for path in self._sent.glob("*.eml"):
            if path.name in self._answered:
                continue
            self._answered.add(path.name)
            mail = documents.reply_mail(self._random, path.read_bytes(), now)
            if mail is not None and self._random.random() < _ANSWERING:
                after = timedelta(seconds=self._random.uniform(*ANSWER_AFTER) / self._speed)
                self._answers.append((now + after, mail))
