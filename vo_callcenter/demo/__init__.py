"""The demonstration: an invented dealer group at work, from one command. Nothing leaves the machine.

Its store, its drop folder and the mails it "sends" lie in one scratch folder that goes with the console, or
beside the store named with ``--store``, which is kept and opened as it is the next time.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rules.refusal import Refusal

if TYPE_CHECKING:
    from rules.values.staff import Actor
    from screens.services import Services
    from vo_callcenter.bootstrap import Application
    from vo_callcenter.console import Tell

OPEN_LEADS = 214
PAST_LEADS = 1_500
MANY_PAST = 20_000
"""Beyond so many, the past is multiplied rather than told: telling each would take minutes."""


def run(
    *,
    role: str | None = None,
    lang: str | None = None,
    seed: int = 1,
    speed: float = 1.0,
    open_leads: int | None = None,
    past_leads: int | None = None,
    is_still: bool = False,
    store: str | None = None,
) -> int:
    """Open the console on the demonstration group; returns the exit code.

    ``role`` seats the first person of that role, None asks who you are; ``speed`` multiplies how often leads
    arrive, ``is_still`` stops them. Raises ``Refusal("not_a_demo")`` for a store of real work.
    """
    from vo_callcenter.console import show

    with ExitStack() as stack:
        if store is None:
            # On Windows the engine may hold the log a moment longer: what is left goes with the next clean-up.
            scratch = TemporaryDirectory(prefix="vo-callcenter-demo-", ignore_cleanup_errors=True)
            store = str(Path(stack.enter_context(scratch)) / "demo.db")
        address = store

        def open_application(tell: "Tell") -> "Application":
            return opened(
                address,
                tell,
                seed=seed,
                open_leads=OPEN_LEADS if open_leads is None else open_leads,
                past_leads=PAST_LEADS if past_leads is None else past_leads,
                speed=0.0 if is_still else speed,
            )

        return show(open_application, lang=lang, who=_first_of(role) if role else None)


def opened(
    url: str, tell: "Tell", *, seed: int, open_leads: int, past_leads: int, speed: float
) -> "Application":
    """The demonstration's application, made first where there is none; leads arrive unless ``speed`` is 0."""
    from vo_callcenter.console import is_first_start

    if is_first_start(url):
        tell("shell.opening_demo", "shell.demo_store")
    from vo_callcenter.bootstrap import bootstrap
    from vo_callcenter.engine import ensure_engine
    from vo_callcenter.places import drop_folder, store_folder

    if past_leads > MANY_PAST:
        from vo_callcenter.demo.bulk import make_large

        tell("shell.opening_demo", "shell.demo_past", count=past_leads)
        make_large(url, seed=seed, open_leads=open_leads, past_leads=past_leads)
    application = bootstrap(url)
    if prepare(application, seed=seed, open_leads=open_leads, past_leads=past_leads, tell=tell):
        start_past(application, url, seed=seed, past_leads=past_leads)
    ensure_engine(application, url)
    if speed > 0:
        from vo_callcenter.demo.arrivals import Arrivals
        from vo_callcenter.demo.stock import cars_of

        drop = drop_folder(url)
        drop.mkdir(parents=True, exist_ok=True)
        arrivals = Arrivals(drop, store_folder(url) / "mail", cars_of(application.store), seed, speed)
        arrivals.start()
        application.at_close(arrivals.stop)
    return application


def prepare(
    application: "Application",
    *,
    seed: int,
    open_leads: int,
    past_leads: int,
    tell: "Tell" = lambda *_, **__: None,
) -> bool:
    """Write the group and its open leads into an empty store, with room for the past; ``tell`` hears how far it is.

    False when it holds a demonstration already, which stays as it is. Raises ``Refusal("not_a_demo")``.
    """
    from data.schema import is_current, migrate, schema_version

    store = application.store
    is_new = schema_version(store) == 0
    if not is_current(store):
        migrate(store)
    if not is_new and application.group_name:
        if not application.is_demo:
            raise Refusal("not_a_demo", path=store.address.shown)
        return False
    from vo_callcenter.demo.founding import CARS, found
    from vo_callcenter.demo.group import SITES, STAFF
    from vo_callcenter.demo.history import History

    tell("shell.opening_demo", "shell.demo_group", sites=len(SITES), people=len(STAFF), cars=CARS)
    cars = found(application.office, seed)
    application.__dict__.pop("group_name", None)

    def progress(done: int) -> None:
        tell("shell.opening_demo", "shell.demo_leads", done=done, total=open_leads)

    History(application.office, cars, seed, leads_before=past_leads).write_open(open_leads, progress)
    return True


def start_past(application: "Application", url: str, *, seed: int, past_leads: int) -> None:
    """Have a process of its own tell the ninety days, so that the console is there at once; it ends with the console."""
    import os
    import subprocess
    import sys

    # By the environment: whatever stands on a command line, the password of a store too, every user can read.
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "vo_callcenter.demo.past", str(seed), str(past_leads)],
        env={**os.environ, "VO_STORE": url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    application.at_close(child.kill)


def _first_of(role: str) -> "Callable[[Services], Actor | None]":
    def who(services: "Services") -> "Actor | None":
        of_role = (person for person in services.sign_in.people() if person.role == role)
        first = min(of_role, key=lambda person: person.id, default=None)
        return services.sign_in.sign_in(first.id) if first else None

    return who
