"""The console on the terminal: the first paint stands before the store is opened. The only way to the screens."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rules.refusal import Refusal
from vo_callcenter.places import machine_language, store_url

if TYPE_CHECKING:
    from rules.values.staff import Actor, StaffCard
    from screens.services import Services
    from vo_callcenter.bootstrap import Application


Tell = Callable[..., None]
"""Says what is being done and how far it is: two keys of the catalogs, and the figures of the second."""


def run(store: str | None, login: str | None, lang: str | None) -> int:
    """Open the console on a founded store; ``login`` names who sits here, None asks. Returns the exit code."""
    url = store_url(store)
    return show(lambda _: opened(url), login, lang)


def check_terminal() -> None:
    """Raises ``Refusal`` without a terminal: with its input closed the screen library would spin for ever."""
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise Refusal("no_terminal")


def show(
    open_application: "Callable[[Tell], Application]",
    login: str | None = None,
    lang: str | None = None,
    who: "Callable[[Services], Actor | StaffCard | None] | None" = None,
) -> int:
    """Run the screens; what ``open_application`` opens, in a thread behind the first paint, is closed at the end.

    It is given a way to tell on the first paint what takes time.
    """
    gc.disable()  # what is loaded until the store is open stays: looking for garbage in it costs a tenth of the start
    from screens.app import ConsoleApp
    from screens.terminal import run as run_in_terminal
    from vo_callcenter.console_log import log_screens

    applications: list[Application] = []

    def open_services() -> "Services":
        try:
            application = open_application(app.tell_opening)
        finally:
            gc.enable()
        applications.append(application)
        return application

    chosen = who or (_named(login) if login else None)
    log_path = log_screens()
    app = ConsoleApp(open_services, chosen, lang=lang or machine_language(), log_path=str(log_path or "—"))
    try:
        return run_in_terminal(app)
    finally:
        for application in applications:
            application.close()


def opened(url: str) -> "Application":
    """The application on a founded, current store, with an engine somewhere.

    A store of an earlier version is brought up to date, after a copy. Raises ``Refusal``.
    """
    from data.schema import is_current, migrate, schema_version
    from vo_callcenter.bootstrap import bootstrap
    from vo_callcenter.services.founding import is_founded

    application = bootstrap(url)
    if schema_version(application.store) == 0:
        raise Refusal("store_missing", path=application.store.address.shown)
    if not is_current(application.store):
        migrate(application.store)
    if not is_founded(application.office):
        raise Refusal("not_founded")
    from vo_callcenter.engine import ensure_engine

    ensure_engine(application, url)
    return application


def is_first_start(url: str) -> bool:
    """Whether a store of this machine has no group yet, told without loading the store's libraries.

    A PostgreSQL store is founded with ``store init``: the console only says so.
    """
    if url.startswith("postgres"):
        return False
    path = Path(url.removeprefix("sqlite:///"))
    if not path.exists():
        return True
    import sqlite3
    from contextlib import closing

    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        ) as connection:
            return connection.execute("SELECT 1 FROM dealer_group LIMIT 1").fetchone() is None
    except sqlite3.OperationalError as error:
        return "no such table" in str(error)
    except sqlite3.DatabaseError:
        return False  # not ours: opening it says why


def _named(login: str) -> "Callable[[Services], Actor | StaffCard | None]":
    """Seat the person of that login; one who needs a passphrase is asked for it at once."""

    def who(services: "Services") -> "Actor | StaffCard | None":
        for person in services.sign_in.people():
            if person.login.lower() == login.lower():
                if services.sign_in.needs_passphrase(person.id):
                    return person
                return services.sign_in.sign_in(person.id)
        raise Refusal("sign_in_unknown", login=login)

    return who
