"""``python -m benchmarks.intake``: how fast leads are taken in, beside the bare parser library on the same bytes.

Three ways in one run: ADF documents and portal mails, each stored, read, matched, scored and committed; then one CSV
file of 100,000 rows, with the rows a second of its first and of its last tenth and the memory it took. Every lead is
of a person of its own, so each is matched against all that came before. Linux only.
"""

import argparse
import csv
import io
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from benchmarks.names import family_name, first_name
from benchmarks.rounds import rounds
from data.schema import migrate
from data.store import Store
from data.tables import GroupRow, SiteRow
from rules.reading.reader import read
from vo_callcenter.adapters.document import document_of_bytes
from vo_callcenter.bootstrap import Application

WHOLE, READING, BARE = "whole", "reading", "bare"
CARS = ("Peugeot 208", "Renault Clio", "Citroën C3", "Dacia Sandero", "Volkswagen Golf")
_TENTH = 10


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of document: its name for the file, how one is made, and the library that parses it."""

    name: str
    suffix: str
    document: Callable[[int], bytes]
    parser: str
    parse: Callable[[bytes], object]


def adf(number: int) -> bytes:
    make, model = CARS[number % len(CARS)].split()
    return f"""<?xml version="1.0" encoding="UTF-8"?><?adf version="1.0"?>
<adf><prospect><id source="portail">A{number}</id><requestdate>2026-11-23T09:59:00+01:00</requestdate>
<vehicle interest="buy" status="used"><make>{make}</make><model>{model}</model><year>2019</year></vehicle>
<customer><contact><name part="first">{first_name(number)}</name><name part="last">{family_name(number)}</name>
<email>client{number}@example.org</email><address><postalcode>{postcode(number)}</postalcode></address></contact>
<comments>Bonjour, la voiture est-elle encore disponible ? Je peux passer samedi matin.</comments></customer>
</prospect></adf>""".encode()


def portal_mail(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"] = "leboncoin <no-reply@leboncoin.fr>"
    mail["To"] = "vo@garage.example.com"
    mail["Subject"] = f'Nouveau message pour "{CARS[number % len(CARS)]}" sur leboncoin'
    mail["Date"] = "Mon, 23 Nov 2026 09:59:00 +0100"
    mail["Message-ID"] = f"<{number}@leboncoin.fr>"
    mail.set_content(
        f"Bonjour,\n\nVous avez reçu une nouvelle demande sur leboncoin.\n\nPrénom : {first_name(number)}\n"
        f"Nom : {family_name(number)}\nE-mail : client{number}@example.org\nVille : Lyon ({postcode(number)})\n\n"
        f"Message :\nBonjour, est-elle disponible ?\n\nPrix : 12 990 €\nRéférence : REF-{number}\n\nL'équipe leboncoin\n"
    )
    return mail.as_bytes()


def sheet(rows: int) -> bytes:
    """A CSV file as French Excel writes it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Nom", "Prénom", "Email", "Code postal", "Véhicule", "Message"))
    for number in range(rows):
        address = f"client{number}@example.org"
        car = CARS[number % len(CARS)]
        writer.writerow(
            (family_name(number), first_name(number), address, postcode(number), car, "Disponible ?")
        )
    return text.getvalue().encode("cp1252")


def postcode(number: int) -> str:
    return f"{number % 95 + 1:02d}{number % 80:03d}"


def parse_xml(content: bytes) -> object:
    from lxml import etree

    return etree.fromstring(content)


def parse_mail(content: bytes) -> object:
    """As the library gives it: headers and text are decoded when they are asked for."""
    message = BytesParser(policy=default).parsebytes(content)
    return [*message.items()], message.get_content()


WAYS = (
    Way("ADF", "xml", adf, "lxml", parse_xml),
    Way("portal mail", "eml", portal_mail, "email", parse_mail),
)


def application(folder: Path) -> Application:
    """A new group with one site."""
    store = Store(str(folder / "store.db"))
    migrate(store)
    with store.writing() as session:
        session.add(GroupRow(id=1, name="Groupe Mercier", created_at=datetime.now(UTC)))
        session.add(SiteRow(name="Lyon", region="Rhône", postcode="69003", city="Lyon"))
    return Application(store, lambda: datetime.now(UTC))


