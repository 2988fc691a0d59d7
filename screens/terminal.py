"""Running the console in a terminal, and leaving that terminal as it was."""

import os
import sys

from rules.words import Words
from screens.app import ConsoleApp


def lacks_terminal(words: Words) -> str | None:
    """One line saying that there is no terminal to draw on, or None when there is.

    Textual reads standard input and draws on standard error; without them it would spin or write into a file.
    """
    if sys.stdin.isatty() and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return None
    return words("shell.no_terminal")


def run(app: ConsoleApp) -> int:
    """Run the console until it is left: 0, or 1 with one line on standard error where there is no terminal."""
    reason = lacks_terminal(app.words)
    if reason is not None:
        print(reason, file=sys.stderr)
        return 1
    app.run()
    return app.return_code or 0
