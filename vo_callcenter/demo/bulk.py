"""A demonstration with years behind it: millions of past leads, multiplied inside SQLite from lives that were told.

A few thousand lives are told as always; the short ones among them (a call, a form, no sale) are then copied by
whole quarters back in time, with other people and other numbers. Each copy is whole (its row is what its events
say), but for the answers of its form, and its hours are those of its model: a holiday of that year is not known.
"""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlmodel import SQLModel

from data.address import read_address
from data.schema import migrate
from data.search_text import documents, folded_words
from data.store import Store, open_driver
from data.tables.columns import UtcMoment
from rules.likeness import place_key
from rules.name_likeness import Name, name_keys
from vo_callcenter.demo.cast import Cast
from vo_callcenter.demo.founding import found
from vo_callcenter.demo.history import History
from vo_callcenter.services.office import Office

TOLD = 2_500
"""Lives told one by one, over the last ninety days."""
_QUARTER = timedelta(weeks=13)
_QUARTERS = 12
_EVENTS = 6
"""Events of the lives that are copied: as short as a life gets."""
_NAMES = 5_003
_FICTION = "3363998"
"""A reserved block; seven more digits make numbers that exist nowhere, each of its own."""
_REFERENCES = ("touch", "call")
"""What an event of a short life names, by table."""


def make_large(url: str, *, seed: int, open_leads: int, past_leads: int) -> None:
    """Make the demonstration with that many leads; its file appears when it is whole.

    A store that is there already, or one on PostgreSQL, is left alone.
    """
    path = read_address(url).path
    if path is None or path.exists():
        return
    half = path.with_name(path.name + ".making")
    half.unlink(missing_ok=True)
    store = Store(str(half))
    try:
        migrate(store)
        office = Office(store)
        cars = found(office, seed)
        told = min(TOLD, past_leads)
        copied = past_leads - told
        History(office, cars, seed, leads_before=copied).write_past(told)
        if copied:
            _copy_past(store, Random(seed), copied)
        History(office, cars, seed, leads_before=past_leads + told).write_open(open_leads)
    finally:
        store.dispose()
    with closing(open_driver(half)) as driver:
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    half.rename(path)
    for left in ("-wal", "-shm", ".lock"):
        Path(f"{half}{left}").unlink(missing_ok=True)


def _copy_past(store: Store, random: Random, wanted: int) -> None:
    assert store.path is not None
    with closing(open_driver(store.path)) as driver:
        models = _models(driver)
        with store.reading_core() as connection:
            words = documents(connection, models)
        store.dispose()
        # Nobody else knows this file, and it has no name before it is whole: no journal, no index while it grows.
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "foreign_keys = OFF",
            "cache_size = -262144",
        ):
            driver.execute(f"PRAGMA {pragma}")
        driver.execute("BEGIN")
        _set_out(driver, random, models, words, wanted)
        indexes = driver.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN"
            " ('person', 'person_phone', 'person_email', 'lead', 'touch', 'call', 'lead_event', 'clock_run')"
        ).fetchall()
        for name, _ in indexes:
            driver.execute(f"DROP INDEX {name}")
        for statement in _statements(len(models), wanted):
            driver.execute(statement)
        for _, statement in indexes:
            driver.execute(statement)
        driver.execute("COMMIT")
        driver.execute("PRAGMA journal_mode = WAL")


def _models(driver: sqlite3.Connection) -> list[int]:
    """The leads that are copied."""
    rows = driver.execute(
        "SELECT lead_id FROM lead_event JOIN lead ON lead.id = lead_id WHERE NOT is_open"
        f" GROUP BY lead_id HAVING count(*) = {_EVENTS} ORDER BY lead_id"
    )
    return [number for (number,) in rows]


