"""What has been imported when the console first paints: nothing that makes an operator wait."""

import subprocess
import sys

HEAVY = {
    "alembic", "apscheduler", "argon2", "babel", "data", "dateutil", "holidays", "httpx", "jinja2", "lxml", "phonenumbers",
    "plotext", "psycopg", "pydantic", "pydantic_settings", "selectolax", "sqlalchemy", "sqlmodel", "structlog",
    "textual_plotext", "typer", "vo_callcenter",
}  # fmt: skip

SCRIPT = """
import asyncio, sys
from screens.app import ConsoleApp

def open_services():
    print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
    raise OSError("enough seen")

async def main():
    app = ConsoleApp(open_services)
    async with app.run_test() as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()

asyncio.run(main())
"""

WITH_ROWS = """
import asyncio, sys
from screens.app import ConsoleApp
import screens.queue.queue_screen
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imported(script: str) -> set[str]:
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    return set(found.stdout.split())


def test_the_first_paint_waits_for_no_heavy_library() -> None:
    names = imported(SCRIPT)
    assert "textual" in names
    assert not names & HEAVY


def test_the_queue_itself_needs_none_either() -> None:
    assert not imported(WITH_ROWS) & HEAVY
