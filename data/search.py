"""Full-text search over leads: an index fed from the change log, and the tail it has not reached.

Indexing inside the transaction of a write would hold the write lock for up to 149 ms: the engine calls
``index_pending`` afterwards, and a search looks at what is still pending itself. Questions are typed by
people in a hurry and pasted from anywhere: only folded words reach the index, never its query syntax.
"""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from data.changes import Change, changes_after, keep_reader_position, reader_position
from data.queries.listed import car_words, first_phone
from data.search_text import asked_words, documents, phone_candidates
from data.store import Store
from rules.values.queue import SearchHit
from rules.vocabulary import Stage

READER = "search"
TAIL_LIMIT = 500
"""Changes not yet indexed that a search looks at itself; the newest ones."""

BATCH = 200
"""Leads indexed in one transaction: a few milliseconds of the write lock."""

_TABLES = SQLModel.metadata.tables
_LEAD, _PERSON, _CAR, _SITE = _TABLES["lead"], _TABLES["person"], _TABLES["car"], _TABLES["site"]
_PHONE, _EMAIL, _LOG = _TABLES["person_phone"], _TABLES["person_email"], _TABLES["change_log"]


def index_pending(store: Store, limit: int = BATCH) -> int:
    """Index what the next ``limit`` changes are about; returns how many changes were read, 0 when none wait."""
    with store.reading_core() as connection:
        changes = changes_after(connection, reader_position(connection, READER), limit)
        if not changes:
            return 0
        words = documents(connection, _leads_of(connection, [change for _, change in changes]))
    with store.writing_core() as connection:
        _write(connection, words)
        keep_reader_position(connection, READER, changes[-1][0])
    return len(changes)


def index_leads(connection: Connection, lead_ids: Collection[int]) -> None:
    """Index these leads at once, in the unit of work that wrote them without a change log."""
    _write(connection, documents(connection, lead_ids))


def index_all(store: Store, batch: int = 1_000) -> int:
    """Index every lead anew, for a store that was filled without a change log; returns how many."""
    with store.reading_core() as connection:
        newest = connection.execute(sa.select(sa.func.max(_LOG.c.id))).scalar() or 0
    done, last = 0, 0
    while True:
        with store.reading_core() as connection:
            ids = connection.execute(
                sa.select(_LEAD.c.id).where(_LEAD.c.id > last).order_by(_LEAD.c.id).limit(batch)
            ).scalars()
            words = documents(connection, ids.all())
        with store.writing_core() as connection:
            if not words:
                keep_reader_position(connection, READER, newest)
                return done
            _write(connection, words)
        done, last = done + len(words), max(words)


def search(
    connection: Connection,
    text: str,
    limit: int = 50,
    site_ids: Collection[int] | None = None,
    held_by: int | None = None,
) -> list[SearchHit]:
    """Leads that have every word of ``text`` (their beginnings are enough), newest first.

    A lead's number, an exact phone number or e-mail address comes before. ``site_ids`` empty or None means
    every site; with ``held_by`` only leads that this person holds, sells or is offered. Any text is allowed; one
    without letters or digits finds nothing.
    """
    seen = _seen(site_ids, held_by)
    words = asked_words(text)
    if not words:
        return []
    exact = _hits(connection, _exact(connection, text.strip(), limit), limit, seen)
    if exact and "@" in text:
        return exact  # nobody else has this address
    pending = _pending(connection)
    tail = [number for number, has in documents(connection, pending).items() if _matches(has, words)]
    found = set(_indexed(connection, _telling(text, words), limit + len(pending), seen)) - pending
    others = _hits(connection, {*found, *tail} - {hit.lead_id for hit in exact}, limit, seen)
    return (exact + others)[:limit]


def _seen(site_ids: Collection[int] | None, held_by: int | None) -> str:
    """The condition on ``lead`` of who may see it, empty for everything."""
    conditions = []
    if site_ids:
        conditions.append(f"lead.site_id IN ({', '.join(str(int(site)) for site in site_ids)})")
    if held_by is not None:
        me = int(held_by)
        conditions.append(
            f"(lead.owner_id = {me} OR lead.salesperson_id = {me} OR lead.offered_to_id = {me})"
        )
    return " AND ".join(conditions)


def _exact(connection: Connection, text: str, limit: int) -> set[int]:
    number = text.removeprefix("#")
    found = {int(number)} if number.isascii() and number.isdigit() and len(number) <= 9 else set()
    persons = []
    if "@" in text:
        persons.append(sa.select(_EMAIL.c.person_id).where(_EMAIL.c.address == text.lower()))
    if phones := phone_candidates(text):
        persons.append(sa.select(_PHONE.c.person_id).where(_PHONE.c.e164.in_(phones)))
    for query in persons:
        leads = sa.select(_LEAD.c.id).where(_LEAD.c.person_id.in_(query))
        found.update(connection.execute(leads.order_by(_LEAD.c.received_at.desc()).limit(limit)).scalars())
    return found


