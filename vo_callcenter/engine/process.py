"""The engine as a process: what ``vo-callcenter engine`` runs, and what a console starts as its child."""

import signal
import sys
import threading
from functools import partial

import structlog

from data.schema import is_current, schema_version
from data.store import Store
from data.version import SCHEMA_VERSION
from rules.refusal import Refusal
from vo_callcenter.adapters.graph import Graph
from vo_callcenter.adapters.mail_access import enter
from vo_callcenter.bootstrap import Application
from vo_callcenter.engine.leader import Engine
from vo_callcenter.engine.listening import Listening
from vo_callcenter.engine.log import log_to
from vo_callcenter.engine.mailbox_watch import MailboxWatches
from vo_callcenter.places import store_folder, store_url
from vo_callcenter.settings import Settings, drop_folder_of, read_settings
from vo_callcenter.transports import transports_of

log = structlog.get_logger()

CHILD = "--child"
"""Argument of a console's engine: it leaves when its standard input ends or when another engine leads."""


def run_engine(url: str | None = None, *, is_child: bool = False) -> None:
    """Run until SIGINT or SIGTERM, or until the console is gone. Raises ``Refusal`` when it cannot begin."""
    address = store_url(url)
    store = Store(address)
    if not is_current(store):
        raise Refusal(
            "store_older", path=store.address.shown, version=schema_version(store), known=SCHEMA_VERSION
        )
    log_to(store_folder(address) / "engine.log")
    try:
        settings = read_settings()
    except Refusal as refusal:
        # A console's engine has nobody to tell: its log does, and ``doctor``.
        log.error("settings refused", refusal=str(refusal))
        raise
    engine = made_engine(Application(store), settings, address, is_child=is_child)
    if is_child:
        threading.Thread(target=_await_end_of_console, args=[engine], daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: engine.stop.set())
    try:
        engine.run()
    finally:
        engine.app.close()


def made_engine(app: Application, settings: Settings, address: str, *, is_child: bool = False) -> Engine:
    """The engine of the store at ``address``. A demonstration keeps everything beside its store."""
    is_demo, folder = app.is_demo, store_folder(address)
    return Engine(
        app=app,
        drop_folder=drop_folder_of(settings, address, is_demo=is_demo),
        backups=folder / "backups",
        transports=transports_of(settings, folder / "mail" if is_demo else None),
        mailboxes=MailboxWatches(app, partial(enter, settings=settings), settings.mailbox_poll),
        listening=Listening(
            app,
            Graph(settings.graph_url),
            settings.listen_host,
            # A demonstration listens to nobody, and takes nobody's address.
            0 if is_demo else settings.listen_port,
            settings.listen_rate,
        ),
        sender=settings.smtp_from,
        stands_by=not is_child,
    )


def _await_end_of_console(engine: Engine) -> None:
    """The console holds the other end of standard input: whatever ends it, this read returns."""
    sys.stdin.buffer.read()
    engine.stop.set()


if __name__ == "__main__":
    try:
        run_engine(is_child=CHILD in sys.argv[1:])
    except Refusal as refusal:
        # The console that started it says why in its own words: it checks the same store.
        sys.exit(str(refusal))
