"""P11: every question that a key asks, at 2,000,000 leads and at 20,000, through the services themselves."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks.goals import Finding, Limit, counted
from data.queries.claims import claim_next
from rules.values.staff import Actor
from rules.vocabulary import Channel, Lane
from vo_callcenter.bootstrap import Application, bootstrap

P11_MS = Limit("P11", "slowest question behind a key", most=50, unit="ms")
P11 = Limit("P11", "the same over 20,000 leads", most=1.5, unit="×")

NOTICED_MS = 5.0
"""Below a tenth of the limit a ratio says little (five hits cost less than fifty): a quicker answer counts as so long."""
SEARCHES = (
    "name",
    "first and last name",
    "phone",
    "last four digits",
    "mail",
    "plate",
    "a common word",
    "a car",
)


class _TakenBackError(Exception):
    """The claim was only tried."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question at both sizes, in milliseconds (medians)."""

    name: str
    large_ms: float
    small_ms: float

    @property
    def ratio(self) -> float:
        return max(self.large_ms, NOTICED_MS) / max(self.small_ms, NOTICED_MS)


class Desk:
    """A store, who sits at it, and leads to ask about."""

    def __init__(self, path: Path) -> None:
        self.application: Application = bootstrap(str(path))
        self.random = Random(7)
        self.operator = self._of_role("operator")
        self.salesperson = self._of_role("salesperson")
        with self.application.store.reading_core() as connection:
            connection.exec_driver_sql("SELECT 1")
            self.open_leads = list(connection.execute(sa.text("SELECT id FROM lead WHERE is_open")).scalars())
            # Who was called in vain often enough has no relaunch to propose.
            rarely_called = sa.text("SELECT id FROM lead WHERE is_open AND attempts < 2")
            self.to_relaunch = list(connection.execute(rarely_called).scalars())
            self.shown = self.application.queue.rows(self.operator, Lane.ALL, 3_000)
            last = connection.execute(sa.text("SELECT MAX(id) FROM lead")).scalar_one()
            some = [self.random.randrange(1, last) for _ in range(400)]
            self.known = connection.execute(
                sa.text(
                    "SELECT lead.id, first_name, last_name, address, e164, plate, make, model FROM lead"
                    " JOIN person ON person.id = lead.person_id JOIN person_phone USING (person_id)"
                    " JOIN person_email USING (person_id) JOIN car ON car.id = lead.car_id"
                    f" WHERE lead.id IN ({','.join(map(str, some))})"
                )
            ).all()

    def _of_role(self, role: str) -> Actor:
        sign_in = self.application.sign_in
        return sign_in.sign_in(next(one.id for one in sign_in.people() if one.role == role))

    def questions(self) -> dict[str, Callable[[], Any]]:
        """What can be asked, by name; every call asks about something else."""
        app, me, seller = self.application, self.operator, self.salesperson
        queue = app.queue
        asked: dict[str, Callable[[], Any]] = {
            f"lane {lane.value}, first rows": partial(queue.rows, me, lane, 120) for lane in Lane
        }
        asked |= {
            "lane all, a page further down": lambda: queue.rows(
                me, Lane.ALL, 1_000, self.random.choice(self.shown)
            ),
            "reload ten rows": lambda: queue.reload(me, Lane.ALL, self.random.sample(self.open_leads, 10)),
            "counts of the lanes": lambda: queue.counts(me),
            "my day": lambda: queue.my_day(me),
            "next planned": lambda: queue.next_planned(me),
            "claim": self._claim,
            "card of an open lead": lambda: app.leads.card(me, self.random.choice(self.open_leads)),
            "card of a past lead": lambda: app.leads.card(me, self._known()[0]),
            "explain": lambda: app.leads.explain(me, self._known()[0]),
            "candidates": lambda: app.route.candidates(me, self.random.choice(self.open_leads)),
            "templates": lambda: app.compose.templates(
                me, self.random.choice(self.open_leads), Channel.EMAIL
            ),
            "a mail's preview": lambda: app.compose.preview(
                me, self.random.choice(self.open_leads), Channel.EMAIL, None, "Votre demande", "Bonjour,"
            ),
            "a draft": lambda: app.compose.draft(me, self.random.choice(self.open_leads), "email"),
            "a relaunch proposed": lambda: app.relaunch.propose(me, self.random.choice(self.to_relaunch)),
            "agenda": lambda: app.relaunch.agenda(me, app.office.now() - timedelta(days=1), 7),
            "salesperson's desk": lambda: app.sales.desk(seller),
            "to sort": lambda: app.sorting.entries(me),
            "filed": lambda: app.sorting.entries(me, filed=True),
            "outbox": lambda: app.outbox.entries(me),
            "outbox, unfinished": lambda: app.outbox.entries(me, unfinished_only=True),
            "mail that needs a look": lambda: app.outbox.unread_problems(me),
            "people": lambda: app.people.people(),
            "sites": lambda: app.people.sites(),
            "nothing changed": lambda: app.live.changes(),
        }
        return asked | {f"search: {name}": partial(self._search, name) for name in SEARCHES}

    def _search(self, name: str) -> Sequence[Any]:
        return self.application.queue.search(self.operator, self._typed(name))

    def _known(self) -> Sequence[Any]:
        return self.random.choice(self.known)

    def _typed(self, name: str) -> str:
        _, first, last, mail, phone, plate, make, model = self._known()
        typed: dict[str, str] = {
            "name": last,
            "first and last name": f"{first} {last}",
            "phone": f"0{phone[3:]}",
            "last four digits": phone[-4:],
            "mail": mail,
            "plate": plate,
            "a common word": "bonjour",
            "a car": f"{make} {model}",
        }
        return typed[name]

    def _claim(self) -> None:
        with suppress(_TakenBackError), self.application.store.writing_core() as connection:
            claim_next(connection, self.operator.id, self.application.office.now(), 1)
            raise _TakenBackError


def questions(
    large: Path, small: Path, times: int, say: Callable[[str], None]
) -> tuple[list[Finding], list[Asked]]:
    """P11, and every question by itself."""
    desks = Desk(large), Desk(small)
    found: list[Asked] = []
    at_large, at_small = (desk.questions() for desk in desks)
    for name in at_large:
        say(name)
        pair = (at_large[name], at_small[name])
        for desk, ask in zip(desks, pair, strict=True):
            desk.random.seed(name)
            for _ in range(times):
                ask()  # warm: what is timed was asked before
            desk.random.seed(name)
        taken: tuple[list[float], list[float]] = ([], [])
        for number in range(times):
            for which in (0, 1) if number % 2 else (1, 0):
                started = time.perf_counter()
                pair[which]()
                taken[which].append(1_000 * (time.perf_counter() - started))
        found.append(Asked(name, median(taken[0]), median(taken[1])))
    for desk in desks:
        desk.application.close()
    slowest = max(found, key=lambda one: one.large_ms)
    worst = max(found, key=lambda one: one.ratio)
    return [
        _named(counted(P11_MS, slowest.large_ms, rounds=times), slowest.name),
        _named(counted(P11, worst.ratio, rounds=times), worst.name),
    ], found


def _named(finding: Finding, question: str) -> Finding:
    return replace(finding, what=f"{finding.what} ({question})")