def take_all(documents: Sequence[bytes], suffix: str) -> float:
    """Seconds to take them in, into a new store. Raises when one did not become a lead."""
    with tempfile.TemporaryDirectory() as name:
        office = application(Path(name))
        begun = time.perf_counter()
        became = Counter(
            result.outcome.value
            for number, content in enumerate(documents)
            for result in office.intake.take_bytes(content, f"{number}.{suffix}")
        )
        seconds = time.perf_counter() - begun
        office.close()
    if became != {"lead": len(documents)}:
        raise RuntimeError(f"not all became leads: {dict(became)}")
    return seconds


def each_way(way: Way, count: int, again: int, say: Callable[[str], None]) -> str:
    """Documents a second, whole, read only, and parsed only."""
    documents = [way.document(number) for number in range(count)]
    at = datetime.now(UTC)

    def timed(do: Callable[[bytes], object]) -> Callable[[], dict[str, float]]:
        def arm() -> dict[str, float]:
            begun = time.perf_counter()
            for content in documents:
                do(content)
            return {"s": time.perf_counter() - begun}

        return arm

    found = rounds(
        {
            BARE: timed(way.parse),
            READING: timed(lambda content: read(content, f"1.{way.suffix}", at)),
            WHOLE: lambda: {"s": take_all(documents, way.suffix)},
        },
        again,
        say,
    )
    speeds = {arm: count / found.median(arm, "s") for arm in (WHOLE, READING, BARE)}
    return (
        f"{way.name:<12} {speeds[WHOLE]:>8,.0f} {speeds[READING]:>10,.0f} {speeds[BARE]:>10,.0f}   {way.parser:<6}"
        f" {found.ratio(WHOLE, BARE, 's'):>7,.1f}× {found.ratio(READING, BARE, 's'):>7,.1f}× {found.null('s'):>6.2f}"
    )


def one_sheet(rows: int, say: Callable[[str], None]) -> str:
    """The CSV file: how long, whether it slows down, and what memory it takes."""
    content = sheet(rows)
    begun = time.perf_counter()
    parsed = sum(1 for _ in csv.reader(io.StringIO(content.decode("cp1252")), delimiter=";")) - 1
    bare_s = time.perf_counter() - begun
    marks: dict[int, tuple[float, float]] = {}

    def tell(done: int, of: int) -> None:
        if done % max(1, of // _TENTH) == 0:
            marks[done * _TENTH // of] = (time.perf_counter(), memory_mb())
            say(f"CSV: {done:,} of {of:,}, {marks[done * _TENTH // of][1]:,.0f} MB")

    with tempfile.TemporaryDirectory() as name:
        office = application(Path(name))
        begun = time.perf_counter()
        became: Counter[str] = Counter()
        office.intake.take(
            document_of_bytes("demandes.csv", content),
            tell=tell,
            hear=lambda result: became.update([result.outcome.value]),
        )
        seconds, leads = time.perf_counter() - begun, became["lead"]
        office.close()
    assert leads == parsed == rows, (leads, parsed, rows)
    tenth = rows / _TENTH
    first, last = (tenth / (marks[each + 1][0] - marks[each][0]) for each in (1, _TENTH - 1))
    return (
        f"CSV          {rows:,} rows in {seconds:,.0f} s: {rows / seconds:,.0f} a second; bare csv {rows / bare_s:,.0f}\n"
        f"             second tenth {first:,.0f} a second, last {last:,.0f}; memory {marks[1][1]:,.0f} MB after a tenth,"
        f" {marks[_TENTH][1]:,.0f} MB at the end"
    )


def memory_mb() -> float:
    """What the process holds in memory of its own: not the pages of the store, which it shares with the system."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["RssAnon"].split()[0]) * 1024 / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000, help="of each kind, a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=100_000, help="of the CSV file")
    options = parser.parse_args()

    def say(what: str) -> None:
        with suppress(OSError):
            sys.stderr.write(f"\r\x1b[K{what}" if sys.stderr.isatty() else "")

    lines = [each_way(way, options.documents, options.rounds, say) for way in WAYS]
    lines.append(one_sheet(options.rows, say) if options.rows else "")
    say("")
    print(
        f"a second     {'whole':>8} {'reading':>10} {'parsing':>10}   by     whole/by reading/by A/A",
        *lines,
        sep="\n",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
