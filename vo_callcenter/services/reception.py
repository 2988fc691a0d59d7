"""Calls over HTTP are received: all that wait are written in one transaction, and each is answered after its commit.

A commit waits for the disk; a hundred calls that share one wait for it once. Nothing is read here: that happens behind.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from data.changes import note_change
from data.queries.matching import intake_alone
from data.queries.webhooks import forget_seen, note_accepted, note_refused
from data.tables import RawInputRow, WebhookSeenRow
from rules.values.webhook import Webhook, WebhookKind
from rules.vocabulary import RawOutcome
from vo_callcenter.services.office import Office
from vo_callcenter.services.way_in import WEBHOOK

WINDOW = timedelta(minutes=5)
"""How far a signed moment may be from ours: clocks differ, and calls are tried again."""
SAME_AGAIN = timedelta(days=1)
"""The same words within a day are one demand sent twice; later, somebody asks the same thing again."""

_RAW = SQLModel.metadata.tables[RawInputRow.__tablename__]
_SEEN = SQLModel.metadata.tables[WebhookSeenRow.__tablename__]


@dataclass(frozen=True, slots=True)
class Call:
    """One call whose signature is right."""

    webhook: Webhook
    body: bytes
    received_at: datetime
    signature: str = ""
    """What may come only once; empty where the sender signs no moment."""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a call."""

    raw_id: int
    is_new: bool = True
    """Whether it is to be read; the same words are in the store already otherwise."""
    is_replay: bool = False
    """The very same call was accepted before: nothing was written."""


@dataclass(frozen=True, slots=True)
class _Known:
    content_hash: str
    raw_id: int
    received_at: datetime
    outcome: str
    lead_id: int | None


class Reception:
    def __init__(self, office: Office) -> None:
        self._office = office

    def receive(self, calls: Sequence[Call]) -> list[Received]:
        """Write the calls in one transaction; they are in the store when it returns.

        Raises ``Refusal`` when the store fails: then none of them is.
        """
        with self._office.store.writing_core() as connection:
            intake_alone(connection)
            names = [_hashes(call) for call in calls]
            batch = _Batch(_seen(connection, calls), _known(connection, set(chain.from_iterable(names))))
            for number, call in enumerate(calls):
                batch.add(number, call, names[number])
            self._write(connection, batch)
            taken = Counter(
                call.webhook.id for number, call in enumerate(calls) if not batch.results[number].is_replay
            )
            for webhook_id, count in taken.items():
                note_accepted(connection, webhook_id, count, self._office.now())
        return [batch.results[number] for number in range(len(calls))]

    def note_refused(self, refused: Mapping[int, tuple[int, str]]) -> None:
        """So many calls of each source were refused, the last one for that."""
        if not refused:
            return
        with self._office.store.writing_core() as connection:
            for webhook_id, (count, code) in refused.items():
                note_refused(connection, webhook_id, count, code, self._office.now())

    def forget_seen(self, window: timedelta) -> None:
        """Drop signatures that are so old that their age refuses them."""
        with self._office.store.writing() as session:
            forget_seen(session, self._office.now() - 2 * window)

    def _write(self, connection: Connection, batch: "_Batch") -> None:
        if batch.marks:
            connection.execute(sa.insert(_SEEN), batch.marks)
        now, rows = self._office.now(), list(batch.rows.values())
        if rows:
            statement = sa.insert(_RAW).returning(_RAW.c.id, sort_by_parameter_order=True)
            ids = connection.execute(statement, rows).scalars().all()
            for number, row, raw_id in zip(batch.rows, rows, ids, strict=True):
                batch.results[number] = Received(raw_id, is_new=row["outcome"] == RawOutcome.PENDING.value)
                note_change(connection, "raw", raw_id, now)
        for number, first in batch.twins.items():
            batch.results[number] = Received(batch.results[first].raw_id, is_new=False)