def _pending(connection: Connection) -> set[int]:
    newest = connection.execute(sa.select(sa.func.max(_LOG.c.id))).scalar() or 0
    behind = max(reader_position(connection, READER), newest - TAIL_LIMIT)
    if newest <= behind:
        return set()
    return _leads_of(connection, [change for _, change in changes_after(connection, behind, TAIL_LIMIT)])


def _leads_of(connection: Connection, changes: Sequence[Change]) -> set[int]:
    """The leads those changes are about: themselves, or all of a person's."""
    leads, persons = set(), set()
    for change in changes:
        if change.subject == "lead":
            leads.add(change.subject_id)
        elif change.subject == "person":
            persons.add(change.subject_id)
    if persons:
        leads.update(
            connection.execute(sa.select(_LEAD.c.id).where(_LEAD.c.person_id.in_(persons))).scalars()
        )
    return leads


def _matches(document: Collection[str], words: Sequence[str]) -> bool:
    return all(
        word in document or (len(word) > 1 and any(known.startswith(word) for known in document))
        for word in words
    )


def _telling(text: str, words: Sequence[str]) -> Sequence[str]:
    """The words that tell one lead from another: of a mail address what stands before the @."""
    before, at, _ = text.strip().partition("@")
    return (asked_words(before) or words) if at and not before.count(" ") else words


def _indexed(connection: Connection, words: Sequence[str], limit: int, seen: str) -> list[int]:
    """The newest leads whose indexed text has those words; one letter alone must be a word of its own.

    Whole words come first: SQLite walks their leads from the newest on and stops, while of a beginning it must
    gather all leads before it knows the newest.
    """
    if connection.dialect.name == "sqlite":
        whole = _asked_index(connection, words, limit, seen, are_whole=True)
        if len(whole) == limit:
            return whole
    return _asked_index(connection, words, limit, seen, are_whole=False)


def _asked_index(
    connection: Connection,
    words: Sequence[str],
    limit: int,
    seen: str,
    *,
    are_whole: bool,
) -> list[int]:
    if connection.dialect.name == "sqlite":
        asked = " ".join(f'"{word}"' if are_whole or len(word) == 1 else f'"{word}"*' for word in words)
        source, number, mark = "lead_text", "lead_text.rowid", "lead_text MATCH ?"
    else:
        asked = " & ".join(f"'{word}':*" if len(word) > 1 else f"'{word}'" for word in words)
        source, number, mark = "lead_text", "lead_text.lead_id", "lead_text.body @@ CAST(%s AS tsquery)"
    if seen:
        mark += f" AND {seen}"
        source += f" JOIN lead ON lead.id = {number}"
    found = connection.exec_driver_sql(
        f"SELECT {number} FROM {source} WHERE {mark} ORDER BY {number} DESC LIMIT {int(limit)}",
        (asked,),
    )
    return list(found.scalars())


def _write(connection: Connection, words: dict[int, list[str]]) -> None:
    if not words:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DELETE FROM lead_text WHERE rowid = ?", [(number,) for number in words])
        connection.exec_driver_sql(
            "INSERT INTO lead_text (rowid, body) VALUES (?, ?)",
            [(number, " ".join(document)) for number, document in words.items()],
        )
    else:
        connection.exec_driver_sql(
            "INSERT INTO lead_text (lead_id, body) VALUES (%s, array_to_tsvector(%s::text[]))"
            " ON CONFLICT (lead_id) DO UPDATE SET body = EXCLUDED.body",
            list(words.items()),
        )


def _hits(connection: Connection, ids: Collection[int], limit: int, seen: str) -> list[SearchHit]:
    if not ids:
        return []
    lead, car = _LEAD.c, _CAR.c
    query = (
        sa.select(
            lead.id, _PERSON.c.display_name, first_phone(), car.make, car.model, lead.car_text, lead.stage,
            _SITE.c.name, lead.received_at,
        )
        .select_from(
            _LEAD.outerjoin(_PERSON, _PERSON.c.id == lead.person_id)
            .outerjoin(_CAR, car.id == lead.car_id)
            .outerjoin(_SITE, _SITE.c.id == lead.site_id)
        )
        .where(lead.id.in_(ids))
        .order_by(lead.received_at.desc(), lead.id.desc())
        .limit(limit)
    )  # fmt: skip
    if seen:
        query = query.where(sa.text(seen))
    return [
        SearchHit(
            lead_id=number,
            person=person or "",
            phone=shown or "",
            car=car_words(make, model, car_text),
            stage=Stage(stage),
            site=site or "",
            received_at=received_at,
        )
        for number, person, shown, make, model, car_text, stage, site, received_at in connection.execute(
            query
        )
    ]
