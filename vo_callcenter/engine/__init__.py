"""The engine, from outside: run it as a service, or see to it that one runs while a console is open."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vo_callcenter.bootstrap import Application


def run(url: str | None = None) -> int:
    """Run the engine of a store until a signal; another that leads already is waited for. Returns the exit code."""
    from vo_callcenter.engine.process import run_engine

    run_engine(url)
    return 0


def ensure_engine(app: "Application", url: str, environment: Mapping[str, str] | None = None) -> None:
    """Keep an engine running for the application's store until it is closed; returns at once.

    ``environment`` is added to the child's: ``VO_DROP_FOLDER``, ``VO_MAIL_FOLDER``.
    """
    from vo_callcenter.engine.keeper import EngineKeeper

    keeper = EngineKeeper(app.store, url, environment)
    app.at_close(keeper.stop)
    keeper.start()
