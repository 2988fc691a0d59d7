"""``python -m benchmarks.webhooks``: signed leads sent to a running engine; how many are accepted, and is one lost?

First so many a second for so long (500 for 20 s), each due at a moment of its own. Then as many as go, beside the bare
web server that answers the same calls and keeps nothing. Reading rests meanwhile: ``--wait`` says how long it takes
afterwards. Linux only.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from benchmarks.names import family_name
from benchmarks.rounds import percentile
from data.schema import migrate
from data.store import Store
from data.tables import GroupRow, RawInputRow, SiteRow, WebhookRow
from rules.vocabulary import RawOutcome

SECRET = "a secret of this benchmark alone"
SOURCE = "site"
_READ_S = 600
"""Seconds to wait until all is read."""


@dataclass(slots=True)
class Sent:
    """What came of a load."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    ids: set[int] = field(default_factory=set)
    """What the accepted calls were told: numbers of raw inputs."""
    milliseconds: list[float] = field(default_factory=list)
    """From the moment a call was due to its answer."""

    @property
    def accepted(self) -> int:
        return self.statuses[202]

    @property
    def per_second(self) -> float:
        return self.accepted / self.seconds


def call(number: int) -> bytes:
    """A whole HTTP request: the lead of a person of its own, signed now."""
    body = json.dumps(
        {
            "prénom": "Jean",
            "nom": family_name(number),
            "email": f"client{number}@example.org",
            "véhicule": "Peugeot 208 1.2 PureTech",
            "code_postal": f"{number % 95 + 1:02d}{number % 80:03d}",
            "message": "Bonjour, la voiture est-elle encore disponible ? Je peux passer samedi matin.",
        },
        ensure_ascii=False,
    ).encode()
    stamp = str(int(time.time())).encode()
    digest = hmac.new(SECRET.encode(), stamp + b"." + body, hashlib.sha256).hexdigest().encode()
    return (
        b"POST /leads/" + SOURCE.encode() + b" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"X-VO-Timestamp: " + stamp + b"\r\nX-VO-Signature: sha256=" + digest + b"\r\nContent-Length: "
        + str(len(body)).encode() + b"\r\n\r\n" + body
    )  # fmt: skip


async def load(port: int, count: int, per_second: float, connections: int, first: int) -> Sent:
    """Send so many calls over so many connections; ``per_second`` 0 sends each as soon as a connection is free."""
    sent, numbers, begun = Sent(), iter(range(count)), time.perf_counter()

    async def caller() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            due = begun + number / per_second if per_second else time.perf_counter()
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            writer.write(call(first + number))
            status, body = await _answer(reader)
            sent.milliseconds.append((time.perf_counter() - due) * 1000)
            sent.statuses[status] += 1
            if status == 202 and body:
                sent.ids.add(json.loads(body).get("id", 0))
        writer.close()

    await asyncio.gather(*(caller() for _ in range(connections)))
    sent.seconds = time.perf_counter() - begun
    return sent


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    return int(lines[0].split()[1]), await reader.readexactly(length)