@dataclass(slots=True)
class _Batch:
    """What is to be written for the calls of one transaction, by their place in it."""

    seen: set[tuple[int, str]]
    known: Mapping[str, _Known]
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    marks: list[dict[str, Any]] = field(default_factory=list)
    twins: dict[int, int] = field(default_factory=dict)
    """A call that says what an earlier one of this batch says."""
    results: dict[int, Received] = field(default_factory=dict)
    _first: dict[str, int] = field(default_factory=dict)

    def add(self, number: int, call: Call, names: Sequence[str]) -> None:
        if call.signature and not self._is_first(call):
            self.results[number] = Received(0, is_new=False, is_replay=True)
            return
        digest, today, _ = names
        before = max((self.known[name] for name in names if name in self.known), key=_number, default=None)
        if before is not None and _is_said_anew(call, before):
            digest, before = today, None
        if before is not None and before.outcome == RawOutcome.PENDING:
            self.results[number] = Received(before.raw_id, is_new=False)
        elif before is not None:
            self.rows[number] = _row(call, before.content_hash, RawOutcome.REPEATED, b"", before.lead_id)
        elif digest in self._first:
            self.twins[number] = self._first[digest]
        else:
            self._first[digest] = number
            self.rows[number] = _row(call, digest, RawOutcome.PENDING, call.body, None)

    def _is_first(self, call: Call) -> bool:
        """Whether nobody came with this signature before; from now on somebody did."""
        mark = (call.webhook.id, call.signature)
        if mark in self.seen:
            return False
        self.seen.add(mark)
        at = call.signed_at or call.received_at
        self.marks.append({"webhook_id": mark[0], "signature": mark[1], "at": at})
        return True


def _seen(connection: Connection, calls: Sequence[Call]) -> set[tuple[int, str]]:
    signatures = {call.signature for call in calls if call.signature}
    if not signatures:
        return set()
    rows = connection.execute(
        sa.select(_SEEN.c.webhook_id, _SEEN.c.signature).where(_SEEN.c.signature.in_(signatures))
    )
    return {(row.webhook_id, row.signature) for row in rows}


def _known(connection: Connection, hashes: Collection[str]) -> dict[str, _Known]:
    """The latest document with each of these contents."""
    rows = connection.execute(
        sa.select(_RAW.c.content_hash, _RAW.c.id, _RAW.c.received_at, _RAW.c.outcome, _RAW.c.lead_id)
        .where(
            _RAW.c.content_hash.in_(hashes),
            _RAW.c.part == 0,
            _RAW.c.outcome != RawOutcome.REPEATED.value,
        )
        .order_by(_RAW.c.id)
    )
    return {
        row.content_hash: _Known(row.content_hash, row.id, row.received_at, row.outcome, row.lead_id)
        for row in rows
    }


def _number(known: _Known) -> int:
    return known.raw_id


def _is_said_anew(call: Call, before: _Known) -> bool:
    """Whether the same words are another demand. Facebook says of each what it is: the same is the same for ever."""
    is_later = call.received_at - before.received_at > SAME_AGAIN
    return is_later and call.webhook.kind is not WebhookKind.FACEBOOK


def _hashes(call: Call) -> tuple[str, str, str]:
    """Of these words as they came first, and as they came again on the day of this call or on the one before.

    What makes two calls the same: who says it and what; for events of calls, which say little, when too.
    """
    digest = hashlib.sha256(call.body)
    if call.webhook.kind is not WebhookKind.FACEBOOK:
        digest.update(b"\0" + call.webhook.name.encode())
    if call.webhook.kind is WebhookKind.PHONE:
        digest.update(b"\0" + (call.signed_at or call.received_at).isoformat().encode())
    first = digest.hexdigest()
    today, yesterday = (
        hashlib.sha256(f"{first} {moment:%Y-%m-%d}".encode()).hexdigest()
        for moment in (call.received_at, call.received_at - SAME_AGAIN)
    )
    return first, today, yesterday


def _row(call: Call, digest: str, outcome: RawOutcome, content: bytes, lead_id: int | None) -> dict[str, Any]:
    return {
        "content_hash": digest,
        "part": 0,
        "origin": WEBHOOK,
        "name": call.webhook.name,
        "content": content,
        "size": len(call.body),
        "message_id": "",
        "received_at": call.received_at,
        "reader": "",
        "outcome": outcome.value,
        "reason": "",
        "lead_id": lead_id,
    }