def _set_out(
    driver: sqlite3.Connection, random: Random, models: list[int], words: dict[int, list[str]], wanted: int
) -> None:
    """Lay the models, the shifts and the names out in temporary tables, numbered from 0."""
    driver.execute("CREATE TEMP TABLE model (n INTEGER PRIMARY KEY, lead_id INTEGER UNIQUE, words TEXT)")
    for place, number in enumerate(models):
        person = driver.execute(
            "SELECT display_name || ' ' || full_name || ' ' || city || ' ' || postcode || ' ' || address || ' ' || e164"
            " FROM lead JOIN person ON person.id = lead.person_id"
            " JOIN person_email USING (person_id) JOIN person_phone USING (person_id) WHERE lead.id = ?",
            (number,),
        ).fetchone()[0]
        of_person = set(folded_words(person))
        kept = (word for word in words[number] if word not in of_person and not word.isdigit())
        driver.execute("INSERT INTO model VALUES (?, ?, ?)", (place, number, " ".join(kept)))

    driver.execute("CREATE TEMP TABLE copy (k INTEGER PRIMARY KEY, shift TEXT)")
    copies = -(-wanted // len(models))
    shifts = [f"-{(_QUARTERS - 1 - k * _QUARTERS // copies) * _QUARTER.days} days" for k in range(copies)]
    driver.executemany("INSERT INTO copy VALUES (?, ?)", enumerate(shifts))

    driver.execute(
        "CREATE TEMP TABLE name (n INTEGER PRIMARY KEY, first_name, last_name, display_name, city, postcode, mail, words,"
        " last_key, first_key, place)"
    )
    cast = Cast(random)
    for place in range(_NAMES):
        one = cast.next()
        mail = one.email.partition("@")[0].rstrip("0123456789")
        keys = name_keys(Name(one.last_name, one.first_name))
        said = " ".join(folded_words(f"{one.display_name} {one.city} {one.postcode}"))
        driver.execute(
            f"INSERT INTO name VALUES ({', '.join('?' * 11)})",
            (
                place,
                one.first_name,
                one.last_name,
                one.display_name,
                one.city,
                one.postcode,
                mail,
                said,
                *keys,
                place_key(one.postcode, one.city),
            ),
        )

    driver.execute(
        "CREATE TEMP TABLE story (n INTEGER, place INTEGER, id INTEGER, reference TEXT, named INTEGER,"
        " before TEXT, after TEXT, PRIMARY KEY (n, place)) WITHOUT ROWID"
    )
    rows = driver.execute(
        "SELECT n, lead_event.id, data FROM model JOIN lead_event USING (lead_id) ORDER BY n, lead_event.id"
    ).fetchall()
    for place, (n, event, data) in enumerate(rows):
        said = json.loads(data)
        reference = next((name for name in _REFERENCES if name in said), None)
        # The id is cut out of the text, so that a copy only puts its own between the two halves.
        before, _, after = (
            data.partition(f'"{reference}": {said[reference]}') if reference else (data, "", "")
        )
        if reference:
            before += f'"{reference}": '
        driver.execute(
            "INSERT INTO story VALUES (?, ?, ?, ?, ?, ?, ?)",
            (n, place % _EVENTS, event, reference, said.get(reference) if reference else None, before, after),
        )


def _statements(models: int, wanted: int) -> list[str]:
    """One INSERT a table. A copy's lead, person, phone, e-mail, touch and call all bear its own number ``x``."""
    x = f"(1 + copy.k * {models} + model.n)"
    grid = f"FROM copy CROSS JOIN model CROSS JOIN name ON name.n = {x} * 7919 % {_NAMES}"
    upto = f"WHERE {x} <= {wanted} ORDER BY copy.k, model.n"
    mail = f"name.mail || {x} || '@example.com'"
    phone = f"'+{_FICTION}' || printf('%07d', {x})"
    of_lead = "CROSS JOIN {0} ON {0}.lead_id = model.lead_id"
    told = "CROSS JOIN story ON story.n = model.n CROSS JOIN lead_event ON lead_event.id = story.id"
    people = "CROSS JOIN lead ON lead.id = model.lead_id CROSS JOIN person ON person.id = lead.person_id"
    return [
        _insert(
            "person", f"{grid} {people} {upto}",
            id=x, first_name="name.first_name", last_name="name.last_name",
            full_name="name.first_name || ' ' || name.last_name", display_name="name.display_name",
            city="name.city", postcode="name.postcode",
            last_key="name.last_key", first_key="name.first_key", place="name.place",
        ),
        _insert(
            "person_phone", f"FROM copy CROSS JOIN model {upto}",
            id=x, person_id=x, raw=phone, e164=phone, kind="'fiction'", extension="''",
            is_shared="0", is_others="0", is_wrong="0",
        ),
        _insert(
            "person_email", f"{grid} {upto}", id=x, person_id=x, raw=mail, address=mail, is_relay="0",
            mailbox=f"name.mail || {x}",
        ),
        _insert(
            "lead", f"FROM copy CROSS JOIN model CROSS JOIN lead ON lead.id = model.lead_id {upto}", id=x, person_id=x
        ),
        _insert("touch", f"{grid} {of_lead.format('touch')} {upto}", id=x, lead_id=x, address=mail),
        _insert("call", f"FROM copy CROSS JOIN model {of_lead.format('call')} {upto}", id=x, lead_id=x, number=phone),
        _insert(
            "lead_event", f"FROM copy CROSS JOIN model {told} {upto}, story.place",
            id=f"({x} * {_EVENTS} + story.place)", lead_id=x,
            data=f"story.before || CASE WHEN story.reference IS NULL THEN '' ELSE {x} END || story.after",
        ),
        _insert("clock_run", f"FROM copy CROSS JOIN model {of_lead.format('clock_run')} {upto}", id="NULL", lead_id=x),
        f"INSERT INTO lead_text (rowid, body) SELECT {x}, model.words || ' ' || name.words || ' ' || name.mail || {x}"
        f" || ' example com {_FICTION}' || printf('%07d 0{_FICTION[2:]}%07d', {x}, {x})"
        f" || printf(' %06d %04d', {x} % 1000000, {x} % 10000) {grid} {upto}",
    ]  # fmt: skip


def _insert(table: str, source: str, **said: str) -> str:
    """Copy a table's row: columns named in ``said`` are written so, moments are shifted, the rest stays."""
    columns = SQLModel.metadata.tables[table].columns
    values = []
    for column in columns:
        if column.name in said:
            values.append(said[column.name])
        elif isinstance(column.type, UtcMoment):
            values.append(f"date({table}.{column.name}, copy.shift) || substr({table}.{column.name}, 11)")
        else:
            values.append(f'{table}."{column.name}"')
    names = ", ".join(f'"{column.name}"' for column in columns)
    return f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} {source}'