@contextmanager
def engine(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A real engine on a new store that listens there."""
    path = folder / "store.db"
    store = Store(str(path))
    migrate(store)
    now = datetime.now(UTC)
    with store.writing() as session:
        session.add(GroupRow(id=1, name="Groupe Mercier", created_at=now))
        session.add(SiteRow(name="Lyon", region="Rhône", postcode="69003", city="Lyon"))
        session.add(WebhookRow(name=SOURCE, kind="leads", created_at=now))
    store.dispose()
    environment = {
        **os.environ,
        "VO_STORE": str(path),
        "VO_DROP_FOLDER": str(folder / "drop"),
        "VO_LISTEN_PORT": str(port),
        "VO_LISTEN_RATE": "100000",
        f"VO_WEBHOOK_{SOURCE.upper()}_SECRET": SECRET,
    }
    with _process([sys.executable, "-P", "-m", "vo_callcenter.engine.process"], environment, port) as process:
        yield process


@contextmanager
def bare(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The web server alone: it reads each body and answers 202."""
    with _process(
        [sys.executable, "-m", "benchmarks.webhooks", "--bare", str(port)], dict(os.environ), port
    ) as process:
        yield process


def serve_bare(port: int) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    async def answer(request: Request) -> JSONResponse:
        await request.body()
        return JSONResponse({"status": "accepted"}, 202)

    app = Starlette(routes=[Route("/leads/{name}", answer, methods=["POST"])])
    uvicorn.run(app, port=port, http="h11", lifespan="off", log_config=None, access_log=False)


@contextmanager
def _process(
    command: list[str], environment: dict[str, str], port: int
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, env=environment)
    try:
        asyncio.run(_until_it_answers(port))
        yield process
    finally:
        process.terminate()
        process.wait(30)


async def _until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit("nobody listens")


def cpu_seconds(process: "subprocess.Popen[bytes]") -> float:
    """Processor time the process has taken so far."""
    said = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def in_store(folder: Path, ids: set[int]) -> int:
    """How many of these raw inputs are there."""
    store = Store(str(folder / "store.db"))
    with store.reading() as session:
        found = set(session.exec(select(RawInputRow.id).where(RawInputRow.part == 0)).all())
    store.dispose()
    return len(ids & found)


def outcomes(folder: Path) -> Counter[str]:
    """What became of the documents so far."""
    store = Store(str(folder / "store.db"))
    with store.reading() as session:
        found = Counter(session.exec(select(RawInputRow.outcome).where(RawInputRow.part == 0)).all())
    store.dispose()
    return found


def main() -> int:
    """The exit code: 0 when nothing was lost and as many were accepted as were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.webhooks", description=__doc__)
    parser.add_argument("--rate", type=float, default=500.0, help="calls a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--most", type=int, default=5_000, help="calls of each attempt to send as many as go")
    parser.add_argument(
        "--wait", action="store_true", help="wait until all is read, and say how fast that went"
    )
    parser.add_argument("--bare", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        serve_bare(options.bare)
        return 0
    port, count = 18_765, round(options.rate * options.seconds)
    with tempfile.TemporaryDirectory() as name, engine(Path(name), port) as process:
        folder = Path(name)
        begun = cpu_seconds(process)
        sent = asyncio.run(load(port, count, options.rate, options.connections, 0))
        share = (cpu_seconds(process) - begun) / sent.seconds
        lost, became = sent.accepted - in_store(folder, sent.ids), outcomes(folder)
        answered = ", ".join(
            f"p{each} {percentile(sent.milliseconds, each):,.0f} ms" for each in (50, 95, 99)
        )
        print(
            f"sent        {count:,} leads, {options.rate:,.0f} a second, over {options.connections} connections"
        )
        print(f"accepted    {sent.accepted:,} in {sent.seconds:.1f} s: {sent.per_second:,.0f} a second")
        print(f"lost        {lost} (accepted, and no raw input in the store)")
        print(f"answered    {answered} after they were due")
        print(
            f"engine      {share:.2f} of a processor; {_read(became):,} of {sum(became.values()):,} read by then"
        )
        if options.wait:
            print(f"read        {_wait(folder)}")
        most, most_share, most_lost = _most(process, port, options, folder)
        print(f"at most     {most:,.0f} a second, {most_share:.2f} of a processor; lost {most_lost}")
    with bare(port + 1) as process:
        floor, floor_share, _ = _most(process, port + 1, options, None)
    print(f"bare server {floor:,.0f} a second, {floor_share:.2f} of a processor: it keeps nothing")
    print(
        f"bound       a call takes {most_share / most * 1e6:,.0f} µs of the engine's one interpreter,"
        f" {floor_share / floor * 1e6:,.0f} µs in the bare server; what is left of a processor waits for the disk"
    )
    is_done = sent.accepted == count and sent.seconds < options.seconds * 1.05
    return 0 if is_done and not lost + most_lost else 1


def _most(
    process: "subprocess.Popen[bytes]", port: int, options: argparse.Namespace, folder: Path | None
) -> tuple[float, float, int]:
    """Calls a second when each is sent as soon as a connection is free, the share of a processor, how many are lost."""
    begun = cpu_seconds(process)
    sent = asyncio.run(load(port, options.most, 0, options.connections, 1_000_000))
    share = (cpu_seconds(process) - begun) / sent.seconds
    return sent.per_second, share, sent.accepted - in_store(folder, sent.ids) if folder else 0


def _wait(folder: Path) -> str:
    begun = time.perf_counter()
    while (became := outcomes(folder))[RawOutcome.PENDING.value] and time.perf_counter() - begun < _READ_S:
        time.sleep(1)
    return f"{dict(became)}, {time.perf_counter() - begun:.0f} s later"


def _read(became: Counter[str]) -> int:
    return sum(became.values()) - became[RawOutcome.PENDING.value]


if __name__ == "__main__":
    sys.exit(main())
