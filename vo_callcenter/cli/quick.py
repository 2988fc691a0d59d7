"""Starting the console, or the demonstration, by the shortest way: nothing heavy is loaded before the first paint."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rules.refusal import Refusal
from vo_callcenter.cli.choices import Choices, read_choices, taken_out

ROLES = ("operator", "salesperson", "manager", "administrator")


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How the demonstration is started."""

    role: str | None = None
    seed: int = 1
    speed: float = 1.0
    open_leads: int | None = None
    past_leads: int | None = None
    is_still: bool = False


def quick_start(arguments: Sequence[str]) -> int | None:
    """The exit code of the console or demo when the arguments are plain; None leaves them to the parser."""
    rest, choices = read_choices(arguments)
    if not rest:
        return carried_out(choices, lambda: start_console(choices, None))
    command, options = rest[0], rest[1:]
    if command == "console":
        options, found = taken_out(options, ("--as",))
        if not options:
            return carried_out(choices, lambda: start_console(choices, found.get("--as")))
    if command == "demo":
        demo = _demo_options(options)
        if demo is not None:
            return carried_out(choices, lambda: start_demo(choices, demo))
    return None


def start_console(choices: Choices, login: str | None) -> int:
    """The console; on a store that was never founded the questions of the first start come before."""
    from vo_callcenter.console import check_terminal, is_first_start, run
    from vo_callcenter.places import store_url

    check_terminal()
    if is_first_start(store_url(choices.store)):
        from vo_callcenter.cli.store_commands import found_at_terminal

        found_at_terminal(choices)
    return run(choices.store, login, choices.lang if choices.lang_is_said else None)


def start_demo(choices: Choices, demo: DemoOptions) -> int:
    from vo_callcenter import demo as demonstration

    return demonstration.run(
        role=demo.role,
        lang=choices.lang,
        seed=demo.seed,
        speed=demo.speed,
        open_leads=demo.open_leads,
        past_leads=demo.past_leads,
        is_still=demo.is_still,
        store=choices.store,
    )


def carried_out(choices: Choices, act: Callable[[], int]) -> int:
    """Do it; a refusal, or whatever breaks, becomes one line and exit code 1."""
    try:
        return act()
    except Refusal as refusal:
        from vo_callcenter.cli.saying import say_refusal

        return say_refusal(refusal, choices.words)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        import os

        # Whoever read our lines has read enough; nothing more can be said, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from vo_callcenter.cli.saying import say_failure

        return say_failure(error, choices.words)


def _demo_options(options: Sequence[str]) -> DemoOptions | None:
    """The options when every one of them is right; None otherwise."""
    rest, found = taken_out(options, ("--as", "--seed", "--speed", "--open", "--past"))
    if set(rest) - {"--still"}:
        return None
    kinds: dict[str, Callable[[str], Any]] = {"--seed": int, "--speed": float, "--open": int, "--past": int}
    try:
        values = {name: kinds[name](value) for name, value in found.items() if name in kinds}
    except ValueError:
        return None
    role = found.get("--as")
    if (role is not None and role not in ROLES) or any(value < 0 for value in values.values()):
        return None
    return DemoOptions(
        role=role,
        seed=values.get("--seed", 1),
        speed=values.get("--speed", 1.0),
        open_leads=values.get("--open"),
        past_leads=values.get("--past"),
        is_still=bool(rest),
    )
